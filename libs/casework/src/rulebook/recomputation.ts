import type { CorrectionFact } from '../engine/facts.js';
import type { Fields } from '../engine/fields.js';
import { givenNumber, givenString, isObject } from '../engine/given.js';
import type { Deadline, Facts, Guard, Json, JsonObject, Recorded, Rule, Subject } from '../engine/types.js';
import { calendarMoves, PROPOSAL_STANDS_MS, type CalendarMove } from './calendar-moves.js';
import { calendarProblem, isCountedByCalendar } from './corrected.js';

// A corrected calendar supersedes the deadlines that run, by an entry in each subject's own stream (docs/decisions/020). What the two persons confirmed is a fact
// that the door reads from the stream calendar/<id>; what it moves is worked out by the law alone, so that nobody can enter another instant.

/** Holidays are law's own data: who keeps the register proposes, and somebody else of these confirms. */
export const mayCorrectCalendars: readonly string[] = ['registrar', 'chair', 'vice_chair'];

/** No correction moves a term by more: a forged entry that says so is not folded. */
const MOST_MOVED_MS = 3 * 366 * 24 * 3_600_000;

export const recomputationFields: { readonly [command: string]: Fields } = {
  RecomputeDeadlines: { calendar: { kind: 'key', max: 64 }, confirmation: { kind: 'integer', min: 1, max: 1_000_000 } },
};

/** The correction that the door brought, where it is one. */
function correctionIn(facts: Facts): CorrectionFact | null {
  const fact = facts['correction'];
  return isObject(fact) && calendarProblem(fact['calendar']) === undefined ? (fact as unknown as CorrectionFact) : null;
}

export const recomputationGuards: { readonly [name: string]: Guard<Subject> } = {
  termsCountByCalendar: {
    asks: 'payload',
    says: 'The rulebook of the matter counts a term by this calendar.',
    holds: ({ payload, rulebook }) => isCountedByCalendar(rulebook, givenString(payload, 'calendar') ?? ''),
    params: ({ payload }) => ({ calendar: givenString(payload, 'calendar') }),
  },
  correctionIsConfirmed: {
    asks: 'facts',
    says: 'One of the registry, the chair or the vice-chair proposed this correction, and another of them confirmed it within a day.',
    holds: ({ payload, facts }) => {
      const correction = correctionIn(facts);
      if (correction === null || correction.calendar.id !== payload['calendar']) return false;
      const { proposedBy, proposedAt, confirmedBy, confirmedAt } = correction;
      const isBetween = confirmedAt >= proposedAt && confirmedAt - proposedAt <= PROPOSAL_STANDS_MS;
      return (
        isBetween && proposedBy.id !== confirmedBy.id && [proposedBy, confirmedBy].every(({ role }) => mayCorrectCalendars.includes(role))
      );
    },
  },
  correctionIsNewer: {
    asks: 'payload',
    says: 'The matter does not count by this correction already, nor by a later one.',
    holds: ({ subject, payload }) =>
      (givenNumber(payload, 'confirmation') ?? 0) > (subject.corrections?.[givenString(payload, 'calendar') ?? '']?.confirmation ?? 0),
    params: ({ subject, payload }) => ({
      confirmation: subject.corrections?.[givenString(payload, 'calendar') ?? '']?.confirmation ?? null,
    }),
  },
};

type MoveTwins<S extends Subject> = (subject: S, deadline: Deadline, to: number) => S;

/**
 * The rule of the command, for any process: the outcome names every deadline that moves, from when and to when; the fold puts another deadline in the place of each.
 *
 * @param moveTwins moves what else of the subject holds the same instant: the close of a ballot, the end of a remedy's term
 */
export function recomputationRules<S extends Subject>(
  moveTwins: MoveTwins<S> = (subject) => subject,
): { readonly [command: string]: Rule<S> } {
  return {
    RecomputeDeadlines: {
      outcome: ({ subject, payload, facts, rulebook, at }): JsonObject => {
        const correction = correctionIn(facts);
        if (correction === null) return {};
        const { calendar, proposedAt } = correction;
        const moves = calendarMoves(subject, rulebook, calendar, { proposedAt, at });
        return { calendar: givenString(payload, 'calendar'), moves: moves as unknown as Json };
      },
      apply: (subject, recorded) => {
        if (subject === undefined) throw new Error(`${recorded.command} needs a subject.`);
        return recomputed(subject, recorded, moveTwins);
      },
    },
  };
}

function recomputed<S extends Subject>(subject: S, { data }: Recorded, moveTwins: MoveTwins<S>): S {
  const correction = correctionIn(data.facts);
  const confirmation = givenNumber(data.payload, 'confirmation');
  if (correction === null || confirmation === null) return subject;
  const { calendar } = correction;
  const counting: S = { ...subject, corrections: { ...subject.corrections, [calendar.id]: { confirmation, calendar } } };
  return movesIn(data.outcome).reduce<S>((now, { key, from, to }) => {
    const deadline = Object.hasOwn(now.deadlines, key) ? now.deadlines[key] : undefined;
    if (deadline?.dueAt !== from || !Number.isSafeInteger(to) || Math.abs(to - from) > MOST_MOVED_MS) return now;
    // It keeps its start: a later correction counts the whole term again.
    return moveTwins({ ...now, deadlines: { ...now.deadlines, [key]: { ...deadline, dueAt: to } } }, deadline, to);
  }, counting);
}

/** The moves that an entry of this command records. */
export function movesIn(outcome: JsonObject): readonly CalendarMove[] {
  const moves = outcome['moves'];
  return Array.isArray(moves) ? (moves.filter(isObject) as unknown as readonly CalendarMove[]) : [];
}
