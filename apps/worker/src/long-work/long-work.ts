import type { EntityManager } from 'typeorm';
import type { Actor, JsonObject } from '@tregua/casework';
import type { JobFault, LongJobKind, Reader } from '@tregua/store';

/** One job as its work sees it. */
export interface LongJob {
  readonly id: string;
  /** What was asked for: ids, codes and digests. Nothing in it is a text that must be sealed. */
  readonly asked: JsonObject;
  /** In whose name, as they acted when they asked. */
  readonly actor: Actor;
  /** The asker with the rights that they have now: what they may no longer read must not be in what is made for them. */
  readonly reader: Reader;
  /** What the last report that held one kept; undefined when nobody has got so far. */
  readonly checkpoint: JsonObject | undefined;
}

export interface Progress {
  /** A word of the kind's own for what is being done: `reading`, `keeping`. */
  readonly phase: string;
  readonly done: number;
  /** Absent while nobody knows. `done` and `total` count the same thing within one phase. */
  readonly total?: number;
  /** How far it is, for whoever goes on after a crash. Absent: the last one stays. */
  readonly checkpoint?: JsonObject;
}

/**
 * Keeps progress and checkpoint in the job's row and tells everybody who watches. With a manager it is written in that transaction, so that a
 * checkpoint is there exactly when what it speaks of is there; the job's row is then locked until the end of the transaction, so that nobody
 * else takes or ends the job meanwhile: make it the last statement. Reports without a checkpoint and without a manager may be left out when they
 * come too fast.
 *
 * @throws what `cancelled` was aborted with, when the job was cancelled or is no longer this worker's: everything of this run must be given up.
 */
export type Report = (progress: Progress, manager?: EntityManager) => Promise<void>;

/** Bytes that were made, in the store of work files, under their SHA-256. */
export interface MadeFile {
  readonly sha256: string;
  readonly size: number;
  /** As it is offered for download: letters, digits, `.`, `-` and `_`. */
  readonly name: string;
  readonly mediaType: string;
}

export interface LongWorkResult {
  /** Ids, digests and counts: what the asker is shown. */
  readonly result: JsonObject;
  readonly file?: MadeFile;
}

/**
 * One kind of long work. It takes effect as a whole, at its end: what a cancelled job leaves is its checkpoint, for whoever resumes it. It may be
 * begun again at any time by another worker, after a crash from its last checkpoint, also when its effect is there already: its effect bears the
 * job's id, and it looks for that first.
 *
 * Register it in `long-works.ts`.
 */
export interface LongWork {
  readonly kind: LongJobKind;
  /**
   * @param cancelled aborted when somebody cancels, when the job was taken from this worker, or when the worker stops. Call
   *   `cancelled.throwIfAborted()` between steps of less than a second, and let what it throws pass.
   * @throws LongWorkRefused for what no repetition mends. Any other error is tried again, with back-off, from the last checkpoint.
   */
  run(job: LongJob, report: Report, cancelled: AbortSignal): Promise<LongWorkResult>;
  /** Called once a job has ended for good and its time to be resumed or fetched is over: puts away whatever lies about. */
  forget?(job: { readonly id: string; readonly asked: JsonObject }): Promise<void>;
}

/** The work cannot be done as asked, however often it is tried. */
export class LongWorkRefused extends Error {
  constructor(
    /** A problem of docs/problems.md: `shape-is-wrong`, `not-found`, `body-is-too-large`. */
    readonly problem: string,
    readonly faults: readonly JobFault[] = [],
  ) {
    super(faults[0]?.code ?? problem);
    this.name = 'LongWorkRefused';
  }
}
