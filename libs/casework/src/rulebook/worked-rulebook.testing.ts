import type { CorrectionFact } from '../engine/facts.js';
import { currentRulebookId, rulebookOf } from './index.js';
import type { Calendar, Rulebook, Span, Term } from './rulebook.js';

// The rulebook in force counts nothing in working days. Tests of what a corrected calendar moves count every term of five days and more by one.

/** Every day is worked: a term is as long as it was, until a calendar with a holiday takes its place. */
export const everyDay: Calendar = { id: 'office', weekdays: [0, 1, 2, 3, 4, 5, 6], holidays: [] };

const worked = (span: Span): Span =>
  span.unit === 'day' && span.amount >= 5 ? { unit: 'workingDay', amount: span.amount, calendar: everyDay.id } : span;

/** The rulebook in force, counted by a calendar. It bears the same id, so that whoever is told of a law may be told of this one. */
export function workedRulebook(calendar: Calendar = everyDay): Rulebook {
  const inForce = rulebookOf(currentRulebookId);
  const terms = Object.entries(inForce.terms).map(([name, term]) => [
    name,
    { ...term, spans: term.spans.map(worked) as unknown as Term['spans'] },
  ]);
  return { ...inForce, terms: Object.fromEntries(terms) as Rulebook['terms'], calendars: { [calendar.id]: calendar } };
}

/** A correction as the door would bring it: the registry proposed it, the chair confirmed it an hour later. */
export function correctionOf(calendar: Calendar, proposedAt: number): CorrectionFact {
  const [proposedBy, confirmedBy] = [
    { id: 'registrar', role: 'registrar' },
    { id: 'chair', role: 'chair' },
  ];
  return { calendar, proposedBy, proposedAt, confirmedBy, confirmedAt: proposedAt + 3_600_000, digest: 'a'.repeat(64) };
}

/** The same calendar with days on which nobody works, from the day of an instant on. */
export function holidaysFrom(at: number, days: number, calendar = everyDay): Calendar {
  const holidays = Array.from({ length: days }, (_, day) => new Date(at + day * 86_400_000).toISOString().slice(0, 10));
  return { ...calendar, holidays };
}
