import { Queue } from 'bullmq';
import { validateSync } from 'class-validator';
import { plainToInstance } from 'class-transformer';
import { catalogue, queuesOf, type JobKind, type JobName, type PayloadOf, type QueueName } from './catalogue.js';
import { backendOf, connectionTo, type Leaving, type QueueAddress } from './queue-address.js';

export interface AddOptions {
  /** The same id is added once while its job lives. No ':' in it, and no whole number. */
  readonly jobId: string;
  readonly delayMs?: number;
}

/** How many jobs a queue holds now. */
export interface QueueDepth {
  readonly queue: QueueName;
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly failed: number;
}

/** Where work for later is put. A hint: whatever is in it can be made again from the tables. */
export interface JobQueue {
  /** @throws QueueIsDown when the queue does not answer in time. The caller's row stays open, and the sweep comes back to it. */
  add<Name extends JobName>(name: Name, payload: PayloadOf<Name>, options: AddOptions): Promise<void>;
  /** @throws QueueIsDown */
  depths(): Promise<readonly QueueDepth[]>;
  /**
   * Whether this is still the queue that it was at the last question. No: it is new, or everything in it was lost. Asked again, the answer is yes.
   *
   * @throws QueueIsDown
   */
  remembers(): Promise<boolean>;
  close(): Promise<void>;
}

export class QueueIsDown extends Error {
  constructor(options?: ErrorOptions) {
    super('The queue does not answer.', options);
    this.name = 'QueueIsDown';
  }
}

/** A queue that does not answer within this is down: a health check and a sweep wait for it. */
const ANSWER_MS = 2_000;

/** Longest wait for a queue that does not answer, when it is closed. */
const GOODBYE_MS = 1_000;

/** Two connections a queue: adding is short. */
const CONNECTIONS = 2;

/** A queue that nobody works on, with one job in it that stays: what is wiped, loses it. */
const MARK = { queue: 'marks', job: 'still-here' } as const;

/** Opens the queue for adding. Connects when first used, and again whenever the connection was lost. */
export function openJobQueue(address: QueueAddress, onError: (error: Error) => void): JobQueue {
  return new BullJobQueue(address, onError);
}

interface OpenQueue {
  readonly queue: Queue;
  readonly leaving: Leaving;
}

function openQueue(address: QueueAddress, name: string, onError: (error: Error) => void): OpenQueue {
  const leaving: Leaving = { givenUp: false };
  const connection = connectionTo(address, 'adds', CONNECTIONS, leaving);
  const queue = new Queue(name, { connection }, backendOf(address));
  queue.on('error', onError);
  return { queue, leaving };
}

/** The queues of BullMQ, each of the catalogue's, for what looks at them (Bull Board). */
export function openBullQueues(
  address: QueueAddress,
  onError: (error: Error) => void,
): { readonly queues: readonly Queue[]; close(): Promise<void> } {
  const open = queuesOf(Object.values(catalogue)).map((name) => openQueue(address, name, onError));
  return {
    queues: open.map(({ queue }) => queue),
    close: async () => {
      await Promise.all(open.map(end));
    },
  };
}

class BullJobQueue implements JobQueue {
  private readonly queues = new Map<string, OpenQueue>();
  private readonly ending = new Set<Promise<void>>();

  constructor(
    private readonly address: QueueAddress,
    private readonly onError: (error: Error) => void,
  ) {}

  async add<Name extends JobName>(name: Name, payload: PayloadOf<Name>, { jobId, delayMs }: AddOptions): Promise<void> {
    const kind: JobKind = catalogue[name];
    checkPayload(kind, payload);
    const { attempts, backoff } = kind;
    await this.asking(kind.queue, (queue) =>
      queue.add(name, payload, {
        jobId,
        attempts,
        backoff: { type: backoff.type, delay: backoff.delayMs },
        // The tables keep what was and what failed. A job that stayed in the queue would keep its id taken, and the sweep could not bring it back.
        removeOnComplete: true,
        removeOnFail: true,
        ...(delayMs === undefined ? {} : { delay: Math.max(0, Math.ceil(delayMs)) }),
      }),
    );
  }

  async depths(): Promise<readonly QueueDepth[]> {
    return await Promise.all(
      queuesOf(Object.values(catalogue)).map(async (queue) => {
        const counts = await this.asking(queue, (one) => one.getJobCounts('waiting', 'prioritized', 'delayed', 'active', 'failed'));
        const of = (state: string): number => counts[state] ?? 0;
        return {
          queue,
          waiting: of('waiting') + of('prioritized'),
          delayed: of('delayed'),
          active: of('active'),
          failed: of('failed'),
        };
      }),
    );
  }

  async remembers(): Promise<boolean> {
    return await this.asking(MARK.queue, async (queue) => {
      if ((await queue.getJob(MARK.job)) !== undefined) return true;
      await queue.add(MARK.job, {}, { jobId: MARK.job });
      return false;
    });
  }

  async close(): Promise<void> {
    const queues = [...this.queues.values()];
    this.queues.clear();
    // A queue that is down must not hold up the end of the process.
    await Promise.all([...queues.map(end), ...this.ending]);
  }

  /**
   * A queue object that failed is thrown away, and the next question opens another: one whose first connection to PostgreSQL failed says so for
   * ever, however well the server does by then.
   */
  private async asking<T>(name: QueueName | typeof MARK.queue, ask: (queue: Queue) => Promise<T>): Promise<T> {
    const open = this.queues.get(name) ?? openQueue(this.address, name, this.onError);
    this.queues.set(name, open);
    try {
      return await within(ask(open.queue), ANSWER_MS);
    } catch (error) {
      if (this.queues.get(name) === open) this.queues.delete(name);
      const ending: Promise<void> = end(open).finally(() => this.ending.delete(ending));
      this.ending.add(ending);
      throw new QueueIsDown({ cause: error });
    }
  }
}

async function end({ queue, leaving }: OpenQueue): Promise<void> {
  const closing = queue.close();
  try {
    await within(closing, GOODBYE_MS);
  } catch {
    leaving.givenUp = true;
    await within(closing, GOODBYE_MS).catch(() => undefined); // it was down: nothing can be lost there
  }
}

/** @throws Error naming the fields: a payload that is not what the catalogue says must not reach the queue. */
export function checkPayload(kind: JobKind, payload: object): void {
  const problems = validateSync(plainToInstance(kind.payload, payload), { whitelist: true, forbidNonWhitelisted: true });
  if (problems.length > 0) throw new Error(`${kind.name}: ${problems.map(({ property }) => property).join(', ')} cannot travel like that.`);
}

/** @throws Error when the work takes longer. The work itself goes on: adding a job twice by one id adds it once. */
export async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer within ${ms} ms`)), ms);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
