import { byKey, withDeadlines } from '../engine/deadlines.js';
import type { Deadline } from '../engine/types.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { LIVE } from '../process/v1/case-states.js';
import { lengthOf } from './case-change.js';
import type { Case, ResponseClock } from './case.js';

// The response clock runs from the earliest breach of the (joined) case, never pauses, and rings at the marks of the rulebook. Its marks are
// notices to the coordination cell with the file as it stands, never orders (law.md, "Two clocks"; law-sources.md 6.4; law-check hole 9).

export function clockFrom(t0: number | null, uncertain: boolean): ResponseClock {
  return {
    t0,
    ownT0: t0,
    uncertain,
    version: 1,
    rung: [],
    past: [],
    earlier: [],
    breachIsOpen: false,
    confirmedOngoingAt: null,
  };
}

/** The case with its t0 worked out anew from its standing reports and its children. A case without any left keeps the t0 that it had. */
export function anchored(subject: Case, at: number): Case {
  const standing = subject.reports.filter(({ retractedAt }) => retractedAt === null);
  if (standing.length === 0) return withT0(subject, subject.clock.ownT0, subject.clock.uncertain, at);
  const first = standing.reduce((earliest, report) => (report.startsAt < earliest.startsAt ? report : earliest));
  return withT0(subject, first.startsAt, first.startIsUncertain, at);
}

/** The case with another own t0; the anchor is the earliest of its own and its children's. A changed anchor is a new version: marks begin anew. */
export function withT0(subject: Case, ownT0: number | null, ownIsUncertain: boolean, at: number): Case {
  const candidates = [{ t0: ownT0, uncertain: ownIsUncertain }, ...subject.joining.children];
  const known = candidates.filter((one): one is { t0: number; uncertain: boolean } => one.t0 !== null);
  const first = known.length === 0 ? null : known.reduce((earliest, one) => (one.t0 < earliest.t0 ? one : earliest));
  const { clock } = subject;
  const t0 = first?.t0 ?? null;
  const uncertain = first?.uncertain ?? false;
  if (t0 === clock.t0) return { ...subject, clock: { ...clock, ownT0, uncertain } };
  const isFirst = clock.t0 === null && clock.rung.length === 0;
  return {
    ...subject,
    clock: {
      ...clock,
      t0,
      ownT0,
      uncertain,
      version: isFirst ? clock.version : clock.version + 1,
      rung: [],
      past: [],
      earlier: isFirst ? clock.earlier : [...clock.earlier, { t0: clock.t0, until: at, rung: clock.rung }],
    },
  };
}

/** Names of the marks' terms, in the order in which they ring. */
export function marksOf({ terms }: Rulebook): readonly string[] {
  let marks = marksByTerms.get(terms);
  if (marks === undefined) marksByTerms.set(terms, (marks = Object.keys(terms).filter((name) => /^mark\d+$/.test(name))));
  return marks;
}

/** Terms are written once, with their rulebook: the marks among them are looked for once. */
const marksByTerms = new WeakMap<Rulebook['terms'], readonly string[]>();

/** The next mark that has neither rung nor passed, as a deadline; and the marks that lie in the past already. */
export function nextMark(subject: Case, at: number, rulebook: Rulebook): { next: Deadline | null; past: string[] } {
  const { t0, rung, past } = subject.clock;
  if (t0 === null || !ringsFor(subject, rulebook)) return { next: null, past: [] };
  const open = marksOf(rulebook)
    .filter((mark) => !rung.includes(mark) && !past.includes(mark))
    .map((mark) => ({ mark, dueAt: t0 + lengthOf(mark, subject.severity, rulebook) }));
  const future = open.filter(({ dueAt }) => dueAt > at).sort((a, b) => a.dueAt - b.dueAt)[0];
  const next: Deadline | null =
    future === undefined
      ? null
      : { key: `mark:${future.mark}`, kind: 'mark', about: future.mark, startedAt: at, dueAt: future.dueAt, term: future.mark };
  return { next, past: open.filter(({ dueAt }) => dueAt <= at).map(({ mark }) => mark) };
}

function ringsFor(subject: Case, rulebook: Rulebook): boolean {
  return (LIVE as readonly string[]).includes(subject.state) && subject.severity >= rulebook.thresholds.responseClockFrom;
}

/**
 * Keeps the marks right after any entry: one mark runs where the case is live, grave and dated; a new version of t0 begins them anew; marks in
 * the past are recorded as past and not fired.
 */
export function settleMarks(before: Case | undefined, after: Case, at: number, rulebook: Rulebook): Case {
  const isSameClock = before !== undefined && before.clock.version === after.clock.version && before.clock.t0 === after.clock.t0;
  const running = Object.values(after.deadlines).filter(({ kind }) => kind === 'mark');
  if (isSameClock && running.length > 0 && ringsFor(after, rulebook)) return after;
  const { next, past } = nextMark(after, at, rulebook);
  if (running.length === 0 && next === null && past.length === 0) return after;
  const others = byKey(Object.values(after.deadlines).filter(({ kind }) => kind !== 'mark'));
  return {
    ...after,
    clock: past.length === 0 ? after.clock : { ...after.clock, past: [...after.clock.past, ...past] },
    deadlines: next === null ? others : withDeadlines(others, [next]),
  };
}
