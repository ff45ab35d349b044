import { Worker, type Job } from 'bullmq';
import type { QueueName } from './catalogue.js';
import { within } from './job-queue.js';
import { backendOf, connectionTo, type Leaving, type QueueAddress } from './queue-address.js';

export interface QueueWorkerOptions {
  readonly address: QueueAddress;
  readonly queue: QueueName;
  readonly work: (job: { readonly name: string; readonly data: object }) => Promise<void>;
  readonly onError: (error: Error, job?: { readonly name: string; readonly id: string }) => void;
  /** At once. */
  readonly concurrency: number;
  /** How long a job of a process that died stays untouched. */
  readonly lockMs: number;
}

/** BullMQ gives up a job after this many stalls, with a default of one: it counts deaths of workers, not failures of the job. */
const MOST_STALLS = 1_000_000;

/** Longest wait for jobs under way; after it they stall, and another worker takes them. */
const JOBS_MS = 10_000;

/** Longest wait for a queue that does not answer. */
const GOODBYE_MS = 1_000;

const AGAIN_MS = 1_000;

/** Errors within one pause that a worker which pauses could not have. */
const MANY = 20;

function manyIn(ms: number): () => boolean {
  let from = 0;
  let count = 0;
  return () => {
    const now = Date.now();
    if (now - from > ms) [from, count] = [now, 0];
    count += 1;
    return count >= MANY;
  };
}

/** Works on one queue, for as long as it is open: through outages, and also when the queue was away at the beginning. */
export class QueueWorker {
  private readonly underWay = new Set<Promise<void>>();
  private readonly leaving: Leaving = { givenUp: false };
  private worker: Worker<object, void>;
  private timer: NodeJS.Timeout | undefined;
  /** Workers that made place for another. */
  private readonly ended: Promise<void>[] = [];
  private closed = false;

  constructor(private readonly options: QueueWorkerOptions) {
    this.worker = this.open();
  }

  async ready(): Promise<void> {
    await this.worker.waitUntilReady();
  }

  /** Takes nothing new, lets jobs end, says goodbye to the queue. A queue that is down holds nobody up. */
  async close(): Promise<void> {
    const { onError } = this.options;
    this.closed = true;
    clearTimeout(this.timer);
    const closing = this.worker.close();
    closing.catch(() => undefined); // asked again below
    try {
      await within(Promise.allSettled(this.underWay), JOBS_MS);
      await within(Promise.all([closing, ...this.ended]), GOODBYE_MS);
    } catch (error) {
      onError(error as Error);
      this.leaving.givenUp = true;
      await within(closing, GOODBYE_MS).catch(onError);
    }
  }

  private open(): Worker<object, void> {
    const { address, queue, concurrency, lockMs, onError } = this.options;
    const worker = new Worker<object, void>(
      queue,
      (job) => this.watched(job),
      {
        connection: connectionTo(address, 'works', 3, this.leaving),
        autorun: false, // its loop spins without a pause over a first connection that failed
        concurrency,
        lockDuration: lockMs,
        stalledInterval: Math.ceil(lockMs / 2),
        maxStalledCount: MOST_STALLS,
        runRetryDelay: AGAIN_MS, // BullMQ waits 15 s after a failed connection
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      },
      backendOf(address),
    );
    const spins = manyIn(AGAIN_MS);
    worker.on('error', (error) => {
      onError(error);
      if (spins()) this.openAgain(worker);
    });
    worker.on('failed', (job, error) => onError(error, job === undefined ? undefined : { name: job.name, id: job.id ?? '' }));
    worker.waitUntilReady().then(
      () => (this.worker === worker && !this.closed ? worker.run().catch(onError) : undefined),
      () => this.openAgain(worker),
    );
    return worker;
  }

  /**
   * Connections that break are mended by the worker itself. Two things it does not get over: a first connection to PostgreSQL that failed, which it
   * remembers for ever, and errors of another kind (its tables are gone), after which it asks again without a pause. It makes place for another.
   */
  private openAgain(failed: Worker<object, void>): void {
    if (this.closed || this.worker !== failed || this.timer !== undefined) return;
    this.ended.push(failed.close().catch(() => undefined)); // it has said what ails it
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.worker = this.open();
    }, AGAIN_MS);
    this.timer.unref();
  }

  private watched(job: Job<object>): Promise<void> {
    const doing: Promise<void> = this.options.work(job).finally(() => this.underWay.delete(doing));
    this.underWay.add(doing);
    return doing;
  }
}
