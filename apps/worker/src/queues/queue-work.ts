import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { catalogue, startProcessors, type Processor, type Processors } from '@tregua/jobs';
import { WORKER_OPTIONS, type WorkerOptions } from '../worker-options.js';
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
    this.started = startProcessors(queue, this.processors, {
      jobs: Object.values(catalogue),
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
