import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Environment } from '@tregua/platform';
import { Dump, RestoreRefused } from '@tregua/store';
import { copyEvidence, isElsewhere, withEvidence } from './evidence-copies.js';
import { filesIn, kept, placeOf, type Kept } from './kept-files.js';
import { MANIFEST, MANIFEST_DIGEST, type BackedUpTable, type KeptBytes, type Manifest } from './manifest.js';

export interface BackupOrder {
  readonly ownerUrl: string;
  /** The data folder. */
  readonly folder: string;
  readonly env: Environment;
  readonly signIns?: Readonly<Record<string, string>>;
  /** Where to: must be empty or not there. */
  readonly target: string;
}

/**
 * Writes everything that makes a Commission into one folder, while it works on: the rows as they stood at one instant, and the files that go with them.
 * The manifest is written last: a folder without one is no backup. Who holds the folder holds the keys; it is made with mode 700.
 */
export async function writeBackup(order: BackupOrder): Promise<Manifest> {
  const { target } = order;
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new RestoreRefused(`${target} is not empty. A backup is written into a new folder.`);
  mkdirSync(join(target, 'tables'), { recursive: true, mode: 0o700 });
  const before = await copyKept(order, 'before');
  const dump = await Dump.open(order.ownerUrl);
  try {
    const tables: BackedUpTable[] = [];
    for (const table of dump.tables) {
      const path = `tables/${table.name}.copy`;
      const rows = dump.rowsOf(table);
      const written = await write(rows, target, path);
      tables.push({ ...table, ...written, rows: rows.rows });
    }
    const manifest: Manifest = {
      v: 1,
      madeAt: new Date().toISOString(),
      migrations: dump.migrations,
      tables,
      sequences: await dump.sequences(),
      files: [...before, ...(await copyKept(order, 'after'))],
      signIns: order.signIns ?? {},
    };
    const text = `${JSON.stringify(manifest, null, 1)}\n`;
    const digest = createHash('sha256').update(text).digest('hex');
    writeFileSync(join(target, MANIFEST_DIGEST), `${digest}  ${MANIFEST}\n`, { mode: 0o600, flush: true });
    writeFileSync(join(target, MANIFEST), text, { mode: 0o600, flush: true });
    return manifest;
  } finally {
    await dump.close();
  }
}

async function copyKept({ folder, env, target, ownerUrl }: BackupOrder, when: Kept['copied']): Promise<readonly KeptBytes[]> {
  const copied: KeptBytes[] = [];
  for (const one of kept.filter((each) => each.copied === when)) {
    if (one.name === 'evidence' && isElsewhere(env, folder)) {
      const copy = (source: NodeJS.ReadableStream, path: string): Promise<KeptBytes> => write(source as Readable, target, path);
      copied.push(...(await withEvidence(env, folder, (store) => copyEvidence(ownerUrl, store, copy))));
      continue;
    }
    const place = placeOf(one, folder, env);
    for (const inside of await filesIn(place)) {
      const path = ['files', one.name, ...(inside === '' ? [] : [inside])].join('/');
      try {
        copied.push(await write(createReadStream(inside === '' ? place : join(place, inside)), target, path));
      } catch (error) {
        // A draft that was renamed meanwhile is listed under its own name, or belongs to what came after the snapshot.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
  }
  return copied;
}

async function write(source: Readable, target: string, path: string): Promise<KeptBytes> {
  const file = join(target, path);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const meter = new Meter();
  await pipeline(source, meter, createWriteStream(file, { mode: 0o600, flags: 'wx', flush: true }));
  return { path, bytes: meter.bytes, sha256: meter.digest() };
}

/** Counts and digests what goes through. */
export class Meter extends Transform {
  bytes = 0;
  private readonly hash = createHash('sha256');

  override _transform(chunk: Buffer, _: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
    this.bytes += chunk.length;
    this.hash.update(chunk);
    done(null, chunk);
  }

  digest(): string {
    return this.hash.digest('hex');
  }
}
