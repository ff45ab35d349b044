import { byKey } from '../engine/deadlines.js';
import type { Fields } from '../engine/fields.js';
import { givenNumber } from '../engine/given.js';
import type { Deadline, Guard, Recorded, Rule } from '../engine/types.js';
import { runsInStay } from '../judgment/deadlines.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import type { Case } from './case.js';
import { change, lengthOf, responseBasisIsGiven, standingState } from './case-change.js';

const HOUR_MS = 3_600_000;

// A stay halts the adjudication clock, never the response clock (law-check holes 5 and 6).

/** What runs on in STAYED, with what the judgment says of its items: urgent and interim remedies. Everything else keeps its remaining interval. */
const RUNS_WHILE_STAYED = ['stay', 'mark', 'ongoing', 'provisional'];

export const stayFields: { readonly [command: string]: Fields } = {
  StayCase: {
    ground: { kind: 'code', of: 'stayGrounds', optional: true },
    hours: { kind: 'integer', min: 1, max: 336, optional: true },
    reason: { kind: 'text', max: 4_000, optional: true },
  },
  StayCaseUrgently: {
    ground: { kind: 'code', of: 'stayGrounds', optional: true },
    hours: { kind: 'integer', min: 1, max: 72, optional: true },
    reason: { kind: 'text', max: 4_000, optional: true },
  },
  ResumeCase: { reason: { kind: 'text', max: 4_000, optional: true } },
};

export const stayGuards: { readonly [name: string]: Guard<Case> } = {
  stayIsLeft: {
    asks: 'subject',
    says: 'Neither the number of stays nor their total length is used up.',
    holds: ({ subject, rulebook }) => subject.counts.stays < rulebook.bounds.stays && stayedTimeLeft(subject, rulebook) > 0,
    params: ({ subject, rulebook }) => ({
      stays: subject.counts.stays,
      most: rulebook.bounds.stays,
      leftMs: stayedTimeLeft(subject, rulebook),
    }),
  },
  urgentStayIsLeft: {
    asks: 'subject',
    says: 'The chair has not stayed the case alone as often as the rulebook allows.',
    holds: ({ subject, rulebook }) => subject.counts.urgentStays < rulebook.bounds.staysByChair,
    params: ({ subject, rulebook }) => ({ stays: subject.counts.urgentStays, most: rulebook.bounds.staysByChair }),
  },
  responseBasisIsGiven: {
    asks: 'subject',
    says: 'A grave case has had its provisional finding, or the term for it is over: otherwise the marks of the response clock would have no basis.',
    holds: ({ subject, rulebook }) => responseBasisIsGiven(subject, rulebook),
  },
};

function stayedTimeLeft(subject: Case, rulebook: Rulebook): number {
  return lengthOf('stayTotal', subject.severity, rulebook) - subject.counts.stayedMs;
}

const stayed = change((subject, { at }) => ({
  ...subject,
  remembered: { state: subject.state, by: 'stay', at, paused: [] },
  counts: { ...subject.counts, stays: subject.counts.stays + 1 },
}));

const resumed = change((subject, { at }, rulebook) => ({
  ...subject,
  remembered: null,
  counts: { ...subject.counts, stayedMs: subject.counts.stayedMs + (at - (subject.remembered?.at ?? at)) },
  judgment: subject.remembered?.state === 'REMEDY' ? withFloor(subject, at, rulebook) : subject.judgment,
}));

/**
 * An urgent remedy may have lapsed during the stay: back in REMEDY it has the term that an overdue remedy has on entry (law-check hole 16).
 * The others go on with exactly what was left.
 */
function withFloor({ judgment, severity }: Case, at: number, rulebook: Rulebook): Case['judgment'] {
  const dueAt = at + lengthOf('remedyFloor', severity, rulebook);
  const isOverdue = ({ ruling, status, overdue }: (typeof judgment.remedies)[number]): boolean =>
    ruling !== null && status === 'open' && overdue;
  return { ...judgment, remedies: judgment.remedies.map((remedy) => (isOverdue(remedy) ? { ...remedy, overdue: false, dueAt } : remedy)) };
}

export const stayRules: { readonly [command: string]: Rule<Case> } = {
  StayCase: { apply: stayed },
  StayCaseUrgently: {
    apply: change((subject, recorded, rulebook) => {
      const after = stayed(subject, recorded, rulebook);
      return { ...after, counts: { ...after.counts, urgentStays: after.counts.urgentStays + 1 } };
    }),
  },
  ResumeCase: { apply: resumed },
  LapseStay: { apply: resumed },
};

/** As long as was ordered, at most the term, and never past the total that a case may be stayed. */
export function stayDeadline(after: Case, { at, command, data }: Recorded, rulebook: Rulebook): Deadline {
  const term = command === 'StayCaseUrgently' ? 'stayByChair' : 'stay';
  const most = lengthOf(term, after.severity, rulebook);
  const ordered = (givenNumber(data.payload, 'hours') ?? most / HOUR_MS) * HOUR_MS;
  return { key: 'stay', kind: 'stay', startedAt: at, dueAt: at + Math.min(ordered, most, stayedTimeLeft(after, rulebook)), term };
}

function runsWhileStayed(deadline: Deadline, subject: Case, rulebook: Rulebook): boolean {
  return RUNS_WHILE_STAYED.includes(deadline.kind) || runsInStay(deadline, subject, rulebook);
}

/** Halts whatever does not run while stayed, also what an entry during the stay has set going, and keeps its remaining interval. */
export function pauseForStay(before: Case | undefined, after: Case, at: number, rulebook: Rulebook): Case {
  if (after.state !== 'STAYED' || after.remembered === null) return after;
  // Leaving the state ended what it awaited: it comes back, halted.
  const left = before !== undefined && before.state !== 'STAYED' ? { ...before.deadlines, ...after.deadlines } : after.deadlines;
  const halted: string[] = [];
  const deadlines = Object.values(left).map((deadline): Deadline => {
    if (deadline.pausedWithMs !== undefined || runsWhileStayed(deadline, after, rulebook)) return deadline;
    halted.push(deadline.key);
    return { ...deadline, pausedWithMs: Math.max(0, deadline.dueAt - at) };
  });
  const paused = [...new Set([...after.remembered.paused, ...halted])].sort();
  return { ...after, remembered: { ...after.remembered, paused }, deadlines: byKey(deadlines) };
}

/** Sets going again what the stay halted, with exactly what was left; what stood still before the stay stands still on. */
export function resumeFromStay(before: Case | undefined, after: Case, at: number): Case {
  if (before?.state !== 'STAYED' || after.state === 'STAYED') return after;
  const halted = new Set(before.remembered?.paused ?? []);
  const deadlines = Object.values(after.deadlines).map((deadline): Deadline => {
    if (!halted.has(deadline.key) || deadline.pausedWithMs === undefined) return deadline;
    const { pausedWithMs, ...rest } = deadline;
    return { ...rest, startedAt: at, dueAt: at + pausedWithMs };
  });
  return { ...after, deadlines: byKey(deadlines) };
}

/** A raised severity or a corrected breach time that takes the response basis away makes the stay due at once (law-check hole 5). */
export function endStayWithoutBasis(before: Case | undefined, after: Case, at: number, rulebook: Rulebook): Case {
  const stay = after.deadlines['stay'];
  if (after.state !== 'STAYED' || stay === undefined || stay.dueAt <= at || responseBasisIsGiven(after, rulebook)) return after;
  if (before?.state !== 'STAYED') return after;
  return { ...after, deadlines: { ...after.deadlines, stay: { ...stay, startedAt: at, dueAt: at } } };
}

/**
 * A guard that also asks where the stay found the case: a claim of compliance in a case that is stayed before its ruling would be checked on in
 * a state in which nothing lets the check lapse (found by walking at random; law-check hole 16 opens claims from RULED on).
 */
export function whereStayFoundIt(guard: Guard<Case> | undefined, states: readonly string[]): Guard<Case> {
  if (guard === undefined) throw new Error('There is no such guard to narrow.');
  return { ...guard, holds: (of) => guard.holds(of) && (of.subject.state !== 'STAYED' || states.includes(standingState(of.subject))) };
}
