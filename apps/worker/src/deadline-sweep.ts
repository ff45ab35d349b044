import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Docket } from '@tregua/docket';
import type { Logger } from '@tregua/platform';
import { WORKER_OPTIONS, type WorkerOptions } from './worker-options.js';

/** Subjects looked at in one step, so that one sweep never holds much at once. */
const STEP = 50;

/**
 * Fires due deadlines from the database: it asks the door what is due by the database's clock and lets the door enter the lapses. It takes
 * no input and decides nothing, so it may run on a nudge (a queue's delayed job, later) and on its own beat by this one path, and in as
 * many processes as one likes.
 */
@Injectable()
export class DeadlineSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<number> | undefined;
  private stopped = false;
  private readonly logger: Logger;

  constructor(
    private readonly docket: Docket,
    @Inject(WORKER_OPTIONS) private readonly options: WorkerOptions,
  ) {
    this.logger = options.logger;
  }

  onApplicationBootstrap(): void {
    this.beat(0);
  }

  /** Waits for the step that is under way: its transaction either commits whole or not at all. */
  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.underWay?.catch(() => undefined);
  }

  /** Enters everything that is due now, step by step. One sweep runs at a time; a nudge during a sweep waits for it and sweeps again. */
  async nudge(): Promise<number> {
    while (this.underWay !== undefined) await this.underWay.catch(() => undefined);
    this.underWay = this.sweep();
    try {
      return await this.underWay;
    } finally {
      this.underWay = undefined;
    }
  }

  private async sweep(): Promise<number> {
    let entered = 0;
    for (;;) {
      const step = await this.docket.lapseDue(STEP);
      entered += step.entered.length;
      for (const stream of step.stuck) this.logger.error({ stream }, 'a deadline is due and no lapse would take it');
      if (step.entered.length === 0 || this.stopped) return entered;
    }
  }

  private beat(afterMs: number): void {
    this.timer = setTimeout(() => {
      void this.nudge()
        .then((entered) => {
          if (entered > 0) this.logger.info({ entered }, 'deadlines lapsed');
        })
        .catch((error: unknown) =>
          this.logger.error({ error: error instanceof Error ? error.message : 'unknown' }, 'the sweep failed; the next one tries again'),
        )
        .finally(() => {
          if (!this.stopped) this.beat(this.options.sweepEveryMs);
        });
    }, afterMs);
    this.timer.unref();
  }
}
