import type { Deadline, Recorded } from '../engine/types.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { addSpan, spanOf } from '../rulebook/terms.js';
import { caseOwnDeadline } from '../process/v1/case-states.js';
import type { Case } from './case.js';
import { lengthOf, termFrom } from './case-change.js';
import { nextMark } from './response-clock.js';
import { stayDeadline } from './stay.js';

type Start = (after: Case, recorded: Recorded, rulebook: Rulebook, before: Case | undefined) => readonly Deadline[];

const plain =
  (kind: string, term = kind): Start =>
  (after, { at }, rulebook) => [termFrom(at, kind, term, after, rulebook)];

/** Some commands shorten the term that their state gives. */
const shorterAfter =
  (kind: string, term: string, ...commands: readonly string[]): Start =>
  (after, { at, command }, rulebook) => [termFrom(at, kind, commands.includes(command) ? term : kind, after, rulebook)];

/** The deadlines that procedure starts; the others are the judgment's. A commission sets every length (rulebook terms). */
export const procedureDeadlines: { readonly [kind: string]: Start } = {
  registration: (after, { at }, rulebook) => [registrationDeadline(after, at, rulebook)],
  preliminary: (after, { at }, rulebook) => [preliminaryDeadline(after, at, rulebook)],
  investigation: shorterAfter('investigation', 'investigationSupplement', 'OpenSupplement', 'RemitCase'),
  reply: plain('reply'),
  talks: plain('talks'),
  withdrawal: plain('withdrawal'),
  ongoing: plain('ongoing'),
  reopening: plain('reopening'),
  plenaryReopening: plain('plenaryReopening'),
  stay: (after, recorded, rulebook) => [stayDeadline(after, recorded, rulebook)],
  mark: (after, { at }, rulebook) => {
    const { next } = nextMark(after, at, rulebook);
    return next === null ? [] : [next];
  },
  own: (after, recorded, rulebook, before) =>
    recorded.command === 'ExtendTerm' ? extended(after, recorded, rulebook, before) : kept(before),
  remembered: () => [],
};

/** Small matters of one sector and week wait for the week's end, then for the term of a series. */
function registrationDeadline(after: Case, at: number, rulebook: Rulebook): Deadline {
  const own = termFrom(at, 'registration', 'registration', after, rulebook);
  if (after.origin.seriesEndsAt === null) return own;
  const series = termFrom(after.origin.seriesEndsAt, 'registration', 'seriesRegistration', after, rulebook, at);
  return series.dueAt > own.dueAt ? series : own;
}

/** A grave case needs a basis for the first response: its term ends at the latest 20 h after the breach, but never under 3 h from now. */
export function preliminaryDeadline(after: Case, at: number, rulebook: Rulebook): Deadline {
  const own = termFrom(at, 'preliminary', 'preliminary', after, rulebook);
  const { t0 } = after.clock;
  if (after.severity < rulebook.thresholds.responseClockFrom || t0 === null) return own;
  const fromBreach = t0 + lengthOf('preliminaryFromBreach', after.severity, rulebook);
  const floor = at + lengthOf('preliminaryFloor', after.severity, rulebook);
  return { ...own, dueAt: Math.min(own.dueAt, Math.max(floor, fromBreach)) };
}

const extensionTerms: { readonly [state: string]: string } = {
  INVESTIGATION: 'extensionInvestigation',
  PARTY_REPLY: 'extensionReply',
  DELIBERATION: 'extensionDeliberation',
  REVIEW: 'extensionReview',
};

/** The term that runs in this state and that the chair may still extend (ExtendTerm); undefined: there is none, or it stands still. */
export function extendableTerm(subject: Case, rulebook: Rulebook): Deadline | undefined {
  if (extensionTerms[subject.state] === undefined) return undefined;
  if ((subject.counts.extensions[subject.state] ?? 0) >= (rulebook.bounds.extensions[subject.state] ?? 0)) return undefined;
  return kept(subject).find(({ pausedWithMs }) => pausedWithMs === undefined);
}

/** An extension is a new deadline in the old one's place, longer by the rulebook's extension. */
function extended(after: Case, { at }: Recorded, rulebook: Rulebook, before: Case | undefined): Deadline[] {
  const term = extensionTerms[after.state];
  if (term === undefined) return [];
  const span = spanOf(rulebook, term, after.severity);
  return kept(before).map((deadline) => ({ ...deadline, startedAt: at, dueAt: addSpan(deadline.dueAt, span, rulebook.calendars) }));
}

/** A raise of severity stops the state's deadline and starts it again: first as it was, then as short as the severity makes it. */
function kept(before: Case | undefined): Deadline[] {
  const own = ownKinds(before?.state ?? '').filter((kind) => kind !== 'remedy');
  return Object.values(before?.deadlines ?? {}).filter(({ kind }) => own.includes(kind));
}

export function ownKinds(state: string): readonly string[] {
  return (caseOwnDeadline as { readonly [state: string]: readonly string[] })[state] ?? [];
}
