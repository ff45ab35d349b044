import { Inject, Injectable } from '@nestjs/common';
import { processorOf, type Processor } from '@tregua/jobs';
import { findPerson, LongJobTurns, readerOf, type HeldJob, type JobEnd, type Reader } from '@tregua/store';
import type { BringsProcessors } from '../queues/brings-processors.js';
import { WORKER_OPTIONS, type WorkerOptions } from '../worker-options.js';
import { LongWorkRefused, type LongWork } from './long-work.js';
import { byKind } from './long-works.js';
import { JobCancelled, JobLost, Turn, WorkerStops } from './turn.js';

/** The list of long works, as Nest made them. */
export const LONG_WORKS = Symbol('LONG_WORKS');

/** A worker that gave no sign of life for so long is dead, or as good as. */
export const STALE_AFTER_MS = 15_000;

/** Turns without getting any further, after which a person must look. */
const MOST_VAIN_TURNS = 6;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Takes turns at long jobs: whatever ends a turn, the row says what comes next, and nothing of it is in the queue alone. */
@Injectable()
export class LongWorkRunner implements BringsProcessors {
  private readonly turns: LongJobTurns;
  private readonly works: ReadonlyMap<string, LongWork>;
  private readonly underWay = new Set<Turn>();
  private stopping = false;

  constructor(
    @Inject(LONG_WORKS) works: readonly LongWork[],
    @Inject(WORKER_OPTIONS) private readonly options: WorkerOptions,
  ) {
    this.turns = new LongJobTurns(options.dataSource);
    this.works = byKind(works);
  }

  processors(): readonly Processor[] {
    const stop = (): void => this.stop();
    return (['run-import', 'build-export'] as const).map((name) => processorOf(name, ({ job }) => this.take(job), stop));
  }

  /** Those under way go back to the table at once, and another worker goes on from their checkpoints. */
  private stop(): void {
    this.stopping = true;
    for (const turn of this.underWay) turn.stop();
  }

  private async take(id: string): Promise<void> {
    if (this.stopping) return;
    const job = await this.turns.begin(id, STALE_AFTER_MS);
    if (job === undefined) return;
    const turn = new Turn(this.turns, job, this.options.logger);
    this.underWay.add(turn);
    try {
      await turn.end(await this.work(job, turn));
    } finally {
      this.underWay.delete(turn);
    }
  }

  /** Does the work and says how the turn ends. Never throws: a fault is an end too. */
  private async work(job: HeldJob, turn: Turn): Promise<JobEnd> {
    try {
      if (job.cancelAsked) return { state: 'cancelled' };
      if (job.vainTurns > MOST_VAIN_TURNS) throw new Error('it was begun too often and got no further');
      const work = this.works.get(job.kind);
      if (work === undefined) throw new Error(`nobody does the long work ${job.kind}`);
      const { id, asked, actor, checkpoint } = job;
      const reader = await this.readerOf(job);
      const made = await work.run({ id, asked, actor, reader, checkpoint: checkpoint ?? undefined }, turn.report, turn.signal);
      return { state: 'done', ...made };
    } catch (error) {
      return this.endAfter(job, turn.signal.aborted ? turn.signal.reason : error);
    }
  }

  private endAfter(job: HeldJob, error: unknown): JobEnd {
    const { id, kind, vainTurns } = job;
    if (error instanceof JobCancelled) return { state: 'cancelled' };
    if (error instanceof WorkerStops || error instanceof JobLost) return { state: 'waiting', afterMs: 0, inVain: false };
    if (error instanceof LongWorkRefused) return { state: 'failed', problem: { problem: error.problem, faults: error.faults } };
    const { logger } = this.options;
    const message = error instanceof Error ? error.message : 'unknown';
    if (vainTurns >= MOST_VAIN_TURNS) {
      logger.error({ job: id, kind, error: message }, 'a long job failed for good');
      return { state: 'failed', problem: { problem: 'failed-inside', faults: [] } };
    }
    const afterMs = Math.min(FIRST_PAUSE_MS * 2 ** (vainTurns - 1), LONGEST_PAUSE_MS);
    logger.warn({ job: id, kind, error: message, afterMs }, 'a long job failed; it is tried again');
    return { state: 'waiting', afterMs, inVain: true };
  }

  /** The asker as they stand now. @throws LongWorkRefused where they may nothing any more. */
  private async readerOf({ askedBy, actor }: HeldJob): Promise<Reader> {
    if (askedBy === 'system') return { id: 'system', roles: [actor.role] };
    const person = await findPerson(this.options.dataSource, askedBy);
    if (person?.status !== 'active') throw new LongWorkRefused('right-is-missing');
    const { id, roles, party, constituency, team, state } = person;
    return readerOf({
      id,
      roles,
      ...(party === null ? {} : { party }),
      ...(constituency === null ? {} : { constituency }),
      ...(team === null ? {} : { team }),
      ...(state === null ? {} : { state }),
    });
  }
}
