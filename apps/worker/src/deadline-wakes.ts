import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { processorOf, type JobQueue, type Processor } from '@tregua/jobs';
import { giveBackWakes, takeWakes } from '@tregua/store';
import { DeadlineSweep } from './deadline-sweep.js';
import { Beat } from './queues/beat.js';
import { JOB_QUEUE } from './queues/job-queue.provider.js';
import type { BringsProcessors } from './queues/brings-processors.js';
import { WORKER_OPTIONS, type WorkerOptions } from './worker-options.js';

const STEP = 200;

/** How far ahead delayed jobs are put in the queue. What is later stays in the table only, so the queue stays small and a moved date costs little. */
const HORIZON_MS = 3_600_000;

/**
 * Puts a delayed job in the queue for each deadline that comes near, so that somebody wakes in the moment it is due. The job carries no decision:
 * it makes the sweep run, and the sweep asks the database's clock. A wake-up that is early, late, doubled or lost changes nothing but the second.
 */
@Injectable()
export class DeadlineWakes implements BringsProcessors, BeforeApplicationShutdown, OnApplicationBootstrap {
  private readonly beat: Beat;

  constructor(
    private readonly sweep: DeadlineSweep,
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    @Inject(WORKER_OPTIONS) private readonly options: WorkerOptions,
  ) {
    const { logger, sweepEveryMs: everyMs } = options;
    this.beat = new Beat({ name: 'wake-ups', work: (ending) => this.arm(ending), everyMs, logger });
  }

  processors(): readonly Processor[] {
    return [processorOf('wake-deadlines', () => this.sweep.nudge())];
  }

  onApplicationBootstrap(): void {
    this.beat.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.beat.stop();
  }

  /** Something was entered: it may have set a deadline. */
  hint(): void {
    this.beat.hint();
  }

  private async arm(ending: AbortSignal): Promise<void> {
    const { dataSource } = this.options;
    for (;;) {
      const wakes = await takeWakes(dataSource, { limit: STEP, horizonMs: HORIZON_MS });
      for (const [index, { stream, dueAt, delayMs }] of wakes.entries()) {
        if (ending.aborted) return await this.giveBack(wakes.slice(index));
        const payload = { stream, dueAt: new Date(dueAt).toISOString() };
        try {
          await this.queue.add('wake-deadlines', payload, { jobId: `w~${stream.replace('/', '~')}~${dueAt}`, delayMs });
        } catch (error) {
          await this.giveBack(wakes.slice(index));
          throw error;
        }
      }
      if (wakes.length < STEP) return;
    }
  }

  private async giveBack(wakes: readonly { readonly stream: string }[]): Promise<void> {
    await giveBackWakes(
      this.options.dataSource,
      wakes.map(({ stream }) => stream),
    );
  }
}
