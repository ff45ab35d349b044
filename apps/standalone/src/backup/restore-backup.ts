import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { EvidenceStore } from '@tregua/evidence-store';
import type { Environment } from '@tregua/platform';
import {
  createDataSource,
  forgetAgain,
  Keyring,
  listEvidenceDigests,
  restoreDump,
  RestoreRefused,
  verifyAll,
  type VerifiedAll,
} from '@tregua/store';
import { giveBack, isElsewhere, withEvidence } from './evidence-copies.js';
import { kept, placeOf } from './kept-files.js';
import { readManifest, type KeptBytes, type Manifest } from './manifest.js';
import { Meter } from './write-backup.js';

export interface RestoreOrder {
  /** The backup. */
  readonly source: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  /** The data folder that it is restored into. */
  readonly folder: string;
  readonly env: Environment;
}

export interface Restored extends VerifiedAll {
  readonly manifest: Manifest;
  /** Migrations that came after the backup. */
  readonly migrated: readonly string[];
  /** Files of evidence, each the bytes that its name says; and items whose bytes were not there any more when the backup was made. */
  readonly evidence: { readonly intact: number; readonly absent: number };
}

/** An item of evidence. What lies beside it waited for long work, and is asked for anew. */
const ORIGINAL = /^files\/evidence\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{64}$/;

/**
 * Reads the whole backup once before anything is written: every file is there, and is the one that the manifest names.
 *
 * @throws RestoreRefused that names the first file that is not
 */
export async function checkBackup(source: string): Promise<Manifest> {
  const manifest = readManifest(source);
  for (const { path, bytes, sha256 } of [...manifest.tables, ...manifest.files]) {
    const file = join(source, path);
    if (!existsSync(file)) throw new RestoreRefused(`${path} is missing in the backup.`);
    if (statSync(file).size !== bytes)
      throw new RestoreRefused(`${path} is not as it was written: ${statSync(file).size} bytes instead of ${bytes}.`);
    const meter = new Meter();
    await pipeline(createReadStream(file), meter, nowhere());
    if (meter.digest() !== sha256) throw new RestoreRefused(`${path} is not as it was written: its bytes were changed.`);
  }
  return manifest;
}

/** @throws RestoreRefused where something of a Commission lies already */
export function checkTarget(folder: string, env: Environment): void {
  for (const one of kept) {
    const place = placeOf(one, folder, env);
    if (one.name === 'evidence' && isElsewhere(env, folder)) continue; // under its digest nothing is overwritten
    if (existsSync(place) && (statSync(place).isFile() || readdirSync(place).length > 0))
      throw new RestoreRefused(`${place} is there already. A backup is restored into an empty place only.`);
  }
}

/**
 * Restores a backup elsewhere, and verifies it: every chain up to its head, every sealed value against its commitment, every file of evidence against its
 * name. What does not verify is taken away again, the files at once; the database is its maker's to drop.
 *
 * @throws RestoreRefused with the first thing that is wrong
 */
export async function restoreBackup({ source, ownerUrl, appUrl, folder, env }: RestoreOrder): Promise<Restored> {
  const manifest = await checkBackup(source);
  checkTarget(folder, env);
  const given: (() => Promise<void>)[] = [];
  try {
    const migrated = await restoreDump(ownerUrl, {
      ...manifest,
      rowsOf: (table) => createReadStream(join(source, (table as unknown as KeptBytes).path)),
    });
    const isGiven = (path: string): boolean => isElsewhere(env, folder) && path.startsWith('files/evidence/');
    for (const { path } of manifest.files.filter((file) => !isGiven(file.path)))
      await putBack(join(source, path), path.split('/').slice(1), folder, env);
    const evidence = manifest.files.filter(({ path }) => isGiven(path) && ORIGINAL.test(path));
    if (evidence.length > 0)
      await withEvidence(env, folder, async (store) => {
        for (const { path } of evidence) {
          const undo = await giveBack(store, join(source, path), path.slice(-64));
          if (undo !== undefined) given.push(undo);
        }
      });
    const checked = await check(appUrl, folder, env);
    return { manifest, migrated, ...checked };
  } catch (error) {
    for (const one of kept) rmSync(placeOf(one, folder, env), { recursive: true, force: true });
    for (const undo of given) await undo();
    throw error;
  }
}

async function putBack(from: string, [name, ...inside]: readonly string[], folder: string, env: Environment): Promise<void> {
  const one = kept.find((each) => each.name === name);
  if (one === undefined) throw new RestoreRefused(`Nothing here is called ${name ?? ''}.`);
  const to = join(placeOf(one, folder, env), ...inside);
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  await pipeline(createReadStream(from), createWriteStream(to, { mode: 0o600, flags: 'wx', flush: true }));
}

async function check(appUrl: string, folder: string, env: Environment): Promise<Omit<Restored, 'manifest' | 'migrated'>> {
  const keyFile = placeOf(kept.find(({ name }) => name === 'keys.json') as (typeof kept)[number], folder, env);
  const dataSource = await createDataSource(appUrl, { poolSize: 2, applicationName: 'tregua-restore' });
  try {
    const keyring = Keyring.open(keyFile);
    // What was erased after the keys were copied is in the copy: it goes again before anybody reads.
    await forgetAgain(dataSource, keyring);
    const verified = await verifyAll(dataSource, keyring);
    const [first] = verified.findings;
    if (first !== undefined)
      throw new RestoreRefused(
        `What was restored does not verify (${verified.findings.length} findings). The first: ${first.stream} ${first.seq}${first.field ?? ''}: ${first.says}`,
      );
    const digests = await listEvidenceDigests(dataSource);
    return { ...verified, evidence: await withEvidence(env, folder, (store) => checkEvidence(store, digests)) };
  } finally {
    await dataSource.destroy();
  }
}

async function checkEvidence(store: EvidenceStore, digests: readonly string[]): Promise<Restored['evidence']> {
  const counts = { intact: 0, absent: 0 };
  for (const digest of digests) {
    if ((await store.sizeOf(digest)) === undefined) counts.absent += 1;
    else if (await store.isIntact(digest)) counts.intact += 1;
    else throw new RestoreRefused(`The evidence ${digest} is not what its name says.`);
  }
  return counts;
}

const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });
