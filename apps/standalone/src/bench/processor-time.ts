import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second of /proc (USER_HZ), 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

interface Stat {
  readonly parent: number;
  /** Milliseconds of the process itself, and of its children that have ended and been waited for. */
  readonly ownMs: number;
  readonly reapedMs: number;
}

function statOf(pid: number | string): Stat | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = line
      .slice(line.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const ms = (index: number): number => ((fields[index] ?? 0) * 1000) / TICKS_PER_SECOND;
    return { parent: fields[1] ?? 0, ownMs: ms(11) + ms(12), reapedMs: ms(13) + ms(14) };
  } catch {
    return undefined; // it ended between the listing and the reading
  }
}

/** Processor milliseconds of one process, all its threads, user and system. */
export function processorMs(pid: number): number {
  return statOf(pid)?.ownMs ?? 0;
}

/** Processor milliseconds of a PostgreSQL server: the postmaster, its living children, and those that have ended. */
export function serverProcessorMs(postmaster: number): number {
  const own = statOf(postmaster);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((stat): stat is Stat => stat?.parent === postmaster);
  return (own?.ownMs ?? 0) + (own?.reapedMs ?? 0) + children.reduce((sum, child) => sum + child.ownMs, 0);
}
