import type { Finding } from '@tregua/ledger';

/**
 * How bad it is.
 * - broken: the history is not the one that was sealed: changed, missing, swapped, or a value that is not the one committed to.
 * - unlawful: well chained, but no step that the law allows, or not with this outcome.
 * - unshown: a step rests on a stream that this file does not hold (a motion, ballots, another case). Such a file is never more than consistent
 *   with itself, whatever heads are known.
 * - note: nothing wrong by itself. Does not change the verdict.
 */
export type Weight = 'broken' | 'unlawful' | 'unshown' | 'note';

/** In the order in which they are reported. */
export const WEIGHTS: readonly Weight[] = ['broken', 'unlawful', 'unshown', 'note'];

export interface WeighedFinding extends Finding {
  readonly weight: Weight;
}

/** More than anybody reads. What is left off is counted. */
export const MAX_FINDINGS = 5_000;
