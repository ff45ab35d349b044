import type { Case } from '../case/case.js';
import type { Json, JsonObject } from '../engine/types.js';
import { processOf } from './process-of.js';
import { PARTIES } from './people.testing.js';
import { monitorsReport } from './proof.testing.js';
import type { Random } from './random.testing.js';
import { hex, sealed, type World } from './world.testing.js';

/** What somebody who knows the case would write: the parts of a payload that chance would never find, as far as the command has such fields. */
export function asAnExpert(random: Random, world: World, subject: Case, command: string): JsonObject {
  const fields = processOf('case').fields[command] ?? {};
  const written = Object.entries(everythingFor(random, world, subject, command));
  return Object.fromEntries(written.filter(([name]) => name in fields));
}

function everythingFor(random: Random, world: World, subject: Case, command: string): JsonObject {
  const { judgment } = subject;
  switch (command) {
    case 'FixDraft':
      return { draft: hex(3), evidenceList: hex(4), questions: questionsFor(random, subject) };
    case 'CompleteInvestigation':
      return {
        investigationReport: hex(5),
        evidenceList: hex(4),
        contraryEvidence: sealed(),
        items: [{ evidence: 'item-1', gist: sealed() }],
        assessments: [],
        proposals: random.chance(0.5) ? questionsFor(random, subject) : [],
      };
    case 'IssueProvisionalFinding':
    case 'IssueLateProvisionalFinding':
      return {
        findings: findingsFor(random, subject),
        interim: random.chance(0.5) ? [remedy(random, 'R1'), remedy(random, 'R7')] : [],
        reasons: sealed(),
      };
    case 'CastBallot':
      return {
        ...(judgment.call === null ? {} : { call: judgment.call.number }),
        ...(judgment.draft?.hash == null ? {} : { draft: judgment.draft.hash }),
        ...(judgment.draft?.evidenceList == null ? {} : { evidenceList: judgment.draft.evidenceList }),
      };
    case 'RecallBallot':
      return { evidenceList: hex(world.at % 1000), reason: sealed() };
    case 'RuleAlone':
      return {
        answers: (judgment.draft?.questions ?? []).map(({ key }) => ({
          question: key,
          answer: random.pick(['yes', 'no', 'open']) ?? 'open',
        })),
        consulted: world.seats
          .filter(({ role }) => role === 'member')
          .map(({ id }) => id)
          .slice(0, 16),
        reasons: sealed(),
      };
    case 'RearrangeRemedies':
      return { answers: answersFor(random, subject) };
    case 'RecordLateCompliance':
      return { remedies: judgment.remedies.map(({ id }) => id), report: monitorsReport(world) };
    case 'CureNonCompliance':
      return {
        about: random.pick(judgment.remedies.filter(({ status }) => status === 'lapsed' || status === 'referred'))?.id ?? 'm1',
        report: monitorsReport(world),
      };
    case 'ClaimCompliance':
      return { about: random.pick(judgment.remedies.filter(({ status }) => status === 'open' || status === 'lapsed'))?.id ?? 'm1' };
    case 'ConfirmCompliance':
    case 'NotePartialCompliance':
      return {
        about:
          random.pick(judgment.remedies.filter(({ status }) => status === 'open' || status === 'lapsed' || status === 'unresolved'))?.id ??
          'm1',
        report: monitorsReport(world),
      };
    case 'SettleCase':
      return { signedBy: [...PARTIES], confirmation: monitorsReport(world) };
    case 'RecordOutsideMeasure':
    case 'RecordNoMeasure':
    case 'RecordOutsideDecision':
      return { authority: 'government', authorityName: sealed(), decidedAt: world.at - 1, reference: sealed(), stage: 'decided' };
    case 'FileReferral':
      return {
        code: random.pick(['E1', 'E2', 'E5', 'icc', 'osce']) ?? 'E1',
        respondent: 'ru',
        states: ['FR'],
        records: ['requestOfTheState', 'credibleCessation'].map((kind) => ({ kind, recordedAt: world.at - 1, reference: sealed() })),
        proportionality: sealed(),
        reasons: sealed(),
      };
    case 'VaryRuling':
      return {
        outcomes: subject.violations.map(({ key }) => ({ violation: key, outcome: 'INSUFFICIENT_EVIDENCE', parties: [] })),
        reasons: sealed(),
      };
    case 'ServeRuling':
      return { served: subject.parties.map((party) => ({ party, language: 'en' })) };
    default:
      return {};
  }
}

function remedy(random: Random, code: string): JsonObject {
  return { code, addressee: random.pick(PARTIES) ?? 'ua', proof: 'monitor-report', proportionality: sealed() };
}

/** Every act: did it happen, and who did it; sometimes with remedies and a referral. */
function questionsFor(random: Random, subject: Case): Json {
  const about = {
    relies: ['item-1', 'item-2'],
    contrary: ['item-3'],
    disclosed: ['item-1'],
    standard: 3 + random.below(2),
    contraryConsidered: sealed(),
    reasons: sealed(),
  };
  const acts = subject.violations.flatMap(({ key, accused }, n): JsonObject[] => [
    { key: `h${n}`, kind: 'happened', violation: key, ...about },
    {
      key: `a${n}`,
      kind: 'attributed',
      violation: key,
      party: accused ?? 'ua',
      level: 'state',
      bases: ['A4'],
      indicators: ['TRACK'],
      ...about,
    },
  ]);
  const first = subject.violations[0]?.key ?? 'v1';
  const remedies = ['R1', 'R5'].map((code, n): JsonObject => ({
    key: `r${n}`,
    kind: 'remedy',
    violation: first,
    party: 'ua',
    remedy: remedy(random, code),
    ...about,
  }));
  const referral: JsonObject = {
    key: 'e1',
    kind: 'referral',
    violation: first,
    party: 'ru',
    referral: 'E1',
    proportionality: sealed(),
    ...about,
  };
  return [...acts, ...(random.chance(0.8) ? remedies : []), ...(random.chance(0.4) ? [referral] : [])];
}

function findingsFor(random: Random, subject: Case): Json {
  return subject.violations.map(({ key, accused }) => ({
    violation: key,
    outcome: random.pick(['VIOLATION_ATTRIBUTED', 'VIOLATION_UNATTRIBUTED']) ?? 'VIOLATION_UNATTRIBUTED',
    party: accused ?? 'ua',
    level: 'state',
    standard: 3,
    bases: ['A4'],
    indicators: ['TRACK'],
    relies: ['item-1'],
    contrary: [],
    disclosed: ['item-1'],
    reasons: sealed(),
  }));
}

function answersFor(random: Random, subject: Case): Json {
  return subject.judgment.remedies
    .filter(({ status }) => status === 'lapsed' || status === 'referred')
    .map(({ id }) => ({
      remedy: id,
      how: random.pick(['extend', 'replace', 'waive']) ?? 'waive',
      termHours: 48,
      replacement: remedy(random, 'R5'),
      ground: 'impossible',
      reasons: sealed(),
    }));
}
