import { randomUUID } from 'node:crypto';
import type { Actor } from '@tregua/casework';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { findLongJob, listLongJobs } from '../reading/long-jobs.query.js';
import { LongJobTurns } from './long-job-turns.js';
import { LongJobs, type NewLongJob } from './long-jobs.js';
import { forgetHandedOver } from './outbox.js';

const rex: Actor = { id: '0190a1b2-0000-7000-8000-00000000000a', role: 'registrar' };
const mona: Actor = { id: '0190a1b2-0000-7000-8000-00000000000b', role: 'registrar' };
const STALE = 15_000;

let database: TestDatabase;
let jobs: LongJobs;
let turns: LongJobTurns;
beforeAll(async () => {
  database = await createTestDatabase();
  jobs = new LongJobs(database.dataSource, database.keyring);
  turns = new LongJobTurns(database.dataSource);
}, 60_000);
afterEach(async () => {
  await database.ask('delete from tregua.long_jobs');
});
afterAll(() => database.drop());

const asked = async (change: Partial<NewLongJob> = {}): Promise<string> => {
  const answer = await jobs.ask({ kind: 'import', actor: rex, asked: { agreement: 'a' }, idempotencyKey: randomUUID(), ...change });
  if (answer.status !== 'asked') throw new Error(answer.status);
  return answer.job.id;
};
const begun = async (id: string) => {
  const job = await turns.begin(id, STALE);
  if (job === undefined) throw new Error('It was not begun.');
  return job;
};
const seen = async (id: string) => await findLongJob(database.dataSource, { id: rex.id, roles: ['registrar'] }, id);

describe('a long job', () => {
  it('is asked for once a key, and refused beyond the limits', async () => {
    const idempotencyKey = randomUUID();
    const id = await asked({ idempotencyKey });
    expect(await jobs.ask({ kind: 'import', actor: rex, asked: { agreement: 'a' }, idempotencyKey })).toMatchObject({
      status: 'again',
      job: { id },
    });
    expect(await jobs.ask({ kind: 'import', actor: rex, asked: { agreement: 'b' }, idempotencyKey })).toEqual({ status: 'keyUsed' });
    expect(await jobs.ask({ kind: 'import', actor: mona, asked: { agreement: 'b' }, idempotencyKey })).toMatchObject({ status: 'asked' });
    for (let more = 1; more < 20; more += 1) await asked();
    expect(await jobs.ask({ kind: 'import', actor: rex, asked: {}, idempotencyKey: randomUUID() })).toEqual({
      status: 'tooMany',
      whose: 'mine',
    });
    await database.ask(
      `insert into tregua.long_jobs (id, kind, asked_by, actor, asked, asked_at)
         select gen_random_uuid(), 'import', 'p' || n, '{}', '{}', now() from generate_series(1, 180) n`,
    );
    expect(await jobs.ask({ kind: 'import', actor: mona, asked: {}, idempotencyKey: randomUUID() })).toEqual({
      status: 'tooMany',
      whose: 'all',
    });
  });

  it("is its asker's and the administrators', and for everybody else there is none", async () => {
    const id = await asked({ fileName: 'Names of witnesses.csv' });
    const { dataSource } = database;
    expect(await seen(id)).toMatchObject({ id, state: 'waiting' });
    expect(await findLongJob(dataSource, { id: mona.id, roles: ['administrator'] }, id)).toMatchObject({ id });
    expect(await findLongJob(dataSource, { id: mona.id, roles: ['registrar', 'chair', 'auditor'] }, id)).toBeUndefined();
    expect(await listLongJobs(dataSource, { id: mona.id, roles: ['registrar'] })).toEqual({ items: [] });
    expect(await jobs.fileNameOf(id)).toBe('Names of witnesses.csv');
    const clear = await database.ask(`select 1 from tregua.long_jobs j where j::text like '%witnesses%'`);
    expect(clear).toEqual([]);
  });

  it('is listed page by page', async () => {
    for (let count = 0; count < 3; count += 1) await asked();
    const reader = { id: rex.id, roles: ['registrar'] as const };
    const first = await listLongJobs(database.dataSource, reader, { limit: 2 });
    const rest = await listLongJobs(database.dataSource, reader, { limit: 2, ...(first.next === undefined ? {} : { cursor: first.next }) });
    expect(new Set([...first.items, ...rest.items].map(({ id }) => id)).size).toBe(3);
    expect(rest.next).toBeUndefined();
    expect((await listLongJobs(database.dataSource, reader, { state: 'done' })).items).toEqual([]);
  });

  it('is begun by one of many, and by another once its worker gives no sign of life', async () => {
    const id = await asked();
    const [one, ...others] = (await Promise.all([1, 2, 3, 4].map(() => turns.begin(id, STALE)))).filter((held) => held !== undefined);
    expect(others).toEqual([]);
    const first = one?.lease ?? '';
    expect(await turns.beat(id, first)).toBe('mine');
    await database.ask(`update tregua.long_jobs set heartbeat_at = clock_timestamp() - interval '16 s'`);
    expect(await turns.take({ limit: 5, lostAfterMs: 30_000, staleAfterMs: STALE })).toEqual([{ id, kind: 'import', turns: 1 }]);
    const { lease, vainTurns } = await begun(id);
    expect(vainTurns).toBe(2);
    // The first has lost it: nothing that it writes counts.
    expect(await turns.beat(id, first)).toBe('lost');
    expect(await turns.report(id, first, { phase: 'reading', done: 9, checkpoint: { rows: 9 } })).toBe('lost');
    expect(await turns.end(id, first, { state: 'done', result: {} })).toBe(false);
    expect(await turns.report(id, lease, { phase: 'reading', done: 5, total: 10, checkpoint: { rows: 5 } })).toBe('mine');
    expect(await seen(id)).toMatchObject({ state: 'running', done: 5, total: 10, checkpoint: { rows: 5 } });
  });

  it('whose lease is lost undoes the transaction that it reports in', async () => {
    const id = await asked();
    const { lease } = await begun(id);
    await database.ask(`update tregua.long_jobs set lease = gen_random_uuid()`);
    const standing = await database.dataSource.transaction((manager) =>
      turns.report(id, lease, { phase: 'keeping', done: 1, checkpoint: { rows: 1 } }, manager),
    );
    expect(standing).toBe('lost');
    expect(await seen(id)).toMatchObject({ checkpoint: null });
  });

  it('of one person runs alone, and the next is handed over when it has ended', async () => {
    const [one, two, other] = [await asked(), await asked(), await asked({ actor: mona })];
    const { lease } = await begun(one);
    expect(await turns.begin(two, STALE)).toBeUndefined();
    expect(await turns.begin(other, STALE)).toMatchObject({ id: other });
    expect(await turns.take({ limit: 5, lostAfterMs: 30_000, staleAfterMs: STALE })).toEqual([]);
    await turns.end(one, lease, { state: 'done', result: { id: null } });
    expect(await turns.take({ limit: 5, lostAfterMs: 30_000, staleAfterMs: STALE })).toEqual([{ id: two, kind: 'import', turns: 0 }]);
    expect(await turns.take({ limit: 5, lostAfterMs: 30_000, staleAfterMs: STALE })).toEqual([]); // the queue has it
    await turns.giveBack([two]);
    expect(await turns.take({ limit: 5, lostAfterMs: 30_000, staleAfterMs: STALE })).toHaveLength(1);
    await forgetHandedOver(database.dataSource);
    expect(await turns.take({ limit: 5, lostAfterMs: 30_000, staleAfterMs: STALE })).toHaveLength(1);
  });

  it('is cancelled at once while it waits, asked to stop while it runs, and not at all when it has ended', async () => {
    const waiting = await asked();
    expect(await jobs.cancel(waiting)).toBe(true);
    expect(await seen(waiting)).toMatchObject({ state: 'cancelled', cancelAsked: true });
    const running = await asked();
    const { lease } = await begun(running);
    expect(await jobs.cancel(running)).toBe(true);
    expect(await turns.beat(running, lease)).toBe('cancelled');
    expect(await turns.end(running, lease, { state: 'cancelled' })).toBe(true);
    expect(await jobs.cancel(running)).toBe(false);
  });

  it('is resumed from its checkpoint, with a fresh count of vain turns, and not once it was put away', async () => {
    const id = await asked();
    const { lease } = await begun(id);
    await turns.report(id, lease, { phase: 'reading', done: 7, checkpoint: { rows: 7 } });
    await turns.end(id, lease, { state: 'failed', problem: { problem: 'failed-inside', faults: [] } });
    expect(await seen(id)).toMatchObject({ state: 'failed', problem: { problem: 'failed-inside' }, checkpoint: { rows: 7 } });
    expect(await jobs.resume(id)).toBe(true);
    expect(await begun(id)).toMatchObject({ checkpoint: { rows: 7 }, vainTurns: 1 });
    await database.ask(`update tregua.long_jobs set state = 'cancelled', lease = null, ended_at = now() - interval '8 days'`);
    expect(await turns.forgettable(5, 7 * 24)).toMatchObject([{ id, kind: 'import' }]);
    expect(await turns.forgotten(id)).toBe(true);
    expect(await jobs.resume(id)).toBe(false);
  });

  it('that failed for a moment waits for its pause', async () => {
    const id = await asked();
    const { lease } = await begun(id);
    await turns.end(id, lease, { state: 'waiting', afterMs: 60_000, inVain: true });
    expect(await turns.begin(id, STALE)).toBeUndefined();
    await database.ask(`update tregua.long_jobs set not_before = clock_timestamp()`);
    expect(await begun(id)).toMatchObject({ vainTurns: 2 });
  });

  it('counts a change that somebody sees, and no sign of life', async () => {
    const id = await asked();
    const { lease } = await begun(id);
    const before = (await seen(id))?.revision ?? 0;
    await turns.beat(id, lease);
    expect((await seen(id))?.revision).toBe(before);
    await turns.report(id, lease, { phase: 'reading', done: 1 });
    expect((await seen(id))?.revision).toBe(before + 1);
  });
});
