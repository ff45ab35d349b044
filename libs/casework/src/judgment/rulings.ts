import type { JsonObject, Recorded } from '../engine/types.js';
import type { Case } from '../case/case.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { asList, asObject, asText } from './json.js';
import type { Draft, Judgment, OutcomeCode, Ruling, Voter } from './judgment.js';
import { endProvisional, newRemedy, nextId } from './ordering.js';
import type { OrderedRemedy, Verdict } from './outcomes.js';
import type { CountedBallot } from './tally.js';

/** A verdict as an entry records it. */
export function verdictIn(outcome: JsonObject): Verdict {
  const { tallies, findings, outcomes, classification, remedies, referrals } = asObject(outcome['verdict']);
  return {
    tallies: asList(tallies) as Verdict['tallies'],
    findings: asList(findings) as Verdict['findings'],
    outcomes: asList(outcomes) as Verdict['outcomes'],
    classification: asText(classification),
    remedies: asList(remedies) as Verdict['remedies'],
    referrals: asList(referrals) as Verdict['referrals'],
  };
}

export interface RuledBy {
  readonly by: Ruling['by'];
  readonly draft: Draft;
  readonly ballots: readonly CountedBallot[];
  readonly panelSize: number;
  readonly round: number;
  readonly withoutPrejudice: boolean;
  readonly corrects: number | null;
}

/**
 * A ruling takes effect: it stands, ends the provisional finding and its interim measures, orders remedies, and marks everybody who voted. Its draft stays with
 * it, so that the tally can be made again when a conflict comes to light.
 */
export function ruled(before: Judgment, verdict: Verdict, how: RuledBy, recorded: Recorded, subject: Case, rulebook: Rulebook): Judgment {
  const judgment = endProvisional(before, 'ended');
  const number = judgment.rulings.length + 1;
  const ruling: Ruling = {
    number,
    at: recorded.at,
    by: how.by,
    draft: how.draft,
    classification: verdict.classification,
    tallies: verdict.tallies,
    votes: Object.fromEntries(how.ballots.map(({ member, votes }) => [member, votes])),
    voterConstituencies: Object.fromEntries(how.ballots.map(({ member, constituency }) => [member, constituency])),
    panelSize: how.panelSize,
    round: how.round,
    findings: verdict.findings,
    outcomes: verdict.outcomes,
    referralsAdopted: verdict.referrals,
    service: {},
    servedAt: null,
    windowEndsAt: null,
    publishedAt: null,
    publishedAs: null,
    status: 'standing',
    corrects: how.corrects,
    contested: false,
    withoutPrejudice: how.withoutPrejudice,
  };
  return {
    ...judgment,
    rulings: [...judgment.rulings, ruling],
    remedies: [...judgment.remedies, ...orderedBy(judgment, verdict.remedies, number, recorded.at, rulebook)],
    assessments: assessed(judgment, verdict),
    voters: [...judgment.voters, ...votersOf(how, recorded, number, subject)],
    call: null,
    chairRulingPassed: false,
  };
}

export function orderedBy(judgment: Judgment, remedies: readonly OrderedRemedy[], ruling: number, at: number, rulebook: Rulebook) {
  const id = nextId('m', judgment.remedies);
  return remedies.map((proposal, index) => newRemedy(id(index + 1), proposal, at, { ruling, provisional: null }, rulebook));
}

/** Each violation carries its latest outcome, beside its verification: the two are never mixed. */
export function assessed(judgment: Judgment, verdict: Pick<Verdict, 'outcomes'>): Judgment['assessments'] {
  const fresh = verdict.outcomes.map(({ violation, code }) => [
    violation,
    { ...(judgment.assessments[violation] ?? unassessed), outcome: code },
  ]);
  return { ...judgment.assessments, ...(Object.fromEntries(fresh) as Judgment['assessments']) };
}

const unassessed = {
  verification: { verified: false, by: null, at: null },
  victims: { killed: 0, injured: 0, civilians: 0 },
  named: [],
  pleaded: null,
  outcome: null as OutcomeCode | null,
};

function votersOf(how: RuledBy, { actor }: Recorded, ruling: number, { phase }: Case): Voter[] {
  const instance = how.by === 'review' ? ('review' as const) : how.by === 'chair' ? ('chair' as const) : ('panel' as const);
  const members = new Set([...how.ballots.map(({ member }) => member), ...(how.by === 'chair' ? [actor.id] : [])]);
  return [...members].map((member) => ({ member, instance, phase, ruling }));
}

/** The ruling that stands is changed in place: its service, its publication, its fate. */
export function changeStanding(judgment: Judgment, change: (ruling: Ruling) => Ruling): Judgment {
  const last = judgment.rulings.findLastIndex(({ status }) => status === 'standing');
  return { ...judgment, rulings: judgment.rulings.map((ruling, index) => (index === last ? change(ruling) : ruling)) };
}
