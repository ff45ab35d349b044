import type { Finding } from '@tregua/ledger';

/**
 * How bad it is.
 * - broken: the history or its container is not the one that was sealed: changed, missing, swapped, or a value that is not the one committed to.
 * - unlawful: well chained, but no step that the law allows, or not with this outcome.
 * - unproven: a root that was given from outside asks for something that the bundle does not show: a quorum of witnesses, say.
 * - unshown: a step rests on a stream that is not here (a motion, ballots, another case). Such a file is never more than consistent
 *   with itself, whatever is known from outside.
 * - note: nothing wrong by itself. Does not change the verdict.
 */
export type Weight = 'broken' | 'unlawful' | 'unproven' | 'unshown' | 'note';

/** In the order in which they are reported. */
export const WEIGHTS: readonly Weight[] = ['broken', 'unlawful', 'unproven', 'unshown', 'note'];

export interface WeighedFinding extends Finding {
  readonly weight: Weight;
  /** Path in the bag, or the name of a file that was given beside it. */
  readonly file?: string;
  /** Bytes from the beginning of the zip; of `file` where that was given beside it. */
  readonly offset?: number;
}

/** More than anybody reads. What is left off is counted. */
export const MAX_FINDINGS = 5_000;

/** Where something is, for a finding; without a stream it is about the container. */
export type Place = Partial<Pick<WeighedFinding, 'stream' | 'seq' | 'field' | 'file' | 'offset' | 'line'>>;

/** Takes findings, up to the limit; beyond it they are counted by weight, so that the verdict does not depend on the limit. */
export class Findings {
  readonly list: WeighedFinding[] = [];
  leftOff = 0;
  private readonly weights = new Set<Weight>();

  add(weight: Weight, what: string, place: Place, says: string): void {
    this.take({ weight, what, stream: '', seq: 0, ...place, says });
  }

  broken(what: string, place: Place, says: string): void {
    this.add('broken', what, place, says);
  }

  take(finding: WeighedFinding): void {
    this.weights.add(finding.weight);
    if (this.list.length < MAX_FINDINGS) this.list.push(finding);
    else this.leftOff += 1;
  }

  has(weight: Weight): boolean {
    return this.weights.has(weight);
  }

  /** The worst first; each weight in the order of discovery. */
  sorted(): WeighedFinding[] {
    return [...this.list].sort((one, other) => WEIGHTS.indexOf(one.weight) - WEIGHTS.indexOf(other.weight));
  }
}
