import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { readEvidenceUrl } from '@tregua/evidence-store';
import type { Environment } from '@tregua/platform';

/** Something outside the database that a backup holds. */
export interface Kept {
  /** Its name in the backup, and in a data folder of its own. */
  readonly name: string;
  /**
   * before: a copy that is older than the database's rows. The signer's memory may lag behind the log, and never be ahead of it. after: a copy that
   * holds all that the rows name; what grew meanwhile does no harm.
   */
  readonly copied: 'before' | 'after';
  /** Where a deployment keeps it elsewhere than in the data folder. */
  readonly elsewhere?: (env: Environment) => string | undefined;
}

/** Everything that makes a Commission beside its tables. Who adds a file to the data folder adds it here, or below. */
export const kept: readonly Kept[] = [
  { name: 'log', copied: 'before' },
  { name: 'signer', copied: 'before', elsewhere: (env) => env['TREGUA_SIGNER_HOME'] },
  { name: 'evidence', copied: 'after', elsewhere: evidenceFolder },
  { name: 'spool', copied: 'after', elsewhere: (env) => env['TREGUA_SPOOL'] },
  { name: 'keys.json', copied: 'after', elsewhere: (env) => env['TREGUA_KEYS'] },
  { name: 'value-keys', copied: 'after', elsewhere: (env) => beside(env['TREGUA_KEYS'], 'value-keys') },
  { name: 'receipt-key', copied: 'after', elsewhere: (env) => env['TREGUA_RECEIPT_KEY'] },
  { name: 'mail', copied: 'after' },
  { name: 'demonstration-clock.json', copied: 'after' },
];

/** What lies in a data folder and is in no backup, and why. */
export const notKept: Readonly<Record<string, string>> = {
  postgres: 'its rows are in the backup',
  'secrets.json': 'passwords of the database are made anew; sign-ins of a demonstration go along in the manifest',
  'running.pid': 'says which process runs',
};

/** Programs note there that they run, and half-written drafts: nothing that a copy needs. */
const PASSING = /(\.pid|\.new|\.sock|\.lock)$|^incoming\//;

export function placeOf({ name, elsewhere }: Kept, folder: string, env: Environment): string {
  const named = elsewhere?.(env);
  return named === undefined || named === '' ? join(folder, name) : named;
}

/** The files of one kept thing, by their path inside it ('' for the thing itself where it is a file). */
export async function filesIn(place: string): Promise<readonly string[]> {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [''];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(place, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !PASSING.test(path))
    .sort();
}

/** Undefined in the data folder, and where evidence lies in no folder at all: then evidence-copies.ts copies it. */
function evidenceFolder(env: Environment): string | undefined {
  if ((env['EVIDENCE_URL'] ?? '') === '') return env['TREGUA_EVIDENCE'];
  const address = readEvidenceUrl(env, '');
  return address.kind === 'file' ? address.folder : undefined;
}

function beside(file: string | undefined, name: string): string | undefined {
  return file === undefined || file === '' ? undefined : join(dirname(file), name);
}
