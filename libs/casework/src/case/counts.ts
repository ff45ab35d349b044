import type { Counts } from './case.js';

/** The counters of a case that begins, or begins anew by a reopening from an end (law-check section 3). */
export function emptyCounts(): Counts {
  return { extensions: {}, stays: 0, stayedMs: 0, urgentStays: 0, talks: 0, withdrawals: {}, supplements: 0, joinings: 0 };
}
