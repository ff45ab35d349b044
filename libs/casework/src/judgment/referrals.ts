import type { Fields } from '../engine/fields.js';
import { givenNumber, givenString, givenStrings, textIsGiven } from '../engine/given.js';
import type { Guard, JsonObject, Rule } from '../engine/types.js';
import type { Case } from '../case/case.js';
import type { ReferralRule, Rulebook } from '../rulebook/rulebook.js';
import { dueAfter } from '../rulebook/terms.js';
import { authorityFields } from './compliance.js';
import type { Judgment } from './judgment.js';
import { nextId } from './ordering.js';
import { isAttributedTo } from './outcomes.js';
import type { OutsideStep, Referral } from './orders.js';
import { groupsIn } from './questions.js';
import { type CaseSituation, judging, liveProvisional, standingRuling } from './standing.js';
import { isGrossMajority } from './tally.js';

// The system never activates anything outside: it files a referral and records what others decided, each state by its own way (law-sources 4.3).

export const referralFields: { readonly [command: string]: Fields } = {
  FileReferral: {
    /** E1 … E5, or a body of the list 'elsewhere' that gets a copy of the file. */
    code: { kind: 'key', max: 32 },
    addressee: { kind: 'key', max: 64, optional: true },
    /** The party whose breach is referred. */
    respondent: { kind: 'key', max: 32, optional: true },
    /** States that each go their own legal and constitutional way: ISO 3166-1 alpha-2. */
    states: { kind: 'list', of: { kind: 'key', max: 2 }, min: 0, max: 60, optional: true },
    records: {
      kind: 'list',
      of: {
        kind: 'group',
        fields: { kind: { kind: 'code', of: 'referralRecords' }, recordedAt: { kind: 'instant' }, reference: { kind: 'text', max: 2_000 } },
      },
      min: 0,
      max: 10,
      optional: true,
    },
    proportionality: { kind: 'text', max: 8_000, optional: true },
    reasons: { kind: 'text', max: 20_000, optional: true },
  },
  RecordOutsideDecision: {
    ...authorityFields,
    about: { kind: 'id', optional: true },
    /** The state whose step this is; a state officer records for their own only. */
    state: { kind: 'key', max: 2, optional: true },
    stage: { kind: 'code', of: 'outsideStages', optional: true },
    measure: { kind: 'code', of: ['pending', 'taken', 'none'], optional: true },
  },
};

/** On what a referral rests: an answer adopted in the standing ruling, or the live provisional finding. */
export interface Support {
  readonly standard: number;
  readonly gross: boolean;
  readonly classification: string | null;
}

/** Everything that supports a referral against this party, strongest first. */
export function supportsOf(judgment: Judgment, code: string, respondent: string, rulebook: Rulebook): Support[] {
  const supports: Support[] = [];
  const ruling = standingRuling(judgment);
  if (ruling !== undefined) {
    const adopted = ruling.referralsAdopted.find((one) => one.code === code && one.party === respondent);
    if (adopted !== undefined) supports.push({ standard: adopted.standard, gross: true, classification: ruling.classification });
    const attributed = ruling.findings.filter(
      (finding) => finding.kind === 'attributed' && finding.party === respondent && finding.answer === 'yes',
    );
    if (isAttributedTo(respondent, ruling.outcomes) && attributed.length > 0) {
      const standard = Math.max(...attributed.map(({ standardMet }) => standardMet));
      supports.push({ standard, gross: false, classification: ruling.classification });
    }
  }
  const provisional = liveProvisional(judgment);
  if (provisional !== undefined && rulebook.judgment.provisionalReferrals.includes(code)) {
    const attributed = provisional.findings.filter((finding) => finding.party === respondent && finding.answer === 'yes');
    if (attributed.length > 0) {
      supports.push({
        standard: Math.max(...attributed.map(({ standardMet }) => standardMet)),
        gross: isGrossMajority(provisional.inFavour.length, provisional.against, provisional.constituencies.length, rulebook.judgment),
        classification: provisional.classification,
      });
    }
  }
  return supports;
}

/** Those supports that reach the standard and, for the graver measures, the gross majority. */
function sufficient(judgment: Judgment, rule: ReferralRule, respondent: string, rulebook: Rulebook): Support[] {
  return supportsOf(judgment, rule.code, respondent, rulebook).filter(
    ({ standard, gross }) => standard >= rule.standard && (gross || !rule.needsGrossMajority),
  );
}

/**
 * Why a referral may not be filed, by name. Nothing of it knows a state: a commitment of the rulebook names the respondent, the condition and the measures; a
 * referral that needs records is blocked until each is there.
 */
export function referralProblems(judgment: Judgment, payload: JsonObject, at: number, rulebook: Rulebook): string[] {
  const code = givenString(payload, 'code') ?? '';
  const rule = rulebook.referrals[code];
  if (rule === undefined) return (rulebook.lists['elsewhere'] ?? []).includes(code) ? [] : ['referralIsListed'];
  const respondent = givenString(payload, 'respondent') ?? '';
  const given = groupsIn(payload, 'records').filter((record) => (givenNumber(record, 'recordedAt') ?? Infinity) <= at);
  const missing = rule.needsRecords.filter((kind) => !given.some((record) => record['kind'] === kind));
  return [
    ...missing.map((kind) => `recordIsThere:${kind}`),
    ...(rule.needsCommitment && commitmentFor(judgment, rule, respondent, rulebook) === undefined ? ['commitmentNamesRespondent'] : []),
    ...(textIsGiven(payload, 'proportionality') ? [] : ['proportionalityIsNoted']),
  ];
}

/** The commitment that answers this party's breach with this measure, if what was found carries the classification that it asks for. */
export function commitmentFor(judgment: Judgment, rule: ReferralRule, respondent: string, rulebook: Rulebook) {
  const supports = sufficient(judgment, rule, respondent, rulebook);
  return rulebook.commitments.find(
    (commitment) =>
      commitment.respondent === respondent &&
      commitment.measures.includes(rule.code) &&
      supports.some(({ classification }) => classification === commitment.condition),
  );
}

function isSupported({ subject, payload, rulebook }: CaseSituation): boolean {
  const rule = rulebook.referrals[givenString(payload, 'code') ?? ''];
  // A copy of the file for a court or another body, and reassurance on request, rest on no finding.
  if (rule === undefined || rule.standard === 0) return true;
  return sufficient(subject.judgment, rule, givenString(payload, 'respondent') ?? '', rulebook).length > 0;
}

export const referralGuards: { readonly [name: string]: Guard<Case> } = {
  referralIsSupported: {
    asks: 'payload',
    says: 'A ruling or provisional finding against the respondent meets the standard and the majority that the referral asks for.',
    holds: isSupported,
    params: ({ payload, rulebook }) => ({ standard: rulebook.referrals[givenString(payload, 'code') ?? '']?.standard ?? 0 }),
  },
  referralConditionsAreMet: {
    asks: 'payload',
    says: 'The referral is listed, its proportionality is noted, and where it needs a commitment or records, they are there.',
    holds: ({ subject, payload, at, rulebook }) => referralProblems(subject.judgment, payload, at, rulebook).length === 0,
    params: ({ subject, payload, at, rulebook }) => ({ problems: referralProblems(subject.judgment, payload, at, rulebook) }),
  },
  referralIsFiled: {
    asks: 'payload',
    says: 'The referral was filed.',
    holds: ({ subject, payload }) => subject.judgment.referrals.some(({ id }) => id === givenString(payload, 'about')),
  },
};

/** Decided once every state that was asked has taken a measure or declined; one body: with its own word. */
function statusOf(referral: Referral, steps: readonly OutsideStep[]): Referral['status'] {
  const decided = steps.filter(({ measure }) => measure !== 'pending');
  const awaited = referral.states.filter((state) => !decided.some((step) => step.state === state));
  if (decided.length === 0 || awaited.length > 0) return referral.status === 'lapsed' ? 'lapsed' : 'filed';
  return decided.some(({ measure }) => measure === 'taken') ? 'decided' : 'declined';
}

export const referralRules: { readonly [command: string]: Rule<Case> } = {
  FileReferral: {
    outcome: ({ subject, payload, at, rulebook }) => {
      const { judgment, severity } = subject;
      const code = givenString(payload, 'code') ?? '';
      const rule = rulebook.referrals[code];
      const respondent = givenString(payload, 'respondent');
      const commitment = rule?.needsCommitment === true ? commitmentFor(judgment, rule, respondent ?? '', rulebook) : undefined;
      return {
        id: nextId('e', judgment.referrals)(1),
        addressee: givenString(payload, 'addressee') ?? rule?.addressee ?? code,
        commitment: commitment?.id ?? null,
        dueAt: dueAfter(at, rulebook, rule?.term ?? 'outsideDecision', severity),
      };
    },
    apply: judging((judgment, { at, data }) => {
      const { payload, outcome } = data;
      const referral: Referral = {
        id: outcome['id'] as string,
        code: givenString(payload, 'code') ?? '',
        addressee: outcome['addressee'] as string,
        states: givenStrings(payload, 'states'),
        respondent: givenString(payload, 'respondent'),
        commitment: givenString(outcome, 'commitment'),
        filedAt: at,
        dueAt: outcome['dueAt'] as number,
        records: groupsIn(payload, 'records').map((record) => givenString(record, 'kind') ?? ''),
        status: 'filed',
        steps: [],
      };
      return { ...judgment, referrals: [...judgment.referrals, referral] };
    }),
  },
  RecordOutsideDecision: {
    apply: judging((judgment, { at, actor, data }) => {
      const { payload } = data;
      const step: OutsideStep = {
        state: actor.role === 'state_officer' ? (actor.state ?? null) : givenString(payload, 'state'),
        authority: givenString(payload, 'authority') ?? '',
        stage: givenString(payload, 'stage') ?? 'decided',
        decidedAt: givenNumber(payload, 'decidedAt') ?? at,
        recordedAt: at,
        recordedBy: actor.id,
        measure: (givenString(payload, 'measure') ?? 'pending') as OutsideStep['measure'],
      };
      return {
        ...judgment,
        referrals: judgment.referrals.map((referral) => {
          if (referral.id !== payload['about']) return referral;
          const steps = [...referral.steps, step];
          return { ...referral, steps, status: statusOf(referral, steps) };
        }),
      };
    }),
  },
  LapseOutsideDecision: {
    apply: judging((judgment, { data }) => ({
      ...judgment,
      referrals: judgment.referrals.map((referral) =>
        referral.id === data.payload['about'] ? { ...referral, status: 'lapsed' } : referral,
      ),
    })),
  },
};
