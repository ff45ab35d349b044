import type { Deadline } from '@tregua/casework';

type Deadlines = { readonly [key: string]: Deadline };

/** What to write and what to take away so that the kept deadlines are those of the subject. */
export function deadlineChanges(
  before: Deadlines,
  after: Deadlines,
): { readonly set: readonly Deadline[]; readonly ended: readonly string[] } {
  return {
    set: Object.values(after).filter((deadline) => !isSame(before[deadline.key], deadline)),
    ended: Object.keys(before).filter((key) => !(key in after)),
  };
}

function isSame(one: Deadline | undefined, other: Deadline): boolean {
  return (
    one !== undefined &&
    one.kind === other.kind &&
    one.about === other.about &&
    one.startedAt === other.startedAt &&
    one.dueAt === other.dueAt &&
    one.term === other.term &&
    one.pausedWithMs === other.pausedWithMs
  );
}
