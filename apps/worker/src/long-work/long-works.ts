import type { Type } from '@nestjs/common';
import { BundleWork } from '../bundle/bundle-work.js';
import { ImportWork } from './imports/import-work.js';
import type { LongWork } from './long-work.js';

/** Every kind of long work, each done by one of them. Nest makes them; they may inject WORKER_OPTIONS and what the worker's module provides. */
export const longWorks: readonly Type<LongWork>[] = [ImportWork, BundleWork];

/** The long works by their kinds. @throws Error when two are of one kind. */
export function byKind(works: readonly LongWork[]): ReadonlyMap<string, LongWork> {
  const found = new Map<string, LongWork>();
  for (const work of works) {
    if (found.has(work.kind)) throw new Error(`The worker does not start: two do the long work ${work.kind}.`);
    found.set(work.kind, work);
  }
  return found;
}
