import type { Docket } from '@tregua/docket';
import type { Logger } from '@tregua/platform';

/** What the worker is told from outside. Nothing in it reads the environment but main.ts. */
export interface WorkerOptions {
  readonly docket: Docket;
  readonly logger: Logger;
  /** Milliseconds from the end of one sweep to the beginning of the next. */
  readonly sweepEveryMs: number;
}

export const WORKER_OPTIONS = Symbol('WORKER_OPTIONS');
