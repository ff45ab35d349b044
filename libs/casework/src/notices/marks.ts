import type { Case } from '../case/case.js';
import { lengthOf } from '../case/case-change.js';
import { marksOf } from '../case/response-clock.js';
import type { Rulebook } from '../rulebook/rulebook.js';

/**
 * One mark of the response clock, as people are shown it. rung: it rang in its time; past: it lay in the past when it was asked for, and was not
 * fired; next: it runs; ahead: it follows; silent: the case has no running clock (law-sources.md 6.4, law-check hole 9).
 */
export interface ShownMark {
  readonly mark: string;
  readonly at: number;
  /** After the earliest breach. */
  readonly afterMs: number;
  readonly standing: 'rung' | 'past' | 'next' | 'ahead' | 'silent';
  /** The hour of the breach is not known: the earliest possible instant counts. */
  readonly uncertain: boolean;
}

/** All marks of a case, those that rang, those that came too late to ring, and those to come; none where the breach is not dated. */
export function marksShown(subject: Case, rulebook: Rulebook): readonly ShownMark[] {
  const { t0, rung, past, uncertain } = subject.clock;
  if (t0 === null) return [];
  const running = Object.values(subject.deadlines).find(({ kind }) => kind === 'mark')?.about;
  const standing = (mark: string): ShownMark['standing'] => {
    if (rung.includes(mark)) return 'rung';
    if (past.includes(mark)) return 'past';
    if (mark === running) return 'next';
    return running === undefined ? 'silent' : 'ahead';
  };
  return marksOf(rulebook)
    .map((mark) => ({ mark, afterMs: lengthOf(mark, subject.severity, rulebook), standing: standing(mark), uncertain }))
    .map(({ afterMs, ...mark }) => ({ ...mark, afterMs, at: t0 + afterMs }))
    .sort((one, other) => one.at - other.at);
}
