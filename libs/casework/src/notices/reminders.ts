import type { Audience, Deadline } from '../engine/types.js';

// Not a mail a day: for each kind of deadline, when those are reminded whose step it is (nothing-lost.md, Notices). What lapses is told by the entry of
// the lapse itself; "due" is for terms whose lapse tells others only.

export type ReminderStep = 'half' | `before${number}h` | 'due';

export interface ReminderPlan {
  /** Whose step it is. */
  readonly remind: Audience;
  readonly steps: readonly ReminderStep[];
}

const LONG: readonly ReminderStep[] = ['half', 'before24h'];
const SHORT: readonly ReminderStep[] = ['half', 'before1h'];

/** Case and report have no kind of deadline in common. */
// prettier-ignore
export const reminderPlans: { readonly [kind: string]: ReminderPlan } = {
  // Case: the states' own deadlines.
  registration:     { remind: 'duty rapporteur',     steps: SHORT },
  preliminary:      { remind: 'bench',               steps: ['half', 'before3h'] },
  investigation:    { remind: 'chief investigator',  steps: LONG },
  reply:            { remind: 'parties to answer',   steps: [...LONG, 'due'] },
  panel:            { remind: 'chair',               steps: LONG },
  deliberation:     { remind: 'duty rapporteur',     steps: LONG },
  ballot:           { remind: 'members',             steps: ['half', 'before3h'] },
  chairRuling:      { remind: 'chair',               steps: LONG },
  viceChairRuling:  { remind: 'vice-chair',          steps: ['half', 'before3h'] },
  service:          { remind: 'registrar',           steps: ['half', 'before3h'] },
  reviewWindow:     { remind: 'parties in the case', steps: ['before24h'] },
  review:           { remind: 'review members',      steps: LONG },
  finality:         { remind: 'registrar',           steps: ['half'] },
  closing:          { remind: 'registrar',           steps: ['half'] },
  nonCompliance:    { remind: 'bench',               steps: LONG },
  referral:         { remind: 'cell',                steps: LONG },
  stay:             { remind: 'chair',               steps: ['before24h'] },
  joining:          { remind: 'chair',               steps: [] }, // due at once: there is nothing to remind of
  // Case: deadlines that outlive states.
  remedy:           { remind: 'party in question',   steps: [...LONG, 'due'] },
  complianceCheck:  { remind: 'monitors',            steps: LONG },
  talks:            { remind: 'parties in the case', steps: ['before24h'] },
  withdrawal:       { remind: 'bench',               steps: LONG },
  declaration:      { remind: 'member',              steps: ['half', 'before1h'] },
  challenge:        { remind: 'chair',               steps: ['half', 'before3h'] },
  provisional:      { remind: 'bench',               steps: ['before24h'] },
  publication:      { remind: 'publication officer', steps: LONG },
  outsideDecision:  { remind: 'addressee',           steps: LONG },
  reopening:        { remind: 'bench',               steps: LONG },
  plenaryReopening: { remind: 'plenary',             steps: LONG },
  ongoing:          { remind: 'monitors',            steps: ['half', 'before1h'] },
  mark:             { remind: 'cell',                steps: [] }, // a mark is itself the notice (law-sources 6.4)
  // Report.
  draft:            { remind: 'author',              steps: LONG },
  verification:     { remind: 'team lead',           steps: ['half'] },
  return:           { remind: 'author',              steps: ['half', 'before3h'] },
  triage:           { remind: 'registrar',           steps: ['half'] },
};

export interface Reminder {
  readonly step: ReminderStep;
  readonly at: number;
}

const HOUR_MS = 3_600_000;

/**
 * The reminders of one deadline, in the order of time. A step that would come before the first half is over, or together with another, is left out: a term
 * of an hour is not preceded by a day's warning. A deadline that stands still has none until it runs again, as another one.
 */
export function remindersOf(deadline: Pick<Deadline, 'kind' | 'startedAt' | 'dueAt' | 'pausedWithMs'>): readonly Reminder[] {
  const { kind, startedAt, dueAt, pausedWithMs } = deadline;
  if (pausedWithMs !== undefined) return [];
  const half = startedAt + Math.floor((dueAt - startedAt) / 2);
  const reminders = (reminderPlans[kind]?.steps ?? []).map((step) => ({ step, at: timeOf(step, half, dueAt) }));
  const sorted = reminders.filter(({ at }) => at > startedAt && at >= half).sort((one, other) => one.at - other.at);
  return sorted.filter(({ at }, index) => index === 0 || at > (sorted[index - 1]?.at ?? 0));
}

function timeOf(step: ReminderStep, half: number, dueAt: number): number {
  if (step === 'half') return half;
  return step === 'due' ? dueAt : dueAt - Number(step.slice('before'.length, -1)) * HOUR_MS;
}

/** The next reminder after an instant; those that were missed are not made up for: the next one says the same with less time left. */
export function nextReminder(deadline: Parameters<typeof remindersOf>[0], after: number): Reminder | undefined {
  return remindersOf(deadline).find(({ at }) => at > after);
}

/** The reminder that is due at an instant and not older than the last one sent: the latest whose time has come. */
export function dueReminder(deadline: Parameters<typeof remindersOf>[0], from: number, at: number): Reminder | undefined {
  return remindersOf(deadline).findLast((reminder) => reminder.at >= from && reminder.at <= at);
}
