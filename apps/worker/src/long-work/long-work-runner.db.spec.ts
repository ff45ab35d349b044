import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { queueAddress } from '@tregua/jobs';
import { createLogger } from '@tregua/platform';
import { findLongJob, LongJobs, PeopleWriter, type LongJobRecord } from '@tregua/store';
import { docketOn, SYSTEM } from '../../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { LongWorkRunner } from './long-work-runner.js';
import { LongWorkRefused, type LongWork } from './long-work.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let jobs: LongJobs;
let registrar: string;
beforeAll(async () => {
  database = await createTestDatabase();
  jobs = new LongJobs(database.dataSource, database.keyring);
  const people = new PeopleWriter(database.dataSource, database.keyring);
  const written = await people.create({ signInName: 'rex', name: 'Rex', roles: ['registrar'], passwordHash: null }, SYSTEM);
  if (written.status !== 'written') throw new Error(JSON.stringify(written));
  registrar = written.id;
});
afterAll(() => database.drop());

/** A worker that does one kind of long work, as it is given here. */
function runnerOf(run: LongWork['run']): LongWorkRunner {
  const work: LongWork = { kind: 'import', run };
  const { dataSource, keyring, appUrl } = database;
  return new LongWorkRunner([work], {
    ...{ dataSource, keyring, docket: docketOn(database), queue: queueAddress(appUrl) },
    logger: createLogger('test', { level: 'silent' }),
    sweepEveryMs: 500,
  });
}

/** One turn, as the queue gives it. */
async function turn(runner: LongWorkRunner, job: string): Promise<LongJobRecord> {
  const processor = runner.processors().find(({ job: name }) => name === 'run-import');
  await processor?.handle({ job });
  return await seen(job);
}
const seen = async (id: string): Promise<LongJobRecord> => {
  const found = await findLongJob(database.dataSource, { id: registrar, roles: ['registrar'] }, id);
  if (found === undefined) throw new Error('There is no such job.');
  return found;
};
const asked = async (): Promise<string> => {
  await database.ask(`update tregua.long_jobs set state = 'done', lease = null, ended_at = now() where ended_at is null`);
  const answer = await jobs.ask({ kind: 'import', actor: { id: registrar, role: 'registrar' }, asked: {}, idempotencyKey: randomUUID() });
  if (answer.status !== 'asked') throw new Error(answer.status);
  return answer.job.id;
};
/** Works for ever, and looks every 20 ms whether it should. */
const endless: LongWork['run'] = async (_job, report, cancelled) => {
  for (let done = 1; ; done += 1) {
    cancelled.throwIfAborted();
    await report({ phase: 'reading', done, checkpoint: { done } });
    await pause(20);
  }
};

describe('a turn at a long job', () => {
  it('ends with what was made', async () => {
    const file = { sha256: 'ab'.repeat(32), size: 3, name: 'case.zip', mediaType: 'application/zip' };
    const runner = runnerOf(async (job, report) => {
      await report({ phase: 'writing', done: 1, total: 2 });
      return { result: { id: job.id }, file };
    });
    const id = await asked();
    expect(await turn(runner, id)).toMatchObject({ state: 'done', phase: 'done', done: 2, total: 2, result: { id }, file });
    expect((await turn(runner, id)).revision).toBe((await seen(id)).revision); // again: nothing is left to do
  });

  it('that fails is tried again after a pause, from the last checkpoint, and in the end a person must look', async () => {
    const begunAt: unknown[] = [];
    const runner = runnerOf(async ({ checkpoint }, report) => {
      begunAt.push(checkpoint?.['rows']);
      if (checkpoint === undefined) await report({ phase: 'reading', done: 5, checkpoint: { rows: 5 } });
      throw new Error('the disk is full');
    });
    const id = await asked();
    for (let tries = 1; tries <= 7; tries += 1) {
      expect((await turn(runner, id)).state).toBe(tries === 7 ? 'failed' : 'waiting');
      const [row] = await database.ask<{ ms: number }>(
        `select (extract(epoch from not_before - clock_timestamp()) * 1000)::float8 as ms from tregua.long_jobs where id = $1`,
        [id],
      );
      if (tries < 7) expect(row?.ms).toBeGreaterThan(0);
      await database.ask(`update tregua.long_jobs set not_before = clock_timestamp() where id = $1`, [id]);
    }
    expect(begunAt).toEqual([undefined, 5, 5, 5, 5, 5, 5]);
    expect(await seen(id)).toMatchObject({ problem: { problem: 'failed-inside', faults: [] }, checkpoint: { rows: 5 } });
  });

  it('that is refused fails at once, and says what is wrong', async () => {
    const faults = [{ pointer: '/file', code: 'fileIsCsv' as const, params: { why: 'CSV_QUOTE_NOT_CLOSED' } }];
    const runner = runnerOf(() => Promise.reject(new LongWorkRefused('shape-is-wrong', faults)));
    expect(await turn(runner, await asked())).toMatchObject({ state: 'failed', problem: { problem: 'shape-is-wrong', faults } });
  });

  it('stops within two seconds when somebody cancels', async () => {
    const id = await asked();
    const running = turn(runnerOf(endless), id);
    while ((await seen(id)).done < 3) await pause(10);
    const from = Date.now();
    await jobs.cancel(id);
    const stopped = await running;
    expect(Date.now() - from).toBeLessThan(2_000);
    expect(stopped).toMatchObject({ state: 'cancelled' });
    expect(Number(stopped.checkpoint?.['done'])).toBeGreaterThanOrEqual(3);
  });

  it('gives the job back when the worker stops', async () => {
    const id = await asked();
    const runner = runnerOf(endless);
    const running = turn(runner, id);
    while ((await seen(id)).done < 3) await pause(10);
    for (const processor of runner.processors()) processor.stop?.();
    expect(await running).toMatchObject({ state: 'waiting' });
  });

  it('gives up what another worker has taken, and writes nothing more', async () => {
    const id = await asked();
    const running = turn(runnerOf(endless), id);
    while ((await seen(id)).done < 3) await pause(10);
    const other = randomUUID();
    await database.ask(`update tregua.long_jobs set lease = $2, phase = 'others' where id = $1`, [id, other]);
    expect(await running).toMatchObject({ state: 'running', phase: 'others' });
  });

  it('is refused to somebody who was disabled meanwhile', async () => {
    const id = await asked();
    await database.ask(`update tregua.people set status = 'disabled' where id = $1`, [registrar]);
    try {
      expect(await turn(runnerOf(endless), id)).toMatchObject({ state: 'failed', problem: { problem: 'right-is-missing' } });
    } finally {
      await database.ask(`update tregua.people set status = 'active' where id = $1`, [registrar]);
    }
  });
});
