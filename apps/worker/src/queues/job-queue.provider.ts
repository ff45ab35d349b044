import { Inject, Injectable, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { openJobQueue, type JobQueue } from '@tregua/jobs';
import { WORKER_OPTIONS, type WorkerOptions } from '../worker-options.js';
import { QueueErrors } from './queue-errors.js';

/** Where every part of the worker adds jobs. */
export const JOB_QUEUE = Symbol('JOB_QUEUE');

export const jobQueueProvider: Provider = {
  provide: JOB_QUEUE,
  inject: [WORKER_OPTIONS, QueueErrors],
  useFactory: ({ queue }: WorkerOptions, errors: QueueErrors): JobQueue => openJobQueue(queue, (error) => errors.tell(error)),
};

/** Closed last of all that speaks to the queue: those who stop before it may still add. */
@Injectable()
export class JobQueueEnd implements OnApplicationShutdown {
  constructor(@Inject(JOB_QUEUE) private readonly queue: JobQueue) {}

  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
  }
}
