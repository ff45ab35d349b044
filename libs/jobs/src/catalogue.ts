import { DecideNoticesPayload, DeliverNoticePayload, LongWorkPayload, SendDigestPayload, WakeDeadlinesPayload } from './payloads.js';

/** One kind of work that happens later. */
export interface JobKind<Payload extends object = object> {
  /** A verb and a noun. */
  readonly name: string;
  readonly queue: QueueName;
  readonly payload: new () => Payload;
  /** How often the queue tries by itself. After that the table behind the job brings it back (the sweep), or shows it as dead. */
  readonly attempts: number;
  readonly backoff: { readonly type: 'exponential' | 'fixed'; readonly delayMs: number };
}

export type QueueName = 'effects' | 'notices' | 'deadlines' | 'long-work';

const QUICK = { type: 'exponential', delayMs: 500 } as const;

/** Every job of the system. Whoever adds one adds its processor too: a start with none, or with two, is refused. */
export const catalogue = {
  'wake-deadlines': { name: 'wake-deadlines', queue: 'deadlines', payload: WakeDeadlinesPayload, attempts: 3, backoff: QUICK },
  'decide-notices': { name: 'decide-notices', queue: 'effects', payload: DecideNoticesPayload, attempts: 5, backoff: QUICK },
  // The notice's own row counts attempts and says when the next one is due: the queue tries each once.
  'deliver-notice': { name: 'deliver-notice', queue: 'notices', payload: DeliverNoticePayload, attempts: 1, backoff: QUICK },
  'send-digest': { name: 'send-digest', queue: 'notices', payload: SendDigestPayload, attempts: 3, backoff: QUICK },
  'build-export': { name: 'build-export', queue: 'long-work', payload: LongWorkPayload, attempts: 3, backoff: QUICK },
  'run-import': { name: 'run-import', queue: 'long-work', payload: LongWorkPayload, attempts: 3, backoff: QUICK },
} as const satisfies Readonly<Record<string, JobKind>>;

export type Catalogue = typeof catalogue;
export type JobName = keyof Catalogue;
export type PayloadOf<Name extends JobName> = InstanceType<Catalogue[Name]['payload']>;

/** Queues that a set of jobs lives in, each once. */
export function queuesOf(kinds: readonly JobKind[]): readonly QueueName[] {
  return [...new Set(kinds.map(({ queue }) => queue))];
}
