import type { Acts } from './roads.js';
import { PRESENT } from './agreement.js';
import { text } from './life.js';
import { actorNamed } from './people.js';
import type { Stage } from './stage.js';

const HOUR_MS = 3_600_000;

/** A report that stands in one state: hours before the present, and what happens to it. */
interface ReportPlan {
  readonly state: string;
  readonly hours: number;
  readonly tell: (stage: Stage, acts: Acts) => Promise<string>;
}

const monitor = actorNamed('monitor-south-2');
const lead = actorNamed('lead-south');
const registrar = actorNamed('registrar');

async function drafted(stage: Stage, acts: Acts): Promise<string> {
  return (await stage.enter('report', undefined, 'CreateReport', monitor, { content: acts.small(stage.at) })).id;
}

async function submitted(stage: Stage, acts: Acts): Promise<string> {
  const id = await drafted(stage, acts);
  await stage.enter('report', id, 'SubmitReport', monitor);
  return id;
}

async function verified(stage: Stage, acts: Acts): Promise<string> {
  const id = await submitted(stage, acts);
  await stage.enter('report', id, 'VerifyReport', lead, { note: text('Seen by the team.') });
  return id;
}

async function refused(stage: Stage, acts: Acts): Promise<string> {
  const id = await verified(stage, acts);
  await stage.enter('report', id, 'RefuseReport', registrar, { ground: 'not-identifiable', reason: text('Neither place nor hour.') });
  return id;
}

const plans: readonly ReportPlan[] = [
  { state: 'DRAFT', hours: 2, tell: drafted },
  { state: 'SUBMITTED', hours: 2, tell: submitted },
  {
    state: 'RETURNED',
    hours: 2,
    tell: async (stage, acts) => {
      const id = await submitted(stage, acts);
      await stage.enter('report', id, 'ReturnReport', lead, { ground: 'time-unclear', reason: text('At what hour?') });
      return id;
    },
  },
  { state: 'VERIFIED', hours: 2, tell: verified },
  { state: 'UNVERIFIED', hours: 14, tell: submitted },
  { state: 'NOT_ADMITTED', hours: 2, tell: refused },
  {
    state: 'TRIAGE_REVIEW',
    hours: 2,
    tell: async (stage, acts) => {
      const id = await refused(stage, acts);
      await stage.enter('report', id, 'AskTriageReview', monitor, { reason: text('The hour is in the log.') });
      return id;
    },
  },
  {
    state: 'WITHDRAWN',
    hours: 2,
    tell: async (stage, acts) => {
      const id = await submitted(stage, acts);
      await stage.enter('report', id, 'WithdrawReport', monitor, { reason: text('Filed twice.'), leadAgrees: true });
      return id;
    },
  },
  { state: 'ABANDONED', hours: 15 * 24, tell: drafted },
  // Nobody takes up a small matter: it lapses into the series case of its sector and week.
  { state: 'LINKED', hours: 48, tell: submitted },
];

/** Reports in every state besides those that the lives of cases admit. */
export async function reportLives(stage: Stage, acts: Acts): Promise<void> {
  for (const { state, hours, tell } of plans) {
    await stage.jumpTo(PRESENT - hours * HOUR_MS);
    const id = await tell(stage, acts);
    await stage.passTo(PRESENT);
    const told = await stage.report(id);
    if (told.state !== state) throw new Error(`A report that should be ${state} is ${told.state}.`);
  }
}
