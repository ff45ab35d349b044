import type { Fields } from '../engine/fields.js';
import { givenNumber, givenString, givenStrings, textIsGiven } from '../engine/given.js';
import type { FollowUp, Guard, JsonObject, Recorded, Rule } from '../engine/types.js';
import type { Case } from '../case/case.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import type { Judgment } from './judgment.js';
import type { Claim, Remedy } from './orders.js';
import { changeRemedies, enterRemedy, nothingIsOpen } from './ordering.js';
import { monitorsReported } from './proof.js';
import { remedyFields } from './questions.js';
import {
  afterReferral,
  answersIn,
  bearing,
  idBeside,
  mayWaitOnMeasure,
  overdrawnChains,
  referred,
  unansweredRemedies,
  withAnswers,
} from './remedies.js';
import { type CaseSituation, judging, lapsedRemedies, standingRuling, unsettledRemedies } from './standing.js';

const itemFields: Fields = { about: { kind: 'id', optional: true } };
const verifiedFields: Fields = {
  ...itemFields,
  /** The monitors' report that shows it. */
  report: { kind: 'id', optional: true },
  note: { kind: 'text', max: 8_000, optional: true },
};

/** What an authority outside decided: named, dated, with its reference. */
export const authorityFields: Fields = {
  authority: { kind: 'code', of: 'outsideAuthorities', optional: true },
  authorityName: { kind: 'text', max: 500, optional: true },
  decidedAt: { kind: 'instant', optional: true },
  reference: { kind: 'text', max: 2_000, optional: true },
};

export const complianceFields: { readonly [command: string]: Fields } = {
  ClaimCompliance: { ...itemFields, statement: { kind: 'text', max: 20_000, optional: true } },
  ConfirmCompliance: verifiedFields,
  CureNonCompliance: verifiedFields,
  NotePartialCompliance: verifiedFields,
  RejectCompliance: { ...itemFields, reasons: { kind: 'text', max: 20_000, optional: true } },
  RecordLateCompliance: {
    remedies: { kind: 'list', of: { kind: 'id' }, min: 0, max: 100, optional: true },
    report: { kind: 'id', optional: true },
    note: { kind: 'text', max: 8_000, optional: true },
  },
  RearrangeRemedies: {
    answers: {
      kind: 'list',
      of: {
        kind: 'group',
        fields: {
          remedy: { kind: 'id' },
          how: { kind: 'code', of: ['extend', 'replace', 'waive'] },
          termHours: { kind: 'integer', min: 1, max: 8_760, optional: true },
          replacement: { kind: 'group', fields: remedyFields, optional: true },
          ground: { kind: 'code', of: 'waiverGrounds', optional: true },
          reasons: { kind: 'text', max: 20_000, optional: true },
        },
      },
      min: 0,
      max: 100,
      optional: true,
    },
  },
  ReferNonCompliance: { reasons: { kind: 'text', max: 20_000, optional: true } },
  RecordOutsideMeasure: { ...authorityFields, measure: { kind: 'text', max: 8_000, optional: true } },
  RecordNoMeasure: authorityFields,
};

const named = ({ subject, payload }: CaseSituation): Remedy | undefined =>
  subject.judgment.remedies.find(({ id }) => id === givenString(payload, 'about'));

const pendingClaim = ({ subject, payload }: CaseSituation): Claim | undefined =>
  subject.judgment.claims.find(({ remedy, status }) => remedy === givenString(payload, 'about') && status === 'pending');

/** Remedies of which a party may still claim that they were carried out. */
const CLAIMABLE: readonly Remedy['status'][] = ['ordered', 'open', 'lapsed', 'referred', 'unresolved'];

function remedyIsOpen(situation: CaseSituation): boolean {
  if (situation.command !== 'ClaimCompliance') return !nothingIsOpen(situation.subject.judgment);
  const remedy = named(situation);
  // An interim measure is claimed too, as long as it runs; only its addressee says that it was carried out.
  return remedy !== undefined && CLAIMABLE.includes(remedy.status) && situation.actor.party === remedy.addressee;
}

/** What was filed before the remedy was ordered shows nothing of how it was carried out. */
function monitorsVerified(situation: CaseSituation): boolean {
  const remedy = named(situation);
  return remedy !== undefined && CLAIMABLE.includes(remedy.status) && monitorsReported(situation.facts, remedy.orderedAt);
}

function everyUnresolvedRemedyIsSettled({ subject, payload, facts }: CaseSituation): boolean {
  const settled = givenStrings(payload, 'remedies');
  const unresolved = unsettledRemedies(subject.judgment);
  const lastOrderedAt = Math.max(0, ...unresolved.map(({ orderedAt }) => orderedAt));
  return unresolved.every(({ id }) => settled.includes(id)) && monitorsReported(facts, lastOrderedAt);
}

function isLastLapsedRemedy(situation: CaseSituation): boolean {
  const lapsed = lapsedRemedies(situation.subject.judgment);
  return lapsed.length === 1 && lapsed[0]?.id === givenString(situation.payload, 'about');
}

export const complianceGuards: { readonly [name: string]: Guard<Case> } = {
  remedyIsOpen: {
    asks: 'payload',
    says: 'The remedy is ordered and neither settled nor fallen, and whoever claims compliance is its addressee.',
    holds: remedyIsOpen,
  },
  remedyIsOrdered: { asks: 'subject', says: 'A remedy was ordered.', holds: ({ subject }) => isOrdered(subject) },
  noRemedyIsOrdered: { asks: 'subject', says: 'No remedy was ordered.', holds: ({ subject }) => !isOrdered(subject) },
  noRemedyIsOpen: { asks: 'subject', says: 'The term of no remedy runs.', holds: ({ subject }) => nothingIsOpen(subject.judgment) },
  remedyIsUnresolved: {
    asks: 'subject',
    says: 'A remedy stays unresolved.',
    holds: ({ subject }) => unsettledRemedies(subject.judgment).some(({ status }) => status === 'unresolved'),
  },
  everyRemedyIsSettled: {
    asks: 'subject',
    says: 'Every remedy is carried out or waived.',
    holds: ({ subject }) => unsettledRemedies(subject.judgment).length === 0,
    params: ({ subject }) => ({ unsettled: unsettledRemedies(subject.judgment).map(({ id }) => id) }),
  },
  noClaimIsPending: {
    asks: 'payload',
    says: 'No claim on this remedy is being checked.',
    holds: (situation) => pendingClaim(situation) === undefined,
  },
  claimIsPending: {
    asks: 'payload',
    says: 'A claim on this remedy is being checked.',
    holds: (situation) => pendingClaim(situation) !== undefined,
  },
  monitorsVerified: {
    asks: 'facts',
    says: "A verified report of a monitors' team, filed after the remedy was ordered, shows that it was carried out.",
    holds: monitorsVerified,
  },
  isLastLapsedRemedy: { asks: 'payload', says: 'It is the last remedy in whose failure the case stands.', holds: isLastLapsedRemedy },
  isNotLastLapsedRemedy: {
    asks: 'payload',
    says: 'It is not the last remedy in whose failure the case stands: that one cures the non-compliance.',
    holds: (situation) => !isLastLapsedRemedy(situation),
  },
  everyLapsedRemedyIsAnswered: {
    asks: 'payload',
    says: 'Each lapsed remedy is extended, replaced or waived.',
    holds: ({ subject, payload }) => unansweredRemedies(subject.judgment, answersIn(payload)).length === 0,
    params: ({ subject, payload }) => ({ unanswered: unansweredRemedies(subject.judgment, answersIn(payload)) }),
  },
  rearrangementIsLeft: {
    asks: 'payload',
    says: 'Each chain of a remedy has one fresh term, which ends within a year of the first service; waiving is always open.',
    holds: ({ subject, payload, at, rulebook }) =>
      overdrawnChains(subject.judgment, answersIn(payload), at, subject.severity, rulebook).length === 0,
    params: ({ subject, payload, at, rulebook }) => ({
      overdrawn: overdrawnChains(subject.judgment, answersIn(payload), at, subject.severity, rulebook),
    }),
  },
  referralIsFirst: {
    asks: 'subject',
    says: 'It is the first referral of a remedy, whose new term would end within a year of the first service.',
    holds: ({ subject, at, rulebook }) =>
      subject.judgment.remedies.some((remedy) => mayWaitOnMeasure(remedy, at, subject.severity, rulebook)),
  },
  authorityIsNamed: {
    asks: 'payload',
    says: 'The authority outside is named, with date and reference of what it decided; a state speaks for itself only.',
    holds: ({ payload, at, actor }) => {
      const decidedAt = givenNumber(payload, 'decidedAt');
      const state = givenString(payload, 'state');
      const isOwn = actor.role !== 'state_officer' || (actor.state !== undefined && (state === null || state === actor.state));
      return (
        isOwn && givenString(payload, 'authority') !== null && textIsGiven(payload, 'reference') && decidedAt !== null && decidedAt <= at
      );
    },
  },
  everyUnresolvedRemedyIsSettled: {
    asks: 'facts',
    says: 'All of the remedies that stayed unresolved are now carried out, as a verified report of monitors shows; a part is noted, and closes nothing.',
    holds: everyUnresolvedRemedyIsSettled,
  },
};

function isOrdered(subject: Case): boolean {
  return (
    standingRuling(subject.judgment) !== undefined &&
    subject.judgment.remedies.some(({ ruling, status }) => ruling !== null && status !== 'fallen')
  );
}

/** REMEDY is entered: terms that waited begin, overdue ones have their floor. */
function entered(judgment: Judgment, { at }: Recorded, subject: Case, rulebook: Rulebook): Judgment {
  return enterRemedy(judgment, at, subject.severity, rulebook, (remedy) => subject.deadlines[`remedy:${remedy}`]?.dueAt ?? null);
}

const enters: Rule<Case> = { apply: judging(entered) };

/** Carried out, as verified: the claim is confirmed, the remedy settled. */
function settledBy(judgment: Judgment, ids: readonly string[], report: string | null, at: number): Judgment {
  const settled = changeRemedies(judgment, (remedy) =>
    ids.includes(remedy.id)
      ? { ...remedy, status: 'done', dueAt: null, suspendedWithMs: null, overdue: false, settledAt: at, proofReport: report }
      : remedy,
  );
  return {
    ...settled,
    claims: settled.claims.map((claim) =>
      ids.includes(claim.remedy) && claim.status === 'pending' ? { ...claim, status: 'confirmed' } : claim,
    ),
  };
}

const confirm: Rule<Case>['apply'] = judging((judgment, { at, data }) =>
  settledBy(judgment, [givenString(data.payload, 'about') ?? ''], givenString(data.payload, 'report'), at),
);

/** A claim that fell or was not checked in time: the term runs on with what was left. */
function claimEnds(status: 'rejected' | 'lapsed'): Rule<Case>['apply'] {
  return judging((judgment, { at, data }) => {
    const id = givenString(data.payload, 'about');
    const claims = judgment.claims.map((claim) => (claim.remedy === id && claim.status === 'pending' ? { ...claim, status } : claim));
    return changeRemedies({ ...judgment, claims }, (remedy) =>
      remedy.id === id && remedy.suspendedWithMs !== null
        ? { ...remedy, dueAt: at + remedy.suspendedWithMs, suspendedWithMs: null }
        : remedy,
    );
  });
}

/** In time, and the first of its chain: the term stands still until checked. Slow monitors must not make a breach (hole 16). */
function claimed(judgment: Judgment, { at, actor, data }: Recorded, subject: Case, rulebook: Rulebook): Judgment {
  const id = givenString(data.payload, 'about') ?? '';
  const remedy = judgment.remedies.find((one) => one.id === id);
  const deadline = subject.deadlines[`remedy:${id}`];
  const left = deadline === undefined ? null : (deadline.pausedWithMs ?? deadline.dueAt - at);
  const isFirst = remedy !== undefined && remedy.chain.suspensions < rulebook.bounds.remedyChain.suspendingClaims;
  const suspends = remedy?.status === 'open' && !remedy.overdue && isFirst && left !== null && left > 0;
  const claim: Claim = { remedy: id, by: actor.party ?? actor.id, at, suspends, status: 'pending' };
  return changeRemedies({ ...judgment, claims: [...judgment.claims, claim] }, (one) =>
    one.id === id && suspends ? { ...one, suspendedWithMs: left, chain: { ...one.chain, suspensions: one.chain.suspensions + 1 } } : one,
  );
}

/** Which chains bear their N3 case with this entry, and the ids of those cases: recorded, so that the follow-ups can be checked. */
function referring({ subject, facts, rulebook }: CaseSituation): JsonObject {
  const fresh = givenString(facts, 'freshId');
  const remedies = fresh === null ? [] : bearing(subject.judgment, subject.origin.depth, rulebook);
  return { bears: remedies.map(({ id }, index) => ({ remedy: id, case: idBeside(fresh ?? '', index) })) };
}

function bore(outcome: JsonObject): { remedy: string; case: string }[] {
  return (outcome['bears'] ?? []) as unknown as { remedy: string; case: string }[];
}

const refers: Rule<Case> = {
  outcome: referring,
  apply: judging((judgment, { data }) =>
    referred(
      judgment,
      bore(data.outcome).map(({ remedy }) => remedy),
    ),
  ),
  followUps: (before, { data }) => {
    if (before === undefined) return [];
    return bore(data.outcome).map(({ remedy: id, case: stream }): FollowUp => {
      const remedy = before.judgment.remedies.find((one) => one.id === id);
      const payload = { derivedFrom: before.id, derivedAs: 'N3', about: id, accused: remedy?.addressee ?? '' };
      return { process: 'case', stream, birth: true, command: { name: 'OpenCase', payload } };
    });
  },
};

const afterReferred = (measure: boolean): Rule<Case> => ({
  apply: judging((judgment, recorded, subject, rulebook) =>
    entered(afterReferral(judgment, measure, recorded.at, subject.severity, rulebook), recorded, subject, rulebook),
  ),
});

export const complianceRules: { readonly [command: string]: Rule<Case> } = {
  OpenRemedies: enters,
  LapseFinality: enters,
  CloseWithoutRemedy: {},
  LapseFinalityWithoutRemedy: {},
  ClaimCompliance: { apply: judging(claimed) },
  ConfirmCompliance: { apply: confirm },
  RejectCompliance: { apply: claimEnds('rejected') },
  LapseComplianceCheck: { apply: claimEnds('lapsed') },
  LapseRemedyAside: {
    apply: judging((judgment, { data }) =>
      changeRemedies(judgment, (remedy) => (remedy.id === data.payload['about'] ? { ...remedy, overdue: true } : remedy)),
    ),
  },
  LapseRemedy: {
    apply: judging((judgment, { data }) =>
      changeRemedies(judgment, (remedy) => (remedy.id === data.payload['about'] ? { ...remedy, status: 'lapsed', dueAt: null } : remedy)),
    ),
  },
  CloseCase: {},
  CloseUnresolved: {},
  LapseClosing: {},
  LapseClosingUnresolved: {},
  RearrangeRemedies: {
    apply: judging((judgment, recorded, subject, rulebook) =>
      entered(
        withAnswers(judgment, answersIn(recorded.data.payload), recorded.at, subject.severity, rulebook),
        recorded,
        subject,
        rulebook,
      ),
    ),
  },
  CureNonCompliance: {
    apply: judging((judgment, recorded, subject, rulebook) => {
      const { payload } = recorded.data;
      const cured = settledBy(judgment, [givenString(payload, 'about') ?? ''], givenString(payload, 'report'), recorded.at);
      return entered(cured, recorded, subject, rulebook);
    }),
  },
  ReferNonCompliance: refers,
  LapseNonCompliance: refers,
  RecordOutsideMeasure: afterReferred(true),
  RecordNoMeasure: afterReferred(false),
  LapseReferral: afterReferred(false),
  NotePartialCompliance: { apply: confirm },
  RecordLateCompliance: {
    apply: judging((judgment, { at, data }) =>
      settledBy(judgment, givenStrings(data.payload, 'remedies'), givenString(data.payload, 'report'), at),
    ),
  },
};
