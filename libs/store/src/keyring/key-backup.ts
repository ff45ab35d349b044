import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Keyring, valueKeysOf } from './keyring.js';
import { flushFolder } from '@tregua/platform';

/** How long a backup of keys may be kept: an erasure is final when the last backup that holds its keys is gone (docs/decisions/011). */
export const KEY_BACKUP_DAYS = 35;
const DAY_MS = 86_400_000;
const FORGET_BY = 'forget-by';
const KEY_FILE = 'keys.json';

/**
 * Copies the master keys and the data keys into a new folder. Take it after the backup of the database that it belongs to, and keep it apart from
 * that one: whoever has both reads everything.
 *
 * @param at milliseconds, for the date after which the copy must be gone.
 * @throws when the folder is there already.
 */
export function backupKeys(keyFile: string, folder: string, at: number): { readonly forgetBy: string; readonly segments: number } {
  mkdirSync(dirname(folder), { recursive: true });
  mkdirSync(folder, { mode: 0o700 });
  const kept = valueKeysOf(join(folder, KEY_FILE));
  mkdirSync(kept, { mode: 0o700 });
  copyFile(keyFile, join(folder, KEY_FILE));
  const names = segmentsIn(valueKeysOf(keyFile));
  // A file whose last key is destroyed meanwhile is gone, and rightly so.
  const copied = names.filter((name) => copyIfThere(join(valueKeysOf(keyFile), name), join(kept, name)));
  const forgetBy = new Date(at + KEY_BACKUP_DAYS * DAY_MS).toISOString().slice(0, 10);
  writeFileSync(join(folder, FORGET_BY), `${forgetBy}\n`, { mode: 0o600, flush: true });
  flushFolder(kept);
  flushFolder(folder);
  return { forgetBy, segments: copied.length };
}

/** The day by which this backup of keys must be deleted, YYYY-MM-DD. */
export function forgetByOf(folder: string): string {
  return readFileSync(join(folder, FORGET_BY), 'utf8').trim();
}

/**
 * Puts a backup of keys back beside a database. What is there is not written over. Then `forgetAgain` must run, before anything else uses the keys.
 *
 * @throws when there are keys at the place, when the backup is not whole, or when the day is over by which it should have been deleted.
 */
export function restoreKeys(folder: string, keyFile: string, at: number): void {
  if (existsSync(keyFile) || existsSync(valueKeysOf(keyFile)))
    throw new Error(`There are keys at ${dirname(keyFile)} already: nothing was touched.`);
  if (forgetByOf(folder) < new Date(at).toISOString().slice(0, 10))
    throw new Error(
      `This backup of keys had to be deleted by ${forgetByOf(folder)}: it would bring back what was erased. Nothing was touched.`,
    );
  const from = join(folder, KEY_FILE);
  Keyring.open(from);
  mkdirSync(dirname(keyFile), { recursive: true, mode: 0o700 });
  const draft = `${valueKeysOf(keyFile)}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  for (const name of segmentsIn(valueKeysOf(from))) copyFile(join(valueKeysOf(from), name), join(draft, name));
  flushFolder(draft);
  renameSync(draft, valueKeysOf(keyFile));
  copyFile(from, keyFile);
  flushFolder(dirname(keyFile));
}

function segmentsIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /^[0-9a-f]{16}\.keys$/.test(basename(name)))
    .sort();
}

function copyIfThere(from: string, to: string): boolean {
  try {
    copyFile(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** A copy of mode 600 that is on the disk when this returns. */
function copyFile(from: string, to: string): void {
  copyFileSync(from, to);
  const descriptor = openSync(to, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
