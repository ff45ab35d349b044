import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { EvidenceIsMissing, openEvidenceStores, readEvidenceUrl, type EvidenceStore } from '@tregua/evidence-store';
import type { Environment } from '@tregua/platform';
import { createDataSource, listEvidenceDigests, RestoreRefused } from '@tregua/store';
import type { KeptBytes } from './manifest.js';

/** Evidence that lies in no folder of this machine is copied by what the tables name, into the same places as a folder's: a backup of one is restored into the other. */
export function isElsewhere(env: Environment, folder: string): boolean {
  return readEvidenceUrl(env, join(folder, 'evidence')).kind !== 'file';
}

/** Does something with the store that holds the evidence, and lets it go. */
export async function withEvidence<T>(env: Environment, folder: string, work: (store: EvidenceStore) => Promise<T>): Promise<T> {
  const stores = await openEvidenceStores(readEvidenceUrl(env, join(folder, 'evidence')));
  try {
    return await work(stores.evidence);
  } finally {
    stores.close();
  }
}

type Write = (source: NodeJS.ReadableStream, path: string) => Promise<KeptBytes>;

/** Every item that the tables name and whose bytes are still there. What was received after the rows were read goes along and does no harm. */
export async function copyEvidence(ownerUrl: string, store: EvidenceStore, write: Write): Promise<readonly KeptBytes[]> {
  const dataSource = await createDataSource(ownerUrl, { poolSize: 1, applicationName: 'tregua-backup' });
  try {
    const copied: KeptBytes[] = [];
    for (const digest of await listEvidenceDigests(dataSource)) {
      try {
        copied.push(await write(await store.open(digest), `files/evidence/${digest.slice(0, 2)}/${digest.slice(2, 4)}/${digest}`));
      } catch (error) {
        if (!(error instanceof EvidenceIsMissing)) throw error; // erased since: its row says so
      }
    }
    return copied;
  } finally {
    await dataSource.destroy();
  }
}

/** Gives one item back to the store. @returns what undoes it, or undefined where it was there before */
export async function giveBack(store: EvidenceStore, file: string, digest: string): Promise<(() => Promise<void>) | undefined> {
  const wasThere = (await store.sizeOf(digest)) !== undefined;
  const { sha256 } = await store.receive(createReadStream(file), Number.MAX_SAFE_INTEGER);
  if (sha256 !== digest) throw new RestoreRefused(`The evidence ${digest} is not what its name says.`);
  return wasThere ? undefined : () => store.remove(digest);
}
