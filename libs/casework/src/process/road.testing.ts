import type { Case } from '../case/case.js';
import type { Actor, JsonObject } from '../engine/types.js';
import { everybody, people, PARTIES } from './people.testing.js';
import { monitorsReport } from './proof.testing.js';
import { Random } from './random.testing.js';
import { openCase } from './walk.testing.js';
import { hex, sealed, signed, World } from './world.testing.js';

const HOUR_MS = 3_600_000;

export interface Road {
  readonly world: World;
  readonly id: string;
}

export interface Start {
  /** More content of the report that opens the case: by default a matter of severity 2 without casualties. */
  readonly content?: JsonObject;
  /** Who files the report: a monitor, unless it is said otherwise. A party files a complaint. */
  readonly by?: Actor;
  /** Answers of the panel, by kind of question. */
  readonly votes?: (question: { readonly kind: string; readonly key: string }) => 'yes' | 'no' | 'abstain';
  readonly remedies?: readonly JsonObject[];
}

/** A small matter: severity 2, nobody hurt, of a party's or a monitor's report. */
export const SMALL: JsonObject = { codes: ['P3'], ongoing: false, modifiers: [], casualties: {}, accused: PARTIES[1] };
/** A grave one: severity 4. */
export const GRAVE: JsonObject = { codes: ['C1'], ongoing: false, modifiers: [], accused: PARTIES[1], timePrecision: 'hour' };

export const remedyOf = (code: string, addressee: string = PARTIES[1], proof = 'monitor-report'): JsonObject => ({
  code,
  addressee,
  proof,
  proportionality: sealed(),
});

/** Leads a case, by persons who do what is asked of them, to one state. Each state has one road; tests start from there. */
export function bringTo(state: string, start: Start = {}, world = new World()): Road {
  const random = new Random(1);
  const by = start.by ?? (state === 'WITHDRAWN' ? people.partyA : people.monitor);
  const id = openCase(world, random, { startsAt: world.at - HOUR_MS, timePrecision: 'hour', ...(start.content ?? SMALL) }, by);
  const road = { world, id };
  const legs = LEGS[state];
  if (legs === undefined) throw new Error(`There is no road to ${state}.`);
  for (const leg of legs) leg(road, start);
  if (world.case(id).state !== state) throw new Error(`The road to ${state} led to ${world.case(id).state}.`);
  return road;
}

/** Leads a case on, from a state to another further down the same road. */
export function leadOn(road: Road, to: string, start: Start = {}): Road {
  const from = road.world.case(road.id).state;
  const done = LEGS[from] ?? [];
  const legs = LEGS[to] ?? [];
  if (done.some((leg, index) => leg !== legs[index])) throw new Error(`${from} does not lie on the road to ${to}.`);
  for (const leg of legs.slice(done.length)) leg(road, start);
  if (road.world.case(road.id).state !== to) throw new Error(`The road to ${to} led to ${road.world.case(road.id).state}.`);
  return road;
}

type Leg = (road: Road, start: Start) => void;

const bench = ({ world, id }: Road): readonly string[] => {
  const { panel, dutyBench, reviewBench } = world.case(id).judgment;
  if (world.case(id).state === 'REVIEW') return (reviewBench?.seats ?? []).map(({ member }) => member);
  return (panel.constitutedAt === null ? dutyBench : panel.seats).filter(({ status }) => status !== 'out').map(({ member }) => member);
};

export const sitting = (road: Road) => everybody.filter(({ id }) => bench(road).includes(id));

/** A command of the bench that acts now, signed by all of it. */
export function byBench(road: Road, command: string, payload: JsonObject = {}, facts: JsonObject = {}): void {
  const [first] = sitting(road);
  road.world.must('case', road.id, command, {
    actor: first ?? people.chair,
    payload,
    facts: { signatures: signed(sitting(road)), ...facts },
  });
}

export function declareAll({ world, id }: Road): void {
  const { dutyBench, panel, reviewBench } = world.case(id).judgment;
  for (const { member, status } of [...dutyBench, ...panel.seats, ...(reviewBench?.seats ?? [])]) {
    const actor = everybody.find((one) => one.id === member);
    if (actor === undefined || status !== 'awaitsDeclaration') continue;
    world.enter('case', id, 'DeclareInterests', { actor, payload: { about: member, disclosed: ['none'] } });
  }
}

const start: Leg = ({ world, id }) => void world.must('case', id, 'StartPreliminary', { actor: people.rapporteur });
const lapse =
  (kind: string): Leg =>
  ({ world, id }) => {
    const due = world.case(id).deadlines[kind]?.dueAt;
    if (due === undefined)
      throw new Error(`Nothing of the kind ${kind} runs in ${world.case(id).state}: ${Object.keys(world.case(id).deadlines).join()}`);
    world.pass(due - world.at);
  };
const complete: Leg = ({ world, id }) =>
  void world.must('case', id, 'CompleteInvestigation', {
    actor: people.investigator,
    payload: {
      investigationReport: hex(5),
      evidenceList: hex(4),
      contraryEvidence: sealed(),
      items: ['item-1', 'item-2'].map((evidence) => ({ evidence, whole: true })),
    },
  });
const reply: Leg = ({ world, id }) => {
  for (const actor of [people.partyA, people.partyB])
    world.must('case', id, 'FileReply', { actor, payload: { reply: sealed(), waives: false } });
  world.must('case', id, 'CloseReplies', { actor: people.registrar });
};
const constitute: Leg = (road) => {
  declareAll(road);
  road.world.must('case', road.id, 'ConstitutePanel', { actor: people.chair });
};

/** Did each act happen, who did it; and the remedies. */
export function questionsOf(subject: Case, remedies: readonly JsonObject[]): JsonObject[] {
  const about = {
    relies: ['item-1'],
    contrary: ['item-2'],
    disclosed: ['item-1'],
    standard: 4,
    contraryConsidered: sealed(),
    reasons: sealed(),
  };
  return [
    ...subject.violations.flatMap(({ key, accused }, n): JsonObject[] => [
      { key: `h${n}`, kind: 'happened', violation: key, ...about },
      {
        key: `a${n}`,
        kind: 'attributed',
        violation: key,
        party: accused ?? PARTIES[1],
        level: 'state',
        bases: ['A4'],
        indicators: ['TRACK'],
        ...about,
      },
    ]),
    ...remedies.map((remedy, n) => ({
      key: `r${n}`,
      kind: 'remedy',
      violation: 'v1',
      party: remedy['addressee'] ?? PARTIES[1],
      remedy,
      ...about,
    })),
  ];
}

const fixDraft: Leg = ({ world, id }, { remedies = [remedyOf('R5')] }) =>
  void world.must('case', id, 'FixDraft', {
    actor: people.rapporteur,
    payload: { draft: hex(3), evidenceList: hex(4), questions: questionsOf(world.case(id), remedies) },
  });

const vote: Leg = (road, { votes = () => 'yes' }) => {
  const { draft, call } = road.world.case(road.id).judgment;
  const choices = { votes: (draft?.questions ?? []).map(({ key, kind }) => ({ question: key, vote: votes({ key, kind }) })) };
  for (const actor of sitting(road)) {
    road.world.must('case', road.id, 'CastBallot', {
      actor,
      payload: { call: call?.number ?? 1, draft: hex(3), evidenceList: hex(4), choices: sealed() },
      choices,
    });
  }
};
const close: Leg = ({ world, id }) => void world.must('case', id, 'CloseBallot', { actor: people.chair });
const serve: Leg = ({ world, id }) =>
  void world.must('case', id, 'ServeRuling', {
    actor: people.registrar,
    payload: { served: PARTIES.map((party) => ({ party, language: 'en' })) },
  });
const publish: Leg = ({ world, id }) => {
  world.pass(25 * HOUR_MS);
  world.must('case', id, 'PublishRuling', { actor: people.publicationOfficer, payload: { document: hex(9) } });
};
const askReview: Leg = ({ world, id }) =>
  void world.must('case', id, 'RequestReview', { actor: people.partyB, payload: { ground: 'manifest-error', reasons: sealed() } });
const openRemedies: Leg = ({ world, id }) => void world.must('case', id, 'OpenRemedies', { actor: people.registrar });
const failRemedies: Leg = ({ world, id }) => {
  for (let n = 0; n < 5 && world.case(id).state === 'REMEDY'; n += 1) {
    const [first] = Object.values(world.case(id).deadlines)
      .filter(({ kind }) => kind === 'remedy')
      .sort((a, b) => a.dueAt - b.dueAt);
    if (first === undefined) break;
    world.pass(first.dueAt - world.at);
  }
};
const refer: Leg = ({ world, id }) =>
  void world.must('case', id, 'ReferNonCompliance', { actor: people.chair, payload: { reasons: sealed() } });
const noMeasure: Leg = ({ world, id }) =>
  void world.must('case', id, 'RecordNoMeasure', {
    actor: people.cell,
    payload: { authority: 'government', authorityName: sealed(), decidedAt: world.at, reference: sealed() },
  });
const stay: Leg = (road) => byBench(road, 'StayCase', { ground: 'hostilities-bar-access', hours: 240, reason: sealed() });
const settle: Leg = ({ world, id }) =>
  void world.must('case', id, 'SettleCase', {
    actor: people.registrar,
    payload: { terms: sealed(), document: hex(8), signedBy: [...PARTIES], confirmation: monitorsReport(world) },
  });
const reject: Leg = (road) => byBench(road, 'RejectCase', { ground: 'not-prohibited', reasons: sealed() });
const withdraw: Leg = (road) => {
  road.world.must('case', road.id, 'RequestWithdrawal', { actor: people.partyA, payload: { ground: 'mistaken' } });
  byBench(road, 'GrantWithdrawal', { pressureIsExcluded: true, reasons: sealed() });
};
const join: Leg = ({ world, id }) => {
  const lead = openCase(world, new Random(2), { ...SMALL, startsAt: world.at - 2 * HOUR_MS });
  world.must('case', id, 'JoinCase', { actor: people.chair, payload: { lead, ground: 'same-act', reason: sealed() } });
};

const preliminary = [start];
const investigation = [...preliminary, lapse('preliminary')];
const partyReply = [...investigation, complete];
const panel = [...partyReply, reply];
const deliberation = [...panel, constitute];
const voting = [...deliberation, fixDraft];
const chairRuling = [...voting, lapse('ballot'), lapse('ballot')];
const ruled = [...voting, vote, close];
const served = [...ruled, serve, publish];
const review = [...served, askReview];
const final = [...served, lapse('reviewWindow')];
const remedy = [...final, openRemedies];
const nonCompliance = [...remedy, failRemedies];
const referred = [...nonCompliance, refer];
const unresolved = [...referred, exhaust, lapse('closing')];

const LEGS: { readonly [state: string]: readonly Leg[] } = {
  REGISTERED: [],
  PRELIMINARY: preliminary,
  INVESTIGATION: investigation,
  PARTY_REPLY: partyReply,
  PANEL: panel,
  DELIBERATION: deliberation,
  VOTING: voting,
  CHAIR_RULING: chairRuling,
  RULED: ruled,
  REVIEW: review,
  FINAL: final,
  REMEDY: remedy,
  NON_COMPLIANCE: nonCompliance,
  REFERRED: referred,
  STAYED: [...investigation, stay],
  CLOSED: [...remedy, claimAndClose],
  CLOSED_UNRESOLVED: unresolved,
  SETTLED: [...preliminary, settle],
  INADMISSIBLE: [...preliminary, reject],
  WITHDRAWN: [...preliminary, withdraw],
  JOINED: [...preliminary, join],
};

/** Every remedy is claimed, verified and confirmed; then the registrar closes. */
function claimAndClose({ world, id }: Road): void {
  for (const { id: about, addressee, status } of world.case(id).judgment.remedies) {
    if (status !== 'open') continue;
    const actor = addressee === PARTIES[0] ? people.partyA : people.partyB;
    world.must('case', id, 'ClaimCompliance', { actor, payload: { about, statement: sealed() } });
    world.must('case', id, 'ConfirmCompliance', { actor: people.registrar, payload: { about, report: monitorsReport(world) } });
  }
  world.must('case', id, 'CloseCase', { actor: people.registrar });
}

/** Every remedy fails, is referred, and nothing is done about it. */
function exhaust(road: Road, start: Start): void {
  for (let n = 0; n < 20; n += 1) {
    const { state, deadlines } = road.world.case(road.id);
    if ('closing' in deadlines) return;
    if (state === 'REFERRED') noMeasure(road, start);
    else if (state === 'NON_COMPLIANCE') refer(road, start);
    else failRemedies(road, start);
  }
}
