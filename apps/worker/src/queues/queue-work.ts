import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { catalogue, startProcessors, type JobName, type Processor, type Processors } from '@tregua/jobs';
import { WORKER_OPTIONS, type WorkerOptions } from '../worker-options.js';
import { doneElsewhere } from './handlers.js';
import { QueueErrors } from './queue-errors.js';

/** The processors that all parts bring, in one list. */
export const PROCESSORS = Symbol('PROCESSORS');

/** Starts to work on the queue when everything else stands, and is the first to stop: what it works with is still open then. */
@Injectable()
export class QueueWork implements OnApplicationBootstrap, OnModuleDestroy {
  private started: Processors | undefined;

  constructor(
    @Inject(PROCESSORS) private readonly processors: readonly Processor[],
    @Inject(WORKER_OPTIONS) private readonly options: WorkerOptions,
    private readonly errors: QueueErrors,
  ) {}

  /** @throws Error when a job has no processor or two. */
  onApplicationBootstrap(): void {
    const { queue, logger } = this.options;
    const jobs = Object.values(catalogue).filter(({ name }) => !doneElsewhere.includes(name satisfies JobName));
    this.started = startProcessors(queue, this.processors, {
      jobs,
      onError: (error, job) =>
        job === undefined
          ? this.errors.tell(error)
          : logger.error({ job: job.name, id: job.id, error: error.message }, 'a job failed; its row stays open'),
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.started?.close();
  }
}
