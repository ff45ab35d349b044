import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, statusOf } from '../embedded-postgres/is-alive.js';

const ASK_EVERY_MS = 100;

interface Holder {
  readonly pid: number;
  /** When that process began, as the system counts it; null where it does not tell. A number that was given anew has another. */
  readonly began: string | null;
  readonly token: string;
}

/**
 * One process at a time has a folder. Node has no lock that ends with its process, so a file names the holder, and whoever finds a holder that is dead
 * takes its place. Two who find the same dead one may both think that they have it for a moment: so the holder asks `isHeld` again before each write.
 */
export class ProcessLock {
  private constructor(
    private readonly file: string,
    private readonly token: string,
  ) {}

  /** @throws Error when a process that is alive has it. */
  static take(file: string): ProcessLock {
    const token = randomBytes(12).toString('hex');
    const draft = `${file}.${token}`;
    writeFileSync(draft, JSON.stringify({ pid: process.pid, began: beganAt(process.pid), token } satisfies Holder), { mode: 0o600 });
    try {
      linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = holderOf(file);
      if (holder !== undefined && isSame(holder)) throw new Error(`${file} says that process ${holder.pid} runs here: stop it first.`);
      renameSync(draft, file);
    } finally {
      rmSync(draft, { force: true });
    }
    return new ProcessLock(file, token);
  }

  /** As `take`, and waits for a holder that is just ending. @throws Error when it is still alive after `withinMs`. */
  static async takeSoon(file: string, withinMs: number): Promise<ProcessLock> {
    const until = performance.now() + withinMs;
    for (;;) {
      try {
        return ProcessLock.take(file);
      } catch (error) {
        if (performance.now() > until) throw error;
        await delay(ASK_EVERY_MS);
      }
    }
  }

  isHeld(): boolean {
    return holderOf(this.file)?.token === this.token;
  }

  release(): void {
    if (this.isHeld()) rmSync(this.file, { force: true });
  }
}

function holderOf(file: string): Holder | undefined {
  try {
    const { pid, began, token } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    return typeof pid === 'number' && typeof token === 'string' ? { pid, began: began ?? null, token } : undefined;
  } catch {
    return undefined; // no file, or half of one: nobody has it
  }
}

function isSame({ pid, began }: Holder): boolean {
  return isAlive(pid) && beganAt(pid) === began;
}

/** Linux: this boot, and field 22 of the process's status, in ticks since it. */
function beganAt(pid: number): string | null {
  const began = statusOf(pid)?.[19];
  return began === undefined ? null : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${began}`;
}
