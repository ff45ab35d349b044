import type { EntityManager } from 'typeorm';
import type { Logger } from '@tregua/platform';
import type { HeldJob, JobEnd, JobProgress, JobStanding, LongJobTurns } from '@tregua/store';

/** Somebody wants the job to stop. */
export class JobCancelled extends Error {}
/** The job was taken from this worker. */
export class JobLost extends Error {}
/** The worker stops; another goes on. */
export class WorkerStops extends Error {}

/** A cancelled job stops within two seconds: asked four times in that, and the work itself asks each second. */
const BEAT_MS = 500;
/** What a watcher can follow. */
const TELL_EVERY_MS = 100;

/** One worker's turn at one job: the signs of life, the reports, and the signal that ends it. */
export class Turn {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private beating: Promise<void> | undefined;
  private toldAt = 0;
  private phase = '';

  constructor(
    private readonly turns: LongJobTurns,
    private readonly job: HeldJob,
    private readonly logger: Logger,
  ) {
    this.timer = setInterval(() => this.beat(), BEAT_MS);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  readonly report = async (progress: JobProgress, manager?: EntityManager): Promise<void> => {
    this.signal.throwIfAborted();
    const isNews = progress.phase !== this.phase || progress.checkpoint !== undefined || manager !== undefined;
    if (!isNews && performance.now() - this.toldAt < TELL_EVERY_MS) return;
    this.phase = progress.phase;
    this.toldAt = performance.now();
    const { id, lease } = this.job;
    this.heed(await this.turns.report(id, lease, progress, manager));
    this.signal.throwIfAborted();
  };

  stop(): void {
    if (!this.signal.aborted) this.controller.abort(new WorkerStops());
  }

  /** Writes how it ended. What the job was taken from this worker for, it writes nothing. */
  async end(end: JobEnd): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
    const { id, lease, kind } = this.job;
    if (!(await this.turns.end(id, lease, end))) this.logger.warn({ job: id, kind }, 'a long job was taken by another worker');
  }

  private heed(standing: JobStanding): void {
    if (standing === 'mine' || this.signal.aborted) return;
    this.controller.abort(standing === 'lost' ? new JobLost() : new JobCancelled());
  }

  /** A beat that fails says nothing: the database is away for a moment, and the next one asks again. */
  private beat(): void {
    this.beating ??= this.turns
      .beat(this.job.id, this.job.lease)
      .then(
        (standing) => this.heed(standing),
        () => undefined,
      )
      .finally(() => {
        this.beating = undefined;
      });
  }
}
