import type { Deadline, Recorded, Rule } from '../engine/types.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { addSpan, spanOf } from '../rulebook/terms.js';
import { EARLY } from '../process/v1/case-states.js';
import type { Case } from './case.js';

/** A fold that is no birth: the case is there. */
export function change(fold: (subject: Case, recorded: Recorded, rulebook: Rulebook) => Case): NonNullable<Rule<Case>['apply']> {
  return (subject, recorded, rulebook) => {
    if (subject === undefined) throw new Error(`${recorded.command} needs a case.`);
    return fold(subject, recorded, rulebook);
  };
}

/** A deadline of a term of the rulebook, counted from `from`. */
export function termFrom(from: number, kind: string, term: string, subject: Case, rulebook: Rulebook, startedAt = from): Deadline {
  return { key: kind, kind, startedAt, dueAt: addSpan(from, spanOf(rulebook, term, subject.severity), rulebook.calendars), term };
}

/** Milliseconds that a term spans, for totals and windows. */
export function lengthOf(term: string, severity: number, rulebook: Rulebook): number {
  return addSpan(0, spanOf(rulebook, term, severity), rulebook.calendars);
}

/** Where the case stands, seen through a stay: the state that it will return to. */
export function standingState(subject: Case): string {
  return subject.state === 'STAYED' && subject.remembered !== null ? subject.remembered.state : subject.state;
}

export function isEarly(state: string): boolean {
  return (EARLY as readonly string[]).includes(state);
}

/** Before PRELIMINARY was left by a provisional finding or its lapse, nothing supports a response (law-check hole 5). */
export function responseBasisIsGiven(subject: Case, rulebook: Rulebook): boolean {
  const state = standingState(subject);
  const isPastPreliminary = state !== 'REGISTERED' && state !== 'PRELIMINARY';
  return subject.severity < rulebook.thresholds.responseClockFrom || isPastPreliminary || subject.judgment.provisional.length > 0;
}

/** A ruling that binds still: standing, or reopened without having been replaced (law-check hole 8). */
export function hasStandingRuling(subject: Case): boolean {
  const last = subject.judgment.rulings.at(-1);
  return last !== undefined && (last.status === 'standing' || last.status === 'reopened');
}
