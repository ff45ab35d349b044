import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Docket } from '@tregua/docket';
import { crashPoint } from '@tregua/platform';
import { msUntilNextDeadline } from '@tregua/store';
import { Beat } from './queues/beat.js';
import { WORKER_OPTIONS, type WorkerOptions } from './worker-options.js';

/** Subjects looked at in one step, so that one sweep never holds much at once. */
const STEP = 50;

/**
 * Fires due deadlines from the database: it asks the door what is due by the database's clock and lets the door enter the lapses. It takes
 * no input and decides nothing, so it may run on a nudge (a delayed job of the queue) and on its own beat by this one path, and in as many
 * processes as one likes.
 */
@Injectable()
export class DeadlineSweep implements BeforeApplicationShutdown, OnApplicationBootstrap {
  private readonly beat: Beat;

  constructor(
    private readonly docket: Docket,
    @Inject(WORKER_OPTIONS) private readonly options: WorkerOptions,
  ) {
    const { logger, sweepEveryMs: everyMs } = options;
    this.beat = new Beat({ name: 'deadlines', work: (ending) => this.sweep(ending), everyMs, logger });
  }

  onApplicationBootstrap(): void {
    this.beat.start();
  }

  /** Waits for the step that is under way: its transaction either commits whole or not at all. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.beat.stop();
  }

  /** Ends when everything that was due at the time of the nudge was tried. */
  async nudge(): Promise<void> {
    await this.beat.nudge();
  }

  /** Enters everything that is due now, step by step; answers when the next deadline comes. */
  private async sweep(ending: AbortSignal): Promise<number | undefined> {
    const { logger, dataSource } = this.options;
    let entered = 0;
    for (;;) {
      crashPoint('sweep-before-lapse');
      const step = await this.docket.lapseDue(STEP);
      if (step.entered.length > 0) crashPoint('sweep-after-lapse');
      entered += step.entered.length;
      for (const { stream, reason } of step.stuck)
        logger.error({ stream, reason }, 'a due deadline could not be entered: its subject is set aside');
      // What was set aside has made room: others may be due behind it.
      if ((step.entered.length === 0 && step.stuck.length === 0) || ending.aborted) break;
    }
    if (entered > 0) logger.info({ entered }, 'deadlines lapsed');
    const next = await msUntilNextDeadline(dataSource);
    // What is due and still there, somebody else is writing: the beat looks again. What rests is looked at when its rest is over.
    return next === 0 ? undefined : next;
  }
}
