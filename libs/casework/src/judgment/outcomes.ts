import type { Rulebook } from '../rulebook/rulebook.js';
import type { Draft, Finding, Outcome, OutcomeCode, Question, QuestionTally, RemedyProposal } from './judgment.js';
import { findingOf } from './findings.js';
import { type Call, type CountedBallot, isQuorate, tally } from './tally.js';

/** What a vote, or a ruling by the chair alone, comes to. */
export interface Verdict {
  readonly tallies: readonly QuestionTally[];
  readonly findings: readonly Finding[];
  readonly outcomes: readonly Outcome[];
  readonly classification: string | null;
  readonly remedies: readonly OrderedRemedy[];
  readonly referrals: readonly AdoptedReferral[];
}

export interface OrderedRemedy extends RemedyProposal {
  readonly question: string;
}

export interface AdoptedReferral {
  readonly code: string;
  readonly party: string;
  readonly standard: number;
}

/** The whole verdict of a counted ballot: the entry that closes it records this, and anybody can work it out again. */
export function verdictOf(draft: Draft, ballots: readonly CountedBallot[], call: Call, rulebook: Rulebook): Verdict {
  return verdictFrom(draft, tally(draft.questions, ballots, call, rulebook.judgment), rulebook);
}

/** From answers to findings, from findings to one outcome per violation, from outcomes to what is ordered. */
export function verdictFrom(draft: Draft, tallies: readonly QuestionTally[], rulebook: Rulebook): Verdict {
  const findings = draft.questions.map((question) =>
    findingOf(question, tallies.find((counted) => counted.question === question.key) ?? { answer: 'open' }, draft.severity, rulebook),
  );
  const outcomes = violationsOf(draft.questions).map((violation) => outcomeOf(violation, findings));
  const carried = (question: Question): boolean =>
    findings.some((finding) => finding.question === question.key && finding.answer === 'yes');
  return {
    tallies,
    findings,
    outcomes,
    classification: draft.questions.some((question) => question.kind === 'classification' && carried(question))
      ? draft.classification
      : null,
    remedies: draft.questions.flatMap((question) =>
      question.kind === 'remedy' && question.remedy !== null && carried(question) && remedyIsSupported(question, outcomes, rulebook)
        ? [{ ...question.remedy, question: question.key }]
        : [],
    ),
    referrals: draft.questions.flatMap((question) =>
      question.kind === 'referral' &&
      question.referral !== null &&
      question.party !== null &&
      carried(question) &&
      isAttributedTo(question.party, outcomes)
        ? [{ code: question.referral, party: question.party, standard: standardOfAttribution(question.party, findings) }]
        : [],
    ),
  };
}

/**
 * The outcome of one violation: the first that the answers support, from the gravest down. Where an answer stays open the outcome falls to the next supported
 * one (attributed, unattributed, insufficient), so that every combination of answers has exactly one.
 */
export function outcomeOf(violation: string, findings: readonly Finding[]): Outcome {
  const answers = (kind: Finding['kind']): Finding[] =>
    findings.filter((finding) => finding.violation === violation && finding.kind === kind);
  const is = (kind: Finding['kind'], answer: Finding['answer']): boolean => answers(kind).some((finding) => finding.answer === answer);
  const outcome = (code: OutcomeCode, parties: readonly string[] = []): Outcome => ({ violation, code, parties });

  if (is('fabricated', 'yes')) return outcome('FABRICATED');
  if (is('happened', 'no')) return outcome('NO_VIOLATION');
  if (!is('happened', 'yes')) return outcome('INSUFFICIENT_EVIDENCE');
  if (is('breach', 'no')) return outcome('NO_VIOLATION');
  if (answers('breach').length > 0 && !is('breach', 'yes')) return outcome('INSUFFICIENT_EVIDENCE');
  const parties = attributedParties(answers('attributed'));
  if (is('justified', 'yes')) return outcome('JUSTIFIED', parties);
  if (is('accident', 'yes')) return outcome('ACCIDENT_ACKNOWLEDGED', parties);
  if (parties.length === 0) return outcome('VIOLATION_UNATTRIBUTED');
  return outcome(parties.length === 1 ? 'VIOLATION_ATTRIBUTED' : 'VIOLATION_SHARED', parties);
}

/** A finding may be certain at the level of the state and unknown below; where the state was asked about, its answer decides for the party. */
function attributedParties(findings: readonly Finding[]): string[] {
  const parties = [...new Set(findings.flatMap(({ party }) => party ?? []))].sort();
  return parties.filter((party) => {
    const own = findings.filter((finding) => finding.party === party);
    const state = own.filter(({ level }) => level === 'state');
    return (state.length > 0 ? state : own).some(({ answer }) => answer === 'yes');
  });
}

/** Responsible for a breach: attributed, alone or shared, and neither justified nor an acknowledged accident. */
export function isAttributedTo(party: string, outcomes: readonly Outcome[]): boolean {
  return outcomes.some(({ code, parties }) => (code === 'VIOLATION_ATTRIBUTED' || code === 'VIOLATION_SHARED') && parties.includes(party));
}

/** A remedy binds a party to whom the breach is attributed; what needs no author (access, a new line) may bind either. */
function remedyIsSupported(question: Question, outcomes: readonly Outcome[], rulebook: Rulebook): boolean {
  const outcome = outcomes.find(({ violation }) => violation === question.violation);
  if (outcome === undefined || question.remedy === null) return false;
  if (outcome.code === 'VIOLATION_ATTRIBUTED' || outcome.code === 'VIOLATION_SHARED' || outcome.code === 'ACCIDENT_ACKNOWLEDGED') {
    if (outcome.parties.includes(question.remedy.addressee)) return true;
  }
  const happened = outcome.code !== 'NO_VIOLATION' && outcome.code !== 'FABRICATED' && outcome.code !== 'INSUFFICIENT_EVIDENCE';
  return happened && (rulebook.judgment.remediesWithoutAttribution ?? []).includes(question.remedy.code);
}

function standardOfAttribution(party: string, findings: readonly Finding[]): number {
  return Math.max(
    0,
    ...findings
      .filter((finding) => finding.kind === 'attributed' && finding.party === party && finding.answer === 'yes')
      .map(({ standardMet }) => standardMet),
  );
}

export function violationsOf(questions: readonly Question[]): string[] {
  return [...new Set(questions.flatMap(({ violation }) => violation ?? []))];
}

/** INSUFFICIENT_EVIDENCE for everything, without prejudice: what the lapse of the vice-chair's term rules. */
export function openVerdict(draft: Draft, rulebook: Rulebook): Verdict {
  return verdictFrom(
    draft,
    draft.questions.map(({ key }) => ({ question: key, yes: 0, no: 0, abstain: 0, answer: 'open', majority: 'finding' })),
    rulebook,
  );
}

/**
 * Was a conflict decisive? Counted again without these members' ballots: the quorum is gone, or an outcome, a remedy, a referral or the classification is
 * another one (law-check hole 13).
 */
export function isDecisive(
  members: readonly string[],
  draft: Draft,
  ballots: readonly CountedBallot[],
  call: Call,
  rulebook: Rulebook,
): boolean {
  const others = ballots.filter(({ member }) => !members.includes(member));
  if (others.length === ballots.length) return false;
  if (!isQuorate(others, call.seats, call.round, rulebook.judgment)) return true;
  return essence(verdictOf(draft, ballots, call, rulebook)) !== essence(verdictOf(draft, others, call, rulebook));
}

function essence({ outcomes, remedies, referrals, classification }: Verdict): string {
  return JSON.stringify([outcomes, remedies, referrals, classification]);
}
