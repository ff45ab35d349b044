import type { Finding } from '@tregua/ledger';

/**
 * How bad it is.
 * - broken: the history is not the one that was sealed: changed, missing, swapped, or a value that is not the one committed to.
 * - unlawful: well chained, but no step that the law allows, or not with this outcome.
 * - note: nothing wrong by itself; something that this file cannot show. Does not change the verdict.
 */
export type Weight = 'broken' | 'unlawful' | 'note';

export interface WeighedFinding extends Finding {
  readonly weight: Weight;
}

/** More than anybody reads. What is left off is counted. */
export const MAX_FINDINGS = 5_000;
