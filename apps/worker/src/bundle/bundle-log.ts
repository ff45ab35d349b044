import type { FixedLog } from '@tregua/store';

/** Where one entry stands in the log. */
export interface EntryProof {
  readonly seq: number;
  readonly index: number;
  readonly proof: readonly Uint8Array[];
}

/** What a bundle takes from the log. */
export interface BundleLog {
  /** Waits until every head is under a checkpoint, and says which one this bundle rests on for good; `log: null` where there is no log. */
  fix(heads: readonly { readonly stream: string; readonly seq: number }[], aborted: AbortSignal): Promise<FixedLog>;
  /** 32 bytes in hexadecimal. */
  nonceOf(stream: string): Promise<string>;
  /** Proofs of the stream's entries in the tree of `size`, in the order of seq. */
  proofs(stream: string, size: number): AsyncIterable<EntryProof>;
}
