import { crashPoint } from '@tregua/platform';
import { catalogue, queuesOf, type JobKind, type JobName, type PayloadOf, type QueueName } from './catalogue.js';
import { checkPayload } from './job-queue.js';
import type { QueueAddress } from './queue-address.js';
import { QueueWorker } from './queue-worker.js';

/** Who does one kind of work. It may be called again for work that is done: it looks at the table first. */
export interface Processor<Name extends JobName = JobName> {
  readonly job: Name;
  handle(payload: PayloadOf<Name>): Promise<void> | void;
  /** Told when the worker stops, before it waits for what is under way: what takes longer than that gives its work back. */
  stop?(): void;
}

/** Says which job a function does, with its payload's type. */
export function processorOf<Name extends JobName>(
  job: Name,
  handle: (payload: PayloadOf<Name>) => Promise<void> | void,
  stop?: () => void,
): Processor {
  return { job, handle, ...(stop === undefined ? {} : { stop }) };
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

/**
 * Starts to work on the queues.
 *
 * @throws Error naming the job when one of them has no processor, or two.
 */
export function startProcessors(address: QueueAddress, processors: readonly Processor[], options: ProcessorOptions): Processors {
  const jobs: readonly JobKind[] = options.jobs ?? Object.values(catalogue);
  const byName = eachOnce(jobs, processors);
  const work = async (job: { readonly name: string; readonly data: object }): Promise<void> => {
    const processor = byName.get(job.name);
    const kind = (catalogue as Readonly<Record<string, JobKind>>)[job.name];
    if (processor === undefined || kind === undefined) throw new Error(`Nobody works on ${job.name}.`);
    checkPayload(kind, job.data);
    crashPoint('processor-before-transaction');
    await (processor.handle as (payload: object) => Promise<void> | void)(job.data);
    crashPoint('processor-after-transaction');
  };
  const { concurrency, onError, lockMs = LOCK_MS } = options;
  const workers = queuesOf(jobs).map(
    (queue) => new QueueWorker({ address, queue, work, onError, lockMs, concurrency: concurrency?.[queue] ?? CONCURRENCY[queue] }),
  );
  return {
    ready: async () => {
      await Promise.all(workers.map((worker) => worker.ready()));
    },
    close: async () => {
      for (const processor of processors) processor.stop?.();
      await Promise.all(workers.map((worker) => worker.close()));
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
