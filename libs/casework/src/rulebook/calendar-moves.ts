import type { Deadline, Subject } from '../engine/types.js';
import type { Calendar, Rulebook } from './rulebook.js';
import { addWorkedTime, workedTime } from './terms.js';

/** What a corrected calendar would do to one deadline that runs. */
export interface CalendarMove {
  readonly key: string;
  readonly term: string;
  readonly from: number;
  readonly to: number;
}

/** Nobody loses a deadline overnight: one that a correction brings nearer keeps at least this much, or what it had. */
const LEAST_LEFT_MS = 24 * 3_600_000;

/**
 * Which running deadlines of a subject a corrected calendar would move, and where to: each keeps exactly the worked time that it was given. Deadlines in hours
 * and days are counted in UTC and know neither calendar nor time zone: they never move (nothing-lost.md: changes of holidays are confirmed by people).
 *
 * @param corrected bears the id of the calendar of the rulebook that it would stand for
 * @throws Error when the rulebook has no calendar of this id, or the corrected one works on no day
 */
export function calendarMoves(
  { deadlines, severity }: Pick<Subject, 'deadlines' | 'severity'>,
  rulebook: Rulebook,
  corrected: Calendar,
  at: number,
): readonly CalendarMove[] {
  const present = rulebook.calendars[corrected.id];
  if (present === undefined) throw new Error(`Rulebook ${rulebook.id} has no calendar ${corrected.id}.`);
  return Object.values(deadlines)
    .filter((deadline) => deadline.pausedWithMs === undefined && isCountedBy(corrected.id, deadline, rulebook, severity))
    .map(({ key, term, startedAt, dueAt }) => {
      const counted = addWorkedTime(startedAt, workedTime(startedAt, dueAt, present), corrected);
      return { key, term, from: dueAt, to: Math.max(counted, Math.min(dueAt, at + LEAST_LEFT_MS)) };
    })
    .filter(({ from, to }) => from !== to);
}

function isCountedBy(calendar: string, { term }: Deadline, rulebook: Rulebook, severity: number): boolean {
  const span = rulebook.terms[term]?.spans[severity - 1];
  return span?.unit === 'workingDay' && span.calendar === calendar;
}
