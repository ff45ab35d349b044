import type { JsonObject } from '@tregua/casework';
import { actorNamed } from './people.js';
import { text, type Life, type Verdict } from './life.js';

/** Real incidents, and invented small matters, as what a report says of them. */
export interface Acts {
  /** An incident from the data set of that severity, no later than the instant. Each is given once. */
  readonly incident: (severity: 3 | 4 | 5, before: number) => JsonObject;
  /** A small matter without casualties, invented. */
  readonly small: (at: number) => JsonObject;
}

/** One life: how long it takes, where it ends, and what happens in it. It is told twice, once against each party. */
export interface LifePlan {
  readonly key: string;
  readonly title: string;
  /** Hours from its first report to the demonstration's present; at most a few hours less are taken. */
  readonly hours: number;
  readonly ends: string;
  readonly tell: (life: Life, acts: Acts) => Promise<unknown>;
}

/** To REGISTERED, on a report of a real incident. */
export const incident = (severity: 3 | 4 | 5) => async (life: Life, acts: Acts) =>
  await life.open({ content: acts.incident(severity, life.stage.at) });
/** The same, on a small matter. */
export const small = async (life: Life, acts: Acts): Promise<Life> => await life.open({ content: acts.small(life.stage.at) });

/** To RULED, on the ordinary road. */
export async function toRuled(
  life: Life,
  acts: Acts,
  verdict: Verdict,
  remedy = 'R2',
  severity: 3 | 4 | 5 = 3,
  dissenters = 0,
): Promise<Life> {
  await incident(severity)(life, acts);
  await life.investigated();
  await life.deliberating();
  return await life.ruled(verdict, remedy, dissenters);
}

/** To REMEDY: final, with one remedy open. */
export async function toRemedy(life: Life, acts: Acts, remedy = 'R2'): Promise<Life> {
  await toRuled(life, acts, 'attributed', remedy);
  await life.final();
  return await life.openRemedies();
}

/** To CLOSED_UNRESOLVED, by a referral that came to nothing. */
export async function unresolved(life: Life, acts: Acts): Promise<Life> {
  await toRemedy(life, acts);
  await life.lapseTo('NON_COMPLIANCE');
  await life.wait(6);
  await life.enter('ReferNonCompliance', actorNamed('chair'), { reasons: text('Nothing was shown.') });
  await life.wait(24);
  await life.enter('RecordNoMeasure', actorNamed('cell'), {
    authority: 'government',
    authorityName: text('A competent authority.'),
    decidedAt: life.stage.at - 3_600_000,
    reference: text('Decision 1.'),
  });
  return await life.enter('CloseUnresolved', actorNamed('registrar'));
}

/** To CLOSED, with nothing ordered. */
export async function closedWithoutRemedy(life: Life, acts: Acts, verdict: Verdict): Promise<Life> {
  await toRuled(life, acts, verdict);
  await life.final();
  return await life.enter('CloseWithoutRemedy', actorNamed('registrar'));
}
