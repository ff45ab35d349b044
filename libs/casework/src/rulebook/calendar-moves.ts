import type { Deadline, Subject } from '../engine/types.js';
import { countedBy } from './corrected.js';
import type { Calendar, Rulebook } from './rulebook.js';
import { addWorkedTime, workedTime } from './terms.js';

/** What a corrected calendar does to one deadline that runs. All instants are milliseconds UTC. */
export interface CalendarMove {
  readonly key: string;
  readonly term: string;
  readonly from: number;
  readonly to: number;
  /** What the calendar alone gives. It differs from `to` where that would have left too little time. */
  readonly counted: number;
}

/** When a correction was proposed, and the instant for which is asked. */
export interface MoveTimes {
  readonly proposedAt: number;
  readonly at: number;
}

/** A proposal is confirmed within this time, or made anew: what it would do must not have grown old. */
export const PROPOSAL_STANDS_MS = 24 * 3_600_000;
/** Nobody loses a deadline overnight: one that comes nearer keeps so much from the proposal on, and so at least half of it from the confirmation on … */
const LEAST_FROM_PROPOSAL_MS = 2 * PROPOSAL_STANDS_MS;
/** … and from the entry that moves it, however late that comes; or what it had, where that was less. */
const LEAST_FROM_ENTRY_MS = 24 * 3_600_000;

/**
 * Which running deadlines of a subject a corrected calendar moves, and where to: each keeps exactly the worked time that it was given. Deadlines in hours and days
 * are elapsed time and know neither calendar nor time zone: they never move. Nor does what has run out, or stands still (it keeps what was left).
 *
 * @param corrected bears the id of the calendar of the rulebook that it would stand for
 * @throws Error when the rulebook has no calendar of this id, or the corrected one works on no day
 */
export function calendarMoves(
  subject: Pick<Subject, 'deadlines' | 'severity' | 'corrections'>,
  rulebook: Rulebook,
  corrected: Calendar,
  { proposedAt, at }: MoveTimes,
): readonly CalendarMove[] {
  const { deadlines, severity } = subject;
  const present = countedBy(subject, rulebook).calendars[corrected.id];
  if (present === undefined) throw new Error(`Rulebook ${rulebook.id} has no calendar ${corrected.id}.`);
  const floor = Math.max(proposedAt + LEAST_FROM_PROPOSAL_MS, at + LEAST_FROM_ENTRY_MS);
  return Object.values(deadlines)
    .filter(({ pausedWithMs, dueAt }) => pausedWithMs === undefined && dueAt > at)
    .filter((deadline) => isCountedBy(corrected.id, deadline, rulebook, severity))
    .map(({ key, term, startedAt, dueAt }) => {
      const counted = addWorkedTime(startedAt, workedTime(startedAt, dueAt, present), corrected);
      return { key, term, from: dueAt, to: Math.max(counted, Math.min(dueAt, floor)), counted };
    })
    .filter(({ from, to }) => from !== to)
    .sort((one, other) => (one.key < other.key ? -1 : 1));
}

function isCountedBy(calendar: string, { term }: Deadline, rulebook: Rulebook, severity: number): boolean {
  const span = rulebook.terms[term]?.spans[severity - 1];
  return span?.unit === 'workingDay' && span.calendar === calendar;
}
