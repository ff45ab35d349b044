import type { OpenedBallot } from '../engine/facts.js';
import type { Fields } from '../engine/fields.js';
import { givenNumber, givenString } from '../engine/given.js';
import type { Guard, JsonObject, Rule } from '../engine/types.js';
import type { Case } from '../case/case.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { dueAfter } from '../rulebook/terms.js';
import { bareQuestions, questionProblems } from './findings.js';
import { asList, toJson, toJsonObject } from './json.js';
import { barredByRecord } from './bars.js';
import type { Draft, Judgment, Seat } from './judgment.js';
import { verdictOf } from './outcomes.js';
import { questionList, questionsIn } from './questions.js';
import { ruled, verdictIn } from './rulings.js';
import { undecidedOut, undeclaredOut } from './seating.js';
import { type CaseSituation, chargedIn, entitled, judging, partiesOf } from './standing.js';
import { type Call, type CountedBallot, countedBallots, isQuorate } from './tally.js';

export const ballotFields: { readonly [command: string]: Fields } = {
  FixDraft: {
    draft: { kind: 'hash', optional: true },
    evidenceList: { kind: 'hash', optional: true },
    classification: { kind: 'code', of: 'classifications', optional: true },
    questions: questionList(0),
  },
  RecallBallot: { evidenceList: { kind: 'hash', optional: true }, reason: { kind: 'text', max: 8_000, optional: true } },
  CastBallot: {
    /** A ballot is for one call, one draft and one evidence list, as frozen. */
    call: { kind: 'integer', min: 1, max: 1_000, optional: true },
    draft: { kind: 'hash', optional: true },
    evidenceList: { kind: 'hash', optional: true },
    choices: {
      kind: 'secret',
      of: {
        votes: {
          kind: 'list',
          of: { kind: 'group', fields: { question: { kind: 'key', max: 64 }, vote: { kind: 'code', of: ['yes', 'no', 'abstain'] } } },
          min: 1,
          max: 300,
        },
      },
    },
    abstentionReasons: { kind: 'text', max: 8_000, optional: true },
  },
};

/** The draft that is put to the vote: the fixed one, or the questions as they stand without one. */
export function draftOf(subject: Case, at: number, rulebook: Rulebook): Draft {
  const { judgment, severity } = subject;
  if (judgment.draft !== null) return judgment.draft;
  return {
    hash: null,
    evidenceList: judgment.investigation?.evidenceList ?? null,
    fixedAt: at,
    severity,
    classification: null,
    questions: bareQuestions(chargedIn(subject), judgment.investigation?.proposals ?? [], severity, rulebook),
  };
}

/** Frozen anew by the lapse: with today's severity, and a bare question for every act that was charged since. */
function draftAsItStands(subject: Case, at: number, rulebook: Rulebook): Draft {
  const draft = draftOf(subject, at, rulebook);
  const questions = bareQuestions(chargedIn(subject), draft.questions, subject.severity, rulebook);
  return { ...draft, fixedAt: at, severity: subject.severity, questions };
}

export function callFor(judgment: Judgment, draft: Draft, rulebook: Rulebook, round: number): Call {
  return {
    seats: judgment.panel.rung.size,
    round,
    severity: draft.severity,
    grossFrom: rulebook.thresholds.grossFrom,
    grossReferrals: Object.values(rulebook.referrals)
      .filter(({ needsGrossMajority }) => needsGrossMajority)
      .map(({ code }) => code),
  };
}

/** Who may vote: sits, has declared, and is not barred by what has come into the record since. */
function votersOf(subject: Case): Seat[] {
  return entitled(subject.judgment.panel.seats).filter(({ member }) => !barredByRecord(member, subject));
}

/** The ballots of the open call that count. */
function counted({ subject, facts }: CaseSituation): CountedBallot[] {
  const { call } = subject.judgment;
  const ballots = (asList(facts['ballots']) as readonly OpenedBallot[]).filter(
    ({ at }) => call !== null && at >= call.openedAt && at <= call.closesAt,
  );
  return countedBallots(ballots, votersOf(subject));
}

function quorate(situation: CaseSituation): boolean {
  const { panel, call } = situation.subject.judgment;
  return isQuorate(counted(situation), panel.rung.size, call?.round ?? 1, situation.rulebook.judgment);
}

function problemsOf({ subject, payload, rulebook }: CaseSituation) {
  const problems = questionProblems(questionsIn(payload), chargedIn(subject), partiesOf(subject), rulebook);
  const asksClassification = questionsIn(payload).some(({ kind }) => kind === 'classification');
  return asksClassification && givenString(payload, 'classification') === null
    ? [...problems, { question: 'classification', rule: 'classificationIsNamed' }]
    : problems;
}

export const ballotGuards: { readonly [name: string]: Guard<Case> } = {
  draftIsHashed: {
    asks: 'payload',
    says: 'The exact draft is named by its hash.',
    holds: ({ payload }) => givenString(payload, 'draft') !== null,
  },
  evidenceIsFrozen: {
    asks: 'payload',
    says: 'The evidence list, as frozen for the vote, is named by its hash.',
    holds: ({ payload }) => givenString(payload, 'evidenceList') !== null,
  },
  questionsAreListed: {
    asks: 'payload',
    says: 'Every charged act is asked about, and every question states its basis, its evidence and, where it orders, addressee and proof. Control of territory alone is no basis.',
    holds: (situation) => questionsIn(situation.payload).length > 0 && problemsOf(situation).length === 0,
    params: (situation) => ({ problems: toJson(problemsOf(situation)) }),
  },
  frozenMatterChanged: {
    asks: 'payload',
    says: 'What was frozen with the draft has changed: the evidence, the severity, or who sits.',
    holds: ({ subject, payload }) => {
      const { draft, panel } = subject.judgment;
      const evidenceList = givenString(payload, 'evidenceList');
      if (evidenceList !== null && evidenceList !== draft?.evidenceList) return true;
      return subject.severity !== draft?.severity || votersOf(subject).length < panel.rung.size;
    },
  },
  recallIsLeft: {
    asks: 'subject',
    says: 'A recall of the ballot is left.',
    holds: ({ subject, rulebook }) => subject.judgment.counters.recalls < rulebook.bounds.recallsOfBallot,
  },
  memberIsEntitled: {
    asks: 'subject',
    says: 'The member sits on the panel, has declared, has not stood aside, and is not barred by the record.',
    holds: ({ subject, actor }) => votersOf(subject).some(({ member }) => member === actor.id),
  },
  ballotIsOpen: {
    asks: 'payload',
    says: 'The call is open, and the ballot is for this call, this draft and this evidence list.',
    holds: ({ subject, payload, at }) => {
      const { call, draft } = subject.judgment;
      if (call === null || at < call.openedAt || at > call.closesAt) return false;
      const given = (name: 'draft' | 'evidenceList', frozen: string | null | undefined): boolean =>
        frozen == null ? givenString(payload, name) === null || name === 'evidenceList' : givenString(payload, name) === frozen;
      return (
        (givenNumber(payload, 'call') ?? call.number) === call.number &&
        given('draft', draft?.hash) &&
        given('evidenceList', draft?.evidenceList)
      );
    },
    params: ({ subject }) => ({ call: subject.judgment.call?.number ?? null, draft: subject.judgment.draft?.hash ?? null }),
  },
  everyEntitledMemberVoted: {
    asks: 'facts',
    says: 'Every member who is entitled has voted.',
    holds: (situation) => counted(situation).length === votersOf(situation.subject).length,
  },
  panelIsQuorate: {
    asks: 'facts',
    says: 'Enough members of enough constituencies have voted; abstention counts.',
    holds: quorate,
    params: (situation) => ({ voted: counted(situation).length, seats: situation.subject.judgment.panel.rung.size }),
  },
  panelIsInquorate: {
    asks: 'facts',
    says: 'Too few members, or of too few constituencies, have voted.',
    holds: (situation) => !quorate(situation),
  },
  callIsFirst: { asks: 'subject', says: 'It is the first call.', holds: ({ subject }) => (subject.judgment.call?.round ?? 1) === 1 },
  callIsSecond: { asks: 'subject', says: 'It is the second call.', holds: ({ subject }) => (subject.judgment.call?.round ?? 1) > 1 },
};

/** Opens a call: its number names the stream of its ballots, its closing binds them. */
function called(judgment: Judgment, round: number, at: number, severity: number, rulebook: Rulebook): Judgment {
  const number = judgment.counters.calls + 1;
  const closesAt = dueAfter(at, rulebook, round > 1 ? 'secondCall' : 'ballot', severity);
  return { ...judgment, call: { number, round, openedAt: at, closesAt }, counters: { ...judgment.counters, calls: number } };
}

/** The entry that closes a ballot holds the whole tally and every outcome: with the opened ballots among its facts anybody can work it out again. */
function closing(situation: CaseSituation): JsonObject {
  const { subject, at, rulebook } = situation;
  const { judgment } = subject;
  const draft = draftOf(subject, at, rulebook);
  const round = judgment.call?.round ?? 1;
  const ballots = counted(situation);
  return {
    verdict: toJson(verdictOf(draft, ballots, callFor(judgment, draft, rulebook, round), rulebook)),
    ballots: toJson(ballots),
    seats: judgment.panel.rung.size,
    round,
  };
}

const close: Rule<Case> = {
  outcome: closing,
  apply: judging((judgment, recorded, subject, rulebook) => {
    const { outcome } = recorded.data;
    const how = {
      by: 'panel' as const,
      draft: draftOf(subject, recorded.at, rulebook),
      ballots: asList(outcome['ballots']) as readonly CountedBallot[],
      panelSize: givenNumber(outcome, 'seats') ?? 0,
      round: givenNumber(outcome, 'round') ?? 1,
      withoutPrejudice: false,
      corrects: null,
    };
    return ruled(judgment, verdictIn(outcome), how, recorded, subject, rulebook);
  }),
};

export const ballotRules: { readonly [command: string]: Rule<Case> } = {
  FixDraft: {
    apply: judging((judgment, { at, data }, subject, rulebook) => {
      const { payload } = data;
      const draft: Draft = {
        hash: givenString(payload, 'draft'),
        evidenceList: givenString(payload, 'evidenceList'),
        fixedAt: at,
        severity: subject.severity,
        classification: givenString(payload, 'classification'),
        questions: questionsIn(payload),
      };
      return called({ ...judgment, draft }, 1, at, subject.severity, rulebook);
    }),
  },
  // The last draft, or the questions as they stand; who has not declared or is challenged undecided sits no more, but of necessity (hole 12).
  LapseDeliberation: {
    outcome: ({ subject, at, rulebook }) => ({ draft: toJson(draftAsItStands(subject, at, rulebook)) }),
    apply: judging((judgment, { at, data }, subject, rulebook) => {
      const seated = undecidedOut(undeclaredOut(judgment), rulebook.judgment.panel.floor);
      const draft = data.outcome['draft'] as unknown as Draft;
      return called({ ...seated, draft }, 1, at, subject.severity, rulebook);
    }),
  },
  RecallBallot: {
    apply: judging((judgment) => ({
      ...judgment,
      call: null,
      counters: { ...judgment.counters, recalls: judgment.counters.recalls + 1 },
    })),
  },
  CastBallot: {},
  CloseBallot: close,
  LapseBallot: close,
  LapseFirstCall: {
    outcome: (situation) => toJsonObject({ voted: counted(situation).map(({ member }) => member) }),
    apply: judging((judgment, { at }, subject, rulebook) => called(judgment, 2, at, subject.severity, rulebook)),
  },
  LapseSecondCall: {
    outcome: (situation) => toJsonObject({ voted: counted(situation).map(({ member }) => member) }),
    apply: judging((judgment) => ({ ...judgment, call: null, chairRulingPassed: false })),
  },
};
