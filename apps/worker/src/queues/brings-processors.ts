import type { Processor } from '@tregua/jobs';

/** A part of the worker that works on jobs. Nest makes it; it may inject JOB_QUEUE, WORKER_OPTIONS, Docket and whatever its module provides. */
export interface BringsProcessors {
  processors(): readonly Processor[];
}
