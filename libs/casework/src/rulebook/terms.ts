import type { Calendar, Rulebook, Span, Term } from './rulebook.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The instant at which a span that starts at `fromMs` is over. Elapsed time in UTC, never local days: a day is 24 h. A working day is
 * 24 h of time on days that the calendar works; time on other days does not count. The calendar is the one that the span names, so a later
 * calendar moves no running term.
 */
export function addSpan(fromMs: number, span: Span, calendars: Rulebook['calendars']): number {
  if (span.unit !== 'workingDay') return fromMs + span.amount * (span.unit === 'hour' ? HOUR_MS : DAY_MS);
  const calendar = calendars[span.calendar];
  if (calendar === undefined) throw new Error(`There is no calendar ${span.calendar}.`);
  return addWorkedTime(fromMs, span.amount * DAY_MS, calendar);
}

/** The span of a term at a severity of 1..5. */
export function spanOf(rulebook: Rulebook, term: string, severity: number): Span {
  const span = termOf(rulebook, term).spans[severity - 1];
  if (span === undefined) throw new Error(`There is no severity ${severity}.`);
  return span;
}

/** When a term that starts now is over, at a severity. */
export function dueAfter(fromMs: number, rulebook: Rulebook, term: string, severity: number): number {
  return addSpan(fromMs, spanOf(rulebook, term, severity), rulebook.calendars);
}

export function termOf(rulebook: Rulebook, term: string): Term {
  const found = rulebook.terms[term];
  if (found === undefined) throw new Error(`Rulebook ${rulebook.id} has no term ${term}.`);
  return found;
}

/** The instant at which so much time was worked from an instant on. */
export function addWorkedTime(fromMs: number, workedMs: number, calendar: Calendar): number {
  if (calendar.weekdays.length === 0) throw new Error(`Calendar ${calendar.id} works on no day.`);
  let at = fromMs;
  let left = workedMs;
  for (;;) {
    const dayEnd = (Math.floor(at / DAY_MS) + 1) * DAY_MS;
    if (isWorked(at, calendar)) {
      if (left <= dayEnd - at) return at + left;
      left -= dayEnd - at;
    }
    at = dayEnd;
  }
}

/** Milliseconds between two instants on days that the calendar works. */
export function workedTime(fromMs: number, toMs: number, calendar: Calendar): number {
  let worked = 0;
  for (let at = fromMs; at < toMs;) {
    const until = Math.min((Math.floor(at / DAY_MS) + 1) * DAY_MS, toMs);
    if (isWorked(at, calendar)) worked += until - at;
    at = until;
  }
  return worked;
}

function isWorked(atMs: number, calendar: Calendar): boolean {
  const day = new Date(atMs);
  return calendar.weekdays.includes(day.getUTCDay()) && !calendar.holidays.includes(day.toISOString().slice(0, 10));
}
