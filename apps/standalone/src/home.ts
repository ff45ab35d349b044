import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { findCluster } from '@tregua/platform';

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

/**
 * The same without holding it: for a command beside a program that runs.
 *
 * @throws LostSecrets when a database is there and the file with its passwords is not, or is no such file.
 */
export function lookIntoHome(path: string): Home {
  const folder = resolve(path);
  const file = join(folder, 'secrets.json');
  const database = join(folder, 'postgres');
  const secrets = readSecrets(file) ?? makeSecrets(folder, file, database);
  mkdirSync(join(folder, 'evidence'), { recursive: true, mode: 0o700 });
  return {
    folder,
    secrets,
    evidence: join(folder, 'evidence'),
    database,
    keyFile: join(folder, 'keys.json'),
    saveSignIns: (signIns) => writeSecrets(file, { ...secrets, signIns }),
    release: () => rmSync(join(folder, 'running.pid'), { force: true }),
  };
}

/** A database whose passwords or keys are lost. The sentence names every folder that must go, since a database may lie outside the data folder. */
export class LostSecrets extends Error {
  constructor(what: string, folders: readonly string[]) {
    const remove = folders.map((folder) => `\n  rm -rf ${folder}`).join('');
    super(
      `${what} If a copy of it is left, put it back. If nothing in this database is needed any more, remove all of it and start again:${remove}`,
    );
    this.name = 'LostSecrets';
  }
}

/** Every folder that holds something of one Commission: its data folder, and its database's where that lies elsewhere. */
export function foldersOf(folder: string, clusterFolder: string): readonly string[] {
  return clusterFolder.startsWith(`${folder}${sep}`) ? [folder] : [folder, dirname(clusterFolder)];
}

/** Undefined: there is no such file, or only a part of one. */
function readSecrets(file: string): Secrets | undefined {
  if (!existsSync(file)) return undefined;
  let found: Partial<Secrets> & { version?: unknown };
  try {
    found = (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as typeof found;
  } catch {
    return undefined;
  }
  if (typeof found.version === 'number' && found.version > 1)
    throw new Error(`${file} is of a newer version of Tregua: nothing was touched. Start it with that version, or a newer one.`);
  const { superuserPassword, ownerPassword, appPassword, signIns } = found;
  const isWhole = [superuserPassword, ownerPassword, appPassword].every((password) => typeof password === 'string' && password !== '');
  return isWhole ? { ...(found as Secrets), version: 1, signIns: signIns ?? {} } : undefined;
}

/** New passwords are for a new database only: they are written before it is made, so that one without the other is never left by a broken-off start. */
function makeSecrets(folder: string, file: string, database: string): Secrets {
  const cluster = findCluster(database);
  if (cluster.exists)
    throw new LostSecrets(
      `A database lies in ${cluster.folder}, and ${file}, which holds its passwords, ${existsSync(file) ? 'is damaged' : 'is not there'}.`,
      foldersOf(folder, cluster.folder),
    );
  const secrets = { version: 1, superuserPassword: secret(), ownerPassword: secret(), appPassword: secret(), signIns: {} } as const;
  mkdirSync(folder, { recursive: true });
  writeSecrets(file, secrets);
  return secrets;
}

/** Written beside and renamed: a crash leaves the old file or the new one, never half of one. */
function writeSecrets(file: string, secrets: Secrets): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

function takeLock(folder: string): void {
  const lock = join(folder, 'running.pid');
  if (existsSync(lock)) {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (pid > 0 && pid !== process.pid && isOurs(pid)) {
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
