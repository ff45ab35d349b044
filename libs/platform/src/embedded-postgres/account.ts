import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';

/** The operating-system account that PostgreSQL runs as. PostgreSQL refuses to run as root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Where the binaries and the data lie once the account can reach them, and what was moved for that. */
export interface Places {
  readonly binaries: string;
  readonly data: string;
  readonly notes: readonly string[];
}

/** Undefined when we are not root: PostgreSQL then runs as ourselves. No account is created: one that the system has serves. */
export function accountForPostgres(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const account = accountNamed(name);
    if (account !== undefined) return account;
  }
  throw new Error('PostgreSQL cannot run as root, and this system has neither a user "postgres" nor a user "nobody" to run it as.');
}

/**
 * Finds folders that the account can enter. The account cannot enter /root, nor any folder of mode 0700 that is root's: then the binaries
 * are copied to a cache and the data lies in a folder of their own under /var, one for each home.
 */
export function placesFor(account: Account | undefined, binaries: string, data: string): Places {
  if (account === undefined) return { binaries, data, notes: [] };
  const notes: string[] = [];
  let reachableBinaries = binaries;
  if (!canEnter(account, binaries)) {
    reachableBinaries = copyOfBinaries(binaries);
    notes.push(`User ${account.name} cannot enter ${binaries}: PostgreSQL runs from a copy in ${reachableBinaries}.`);
  }
  let reachableData = data;
  if (!canEnter(account, dirname(data))) {
    const digest = createHash('sha256').update(resolve(data)).digest('hex').slice(0, 16);
    reachableData = join('/var/lib/tregua', digest, 'postgres');
    mkdirSync(dirname(reachableData), { recursive: true });
    notes.push(`User ${account.name} cannot enter ${dirname(data)}: the database lies in ${reachableData}.`);
  }
  return { binaries: reachableBinaries, data: reachableData, notes };
}

/** Whether the account may pass through every folder of the path (of those that exist). */
export function canEnter(account: Account, folder: string): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(at)) {
      const { mode, uid, gid } = statSync(at);
      const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return false;
    }
    if (dirname(at) === at) return true;
  }
}

/** A copy for each version, made once: written beside and renamed, so that two starts at once do no harm. */
function copyOfBinaries(binaries: string): string {
  const stamp = createHash('sha256')
    .update(`${statSync(join(binaries, 'bin', 'postgres')).size}:${binaries}`)
    .digest('hex')
    .slice(0, 12);
  const target = join('/var/cache/tregua', `postgresql-${stamp}`);
  if (existsSync(join(target, 'bin', 'postgres'))) return target;
  const draft = `${target}.${randomBytes(4).toString('hex')}`;
  mkdirSync(draft, { recursive: true });
  cpSync(binaries, draft, { recursive: true, verbatimSymlinks: true });
  for (const folder of ['/var/cache/tregua', draft]) chmodSync(folder, 0o755);
  if (!existsSync(target)) renameSync(draft, target);
  return target;
}

function accountNamed(name: string): Account | undefined {
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }).toString()),
    );
    return uid === undefined || gid === undefined ? undefined : { name, uid, gid };
  } catch {
    return undefined; // `id` ends with 1 for a user that does not exist.
  }
}
