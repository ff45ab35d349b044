import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { JobName, JobQueue } from '@tregua/jobs';
import { ChannelListener, LongJobTurns, type LongJobKind } from '@tregua/store';
import { Beat } from '../queues/beat.js';
import { JOB_QUEUE } from '../queues/job-queue.provider.js';
import { WORKER_OPTIONS, type WorkerOptions } from '../worker-options.js';
import type { LongWork } from './long-work.js';
import { LONG_WORKS, STALE_AFTER_MS } from './long-work-runner.js';
import { byKind } from './long-works.js';

const STEP = 50;
/** A job that was handed to the queue and still waits after this long is handed over again: the queue lost it, or is busy with others. */
const LOST_AFTER_MS = 30_000;
/** How long after its end a job can be fetched or resumed. */
const KEEP_HOURS = 7 * 24;
const FORGET_EVERY_MS = 10 * 60_000;

const JOB_OF_KIND = { import: 'run-import', bundle: 'build-export' } as const satisfies Record<LongJobKind, JobName>;

/**
 * Hands waiting jobs to the queue, and jobs whose worker died: on the table's nudge and on its beat, by one path. And puts away what lies about of
 * jobs that ended long ago.
 */
@Injectable()
export class LongWorkSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly turns: LongJobTurns;
  private readonly beats: readonly Beat[];
  private readonly listener: ChannelListener;
  private readonly works: ReadonlyMap<string, LongWork>;

  constructor(
    @Inject(LONG_WORKS) works: readonly LongWork[],
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    @Inject(WORKER_OPTIONS) private readonly options: WorkerOptions,
  ) {
    const { dataSource, logger, sweepEveryMs: everyMs } = options;
    this.turns = new LongJobTurns(dataSource);
    this.works = byKind(works);
    const handing = new Beat({ name: 'long work', work: (ending) => this.handOver(ending), everyMs, logger });
    const forgetting = new Beat({ name: 'old long work', work: () => this.forget(), everyMs: FORGET_EVERY_MS, logger });
    this.beats = [handing, forgetting];
    this.listener = new ChannelListener(
      dataSource,
      'tregua_long_jobs_waiting',
      () => handing.hint(),
      (error) => logger.warn({ error: error.message }, 'the database does not tell of new jobs; the beat looks for them'),
    );
  }

  onApplicationBootstrap(): void {
    for (const beat of this.beats) beat.start();
    this.listener.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.listener.close();
    await Promise.all(this.beats.map((beat) => beat.stop()));
  }

  /** Each turn is a job of its own to the queue: one that a dead worker holds does not stand in the way of the next. */
  private async handOver(ending: AbortSignal): Promise<void> {
    while (!ending.aborted) {
      const jobs = await this.turns.take({ limit: STEP, lostAfterMs: LOST_AFTER_MS, staleAfterMs: STALE_AFTER_MS });
      for (const [index, { id, kind, turns }] of jobs.entries()) {
        try {
          await this.queue.add(JOB_OF_KIND[kind], { job: id }, { jobId: `l~${id}~${turns}` });
        } catch (error) {
          await this.turns.giveBack(jobs.slice(index).map((job) => job.id));
          throw error;
        }
      }
      if (jobs.length < STEP) return;
    }
  }

  /** First the row says so, so that nobody resumes a job whose file is on its way out. */
  private async forget(): Promise<void> {
    for (const job of await this.turns.forgettable(STEP, KEEP_HOURS)) {
      if (!(await this.turns.forgotten(job.id))) continue;
      await this.works.get(job.kind)?.forget?.(job);
      for (const sha256 of [job.asked['sha256'], job.file?.sha256])
        if (typeof sha256 === 'string' && !(await this.turns.isFileNeeded(sha256))) await this.options.workFiles?.remove(sha256);
    }
  }
}
