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
    const { isWorked, until } = pieceAt(at, calendar);
    if (isWorked) {
      if (left <= until - at) return at + left;
      left -= until - at;
    }
    at = until;
  }
}

/** Milliseconds between two instants on days that the calendar works. */
export function workedTime(fromMs: number, toMs: number, calendar: Calendar): number {
  let worked = 0;
  for (let at = fromMs; at < toMs;) {
    const { isWorked, until: end } = pieceAt(at, calendar);
    const until = Math.min(end, toMs);
    if (isWorked) worked += until - at;
    at = until;
  }
  return worked;
}

/** The day of the calendar's clock in which an instant lies, as far as it goes without a change of the offset: a day may have 23 hours, or 25. */
function pieceAt(at: number, { weekdays, holidays, clock }: Calendar): { readonly isWorked: boolean; readonly until: number } {
  const offsets = clock?.offsets ?? [];
  const next = offsets.findIndex(([from]) => from > at);
  const here = offsets[next === -1 ? offsets.length - 1 : Math.max(0, next - 1)];
  const eastMs = (here?.[1] ?? 0) * 60_000;
  const day = Math.floor((at + eastMs) / DAY_MS);
  const midnight = (day + 1) * DAY_MS - eastMs;
  const change = next === -1 ? undefined : offsets[next]?.[0];
  const date = new Date(day * DAY_MS);
  return {
    isWorked: weekdays.includes(date.getUTCDay()) && !holidays.includes(date.toISOString().slice(0, 10)),
    until: change === undefined ? midnight : Math.min(midnight, change),
  };
}
