import type { Fields } from '../engine/fields.js';
import { givenFlag, givenNumber, givenString } from '../engine/given.js';
import type { Deadline, Guard, Recorded, Rule } from '../engine/types.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import type { Case } from './case.js';
import { change, lengthOf, standingState, termFrom } from './case-change.js';
import { preliminaryDeadline } from './state-deadlines.js';
import { withT0 } from './response-clock.js';

// Severity sets terms, panels and majorities, never the finding. A raise never lengthens a term (law-sources 6.3 row 30; law-check holes 9 and 14).

const reason = { kind: 'text', max: 4_000, optional: true } as const;

export const severityFields: { readonly [command: string]: Fields } = {
  RaiseSeverity: {
    severity: { kind: 'integer', min: 1, max: 5 },
    ground: { kind: 'code', of: 'severityGrounds', optional: true },
    reason,
  },
  LowerSeverity: {
    severity: { kind: 'integer', min: 1, max: 5 },
    ground: { kind: 'code', of: 'severityGrounds', optional: true },
    reason,
  },
  CorrectBreachTime: {
    startsAt: { kind: 'instant' },
    isUncertain: { kind: 'flag', optional: true },
    ground: { kind: 'code', of: 'breachTimeGrounds', optional: true },
    reason,
  },
  ConfirmOngoing: { report: { kind: 'id', optional: true }, note: { kind: 'text', max: 4_000, optional: true } },
};

export const severityGuards: { readonly [name: string]: Guard<Case> } = {
  severityIsHigher: {
    asks: 'payload',
    says: 'The severity is higher than it was.',
    holds: ({ subject, payload }) => (givenNumber(payload, 'severity') ?? 0) > subject.severity,
    params: ({ subject }) => ({ severity: subject.severity }),
  },
  severityIsLower: {
    asks: 'payload',
    says: 'The severity is lower than it was.',
    holds: ({ subject, payload }) => (givenNumber(payload, 'severity') ?? 5) < subject.severity,
    params: ({ subject }) => ({ severity: subject.severity }),
  },
  breachIsNotToCome: {
    asks: 'payload',
    says: 'No breach begins after it is recorded.',
    holds: ({ payload, at }) => (givenNumber(payload, 'startsAt') ?? at) <= at,
    params: ({ payload, at }) => ({ startsAt: givenNumber(payload, 'startsAt'), recordedAt: at }),
  },
  breachIsOpen: {
    asks: 'subject',
    says: 'The breach was reported as going on, and monitors have confirmed it within the term ever since.',
    holds: ({ subject }) => subject.clock.breachIsOpen,
  },
};

const setSeverity = change((subject, { at, actor, data }) => {
  const severity = givenNumber(data.payload, 'severity') ?? subject.severity;
  const by = actor.role === 'system' ? 'machine' : 'person';
  const ground = givenString(data.payload, 'ground');
  return { ...subject, severity, severityHistory: [...subject.severityHistory, { at, severity, by, ground }] };
});

export const severityRules: { readonly [command: string]: Rule<Case> } = {
  RaiseSeverity: { apply: setSeverity },
  LowerSeverity: { apply: setSeverity },
  CorrectBreachTime: {
    apply: change((subject, { at, data }) =>
      withT0(subject, givenNumber(data.payload, 'startsAt'), givenFlag(data.payload, 'isUncertain'), at),
    ),
  },
  RingMark: {
    apply: change((subject, { data }) => {
      const mark = data.payload['about'];
      return typeof mark !== 'string' ? subject : { ...subject, clock: { ...subject.clock, rung: [...subject.clock.rung, mark] } };
    }),
  },
  ConfirmOngoing: {
    apply: change((subject, { at }) => ({ ...subject, clock: { ...subject.clock, breachIsOpen: true, confirmedOngoingAt: at } })),
  },
  LapseOngoing: { apply: change((subject) => ({ ...subject, clock: { ...subject.clock, breachIsOpen: false } })) },
};

/**
 * After a raise, by whatever command, what the state awaits ends at the earlier of what was left and a new term from now; also what a stay
 * has halted. An earlier breach shortens PRELIMINARY the same way; a later one lengthens nothing.
 */
export function shortenForSeverity(
  before: Case | undefined,
  after: Case,
  recorded: Recorded,
  own: readonly string[],
  rulebook: Rulebook,
): Case {
  if (before === undefined || before.state !== after.state) return after;
  const isEarlier = after.clock.t0 !== null && (before.clock.t0 === null || after.clock.t0 < before.clock.t0);
  if (after.severity <= before.severity && !isEarlier) return after;
  const state = standingState(after);
  const shorter = (deadline: Deadline): Deadline => {
    if (!own.includes(deadline.kind) || deadline.kind === 'remedy' || deadline.kind === 'stay') return deadline;
    const anew =
      state === 'PRELIMINARY'
        ? preliminaryDeadline(after, recorded.at, rulebook)
        : termFrom(recorded.at, deadline.kind, deadline.term, after, rulebook);
    const length = state === 'PRELIMINARY' ? anew.dueAt - recorded.at : lengthOf(deadline.term, after.severity, rulebook);
    if (deadline.pausedWithMs !== undefined) return { ...deadline, pausedWithMs: Math.min(deadline.pausedWithMs, length) };
    return anew.dueAt < deadline.dueAt ? { ...deadline, startedAt: recorded.at, dueAt: anew.dueAt } : deadline;
  };
  return { ...after, deadlines: Object.fromEntries(Object.entries(after.deadlines).map(([key, deadline]) => [key, shorter(deadline)])) };
}
