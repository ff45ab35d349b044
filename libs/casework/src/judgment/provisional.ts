import type { Fields } from '../engine/fields.js';
import { givenNumber, givenString, givenStrings } from '../engine/given.js';
import type { Guard, JsonObject, Rule } from '../engine/types.js';
import type { Case } from '../case/case.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { dueAfter } from '../rulebook/terms.js';
import { basisProblems, type QuestionProblem } from './findings.js';
import { asList, toJson } from './json.js';
import type { Finding, FindingLevel, Judgment, Outcome, OutcomeCode, Question } from './judgment.js';
import { begun, endProvisional, newRemedy, nextId } from './ordering.js';
import { evidenceIds, groupsIn, proposalIn, remedyFields } from './questions.js';
import { effectiveStandard } from './standards.js';
import { actingBench, type CaseSituation, chargedIn, judging, partiesOf, signaturesOf } from './standing.js';

const findingFields: Fields = {
  violation: { kind: 'id' },
  outcome: { kind: 'code', of: 'outcomes' },
  party: { kind: 'key', max: 32, optional: true },
  level: { kind: 'code', of: 'findingLevels', optional: true },
  standard: { kind: 'integer', min: 0, max: 5 },
  bases: { kind: 'list', of: { kind: 'key', max: 16 }, min: 0, max: 20, optional: true },
  indicators: { kind: 'list', of: { kind: 'key', max: 16 }, min: 0, max: 10, optional: true },
  relies: evidenceIds,
  contrary: evidenceIds,
  disclosed: evidenceIds,
  reasons: { kind: 'text', max: 20_000, optional: true },
};

const provisionalPayload: Fields = {
  findings: { kind: 'list', of: { kind: 'group', fields: findingFields }, min: 1, max: 100 },
  classification: { kind: 'code', of: 'classifications', optional: true },
  interim: { kind: 'list', of: { kind: 'group', fields: remedyFields }, min: 0, max: 20, optional: true },
  reasons: { kind: 'text', max: 20_000, optional: true },
};

export const provisionalFields: { readonly [command: string]: Fields } = {
  IssueProvisionalFinding: provisionalPayload,
  IssueLateProvisionalFinding: provisionalPayload,
};

/** Outcomes that say who did it. */
const ATTRIBUTING: readonly OutcomeCode[] = ['VIOLATION_ATTRIBUTED', 'VIOLATION_SHARED'];

function stated(payload: JsonObject): (Question & { readonly outcome: OutcomeCode })[] {
  return groupsIn(payload, 'findings').map((group, index) => {
    const outcome = (givenString(group, 'outcome') ?? 'INSUFFICIENT_EVIDENCE') as OutcomeCode;
    const attributes = ATTRIBUTING.includes(outcome);
    return {
      key: `p${index + 1}`,
      kind: attributes ? 'attributed' : outcome === 'JUSTIFIED' ? 'justified' : 'happened',
      outcome,
      violation: givenString(group, 'violation'),
      party: attributes ? givenString(group, 'party') : null,
      level: (givenString(group, 'level') ?? (attributes ? 'state' : null)) as FindingLevel | null,
      bases: givenStrings(group, 'bases'),
      indicators: givenStrings(group, 'indicators'),
      standard: givenNumber(group, 'standard') ?? 0,
      relies: givenStrings(group, 'relies'),
      contrary: givenStrings(group, 'contrary'),
      disclosed: givenStrings(group, 'disclosed'),
      remedy: null,
      referral: null,
      proportionalityNoted: false,
    };
  });
}

/** What a provisional finding must be: level 2, a lawful basis where it attributes, charged acts, and only interim measures that may be ordered so. */
function problemsOf({ subject, payload, rulebook }: CaseSituation): QuestionProblem[] {
  const rules = rulebook.judgment;
  const findings = stated(payload).flatMap((question) => {
    const problem = (rule: string): QuestionProblem => ({ question: question.violation ?? question.key, rule });
    return [
      ...basisProblems(question, rules),
      ...(question.outcome === 'INSUFFICIENT_EVIDENCE' || effectiveStandard(question, rules) >= rules.standards.provisional
        ? []
        : [problem('standardIsAtLeastTwo')]),
      ...(chargedIn(subject).includes(question.violation ?? '') ? [] : [problem('violationIsCharged')]),
      ...(question.kind === 'attributed' && !partiesOf(subject).includes(question.party ?? '') ? [problem('partyIsOfTheAgreement')] : []),
    ];
  });
  const interim = groupsIn(payload, 'interim').flatMap((group, index) => {
    const problem = (rule: string): QuestionProblem => ({ question: `interim${index + 1}`, rule });
    return [
      ...(rulebook.remedies[givenString(group, 'code') ?? '']?.interim === true ? [] : [problem('remedyMayBeInterim')]),
      ...(partiesOf(subject).includes(givenString(group, 'addressee') ?? '') ? [] : [problem('addresseeIsOfTheAgreement')]),
    ];
  });
  return [...findings, ...interim];
}

export const provisionalGuards: { readonly [name: string]: Guard<Case> } = {
  emergencyQuorumIsMet: {
    asks: 'facts',
    says: 'The emergency quorum of the bench took part.',
    holds: ({ subject, facts, rulebook }) =>
      signaturesOf(subject, facts, actingBench(subject)).length >= rulebook.judgment.quorum.emergency,
    params: ({ subject, facts, rulebook }) => ({
      quorum: rulebook.judgment.quorum.emergency,
      took: signaturesOf(subject, facts, actingBench(subject)).length,
    }),
  },
  twoAreInFavour: {
    asks: 'facts',
    says: 'At least two of the bench are in favour, and more than are against.',
    holds: ({ subject, facts, rulebook }) => {
      const { inFavour, against } = positions(subject, facts);
      return inFavour >= rulebook.judgment.majority.provisionalInFavour && inFavour > against;
    },
    params: ({ subject, facts }) => positions(subject, facts),
  },
  standardIsAtLeastTwo: {
    asks: 'payload',
    says: 'Each finding meets level 2 of the ladder of proof on a lawful basis, and only measures that may be interim are ordered.',
    holds: (situation) => problemsOf(situation).length === 0,
    params: (situation) => ({ problems: toJson(problemsOf(situation)) }),
  },
  lateProvisionalIsLeft: {
    asks: 'subject',
    says: 'A late provisional finding is left.',
    holds: ({ subject, rulebook }) => subject.judgment.counters.lateProvisional < rulebook.bounds.lateProvisionalFindings,
  },
};

function positions(subject: Case, facts: JsonObject): { inFavour: number; against: number } {
  const signatures = signaturesOf(subject, facts, actingBench(subject));
  return {
    inFavour: signatures.filter(({ position }) => position === 'for').length,
    against: signatures.filter(({ position }) => position === 'against').length,
  };
}

/** The entry holds the findings with the standard that counts, who was in favour, and when it lapses. */
function outcomeOfFinding({ subject, payload, facts, at, rulebook }: CaseSituation): JsonObject {
  const rules = rulebook.judgment;
  const questions = stated(payload);
  const findings: Finding[] = questions.map((question) => ({
    question: question.key,
    kind: question.kind,
    violation: question.violation ?? '',
    party: question.party,
    level: question.level,
    answer: question.outcome === 'NO_VIOLATION' ? 'no' : question.outcome === 'INSUFFICIENT_EVIDENCE' ? 'open' : 'yes',
    standardRequired: rules.standards.provisional,
    standardMet: effectiveStandard(question, rules),
    bases: question.bases,
    indicators: question.indicators,
    relies: question.relies,
    contrary: question.contrary,
  }));
  const outcomes: Outcome[] = [...new Set(questions.map(({ violation }) => violation ?? ''))].map((violation) => {
    const own = questions.filter((question) => question.violation === violation);
    const parties = [...new Set(own.flatMap(({ party }) => party ?? []))].sort();
    return { violation, code: parties.length > 1 ? 'VIOLATION_SHARED' : (own[0]?.outcome ?? 'INSUFFICIENT_EVIDENCE'), parties };
  });
  const inFavour = signaturesOf(subject, facts, actingBench(subject)).filter(({ position }) => position === 'for');
  return {
    findings: toJson(findings),
    outcomes: toJson(outcomes),
    inFavour: inFavour.map(({ member }) => member),
    constituencies: [...new Set(inFavour.map(({ constituency }) => constituency))].sort(),
    against: positions(subject, facts).against,
    voted: signaturesOf(subject, facts, actingBench(subject)).map(({ member }) => member),
    lapsesAt: dueAfter(at, rulebook, 'provisional', subject.severity),
  };
}

function issue(late: boolean): Rule<Case> {
  return {
    outcome: outcomeOfFinding,
    apply: judging((before, { at, data }, subject, rulebook) => {
      const judgment = endProvisional(before, 'ended');
      const { outcome, payload } = data;
      const number = judgment.provisional.length + 1;
      const issued: Judgment = {
        ...judgment,
        provisional: [
          ...judgment.provisional,
          {
            number,
            at,
            late,
            findings: asList(outcome['findings']) as readonly Finding[],
            outcomes: asList(outcome['outcomes']) as readonly Outcome[],
            classification: givenString(payload, 'classification'),
            inFavour: givenStrings(outcome, 'inFavour'),
            constituencies: givenStrings(outcome, 'constituencies'),
            against: givenNumber(outcome, 'against') ?? 0,
            lapsesAt: givenNumber(outcome, 'lapsesAt') ?? at,
            status: 'live',
          },
        ],
        voters: [
          ...judgment.voters,
          ...givenStrings(outcome, 'voted').map((member) => ({
            member,
            instance: 'provisional' as const,
            phase: subject.phase,
            ruling: null,
          })),
        ],
        counters: { ...judgment.counters, lateProvisional: judgment.counters.lateProvisional + (late ? 1 : 0) },
      };
      return { ...issued, remedies: [...issued.remedies, ...interimMeasures(issued, payload, number, at, subject.severity, rulebook)] };
    }),
  };
}

function interimMeasures(judgment: Judgment, payload: JsonObject, provisional: number, at: number, severity: number, rulebook: Rulebook) {
  const id = nextId('i', judgment.remedies);
  return groupsIn(payload, 'interim').flatMap((group, index) => {
    const proposal = proposalIn(group);
    if (proposal === null || rulebook.remedies[proposal.code]?.interim !== true) return [];
    const remedy = newRemedy(id(index + 1), proposal, at, { ruling: null, provisional }, rulebook);
    return [begun({ ...remedy, chain: { ...remedy.chain, firstServedAt: at } }, at, severity, rulebook)];
  });
}

export const provisionalRules: { readonly [command: string]: Rule<Case> } = {
  IssueProvisionalFinding: issue(false),
  IssueLateProvisionalFinding: issue(true),
  LapseProvisional: { apply: judging((judgment) => endProvisional(judgment, 'lapsed')) },
};
