import type { Deadline, Subject } from './types.js';

export type Deadlines = Subject['deadlines'];

/** Deadlines as a subject holds them, in the order in which they are given. */
export function byKey(deadlines: readonly Deadline[]): Deadlines {
  return withDeadlines({}, deadlines);
}

/** Deadlines with some more; one of the same key is replaced. */
export function withDeadlines(deadlines: Deadlines, more: readonly Deadline[]): Deadlines {
  const all: { [key: string]: Deadline } = { ...deadlines };
  for (const deadline of more) all[deadline.key] = deadline;
  return all;
}
