import type { Case } from '../case/case.js';
import type { Facts, Recorded, Situation } from '../engine/types.js';
import type { RosterSeat, Signature } from '../engine/facts.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { asList } from './json.js';
import type { Bench, Judgment, ProvisionalFinding, Ruling, Seat } from './judgment.js';
import type { Remedy } from './orders.js';

// What stands in a judgment now: small questions that guards, rules and views share.

export type CaseSituation = Situation<Case>;
export type Fold = (subject: Case | undefined, recorded: Recorded, rulebook: Rulebook) => Case;

/** A rule's fold that changes the judgment only. */
export function judging(change: (judgment: Judgment, recorded: Recorded, subject: Case, rulebook: Rulebook) => Judgment): Fold {
  return (subject, recorded, rulebook) => {
    if (subject === undefined) throw new Error(`${recorded.command} needs a case.`);
    return { ...subject, judgment: change(subject.judgment, recorded, subject, rulebook) };
  };
}

/** The ruling that stands: the last that nothing set aside. */
export function standingRuling({ rulings }: Judgment): Ruling | undefined {
  return rulings.findLast(({ status }) => status === 'standing');
}

export function liveProvisional({ provisional }: Judgment): ProvisionalFinding | undefined {
  return provisional.findLast(({ status }) => status === 'live');
}

export function sitting(seats: readonly Seat[]): Seat[] {
  return seats.filter(({ status }) => status !== 'out');
}

/** Entitled to vote: sits and has declared. */
export function entitled(seats: readonly Seat[]): Seat[] {
  return seats.filter(({ status }) => status === 'declared');
}

/** Which bench acts: three duty members until the panel sits, then the panel; in REVIEW and for its questions the review bench (hole 4). */
export function actingBench(subject: Pick<Case, 'state' | 'judgment'>): Bench {
  if (subject.state === 'REVIEW') return 'review';
  return subject.judgment.panel.constitutedAt === null ? 'duty' : 'panel';
}

export function seatsOf(judgment: Judgment, bench: Bench): readonly Seat[] {
  if (bench === 'duty') return judgment.dutyBench;
  return bench === 'panel' ? judgment.panel.seats : (judgment.reviewBench?.seats ?? []);
}

/** Where somebody sits, the bench that matters most now first. */
export function benchOf(subject: Pick<Case, 'state' | 'judgment'>, member: string): Bench | undefined {
  const benches: readonly Bench[] = subject.state === 'REVIEW' ? ['review'] : ['panel', 'duty'];
  return benches.find((bench) => sitting(seatsOf(subject.judgment, bench)).some((seat) => seat.member === member));
}

export function rosterIn(facts: Facts): readonly RosterSeat[] {
  return asList(facts['roster']) as readonly RosterSeat[];
}

export function lotIn(facts: Facts): string {
  const lot = facts['lot'];
  if (typeof lot !== 'string') throw new Error('The door brought no lot.');
  return lot;
}

/** The signatures that count under a motion: of members who sit on the bench that acts, one each, the last one. */
export function signaturesOf(subject: Pick<Case, 'judgment'>, facts: Facts, bench: Bench): Signature[] {
  const signatures = asList(facts['signatures']) as readonly Signature[];
  return sitting(seatsOf(subject.judgment, bench)).flatMap(({ member, constituency, status }) => {
    const last = signatures.findLast((signature) => signature.member === member);
    return last === undefined || (bench === 'review' && status !== 'declared') ? [] : [{ ...last, constituency }];
  });
}

/** Ordered by the standing ruling, and neither settled nor fallen. */
export function unsettledRemedies({ remedies }: Judgment): Remedy[] {
  return remedies.filter(({ ruling, status }) => ruling !== null && UNSETTLED.includes(status));
}

const UNSETTLED: readonly Remedy['status'][] = ['ordered', 'open', 'lapsed', 'referred', 'unresolved'];

/** Remedies in whose failure the case stands: in NON_COMPLIANCE and REFERRED there is always one. */
export function lapsedRemedies({ remedies }: Judgment): Remedy[] {
  return remedies.filter(({ status }) => status === 'lapsed' || status === 'referred');
}

/** Nobody but the parties to the agreement is served; both always are, accused or not (hole 10). */
export function partiesOf(subject: Pick<Case, 'parties' | 'accused' | 'complainants'>): string[] {
  return [...new Set(subject.parties.length > 0 ? subject.parties : [...subject.accused, ...subject.complainants])].sort();
}

/** Keys of the acts that the case charges. */
export function chargedIn(subject: Pick<Case, 'violations'>): string[] {
  return subject.violations.map(({ key }) => key);
}

/** The ends at which nothing of a judgment runs on; JOINED only waits on its lead. */
export const endsOfJudgment: readonly string[] = ['CLOSED', 'CLOSED_UNRESOLVED', 'SETTLED', 'INADMISSIBLE', 'WITHDRAWN'];
