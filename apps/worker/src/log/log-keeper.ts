import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Beat } from '../queues/beat.js';
import { WORKER_OPTIONS, type WorkerOptions } from '../worker-options.js';
import { LogWork } from './log-work.js';

/** Runs the work of the log on its own beat. Without settings for it, entries wait in the table for a worker that has them. */
@Injectable()
export class LogKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: LogWork | undefined;
  private readonly beat: Beat | undefined;

  constructor(@Inject(WORKER_OPTIONS) { log, dataSource, keyring, logger }: WorkerOptions) {
    if (log === undefined) return;
    const work = new LogWork({ dataSource, keyring, logger, settings: log });
    this.work = work;
    this.beat = new Beat({ name: 'log', work: (ending) => work.step(ending), everyMs: log.everyMs, logger });
  }

  onApplicationBootstrap(): void {
    this.beat?.start();
  }

  /** Waits for the batch that is under way, and gives the lead away. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.beat?.stop();
    await this.work?.stop();
  }
}
