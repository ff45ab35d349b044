import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { commissionLaw, Docket } from '@tregua/docket';
import { FileEvidenceStore } from '@tregua/evidence-store';
import { EvidenceWriter, Keyring, PostgresDocketStore } from '@tregua/store';
import { monitor, openedCase, seatCommission } from '../../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { startS3, type TestS3 } from '../../../../test/support/s3.js';
import { withEvidence } from './evidence-copies.js';
import { restoreBackup, type Restored } from './restore-backup.js';
import { writeBackup } from './write-backup.js';

/** A Commission whose evidence lies in S3, and its backup. */
let database: TestDatabase;
let server: TestS3;
let digests: string[];
const root = mkdtempSync(join(tmpdir(), 'tregua-s3-backup-'));
const [home, backup] = [join(root, 'home'), join(root, 'backup')];
const made: string[] = [];
const environment = (prefix: string): Record<string, string> => ({ EVIDENCE_URL: server.url(prefix), ...server.environment });

async function restored(folder: string, env: Record<string, string>, readerAt = (url: string): string => url): Promise<Restored> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  made.push(name);
  await database.ask(`create database ${name} owner tregua_owner`);
  await database.ask(`grant connect on database ${name} to tregua_app`);
  const at = (url: string): string => url.replace(database.name, name);
  const [ownerUrl, appUrl] = [at(database.ownerUrl), readerAt(at(database.appUrl))];
  return await restoreBackup({ source: backup, ownerUrl, appUrl, folder: join(root, folder), env });
}

beforeAll(async () => {
  [database, server] = await Promise.all([createTestDatabase(), startS3()]);
  const keyring = Keyring.open(join(home, 'keys.json'));
  await seatCommission({ ...database, keyring });
  const caseId = await openedCase(new Docket(new PostgresDocketStore(database.dataSource, keyring), commissionLaw));
  const evidence = new EvidenceWriter(database.dataSource, keyring);
  digests = await withEvidence(environment('first'), home, async (store) => {
    const kept: string[] = [];
    for (const text of ['A photograph.', 'A recording.']) {
      const received = await store.receive(Readable.from([Buffer.from(text)]), 1_000);
      await evidence.receive({ caseId, kind: 'photo', mediaType: 'image/jpeg', fileName: 'crater.jpg', actor: monitor, ...received });
      kept.push(received.sha256);
    }
    return kept;
  });
  await writeBackup({ ownerUrl: database.ownerUrl, folder: home, env: environment('first'), target: backup });
}, 60_000);

afterAll(async () => {
  for (const name of made) await database.ask(`drop database if exists ${name} with (force)`);
  await database?.drop();
  await server?.stop();
  rmSync(root, { recursive: true, force: true });
}, 60_000);

const placeOf = (digest: string): string => join(digest.slice(0, 2), digest.slice(2, 4), digest);

describe('a backup of a Commission whose evidence lies in S3', () => {
  it('holds every original, in the places of a folder', () => {
    for (const digest of digests) expect(existsSync(join(backup, 'files/evidence', placeOf(digest)))).toBe(true);
    expect(readFileSync(join(backup, 'files/evidence', placeOf(digests[0] as string)), 'utf8')).toBe('A photograph.');
  });

  it('is restored into another bucket or prefix, and into files', async () => {
    expect((await restored('in-s3', environment('second'))).evidence).toEqual({ intact: 2, absent: 0 });
    for (const digest of digests) expect(server.keys()).toContain(`second/${placeOf(digest)}`);
    expect((await restored('in-files', {})).evidence).toEqual({ intact: 2, absent: 0 });
    expect(await new FileEvidenceStore(join(root, 'in-files', 'evidence')).isIntact(digests[0] as string)).toBe(true);
  }, 60_000);

  it('takes away again what it put into the bucket when it is not verified', async () => {
    const keys = server.keys();
    // Whoever reads what was restored is refused: the last step of all.
    await expect(restored('refused', environment('third'), (url) => url.replace(/:[^:@/]+@/, ':wrong@'))).rejects.toThrow();
    expect(server.keys()).toEqual(keys);
    await expect(restored('again', environment('second'), (url) => url.replace(/:[^:@/]+@/, ':wrong@'))).rejects.toThrow();
    expect(server.keys()).toEqual(keys); // what was there before stays
  }, 60_000);
});
