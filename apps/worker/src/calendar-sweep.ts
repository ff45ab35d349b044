import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Docket } from '@tregua/docket';
import { Recomputation } from '@tregua/store';
import { Beat } from './queues/beat.js';
import { WORKER_OPTIONS, type WorkerOptions } from './worker-options.js';

/** No term that a calendar counts is shorter than five days: a minute later is soon enough for what is born after a correction. */
const EVERY_MS = 60_000;
/** Matters in one run, so that a stop is never waited for long. */
const STEP = 200;

/** Lets matters count by the calendars that two people corrected, where the act itself broke off, and what is born or comes back from an end since. It decides nothing. */
@Injectable()
export class CalendarSweep implements BeforeApplicationShutdown, OnApplicationBootstrap {
  private readonly beat: Beat;
  private readonly recomputation: Recomputation;

  constructor(
    docket: Docket,
    @Inject(WORKER_OPTIONS) private readonly options: WorkerOptions,
  ) {
    const { logger, sweepEveryMs, dataSource } = options;
    this.recomputation = new Recomputation(dataSource, docket);
    this.beat = new Beat({ name: 'calendars', work: () => this.sweep(), everyMs: Math.max(EVERY_MS, sweepEveryMs), logger });
  }

  onApplicationBootstrap(): void {
    this.beat.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.beat.stop();
  }

  /** Answers 0 where more is left. */
  private async sweep(): Promise<number | undefined> {
    const { subjects, moved, refused } = await this.recomputation.run(STEP);
    const { logger } = this.options;
    if (subjects > 0) logger.info({ subjects, moved }, 'deadlines were counted by a corrected calendar');
    for (const { stream, codes } of refused) logger.error({ stream, codes }, 'a corrected calendar could not be counted by');
    return subjects < STEP ? undefined : 0;
  }
}
