/** What the page gives its worker: files, as the browser hands them out. */
export interface Work {
  readonly bundle: File;
  readonly policy: File | undefined;
  readonly receipts: readonly File[];
  readonly receiptKeys: readonly File[];
}

/** What the worker tells. */
export type Told =
  | { readonly kind: 'progress'; readonly done: number; readonly of: number }
  | { readonly kind: 'done'; readonly verdict: string; readonly text: string; readonly report: Blob; readonly line: string }
  | { readonly kind: 'unusable'; readonly says: string };
