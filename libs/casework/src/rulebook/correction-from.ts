import type { CorrectionFact } from '../engine/facts.js';
import { givenNumber, givenObject, givenString, givenStrings } from '../engine/given.js';
import type { JsonObject } from '../engine/types.js';
import { calendarProblem } from './corrected.js';
import type { Calendar } from './rulebook.js';

/** One entry of a stream calendar/<id>, as it was recorded. */
export interface CalendarStep {
  readonly seq: number;
  readonly type: string;
  /** Milliseconds UTC. */
  readonly at: number;
  readonly actor: JsonObject;
  readonly payload: JsonObject;
}

/**
 * The correction that an entry of a calendar's stream put in force: a confirmation of just what the entry before it proposed. The door brings it as a fact, and
 * the verifier reads it again from the stream.
 *
 * @returns null where the entry confirms nothing, or something else than was proposed
 */
export function correctionFrom(steps: readonly CalendarStep[], confirmation: number): CorrectionFact | null {
  const confirmed = steps.find(({ seq }) => seq === confirmation);
  const proposed = steps.find(({ seq }) => seq === confirmation - 1);
  if (confirmed?.type !== 'CalendarConfirmed' || proposed?.type !== 'CalendarProposed') return null;
  if (givenNumber(confirmed.payload, 'proposal') !== proposed.seq) return null;
  const calendar = calendarIn(confirmed.payload);
  const digest = givenString(confirmed.payload, 'digest');
  if (calendar === null || digest === null || digest !== givenString(proposed.payload, 'digest')) return null;
  if (JSON.stringify(calendar) !== JSON.stringify(calendarIn(proposed.payload))) return null;
  return {
    calendar,
    proposedBy: personIn(proposed.actor),
    proposedAt: proposed.at,
    confirmedBy: personIn(confirmed.actor),
    confirmedAt: confirmed.at,
    digest,
  };
}

/** The calendar that a proposal or a confirmation holds. */
export function calendarIn(payload: JsonObject): Calendar | null {
  const weekdays = payload['weekdays'];
  const clock = givenObject(payload, 'clock');
  const calendar = {
    id: givenString(payload, 'calendar') ?? '',
    weekdays: (Array.isArray(weekdays) ? weekdays : []) as readonly number[],
    holidays: givenStrings(payload, 'holidays'),
    ...(clock === null ? {} : { clock: clock as unknown as NonNullable<Calendar['clock']> }),
  };
  return calendarProblem(calendar) === undefined ? calendar : null;
}

function personIn(actor: JsonObject): { readonly id: string; readonly role: string } {
  return { id: givenString(actor, 'id') ?? '', role: givenString(actor, 'role') ?? '' };
}
