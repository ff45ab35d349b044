import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RestoreRefused, type DumpedTable, type SequenceValue } from '@tregua/store';
import { kept } from './kept-files.js';

export const MANIFEST = 'manifest.json';
/** The digest of the manifest, in the form that `sha256sum --check` reads. */
export const MANIFEST_DIGEST = 'manifest.json.sha256';

export interface KeptBytes {
  /** Inside the backup, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** 64 hex. */
  readonly sha256: string;
}

export interface BackedUpTable extends DumpedTable, KeptBytes {}

export interface Manifest {
  readonly v: 1;
  readonly madeAt: string;
  readonly migrations: readonly string[];
  readonly tables: readonly BackedUpTable[];
  readonly sequences: readonly SequenceValue[];
  readonly files: readonly KeptBytes[];
  /** Passwords of a demonstration's people. */
  readonly signIns: Readonly<Record<string, string>>;
}

/** @throws RestoreRefused where there is no whole manifest, or one of a newer form */
export function readManifest(folder: string): Manifest {
  const file = join(folder, MANIFEST);
  if (!existsSync(file)) throw new RestoreRefused(`${folder} is no backup, or one that was broken off: it has no ${MANIFEST}.`);
  const text = readFileSync(file);
  const noted = existsSync(join(folder, MANIFEST_DIGEST)) ? readFileSync(join(folder, MANIFEST_DIGEST), 'utf8').slice(0, 64) : '';
  if (noted !== createHash('sha256').update(text).digest('hex'))
    throw new RestoreRefused(`${MANIFEST} is not the one that was written: its digest differs from ${MANIFEST_DIGEST}.`);
  const manifest = JSON.parse(text.toString('utf8')) as Manifest;
  if (manifest.v !== 1) throw new RestoreRefused('The backup was made by a newer version of Tregua: nothing was touched.');
  for (const { path } of [...manifest.tables, ...manifest.files])
    if (!isInside(path)) throw new RestoreRefused(`The manifest names ${path}, which is no file of a backup.`);
  return manifest;
}

function isInside(path: string): boolean {
  const [first, ...rest] = path.split('/');
  const known = first === 'tables' || (first === 'files' && kept.some(({ name }) => name === rest[0]));
  return known && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\\'));
}
