import type { Actor, JsonObject } from '../engine/types.js';
import { people } from './people.testing.js';
import { Random } from './random.testing.js';
import { bringTo, SMALL } from './road.testing.js';
import { anyContent } from './walk.testing.js';
import { sealed, World } from './world.testing.js';

export interface ReportRoad {
  readonly world: World;
  readonly id: string;
}

type Leg = (road: ReportRoad) => void;

const step =
  (command: string, actor: Actor, payload: JsonObject = {}): Leg =>
  ({ world, id }) =>
    void world.must('report', id, command, { actor, payload });

const lapse: Leg = ({ world, id }) => {
  const due = Object.values(world.report(id).deadlines)[0]?.dueAt ?? world.at;
  world.pass(due - world.at);
};

const submit = step('SubmitReport', people.monitor);
const verify = step('VerifyReport', people.teamLead);
const refuse = step('RefuseReport', people.registrar, { ground: 'duplicate', reason: sealed() });
const link: Leg = ({ world, id }) => {
  const lead = bringTo('REGISTERED', {}, world);
  world.must('report', id, 'LinkReport', { actor: people.registrar, payload: { case: lead.id } });
};

const LEGS: { readonly [state: string]: readonly Leg[] } = {
  DRAFT: [],
  SUBMITTED: [submit],
  RETURNED: [submit, step('ReturnReport', people.teamLead, { ground: 'time-unclear', reason: sealed() })],
  VERIFIED: [submit, verify],
  UNVERIFIED: [submit, lapse],
  NOT_ADMITTED: [submit, verify, refuse],
  TRIAGE_REVIEW: [submit, verify, refuse, step('AskTriageReview', people.monitor, { reason: sealed() })],
  ADMITTED: [submit, verify, step('AdmitReport', people.registrar)],
  LINKED: [submit, verify, link],
  WITHDRAWN: [submit, step('WithdrawReport', people.monitor, { reason: sealed(), leadAgrees: true })],
  ABANDONED: [lapse],
};

/** Leads a report by a monitor of team A to one state. */
export function reportIn(state: string, content: JsonObject = {}, world = new World()): ReportRoad {
  const id = world.newId('report');
  const written = anyContent(world, new Random(3), { ...SMALL, startsAt: world.at - 3_600_000, timePrecision: 'hour', ...content });
  world.must('report', id, 'CreateReport', { actor: people.monitor, payload: { content: written } });
  const road = { world, id };
  for (const leg of LEGS[state] ?? []) leg(road);
  return road;
}
