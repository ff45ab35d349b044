import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { destroyDoomedKeys, keysWait } from '@tregua/store';
import { Beat } from '../queues/beat.js';
import { WORKER_OPTIONS, type WorkerOptions } from '../worker-options.js';

/** Nobody waits for it: an erasure destroys its own keys at once, and this takes up what a crash or a replaced address has left. */
const EVERY_MS = 60_000;

/** Destroys the keys of values that were erased or written over, as long as any are left. */
@Injectable()
export class KeySweep implements BeforeApplicationShutdown, OnApplicationBootstrap {
  private readonly beat: Beat;

  constructor(@Inject(WORKER_OPTIONS) private readonly options: WorkerOptions) {
    const { logger, sweepEveryMs } = options;
    this.beat = new Beat({ name: 'keys', work: () => this.sweep(), everyMs: Math.max(EVERY_MS, sweepEveryMs), logger });
  }

  onApplicationBootstrap(): void {
    this.beat.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.beat.stop();
  }

  async nudge(): Promise<void> {
    await this.beat.nudge();
  }

  private async sweep(): Promise<void> {
    const { dataSource, keyring, logger } = this.options;
    if (!(await keysWait(dataSource))) return;
    const destroyed = await destroyDoomedKeys(dataSource, keyring);
    if (destroyed > 0) logger.info({ destroyed }, 'keys of forgotten values were destroyed');
  }
}
