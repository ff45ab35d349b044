import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { FileEvidenceStore } from '@tregua/evidence-store';
import { queueAddress } from '@tregua/jobs';
import { createLogger } from '@tregua/platform';
import { findLongJob, LongJobs, PeopleWriter, type LongJobRecord } from '@tregua/store';
import { agreement, docketOn, seatCommission, SYSTEM } from '../../../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { dailyCounts } from '../../../../../test/support/uploads.js';
import { LongWorkRunner } from '../long-work-runner.js';
import { ImportWork } from './import-work.js';

jest.setTimeout(120_000);

const ROWS = 3_000;
const folder = mkdtempSync(join(tmpdir(), 'tregua-import-work-'));
const workFiles = new FileEvidenceStore(folder);
let database: TestDatabase;
let jobs: LongJobs;
let registrar: string;
let runner: LongWorkRunner;
beforeAll(async () => {
  database = await createTestDatabase();
  await seatCommission(database);
  const { dataSource, keyring, appUrl } = database;
  jobs = new LongJobs(dataSource, keyring);
  const people = new PeopleWriter(dataSource, keyring);
  const written = await people.create({ signInName: 'rex', name: 'Rex', roles: ['registrar'], passwordHash: null }, SYSTEM);
  if (written.status !== 'written') throw new Error(JSON.stringify(written));
  registrar = written.id;
  const options = {
    ...{ dataSource, keyring, workFiles, docket: docketOn(database), queue: queueAddress(appUrl) },
    logger: createLogger('test', { level: 'silent' }),
    sweepEveryMs: 500,
  };
  runner = new LongWorkRunner([new ImportWork(options)], options);
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const asked = async (bytes: Buffer): Promise<string> => {
  const { sha256, size } = await workFiles.receive(Readable.from([bytes]), 100_000_000);
  const answer = await jobs.ask({
    kind: 'import',
    actor: { id: registrar, role: 'registrar' },
    asked: { agreement: agreement.id, dryRun: false, sha256, bytes: size },
    fileName: 'counts.csv',
    idempotencyKey: randomUUID(),
  });
  if (answer.status !== 'asked') throw new Error(answer.status);
  return answer.job.id;
};
const seen = async (id: string): Promise<LongJobRecord> => {
  const found = await findLongJob(database.dataSource, { id: registrar, roles: ['registrar'] }, id);
  if (found === undefined) throw new Error('There is no such job.');
  return found;
};
const turn = async (id: string): Promise<LongJobRecord> => {
  await runner
    .processors()
    .find(({ job }) => job === 'run-import')
    ?.handle({ job: id });
  return await seen(id);
};
const counted = async (): Promise<object> =>
  (
    await database.ask(
      `select (select count(*)::int from tregua.observations) as observations, (select count(*)::int from tregua.incidents) as incidents,
         (select count(*)::int from tregua.imports) as imports, (select count(*)::int from tregua.import_results) as results,
         (select count(*)::int from tregua.import_drafts) as drafts, (select count(*)::int from tregua.entries where stream like 'import/%') as entries`,
    )
  )[0] ?? {};

describe('an import as long work', () => {
  const nothing = { observations: 0, incidents: 0, imports: 0, results: 0, entries: 0 };

  it.each(['keeping', 'incidents'])('cancelled in the phase %s stops within two seconds, and nothing of it is kept', async (phase) => {
    const id = await asked(dailyCounts(ROWS, phase));
    const running = turn(id);
    while ((await seen(id)).phase !== phase) await pause(5);
    const from = performance.now();
    await jobs.cancel(id);
    expect(await running).toMatchObject({ state: 'cancelled', checkpoint: { rows: ROWS, read: true } });
    expect(performance.now() - from).toBeLessThan(2_000);
    expect(await counted()).toEqual({ ...nothing, drafts: ROWS });
    await database.ask('delete from tregua.import_drafts');
  });

  it('that was kept by a worker which was killed before it could say so is not kept again', async () => {
    const id = await asked(dailyCounts(30, 'once'));
    const first = await turn(id);
    expect(first).toMatchObject({ state: 'done', result: { id, counts: { accepted: 30 } } });
    const before = await counted();
    await database.ask(
      `update tregua.long_jobs set state = 'running', ended_at = null, result = null, lease = gen_random_uuid(), heartbeat_at = clock_timestamp() - interval '1 minute'
        where id = $1`,
      [id],
    );
    const again = await turn(id);
    expect([again.state, again.result]).toEqual(['done', first.result]);
    expect(await counted()).toEqual(before);
  });
});
