import type { Actor, JsonObject } from '../engine/types.js';
import { asAnExpert } from './expert.testing.js';
import { everybody, people, roster } from './people.testing.js';
import { processOf } from './process-of.js';
import { monitorsReport } from './proof.testing.js';
import { Random } from './random.testing.js';
import { bringTo, byBench, declareAll, GRAVE, remedyOf, sitting, SMALL, type Road, type Start } from './road.testing.js';
import { caseEnds, caseStates } from './v1/case-states.js';
import { reportEnds, reportStates } from './v1/report-process.js';
import { recomputationScenes } from './recomputation-scenes.testing.js';
import { reportIn } from './report-road.testing.js';
import { lapseToEnd } from './walk.testing.js';
import { hex, sealed, signed, World } from './world.testing.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const reason = { reason: sealed() };
const reasons = { reasons: sealed() };
const { chair, registrar, rapporteur, partyA, partyB, monitor, cell, custodian } = people;

type Act = (road: Road) => void;

/** One command by one person, as somebody who knows the case would write it. */
const by =
  (who: Actor, command: string, payload: JsonObject = {}): Act =>
  ({ world, id }) =>
    void world.must('case', id, command, {
      actor: who,
      payload: known(command, { ...asAnExpert(new Random(1), world, world.case(id), command), ...payload }),
    });
const known = (command: string, payload: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(payload).filter(([name]) => name in (processOf('case').fields[command] ?? {})));
const bench =
  (command: string, payload: JsonObject = {}): Act =>
  (road) =>
    byBench(road, command, { ...asAnExpert(new Random(1), road.world, road.world.case(road.id), command), ...payload });
const pass =
  (ms: number): Act =>
  ({ world }) =>
    void world.pass(ms);
const attach: Act = (road) => by(registrar, 'AttachReport', { report: road.world.case(road.id).reports[0]?.id ?? '' })(road);
const retract: Act = ({ world, id }) =>
  void world.must('report', world.case(id).reports[0]?.id ?? '', 'RetractReport', {
    actor: monitor,
    payload: { ...reason, leadAgrees: true },
  });
/** About the n-th member of the panel, by that member or by another. */
const seat = ({ world, id }: Road, n: number): Actor =>
  everybody.find((one) => one.id === world.case(id).judgment.panel.seats[n]?.member) ?? chair;
const challenge =
  (n: number, who: Actor): Act =>
  (road) =>
    by(who, 'ChallengeMember', { member: seat(road, n).id, ground: 'prejudgement', learnedAt: road.world.at, ...reasons })(road);
const decide =
  (command: string): Act =>
  (road) =>
    by(chair, command, {
      about: road.world.case(road.id).judgment.challenges.find(({ status }) => status === 'pending')?.id ?? '',
      ...reasons,
    })(road);
const recuse: Act = (road) => by(seat(road, 1), 'RecuseMember', { ground: 'financial-or-family', ...reasons })(road);
const someVote =
  (count: number): Act =>
  (road) => {
    const { draft, call } = road.world.case(road.id).judgment;
    const choices = { votes: (draft?.questions ?? []).map(({ key }) => ({ question: key, vote: 'yes' })) };
    for (const actor of sitting(road).slice(0, count)) {
      road.world.must('case', road.id, 'CastBallot', {
        actor,
        choices,
        payload: { call: call?.number ?? 1, draft: hex(3), evidenceList: hex(4), choices: sealed() },
      });
    }
  };
const alternateDeclares: Act = ({ world, id }) => {
  const { alternates } = world.case(id).judgment.panel;
  for (const { member } of alternates) {
    const actor = everybody.find((one) => one.id === member) ?? chair;
    world.enter('case', id, 'DeclareInterests', { actor, payload: { about: member, disclosed: ['none'] } });
  }
};
const seatAlternate: Act = (road) => {
  const { alternates } = road.world.case(road.id).judgment.panel;
  const taken = alternates.some(
    ({ member }) => road.world.enter('case', road.id, 'SeatAlternate', { actor: chair, payload: { member, ...reasons } }).length === 0,
  );
  if (!taken) throw new Error('No alternate could be seated.');
};
const settleLead: Act = ({ world, id }) => {
  const lead = world.case(id).joining.lead ?? '';
  world.must('case', lead, 'StartPreliminary', { actor: rapporteur });
  world.must('case', lead, 'SettleCase', {
    actor: registrar,
    payload: { terms: sealed(), document: hex(8), signedBy: ['ua', 'ru'], confirmation: monitorsReport(world) },
  });
};
const firstRemedy = ({ world, id }: Road): string => world.case(id).judgment.remedies[0]?.id ?? '';
const about =
  (who: Actor, command: string, payload: JsonObject = {}): Act =>
  (road) =>
    by(who, command, { about: firstRemedy(road), report: monitorsReport(road.world), ...payload })(road);
const outside: JsonObject = {
  authority: 'government',
  authorityName: sealed(),
  decidedAt: 1,
  reference: sealed(),
  stage: 'decided',
  measure: 'none',
};
const decided: Act = (road) =>
  by(cell, 'RecordOutsideDecision', { ...outside, about: road.world.case(road.id).judgment.referrals[0]?.id ?? '' })(road);
/** So many that the ruling would not have come about without them. */
const lateConflicts: Act = (road) => {
  const { voters, rulings } = road.world.case(road.id).judgment;
  const last = rulings.at(-1)?.number;
  for (const { member } of voters.filter(({ ruling, instance }) => ruling === last && instance === 'panel').slice(0, 3)) {
    by(registrar, 'NoteLateConflict', { member, ground: 'acted-before', ...reasons })(road);
  }
};
const supplement: Act = (road) =>
  void road.world.must('case', road.id, 'OpenSupplement', {
    actor: rapporteur,
    payload: { evidence: ['item-9'], material: sealed() },
    facts: { signatures: signed([chair]) },
  });
const recuseDuty: Act = (road) => {
  const actor = sitting(road)[0] ?? chair;
  by(actor, 'RecuseMember', { ground: 'financial-or-family', ...reasons })(road);
};
const everybodyIsBack: Act = ({ world }) => void (world.seats = roster);
const opinion: Act = (road) =>
  by(everybody.find(({ id }) => id === road.world.case(road.id).judgment.voters[0]?.member) ?? chair, 'FileSeparateOpinion', {
    kind: 'dissenting',
    opinion: sealed(),
  })(road);
const reopening = { ground: 'fraud', ...reason };
const referral = { code: 'icc', addressee: 'icc', ...reasons };

const ONLY: Start = { remedies: [remedyOf('R5')] };
const COMPLAINT: Start = { by: partyA };
const ONGOING: Start = { content: { ...SMALL, ongoing: true } };
const threeSeats = (): World =>
  Object.assign(new World(), {
    seats: roster.filter(({ id }) => ['member-us-1', 'member-coalition-1', 'member-neutral-1', 'chair'].includes(id)),
  });

/** What persons may do besides the roads, and the lapses that only come after it. */
const SCENES: readonly [string, string, Start, readonly Act[], (() => World)?][] = [
  [
    'provisional finding that lapses',
    'PRELIMINARY',
    {},
    [bench('IssueProvisionalFinding'), by(chair, 'ExtendTerm', reason), by(chair, 'ExtendTerm', reason), pass(31 * DAY_MS)],
  ],
  ['late provisional finding', 'PARTY_REPLY', { content: GRAVE }, [bench('IssueLateProvisionalFinding')]],
  ['talks that come to nothing', 'INVESTIGATION', {}, [by(partyA, 'OpenTalks'), pass(8 * DAY_MS)]],
  [
    'facts of an investigation',
    'INVESTIGATION',
    ONGOING,
    [
      by(monitor, 'ConfirmOngoing'),
      by(registrar, 'RaiseSeverity', { severity: 4, ...reason }),
      by(chair, 'LowerSeverity', { severity: 2, ...reason }),
      by(registrar, 'CorrectBreachTime', { startsAt: 0, ...reason }),
      by(custodian, 'ChangeHold', { hold: true, ...reason }),
      attach,
      retract,
      pass(8 * DAY_MS),
    ],
  ],
  ['supplement', 'PARTY_REPLY', {}, [supplement]],
  [
    'stay and resumption',
    'INVESTIGATION',
    {},
    [by(chair, 'StayCaseUrgently', { ground: 'prisoner-exchange', hours: 24, ...reason }), by(chair, 'ResumeCase', reason)],
  ],
  [
    'withdrawal refused',
    'INVESTIGATION',
    COMPLAINT,
    [by(partyA, 'RequestWithdrawal', { ground: 'mistaken' }), bench('RefuseWithdrawal', reasons)],
  ],
  ['withdrawal undecided', 'INVESTIGATION', COMPLAINT, [by(partyA, 'RequestWithdrawal', { ground: 'mistaken' }), pass(3 * DAY_MS)]],
  ['joining objected to and severed', 'JOINED', {}, [by(partyB, 'ObjectToJoining', reason), by(chair, 'SeverCase', reason)]],
  ['joining that its lead ends', 'JOINED', {}, [settleLead]],
  ['revival', 'SETTLED', {}, [by(partyA, 'ReviveCase', { ground: 'settlement-not-kept' })]],
  [
    'reopening refused, then granted',
    'CLOSED',
    ONLY,
    [
      by(partyA, 'RequestReopening', { ...reopening, fact: hex(1) }),
      bench('RefuseReopening', reasons),
      by(partyA, 'RequestReopening', { ...reopening, fact: hex(2) }),
      bench('GrantReopening', reasons),
    ],
  ],
  ['reopening undecided', 'CLOSED', ONLY, [by(partyA, 'RequestReopening', { ...reopening, fact: hex(1) }), pass(30 * DAY_MS)]],
  ['panel that constitutes itself', 'PANEL', {}, [declareAll, pass(3 * DAY_MS)]],
  [
    'challenges',
    'PANEL',
    {},
    [
      declareAll,
      challenge(0, partyA),
      decide('UpholdChallenge'),
      challenge(1, partyA),
      decide('DismissChallenge'),
      challenge(2, partyB),
      pass(25 * HOUR_MS),
    ],
  ],
  ['challenge of necessity', 'PANEL', {}, [declareAll, challenge(0, partyA), pass(25 * HOUR_MS)], threeSeats],
  ['recusal and a new seat', 'INVESTIGATION', {}, [recuseDuty, everybodyIsBack, by(chair, 'SeatMember', reasons)], threeSeats],
  ['ballot recalled', 'VOTING', {}, [by(chair, 'RecallBallot', { evidenceList: hex(77), ...reason })]],
  ['ballot that lapses', 'VOTING', {}, [someVote(4), pass(49 * HOUR_MS)]],
  ['alternate in the vote', 'DELIBERATION', {}, [alternateDeclares, by(rapporteur, 'FixDraft'), recuse, seatAlternate]],
  ['chair rules alone', 'CHAIR_RULING', {}, [by(chair, 'RuleAlone')]],
  [
    'review upheld',
    'REVIEW',
    {},
    [by(partyA, 'JoinReview', { ground: 'procedure', ...reasons }), declareAll, pass(7 * DAY_MS), bench('UpholdRuling', reasons)],
  ],
  ['review varies', 'REVIEW', {}, [declareAll, pass(7 * DAY_MS), bench('VaryRuling', reasons)]],
  ['review remits', 'REVIEW', {}, [declareAll, pass(7 * DAY_MS), bench('RemitCase', reasons)]],
  ['review annuls', 'REVIEW', {}, [declareAll, pass(7 * DAY_MS), bench('AnnulRuling', reasons)]],
  ['no remedy', 'FINAL', { remedies: [] }, [by(registrar, 'CloseWithoutRemedy')]],
  [
    'claims',
    'REMEDY',
    ONLY,
    [
      about(partyB, 'ClaimCompliance', { statement: sealed() }),
      about(registrar, 'RejectCompliance', reasons),
      about(partyB, 'ClaimCompliance', { statement: sealed() }),
      pass(73 * HOUR_MS),
    ],
  ],
  [
    'remedy done, nobody closes',
    'REMEDY',
    ONLY,
    [about(partyB, 'ClaimCompliance', { statement: sealed() }), about(registrar, 'ConfirmCompliance'), pass(25 * HOUR_MS)],
  ],
  ['remedies rearranged', 'NON_COMPLIANCE', ONLY, [bench('RearrangeRemedies')]],
  ['non-compliance cured', 'NON_COMPLIANCE', ONLY, [about(registrar, 'CureNonCompliance')]],
  ['outside measure', 'REFERRED', ONLY, [by(cell, 'RecordOutsideMeasure', { ...outside, measure: sealed() })]],
  ['closed unresolved by the registrar', 'REFERRED', ONLY, [by(cell, 'RecordNoMeasure', outside), by(registrar, 'CloseUnresolved')]],
  [
    'late compliance',
    'CLOSED_UNRESOLVED',
    ONLY,
    [
      about(registrar, 'NotePartialCompliance'),
      (road) => by(registrar, 'RecordLateCompliance', { report: monitorsReport(road.world) })(road),
    ],
  ],
  [
    'void, twice',
    'RULED',
    ONLY,
    [
      opinion,
      lateConflicts,
      by(chair, 'VoidRuling', reasons),
      declareAll,
      by(chair, 'ConstitutePanel'),
      by(rapporteur, 'FixDraft', { draft: hex(3) }),
      someVote(5),
      by(chair, 'CloseBallot'),
      lateConflicts,
      by(chair, 'VoidRulingToChair', reasons),
    ],
  ],
  [
    'referral elsewhere',
    'INVESTIGATION',
    {},
    [by(chair, 'FileReferral', referral), decided, by(chair, 'FileReferral', referral), pass(31 * DAY_MS)],
  ],
];

/** What may happen to a report besides the roads. */
const REPORT_SCENES: readonly [string, string, Actor, JsonObject][] = [
  ['RestoreReport', 'ABANDONED', monitor, {}],
  ['ReturnFromTriage', 'VERIFIED', registrar, reason],
  ['ResubmitReport', 'RETURNED', monitor, { answer: sealed() }],
  ['RetractReport', 'ADMITTED', monitor, { ...reason, leadAgrees: true }],
  ['ReinstateReport', 'WITHDRAWN', monitor, { newFact: sealed() }],
  ['UnlinkReport', 'LINKED', registrar, reason],
  ['AmendReport', 'ADMITTED', monitor, reason],
  ['RecodeReport', 'VERIFIED', registrar, { ...reason, codes: ['K4'] }],
];

const seen = new Set<string>();
const note = (world: World): void => world.log.forEach(({ process, recorded }) => void seen.add(`${process} ${recorded.command}`));

describe('Every command is entered somewhere', () => {
  it.each(recomputationScenes)('%s', (_, play) => play().forEach(note));

  it.each([...caseStates, ...caseEnds])('on the road to %s and, left alone, from there to an end', (state) => {
    const { world, id } = bringTo(state, { remedies: [remedyOf('R1'), remedyOf('R5')] });
    lapseToEnd(world, 'case', id);
    note(world);
  });

  it.each([...reportStates, ...reportEnds])('on the road of a report to %s', (state) => {
    const { world, id } = reportIn(state);
    lapseToEnd(world, 'report', id);
    note(world);
  });

  it.each(SCENES)('%s, from %s', (_, state, start, acts, made) => {
    const road = bringTo(state, start, made?.());
    for (const act of acts) act(road);
    expect(road.world.stuck).toEqual([]);
    note(road.world);
  });

  it.each(REPORT_SCENES)('%s, in %s', (command, state, actor, payload) => {
    const { world, id } = reportIn(state);
    world.must('report', id, command, { actor, payload });
    lapseToEnd(world, 'report', id);
    note(world);
  });

  it('and none is left out', () => {
    const all = (['case', 'report'] as const).flatMap((name) => Object.keys(processOf(name).rows).map((command) => `${name} ${command}`));
    expect(all.filter((one) => !seen.has(one))).toEqual([]);
  });
});
