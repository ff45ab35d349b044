import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { JobQueue } from '@tregua/jobs';
import { NoticeDigests, NoticeReminders } from '@tregua/store';
import { Beat } from '../queues/beat.js';
import { JOB_QUEUE } from '../queues/job-queue.provider.js';
import { WORKER_OPTIONS, type WorkerOptions } from '../worker-options.js';
import { NoticeDecisions } from './notice-decisions.js';

const STEP = 200;

/** Plans are looked over this often: a reminder is a courtesy of hours, and looking over every live deadline has its cost. */
const PLAN_EVERY_MS = 30_000;

/** What notices do by the clock: reminders before deadlines, and digests when somebody's day is over. As many may run side by side as one likes. */
@Injectable()
export class NoticeClock implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly reminders: NoticeReminders;
  private readonly digests: NoticeDigests;
  private readonly beats: readonly Beat[];

  constructor(
    private readonly decisions: NoticeDecisions,
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    @Inject(WORKER_OPTIONS) { dataSource, logger, sweepEveryMs }: WorkerOptions,
  ) {
    this.reminders = new NoticeReminders(dataSource);
    this.digests = new NoticeDigests(dataSource);
    this.beats = [
      new Beat({ name: 'plans of reminders', work: (ending) => this.plan(ending), everyMs: Math.max(PLAN_EVERY_MS, sweepEveryMs), logger }),
      new Beat({ name: 'reminders', work: (ending) => this.remind(ending), everyMs: sweepEveryMs, logger }),
      new Beat({ name: 'digests', work: (ending) => this.gather(ending), everyMs: sweepEveryMs, logger }),
    ];
  }

  onApplicationBootstrap(): void {
    for (const beat of this.beats) beat.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.beats.map((beat) => beat.stop()));
  }

  private async plan(ending: AbortSignal): Promise<void> {
    while (!ending.aborted && (await this.reminders.plan(STEP)) === STEP);
  }

  private async remind(ending: AbortSignal): Promise<void> {
    while (!ending.aborted) {
      const deliver = await this.reminders.fire(STEP);
      if (deliver === undefined) return;
      await this.decisions.handOver(deliver);
    }
  }

  private async gather(ending: AbortSignal): Promise<void> {
    for (const { person, day } of await this.digests.due(STEP)) {
      if (ending.aborted) return;
      await this.queue.add('send-digest', { person, day }, { jobId: `d~${person}~${day}` });
    }
  }
}
