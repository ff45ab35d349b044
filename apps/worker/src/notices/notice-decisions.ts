import { Inject, Injectable } from '@nestjs/common';
import { jobIdOf, processorOf, type JobQueue, type Processor } from '@tregua/jobs';
import { NoticeDigests, NoticesWriter } from '@tregua/store';
import { JOB_QUEUE } from '../queues/job-queue.provider.js';
import type { BringsProcessors } from '../queues/brings-processors.js';
import { WORKER_OPTIONS, type WorkerOptions } from '../worker-options.js';

/**
 * Turns effects into notices, and a day's notices into one letter. Who is told is the law's decision; what is written is whole or not at all; a job
 * that runs twice finds its work done.
 */
@Injectable()
export class NoticeDecisions implements BringsProcessors {
  private readonly notices: NoticesWriter;
  private readonly digests: NoticeDigests;

  constructor(
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    @Inject(WORKER_OPTIONS) { dataSource }: WorkerOptions,
  ) {
    this.notices = new NoticesWriter(dataSource);
    this.digests = new NoticeDigests(dataSource);
  }

  processors(): readonly Processor[] {
    return [
      processorOf('decide-notices', async ({ effectKey }) => {
        const { deliver } = await this.notices.decide(effectKey);
        await this.handOver(deliver);
      }),
      processorOf('send-digest', async (due) => {
        const digest = await this.digests.gather(due);
        await this.handOver(digest === undefined ? [] : [digest]);
      }),
    ];
  }

  /** A queue that is down now loses nothing: the rows wait, and the sweep of what is to be delivered finds them. */
  async handOver(notices: readonly string[]): Promise<void> {
    for (const notice of notices) {
      try {
        await this.queue.add('deliver-notice', { notice }, { jobId: jobIdOf(`notice/${notice}`) });
      } catch {
        return;
      }
    }
  }
}
