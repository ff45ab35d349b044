import fc from 'fast-check';
import { evolve } from '../engine/evolve.js';
import type { Actor, Facts, JsonObject } from '../engine/types.js';
import type { Case } from '../case/case.js';
import { caseProcess } from '../process/v1/case.js';
import {
  agent,
  actors,
  DAY,
  type Docketed,
  draftAgainst,
  hash,
  HOUR,
  inPanel,
  inRemedy,
  inRuled,
  inVoting,
  memberActor,
  opened,
  parties,
  rulebook,
  sealed,
} from './commission.fixture.js';

type Step = readonly [name: string, payload: JsonObject, actor: Actor, extra?: Facts];

const given = { authority: 'government', reference: sealed, decidedAt: 0 };
const verified = { report: { verified: true, team: 't1' } };

const OFTEN = [
  'RecuseMember',
  'NoteLateConflict',
  'RecordOutsideDecision',
  'JoinReview',
  'ChallengeMember',
  'StayCase',
  'GrantReopening',
  'FileReferral',
];

/** Everything that somebody might try now; `pick` chooses among members, remedies and parties. */
function attempts(docket: Docketed, pick: (count: number) => number): Step[] {
  const { judgment } = docket;
  const among = <T>(list: readonly T[]): T | undefined => list[pick(Math.max(1, list.length))];
  const member = among([...docket.panel(), ...docket.duty(), ...(judgment.reviewBench?.seats.map((one) => one.member) ?? [])]) ?? 'u1';
  const remedy = among(judgment.remedies.map(({ id }) => id)) ?? 'm1';
  const party = among(parties) ?? 'ru';
  const challenge = among(judgment.challenges.map(({ id }) => id)) ?? 'c1';
  const bench =
    docket.case.state === 'REVIEW'
      ? (judgment.reviewBench?.seats ?? []).map((one) => one.member)
      : judgment.panel.constitutedAt === null
        ? docket.duty()
        : docket.panel();
  const motion = docket.motion(bench);
  const signer = memberActor(bench[0] ?? 'u1');
  const lapsed = judgment.remedies.filter(({ status }) => status === 'lapsed').map(({ id }) => id);
  const how = among(['extend', 'replace', 'waive'] as const) ?? 'waive';
  const replacement = { code: among(['R1', 'R4', 'R8']) ?? 'R1', addressee: party };
  const accused = docket.case.accused[0] ?? 'ru';
  return [
    [
      'IssueProvisionalFinding',
      {
        findings: [
          { violation: 'v1', outcome: 'VIOLATION_ATTRIBUTED', party, standard: 3, bases: ['A4'], relies: ['e1'], disclosed: ['e1'] },
        ],
        interim: [{ code: 'R1', addressee: party }],
      },
      signer,
      motion,
    ],
    [
      'IssueLateProvisionalFinding',
      { findings: [{ violation: 'v1', outcome: 'VIOLATION_UNATTRIBUTED', standard: 2 }], interim: [{ code: 'R7', addressee: party }] },
      signer,
      motion,
    ],
    [
      'CompleteInvestigation',
      { investigationReport: hash('b'), evidenceList: hash('c'), contraryEvidence: sealed, items: [] },
      actors.investigator,
    ],
    ['FileReply', { waives: true }, agent(party)],
    ['CloseReplies', {}, actors.registrar],
    ['DeclareInterests', {}, memberActor(member)],
    ['DeclareInterests', {}, memberActor(member)],
    ['DeclareInterests', {}, memberActor(among(judgment.panel.alternates.map((one) => one.member)) ?? 'u1')],
    ['ChallengeMember', { member, ground: 'prejudgement', reasons: sealed }, agent(party)],
    ['UpholdChallenge', { about: challenge, reasons: sealed }, actors.chair],
    ['DismissChallenge', { about: challenge, reasons: sealed }, actors.chair],
    ['RecuseMember', { member, ground: 'own-request' }, actors.chair],
    ['SeatMember', {}, actors.chair],
    ['SeatAlternate', { member: among(judgment.panel.alternates.map((one) => one.member)) ?? 'u1' }, actors.chair],
    ['ConstitutePanel', {}, actors.chair],
    ['RaiseSeverity', { severity: 5, reason: sealed, ground: 'new-facts' }, actors.registrar],
    ['FixDraft', draftAgainst(accused, among(['R1', 'R2', 'R4', 'R8']) ?? 'R2'), actors.rapporteur],
    ['RecallBallot', { evidenceList: hash('9') }, actors.chair],
    ['CloseBallot', {}, actors.chair],
    [
      'RuleAlone',
      {
        answers: [
          { question: 'happened', answer: 'yes' },
          { question: 'breach', answer: 'yes' },
          { question: 'attributed', answer: 'yes' },
          { question: 'remedy', answer: 'yes' },
        ],
        consulted: ['u1', 'k1', 'c1', 'n1'],
        reasons: sealed,
      },
      among([actors.chair, actors.vice]) ?? actors.chair,
      docket.motion(['u2', 'k2', 'c2', 'n2', 'u3']),
    ],
    ['ServeRuling', {}, actors.registrar],
    ['PublishRuling', {}, actors.publisher],
    ['RequestReview', { ground: 'procedure', reasons: sealed }, agent(party)],
    ['JoinReview', { ground: 'procedure' }, agent(party)],
    ['UpholdRuling', {}, signer, motion],
    [
      'VaryRuling',
      { outcomes: [{ violation: 'v1', outcome: 'VIOLATION_UNATTRIBUTED' }], drops: [remedy], orders: [{ code: 'R7', addressee: party }] },
      signer,
      motion,
    ],
    ['RemitCase', {}, signer, motion],
    ['AnnulRuling', {}, signer, motion],
    ['NoteLateConflict', { member, ground: 'prejudgement' }, actors.auditor],
    ['VoidRuling', {}, actors.chair],
    ['VoidRulingToChair', {}, actors.chair],
    ['OpenRemedies', {}, actors.registrar],
    ['CloseWithoutRemedy', {}, actors.registrar],
    ['ClaimCompliance', { about: remedy }, agent(party)],
    ['ConfirmCompliance', { about: remedy, report: 'r1' }, actors.registrar, verified],
    ['RejectCompliance', { about: remedy, reasons: sealed }, actors.registrar],
    ['CloseCase', {}, actors.registrar],
    ['CloseUnresolved', {}, actors.registrar],
    [
      'RearrangeRemedies',
      { answers: lapsed.map((id) => ({ remedy: id, how, ...(how === 'replace' ? { replacement } : {}) })) },
      signer,
      motion,
    ],
    ['CureNonCompliance', { about: remedy, report: 'r1' }, actors.registrar, verified],
    ['ReferNonCompliance', { reasons: sealed }, actors.chair],
    ['RecordOutsideMeasure', given, actors.cell],
    ['RecordNoMeasure', given, actors.cell],
    ['FileReferral', { code: 'E1', respondent: party, proportionality: sealed }, actors.chair],
    ['RecordOutsideDecision', { ...given, about: 'e1', stage: 'decided', measure: 'taken' }, actors.cell],
    ['NotePartialCompliance', { about: remedy, report: 'r1' }, actors.registrar, verified],
    ['RecordLateCompliance', { remedies: judgment.remedies.map(({ id }) => id), report: 'r1' }, actors.registrar, verified],
    ['StayCase', { ground: 'safety-of-sources', reason: sealed }, signer, motion],
    ['ResumeCase', { reason: sealed }, actors.chair],
    ['RequestReopening', { ground: 'fraud', fact: hash(String(docket.history.length % 10)), reason: sealed }, agent(party)],
    ['GrantReopening', { reasons: sealed }, signer, motion],
  ];
}

/** What must hold after every single entry. */
function expectSound(subject: Case): void {
  const { state, judgment } = subject;
  const open = judgment.remedies.filter(({ ruling, status }) => ruling !== null && (status === 'open' || status === 'ordered'));
  const lapsed = judgment.remedies.filter(({ status }) => status === 'lapsed' || status === 'referred');
  if (!caseProcess.ends.includes(state)) {
    const live = Object.values(subject.deadlines).filter((deadline) => deadline.pausedWithMs === undefined);
    expect([state, live.length > 0]).toEqual([state, true]);
  }
  if (state === 'CLOSED') expect([...open, ...lapsed]).toEqual([]);
  if (state === 'NON_COMPLIANCE' || state === 'REFERRED') expect(lapsed).not.toEqual([]);
  if (state === 'REMEDY') expect(lapsed).toEqual([]);
  for (const { chain } of judgment.remedies) {
    expect(chain.referrals).toBeLessThanOrEqual(2);
    expect(chain.freshTerms).toBeLessThanOrEqual(1);
    expect(chain.derivedCases).toBeLessThanOrEqual(1);
  }
  for (const seats of [judgment.panel.seats, judgment.dutyBench, judgment.reviewBench?.seats ?? []]) {
    const sit = seats.filter(({ status }) => status !== 'out').map(({ member }) => member);
    expect(new Set(sit).size).toBe(sit.length);
  }
  expect(judgment.rulings.filter(({ status }) => status === 'standing').length).toBeLessThanOrEqual(1);
  // A published or served ruling of the past is never the one that is served next.
  expect(JSON.parse(JSON.stringify(subject))).toEqual(subject);
}

describe('any road through a case', () => {
  it('keeps the invariants after every entry, comes to an end by lapses alone, and replays to the same case', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom(opened, inPanel, inVoting, inRuled, inRemedy),
        fc.constantFrom(...parties),
        fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 0, max: 60 })), { minLength: 20, maxLength: 60 }),
        fc.array(fc.constantFrom('yes' as const, 'yes' as const, 'yes' as const, 'no' as const, 'abstain' as const), {
          minLength: 7,
          maxLength: 7,
        }),
        (severity, begin, accused, steps, leaning) => {
          const docket = begin(severity, accused);
          for (const [choice, pick, hours] of steps) {
            if (docket.case.state === 'VOTING') {
              docket.ballots = [];
              docket.panel().forEach((member, index) => {
                const lean = leaning[index] ?? 'yes';
                if ((pick >> index) % 5 !== 0) docket.vote(member, { happened: lean, breach: lean, attributed: lean, remedy: lean });
              });
            }
            const list = attempts(docket, (count) => pick % count);
            // What can be tried at any moment would drown the rest.
            const tried = list.filter(([name]) => !OFTEN.includes(name) || pick % 9 === 0);
            const allowed = tried.filter((one) => docket.refusals(...one).length === 0);
            const step = allowed[choice % Math.max(1, allowed.length)];
            if (step !== undefined) {
              seen.set(step[0], (seen.get(step[0]) ?? 0) + 1);
              docket.enter(...step);
              expectSound(docket.case);
            }
            if (hours > 40) {
              docket.wait((hours - 40) * 6 * HOUR);
              expectSound(docket.case);
            }
          }
          docket.wait(700 * DAY);
          expect(caseProcess.ends).toContain(docket.case.state);
          const replayed = docket.history.reduce<Case | undefined>(
            (subject, recorded) => evolve(caseProcess, subject, recorded, rulebook),
            undefined,
          );
          expect(replayed).toEqual(docket.case);
        },
      ),
      { numRuns: Number(process.env['WALKS'] ?? 12) },
    );
    if (process.env['WALKS'] !== undefined)
      console.log(
        [...seen]
          .sort()
          .map(([name, count]) => `${name} ${count}`)
          .join('\n'),
      );
  });
});
