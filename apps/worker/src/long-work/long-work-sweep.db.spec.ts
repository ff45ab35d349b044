import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { FileEvidenceStore } from '@tregua/evidence-store';
import { migrateQueue, openJobQueue, queueAddress, type JobQueue } from '@tregua/jobs';
import { createLogger } from '@tregua/platform';
import { APP_ROLE, LongJobs } from '@tregua/store';
import { docketOn } from '../../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { ImportWork } from './imports/import-work.js';
import { LongWorkSweep } from './long-work-sweep.js';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'tregua-sweep-'));
const workFiles = new FileEvidenceStore(folder);
let database: TestDatabase;
let queue: JobQueue;
let jobs: LongJobs;
beforeAll(async () => {
  database = await createTestDatabase();
  await migrateQueue(database.ownerUrl, APP_ROLE);
  queue = openJobQueue(queueAddress(database.appUrl), () => undefined);
  jobs = new LongJobs(database.dataSource, database.keyring);
});
afterAll(async () => {
  await queue.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const kept = async (text: string): Promise<string> => (await workFiles.receive(Readable.from([Buffer.from(text)]), 100)).sha256;

/** A job of these bytes that ended so many days ago, with a draft of it left. */
const ended = async (sha256: string, days: number): Promise<string> => {
  const asked = await jobs.ask({
    kind: 'import',
    actor: { id: randomUUID(), role: 'registrar' },
    asked: { sha256 },
    fileName: 'names.csv',
    idempotencyKey: randomUUID(),
  });
  if (asked.status !== 'asked') throw new Error(asked.status);
  await database.ask(`update tregua.long_jobs set state = 'cancelled', ended_at = now() - make_interval(days => $2) where id = $1`, [
    asked.job.id,
    days,
  ]);
  await database.ask(`insert into tregua.import_drafts (job_id, row_number, result) values ($1, 1, '{}')`, [asked.job.id]);
  return asked.job.id;
};

describe('what ended a week ago', () => {
  it('is put away: drafts, files and names, but for what a later job needs', async () => {
    const [alone, shared, fresh] = [await kept('alone'), await kept('shared'), await kept('fresh')];
    const old = [await ended(alone, 8), await ended(shared, 8)];
    const later = [await ended(shared, 6), await ended(fresh, 6)];
    const { dataSource, keyring, appUrl } = database;
    const options = {
      ...{ dataSource, keyring, workFiles, docket: docketOn(database), queue: queueAddress(appUrl) },
      logger: createLogger('test', { level: 'silent' }),
      sweepEveryMs: 500,
    };
    const sweep = new LongWorkSweep([new ImportWork(options)], queue, options);
    sweep.onApplicationBootstrap();
    const forgotten = async (): Promise<string[]> =>
      (await database.ask<{ id: string }>('select id from tregua.long_jobs where forgotten_at is not null')).map(({ id }) => id);
    for (let tries = 0; tries < 400 && (await forgotten()).length < 2; tries += 1) await pause(25);
    await sweep.beforeApplicationShutdown();
    expect((await forgotten()).sort()).toEqual([...old].sort());
    expect(await Promise.all([alone, shared, fresh].map((sha256) => workFiles.sizeOf(sha256)))).toEqual([undefined, 6, 5]);
    const drafts = await database.ask<{ id: string }>('select job_id as id from tregua.import_drafts');
    expect(drafts.map(({ id }) => id).sort()).toEqual([...later].sort());
    expect(await Promise.all([old[0], later[0]].map((id) => jobs.fileNameOf(id ?? '')))).toEqual([undefined, 'names.csv']);
    expect(await jobs.resume(old[0] ?? '')).toBe(false);
    expect(await jobs.resume(later[0] ?? '')).toBe(true);
  });
});
