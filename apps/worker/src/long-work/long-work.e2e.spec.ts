import { jest } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { FileEvidenceStore } from '@tregua/evidence-store';
import { migrateQueue } from '@tregua/jobs';
import { APP_ROLE, findLongJob, Keyring, LongJobs, PeopleWriter, type LongJobRecord } from '@tregua/store';
import { agreement, seatCommission, SYSTEM } from '../../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { redisIsHere, startRedis, type TestRedis } from '../../../../test/support/redis.js';
import { dailyCounts } from '../../../../test/support/uploads.js';
import { wipeQueue } from '../../../../test/support/wipe-queue.js';

jest.setTimeout(180_000);

const BACKENDS = redisIsHere ? (['postgres', 'redis'] as const) : (['postgres'] as const);
const main = resolve(import.meta.dirname, '../../../../dist/apps/worker/src/main.js');
const ROWS = 5_000;

describe.each(BACKENDS)('long work with the queue on %s', (backend) => {
  let database: TestDatabase;
  let redis: TestRedis | undefined;
  let jobs: LongJobs;
  let workFiles: FileEvidenceStore;
  let registrar: string;
  const folder = mkdtempSync(join(tmpdir(), 'tregua-long-work-'));
  const processes: ChildProcess[] = [];

  /** A worker as a process of its own: only a process can be killed. */
  const worker = (): ChildProcess => {
    const child = spawn(process.execPath, ['--no-warnings', main], {
      env: {
        ...process.env,
        DATABASE_URL: database.appUrl,
        QUEUE_URL: redis?.url ?? database.appUrl,
        TREGUA_HOME: folder,
        TREGUA_SWEEP_MS: '500',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    processes.push(child);
    return child;
  };
  const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const over = once(child, 'exit');
    child.kill(signal);
    await over;
  };
  const job = async (id: string): Promise<LongJobRecord> => {
    const found = await findLongJob(database.dataSource, { id: registrar, roles: ['registrar'] }, id);
    if (found === undefined) throw new Error('There is no such job.');
    return found;
  };
  const importOf = async (bytes: Buffer): Promise<string> => {
    const { sha256, size } = await workFiles.receive(Readable.from([bytes]), 100_000_000);
    const asked = await jobs.ask({
      kind: 'import',
      actor: { id: registrar, role: 'registrar' },
      asked: { agreement: agreement.id, dryRun: false, sha256, bytes: size },
      fileName: 'counts.csv',
      idempotencyKey: randomUUID(),
    });
    if (asked.status !== 'asked') throw new Error(asked.status);
    return asked.job.id;
  };
  const kept = async (name: string): Promise<object> => {
    const rows = await database.ask(
      `select count(*)::int as rows, count(distinct source_key)::int as keys,
         (select count(*)::int from tregua.imports where rows = $2) as imports,
         (select count(*)::int from tregua.incident_observations where source_key like $1) as linked,
         (select count(*)::int from tregua.import_drafts) as drafts
       from tregua.observations where source_key like $1`,
      [`osce-smm-daily/${name}%`, ROWS],
    );
    return rows[0] ?? {};
  };
  const until = async (id: string, holds: (seen: LongJobRecord) => boolean, withinMs = 90_000): Promise<LongJobRecord> => {
    for (const last = Date.now() + withinMs; Date.now() < last; await pause(30)) {
      const seen = await job(id);
      if (holds(seen)) return seen;
    }
    throw new Error(`Not within ${withinMs} ms: ${JSON.stringify(await job(id))}`);
  };
  const isOver = ({ endedAt }: LongJobRecord): boolean => endedAt !== null;

  beforeAll(async () => {
    if (!existsSync(main)) throw new Error('The worker is not built: npm run build.');
    database = await createTestDatabase(12);
    await migrateQueue(database.ownerUrl, APP_ROLE);
    await seatCommission(database);
    if (backend === 'redis') redis = await startRedis();
    const keyring = Keyring.open(join(folder, 'keys.json'));
    jobs = new LongJobs(database.dataSource, keyring);
    workFiles = new FileEvidenceStore(join(folder, 'evidence', 'work'));
    const people = new PeopleWriter(database.dataSource, keyring);
    const written = await people.create({ signInName: 'rex', name: 'Rex', roles: ['registrar'], passwordHash: null }, SYSTEM);
    if (written.status !== 'written') throw new Error(JSON.stringify(written));
    registrar = written.id;
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((child) => end(child, 'SIGKILL')));
  });
  afterAll(async () => {
    await redis?.stop();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes on in another worker where one was killed while it read, and doubles nothing', async () => {
    const id = await importOf(dailyCounts(ROWS, 'read'));
    const first = worker();
    await until(id, ({ phase, done }) => phase === 'reading' && done >= 500);
    await end(first, 'SIGKILL');
    const { checkpoint } = await job(id);
    const rows = Number(checkpoint?.['rows']);
    expect(rows).toBeGreaterThanOrEqual(500);
    expect(rows).toBeLessThan(ROWS);
    worker();
    const onward = await until(id, ({ done }) => done > rows);
    expect(onward.done).toBeGreaterThanOrEqual(rows); // it did not begin again
    const over = await until(id, isOver);
    expect(over).toMatchObject({ state: 'done', result: { id, counts: { rows: ROWS, accepted: ROWS, duplicate: 0 } } });
    expect(await kept('read')).toEqual({ rows: ROWS, keys: ROWS, imports: 1, linked: ROWS, drafts: 0 });
  });

  it('goes on where one was killed while it kept, and keeps once', async () => {
    const id = await importOf(dailyCounts(ROWS, 'keep'));
    const first = worker();
    await until(id, ({ phase }) => phase === 'keeping');
    await end(first, 'SIGKILL');
    expect(await kept('keep')).toMatchObject({ rows: 0, drafts: ROWS }); // whole or not at all
    worker();
    expect(await until(id, isOver)).toMatchObject({ state: 'done', result: { id, counts: { accepted: ROWS } } });
    expect(await kept('keep')).toEqual({ rows: ROWS, keys: ROWS, imports: 2, linked: ROWS, drafts: 0 });
  });

  it('stops within two seconds when it is cancelled, says what is set aside, and can be resumed', async () => {
    const id = await importOf(dailyCounts(ROWS, 'stop'));
    worker();
    await until(id, ({ phase, done }) => phase === 'reading' && done >= 500);
    const from = Date.now();
    expect(await jobs.cancel(id)).toBe(true);
    const stopped = await until(id, isOver);
    expect(Date.now() - from).toBeLessThan(2_000);
    expect(stopped.state).toBe('cancelled');
    const rows = Number(stopped.checkpoint?.['rows']);
    expect(rows).toBeGreaterThanOrEqual(500);
    expect(await kept('stop')).toMatchObject({ rows: 0, drafts: rows });
    expect(await jobs.cancel(id)).toBe(false);

    expect(await jobs.resume(id)).toBe(true);
    const onward = await until(id, ({ state }) => state === 'running');
    expect(onward.done).toBeGreaterThanOrEqual(rows);
    expect(await until(id, isOver)).toMatchObject({ state: 'done', result: { counts: { accepted: ROWS } } });
    expect(await kept('stop')).toMatchObject({ rows: ROWS, keys: ROWS, drafts: 0 });
  });

  it('gives the job back when its worker is stopped, and another goes on', async () => {
    const id = await importOf(dailyCounts(ROWS, 'term'));
    const first = worker();
    await until(id, ({ phase, done }) => phase === 'reading' && done >= 500);
    await end(first, 'SIGTERM');
    expect((await job(id)).state).toBe('waiting');
    worker();
    expect(await until(id, isOver)).toMatchObject({ state: 'done', result: { counts: { accepted: ROWS } } });
  });

  it('comes back after the queue was wiped, and runs one job of a person at a time', async () => {
    const ids = [await importOf(dailyCounts(20, 'one')), await importOf(dailyCounts(20, 'two')), await importOf(dailyCounts(20, 'three'))];
    // As a worker leaves them that was killed after it handed them over, to a queue that then forgot everything.
    await database.ask(`update tregua.long_jobs set handed_over_at = clock_timestamp() where state = 'waiting'`);
    await wipeQueue(database, redis);
    const watched = (async () => {
      let most = 0;
      while ((await Promise.all(ids.map(job))).some((seen) => !isOver(seen))) {
        const [row] = await database.ask<{ n: number }>(`select count(*)::int as n from tregua.long_jobs where state = 'running'`);
        most = Math.max(most, row?.n ?? 0);
        await pause(50);
      }
      return most;
    })();
    worker();
    worker();
    for (const id of ids) expect(await until(id, isOver)).toMatchObject({ state: 'done', result: { counts: { accepted: 20 } } });
    expect(await watched).toBeLessThanOrEqual(1);
  });
});
