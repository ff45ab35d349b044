import type { RosterSeat } from '../engine/facts.js';
import type { Judgment } from './judgment.js';
import type { RulesOfJudgment } from './rules-of-judgment.js';

/** What a seat is asked for. Having voted bars from review; having voted at first instance bars from the panel after an annulment or a void. */
export type Sitting = 'duty' | 'panel' | 'review';

/** What bars look at: the case's reports, what it names, and its judgment. */
export interface Charged {
  readonly reports: readonly { readonly author: string; readonly verifier: string | null }[];
  readonly parties: readonly string[];
  readonly judgment: Judgment;
}

/**
 * Every automatic bar against one person, from the record itself (law-sources 5.2; cf. Article 17 of the Statute of the ICJ: nobody takes part in a
 * case in which they acted before, in whatever capacity). An empty list: may sit.
 */
export function barsOf(seat: RosterSeat, charged: Charged, sitting: Sitting, rules: RulesOfJudgment): string[] {
  const bars = new Set<string>();
  if (charged.reports.some(({ author }) => author === seat.id)) bars.add('authored');
  if (charged.reports.some(({ verifier }) => verifier === seat.id)) bars.add('verified');
  for (const code of seat.bars) if (rules.bars.includes(code)) bars.add(code);
  if (seat.interests.some((interest) => isNamedIn(charged, interest))) bars.add('servedInNamed');
  if (votedBefore(seat.id, charged.judgment, sitting)) bars.add('votedBefore');
  if (wasPutOut(seat.id, charged.judgment, sitting)) bars.add('putOut');
  return [...bars].sort();
}

/**
 * Bars that the case itself tells, without the roster: somebody who sits may come to be barred, when a report that they wrote or verified is attached. Their
 * vote does not count from then on, whether or not anybody noticed.
 */
export function barredByRecord(member: string, charged: Charged): boolean {
  return (
    charged.reports.some(({ author, verifier }) => author === member || verifier === member) ||
    charged.judgment.recused.some((recused) => recused.member === member) ||
    charged.judgment.lateConflicts.some((conflict) => conflict.member === member)
  );
}

/** Those of the roster who may sit: available, of the Commission's constituencies, not barred, and not of a party unless parties sit. */
export function eligibleOf(roster: readonly RosterSeat[], charged: Charged, sitting: Sitting, rules: RulesOfJudgment): RosterSeat[] {
  const ofParties = new Set(charged.parties.flatMap((party) => rules.partyConstituencies[party] ?? []));
  return roster.filter(
    (seat) =>
      seat.available &&
      rules.constituencies.includes(seat.constituency) &&
      (rules.partySeats === 'both' || !ofParties.has(seat.constituency)) &&
      barsOf(seat, charged, sitting, rules).length === 0,
  );
}

/** Do the acts of the case name this unit, ministry or organ? */
function isNamedIn({ judgment }: Charged, code: string): boolean {
  return Object.values(judgment.assessments).some(({ named }) => named.includes(code));
}

/**
 * Whether somebody voted in a way that keeps them off. A provisional vote bars nobody from the panel, but bars from REVIEW of that case (hole 4). After an
 * annulment or a void first-instance voters may not sit again, reviewers may (hole 20).
 */
export function votedBefore(member: string, judgment: Judgment, sitting: Sitting): boolean {
  const isSetAside = (ruling: number): boolean =>
    judgment.rulings.some(({ number, status }) => number === ruling && (status === 'annulled' || status === 'voided'));
  return judgment.voters.some((voter) => {
    if (voter.member !== member) return false;
    if (sitting === 'duty') return false;
    if (sitting === 'review') return voter.instance !== 'review';
    return (voter.instance === 'panel' || voter.instance === 'chair') && voter.ruling !== null && isSetAside(voter.ruling);
  });
}

/** Who was put out for a conflict does not come back by another door. Who merely did not declare in time may be asked again for another bench. */
function wasPutOut(member: string, judgment: Judgment, sitting: Sitting): boolean {
  const seats =
    sitting === 'review' ? (judgment.reviewBench?.seats ?? []) : sitting === 'panel' ? judgment.panel.seats : judgment.dutyBench;
  return (
    seats.some((seat) => seat.member === member && seat.status === 'out') ||
    judgment.recused.some((recused) => recused.member === member) ||
    judgment.lateConflicts.some((conflict) => conflict.member === member)
  );
}

/** A part that somebody plays in one case. */
export interface Part {
  readonly person: string;
  readonly part:
    'author' | 'verifier' | 'chief investigator' | 'analyst' | 'voter' | 'reviewer' | 'agent' | 'cell' | 'registrar' | 'auditor';
}

/** Parts that one person may not have together in one case (law-sources 5.1, law.md "Roles"): the cell, in which a party sits, is kept apart too. */
const INCOMPATIBLE: readonly (readonly [Part['part'], readonly Part['part'][]])[] = [
  ['voter', ['author', 'verifier', 'analyst', 'chief investigator', 'reviewer', 'agent', 'cell', 'registrar', 'auditor']],
  ['reviewer', ['author', 'verifier', 'analyst', 'chief investigator', 'agent', 'cell', 'registrar', 'auditor']],
  ['chief investigator', ['author', 'verifier', 'agent', 'cell', 'auditor']],
  ['cell', ['agent', 'auditor']],
  ['agent', ['author', 'verifier', 'analyst', 'registrar', 'auditor']],
  ['auditor', ['author', 'verifier', 'analyst', 'registrar']],
];

/** Everybody who has two parts in one case that exclude each other. */
export function brokenSeparations(
  parts: readonly Part[],
): { readonly person: string; readonly parts: readonly [Part['part'], Part['part']] }[] {
  const byPerson = new Map<string, Set<Part['part']>>();
  for (const { person, part } of parts) byPerson.set(person, (byPerson.get(person) ?? new Set()).add(part));
  return [...byPerson].flatMap(([person, held]) =>
    INCOMPATIBLE.flatMap(([one, others]) =>
      held.has(one) ? others.filter((other) => held.has(other)).map((other) => ({ person, parts: [one, other] as const })) : [],
    ),
  );
}
