import { readFileSync } from 'node:fs';

/** Whether a process of this number runs, be it somebody else's. One that has ended and that nobody asks after does not. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const state = statusOf(pid)?.[0];
  return state !== 'Z' && state !== 'X';
}

/**
 * The fields of /proc/<pid>/stat from the third on (proc_pid_stat(5)), counted behind the name, which may hold spaces and brackets; undefined where the
 * system has no such file. The first is the state: a process that has ended keeps its number until its parent asks, and says Z; where nobody asks, as in
 * a container without an init, that is for ever.
 */
export function statusOf(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
