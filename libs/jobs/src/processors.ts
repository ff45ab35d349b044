import { Worker, type Job } from 'bullmq';
import { crashPoint } from '@tregua/platform';
import { catalogue, queuesOf, type JobKind, type JobName, type PayloadOf, type QueueName } from './catalogue.js';
import { checkPayload, within } from './job-queue.js';
import { backendOf, connectionTo, type Leaving, type QueueAddress } from './queue-address.js';

/** Who does one kind of work. It may be called again for work that is done: it looks at the table first. */
export interface Processor<Name extends JobName = JobName> {
  readonly job: Name;
  handle(payload: PayloadOf<Name>): Promise<void> | void;
}

/** Says which job a function does, with its payload's type. */
export function processorOf<Name extends JobName>(job: Name, handle: (payload: PayloadOf<Name>) => Promise<void> | void): Processor {
  return { job, handle };
}

export interface ProcessorOptions {
  /** Jobs that must be done here. The whole catalogue, but for tests. */
  readonly jobs?: readonly JobKind[];
  /** At once, in each queue. */
  readonly concurrency?: Readonly<Partial<Record<QueueName, number>>>;
  readonly onError: (error: Error, job?: { readonly name: string; readonly id: string }) => void;
  /** How long a job of a process that died stays untouched. Shorter in tests. */
  readonly lockMs?: number;
}

export interface Processors {
  /** Waits until each queue is connected. */
  ready(): Promise<void>;
  /** Takes no new jobs and waits for those under way. */
  close(): Promise<void>;
}

const CONCURRENCY: Readonly<Record<QueueName, number>> = { effects: 4, notices: 8, deadlines: 1, 'long-work': 1 };

/** Killed processes leave jobs behind that somebody else must take within a minute: the lock's end, and the next look at what stalled. */
const LOCK_MS = 15_000;

/** BullMQ gives up a job after this many stalls, with a default of one: it counts deaths of workers, not failures of the job. */
const MOST_STALLS = 1_000_000;

/**
 * Starts to work on the queues.
 *
 * @throws Error naming the job when one of them has no processor, or two.
 */
export function startProcessors(address: QueueAddress, processors: readonly Processor[], options: ProcessorOptions): Processors {
  const jobs: readonly JobKind[] = options.jobs ?? Object.values(catalogue);
  const byName = eachOnce(jobs, processors);
  const workers = queuesOf(jobs).map((queue) => startWorker(address, queue, byName, options));
  return {
    ready: async () => {
      await Promise.all(workers.map(({ worker }) => worker.waitUntilReady()));
    },
    close: async () => {
      await Promise.all(workers.map((worker) => closeWorker(worker, options.onError)));
    },
  };
}

/** @throws Error when a job has no processor or two, or a processor has no job. */
export function eachOnce(jobs: readonly JobKind[], processors: readonly Processor[]): ReadonlyMap<string, Processor> {
  const problems = jobs.flatMap(({ name }) => {
    const found = processors.filter(({ job }) => job === name).length;
    return found === 1 ? [] : [`${name} has ${found === 0 ? 'no processor' : `${found} processors`}`];
  });
  const names = new Set(jobs.map(({ name }) => name));
  for (const { job } of processors) if (!names.has(job)) problems.push(`${job} is not a job`);
  if (problems.length > 0) throw new Error(`The worker does not start: ${problems.join('; ')}.`);
  return new Map(processors.map((processor) => [processor.job, processor]));
}

interface Working {
  readonly worker: Worker<object, void>;
  readonly underWay: ReadonlySet<Promise<void>>;
  readonly leaving: Leaving;
}

function startWorker(
  address: QueueAddress,
  queue: QueueName,
  byName: ReadonlyMap<string, Processor>,
  { concurrency, onError, lockMs = LOCK_MS }: ProcessorOptions,
): Working {
  const atOnce = concurrency?.[queue] ?? CONCURRENCY[queue];
  const work = async (job: Job<object>): Promise<void> => {
    const processor = byName.get(job.name);
    const kind = (catalogue as Readonly<Record<string, JobKind>>)[job.name];
    if (processor === undefined || kind === undefined) throw new Error(`Nobody works on ${job.name}.`);
    checkPayload(kind, job.data);
    crashPoint('processor-before-transaction');
    await (processor.handle as (payload: object) => Promise<void> | void)(job.data);
    crashPoint('processor-after-transaction');
  };
  const leaving: Leaving = { givenUp: false };
  const underWay = new Set<Promise<void>>();
  const watched = (job: Job<object>): Promise<void> => {
    const doing = work(job).finally(() => underWay.delete(doing));
    underWay.add(doing);
    return doing;
  };
  const worker = new Worker<object, void>(
    queue,
    watched,
    {
      connection: connectionTo(address, 'works', 3, leaving),
      concurrency: atOnce,
      lockDuration: lockMs,
      stalledInterval: Math.ceil(lockMs / 2),
      maxStalledCount: MOST_STALLS,
      runRetryDelay: 1_000, // BullMQ waits 15 s after a failed connection
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
    backendOf(address),
  );
  worker.on('error', (error) => onError(error));
  worker.on('failed', (job, error) => onError(error, job === undefined ? undefined : { name: job.name, id: job.id ?? '' }));
  return { worker, underWay, leaving };
}

/** Longest wait for jobs under way; after it they stall, and another worker takes them. */
const JOBS_MS = 10_000;

/** Longest wait for a queue that does not answer. */
const GOODBYE_MS = 1_000;

/** Takes nothing new, lets jobs end, says goodbye to the queue. A queue that is down holds nobody up. */
async function closeWorker({ worker, underWay, leaving }: Working, onError: (error: Error) => void): Promise<void> {
  const closing = worker.close();
  closing.catch(() => undefined); // asked again below
  try {
    await within(Promise.allSettled(underWay), JOBS_MS);
    await within(closing, GOODBYE_MS);
  } catch (error) {
    onError(error as Error);
    leaving.givenUp = true;
    await within(closing, GOODBYE_MS).catch(onError);
  }
}
