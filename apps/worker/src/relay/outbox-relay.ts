import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { jobIdOf, type JobQueue } from '@tregua/jobs';
import { crashPoint } from '@tregua/platform';
import { claimEffects, forgetHandedOver, giveBackEffects, OutboxListener } from '@tregua/store';
import { DeadlineWakes } from '../deadline-wakes.js';
import { Beat } from '../queues/beat.js';
import { JOB_QUEUE } from '../queues/job-queue.provider.js';
import { WORKER_OPTIONS, type WorkerOptions } from '../worker-options.js';

const STEP = 100;

/** An effect that was handed to the queue and is still open after this long is handed over again: the queue, or who worked on it, lost it. */
const LOST_AFTER_MS = 30_000;

/**
 * Hands open effects to the queue. The database's nudge after a commit and the beat run one path: claim, add by the effect's own key, leave the row
 * open. Only the processor that brings the effect about closes it, in its own transaction.
 */
@Injectable()
export class OutboxRelay implements BeforeApplicationShutdown, OnApplicationBootstrap {
  private readonly beat: Beat;
  private readonly listener: OutboxListener;

  constructor(
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    private readonly wakes: DeadlineWakes,
    @Inject(WORKER_OPTIONS) private readonly options: WorkerOptions,
  ) {
    const { logger, sweepEveryMs: everyMs, dataSource } = options;
    this.beat = new Beat({ name: 'outbox', work: (ending) => this.relay(ending), everyMs, logger });
    this.listener = new OutboxListener(
      dataSource,
      () => {
        this.beat.hint();
        this.wakes.hint();
      },
      (error) => logger.warn({ error: error.message }, 'the database does not tell of new effects; the beat looks for them'),
    );
  }

  onApplicationBootstrap(): void {
    this.beat.start();
    this.listener.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.listener.close();
    await this.beat.stop();
  }

  private async relay(ending: AbortSignal): Promise<void> {
    const { dataSource, logger } = this.options;
    if (!(await this.queue.remembers())) {
      const again = await forgetHandedOver(dataSource);
      const level = again > 0 ? 'warn' : 'info';
      logger[level]({ again }, 'the queue is new or was wiped: everything open is handed over again');
    }
    while (!ending.aborted) {
      const keys = await claimEffects(dataSource, { limit: STEP, takenBeforeMs: LOST_AFTER_MS });
      if (keys.length === 0) return;
      crashPoint('relay-after-claim');
      await this.add(keys, ending);
      crashPoint('relay-after-add');
    }
  }

  /** In the order in which they were written. What the queue does not take, or does not get any more, is given back: the next beat finds it at once. */
  private async add(keys: readonly string[], ending: AbortSignal): Promise<void> {
    for (const [index, effectKey] of keys.entries()) {
      if (ending.aborted) return await giveBackEffects(this.options.dataSource, keys.slice(index));
      try {
        await this.queue.add('decide-notices', { effectKey }, { jobId: jobIdOf(effectKey) });
      } catch (error) {
        await giveBackEffects(this.options.dataSource, keys.slice(index));
        throw error;
      }
    }
  }
}
