import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What the first start makes at random and every later start reads again. Never printed, but for the sign-ins. */
export interface Secrets {
  readonly version: 1;
  readonly superuserPassword: string;
  readonly ownerPassword: string;
  readonly appPassword: string;
  /** Sign-in name to password, of the demonstration's people. */
  readonly signIns: Readonly<Record<string, string>>;
}

/** The data folder (TREGUA_HOME): secrets, evidence, and the database where its account can enter. */
export interface Home {
  readonly folder: string;
  readonly secrets: Secrets;
  readonly evidence: string;
  readonly database: string;
  /** The keys that sealed values are encrypted with; made by the store. */
  readonly keyFile: string;
  readonly saveSignIns: (signIns: Readonly<Record<string, string>>) => void;
  /** Gives the folder back for the next start. */
  readonly release: () => void;
}

const secret = (bytes = 24): string => randomBytes(bytes).toString('base64url');

/**
 * Opens the data folder, making it on the first start. One program at a time: a second one would run two databases on one folder.
 *
 * @throws Error when another program that is alive has it open.
 */
export function openHome(path: string): Home {
  const folder = resolve(path);
  mkdirSync(folder, { recursive: true });
  takeLock(folder);
  return lookIntoHome(folder);
}

/** The same without holding it: for a command beside a program that runs. */
export function lookIntoHome(path: string): Home {
  const folder = resolve(path);
  mkdirSync(join(folder, 'evidence'), { recursive: true, mode: 0o700 });
  const file = join(folder, 'secrets.json');
  let secrets: Secrets;
  if (existsSync(file)) {
    secrets = JSON.parse(readFileSync(file, 'utf8')) as Secrets;
    if (secrets.version !== 1) throw new Error(`${file} is of a newer version of Tregua: nothing was touched.`);
  } else {
    secrets = {
      version: 1,
      superuserPassword: secret(),
      ownerPassword: secret(),
      appPassword: secret(),
      signIns: {},
    };
    writeSecrets(file, secrets);
  }
  return {
    folder,
    secrets,
    evidence: join(folder, 'evidence'),
    database: join(folder, 'postgres'),
    keyFile: join(folder, 'keys.json'),
    saveSignIns: (signIns) => writeSecrets(file, { ...secrets, signIns }),
    release: () => rmSync(join(folder, 'running.pid'), { force: true }),
  };
}

/** Written beside and renamed: a crash leaves the old file or the new one, never half of one. */
function writeSecrets(file: string, secrets: Secrets): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function takeLock(folder: string): void {
  const lock = join(folder, 'running.pid');
  if (existsSync(lock)) {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (pid !== process.pid && isOurs(pid)) {
      throw new Error(`${folder} is in use by process ${pid}. Stop it first, or set TREGUA_HOME to another folder.`);
    }
  }
  writeFileSync(lock, String(process.pid));
}

/** A process of that number that runs Node: after a crash the number may belong to somebody else by now. */
function isOurs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false; // no such process
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('standalone');
}
