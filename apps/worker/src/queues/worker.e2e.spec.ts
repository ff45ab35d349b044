import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { processorOf, migrateQueue, openJobQueue, queueAddress, startProcessors, catalogue, type QueueAddress } from '@tregua/jobs';
import { createLogger } from '@tregua/platform';
import { APP_ROLE, closeEffect, openEffect, readBacklog, setClock } from '@tregua/store';
import { docketOn, entered, monitor, openedCase, seatCommission, shelling } from '../../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { redisIsHere, startRedis, type TestRedis } from '../../../../test/support/redis.js';
import { wipeQueue } from '../../../../test/support/wipe-queue.js';
import { createWorker } from '../create-worker.js';
import { serveState } from './state-server.js';
import { WorkerState } from './worker-state.js';

const BACKENDS = redisIsHere ? (['postgres', 'redis'] as const) : (['postgres'] as const);
const logger = createLogger('test', { level: 'silent' });
const DAY = 86_400_000;

describe.each(BACKENDS)('the worker with its queue on %s', (backend) => {
  let database: TestDatabase;
  let redis: TestRedis | undefined;
  let queue: QueueAddress;
  const open: { close(): Promise<void> }[] = [];

  const worker = async (
    change: { sweepEveryMs?: number; queue?: QueueAddress; queueMayBeDown?: boolean } = {},
  ): Promise<INestApplicationContext> => {
    const started = await createWorker({
      dataSource: database.dataSource,
      docket: docketOn(database),
      keyring: database.keyring,
      logger,
      queue,
      sweepEveryMs: 500,
      ...change,
    });
    open.push(started);
    return started;
  };
  const draft = async (): Promise<string> => {
    const answer = await docketOn(database).enter({
      process: 'report',
      command: 'CreateReport',
      payload: { content: shelling() },
      actor: monitor,
    });
    return entered(answer).stream;
  };
  const stateOf = async (stream: string): Promise<string | undefined> =>
    (await database.ask<{ state: string }>('select state from tregua.reports where stream = $1', [stream]))[0]?.state;
  /** Sets the clock so that the deadline comes soon, and returns when that is. */
  const dueIn = async (stream: string, ms: number): Promise<number> => {
    const rows = await database.ask<{ ms: string; due_at: Date }>(
      `select due_at, (extract(epoch from due_at - clock_timestamp()) * 1000)::bigint as ms from tregua.deadlines where stream = $1`,
      [stream],
    );
    await setClock(database.ownerUrl, { aheadMs: Number(rows[0]?.ms) - ms });
    return Number(rows[0]?.due_at);
  };
  /** Does what decides notices: closes the effect in a transaction. Counts how often each was brought about. */
  const decider = (): Map<string, number> => {
    const times = new Map<string, number>();
    const processor = processorOf('decide-notices', async ({ effectKey }) => {
      await database.dataSource.transaction(async (manager) => {
        if ((await openEffect(manager, effectKey)) === undefined) return;
        times.set(effectKey, (times.get(effectKey) ?? 0) + 1);
        await closeEffect(manager, effectKey);
      });
    });
    open.push(startProcessors(queue, [processor], { jobs: [catalogue['decide-notices']], onError: () => undefined }));
    return times;
  };
  const effects = async (): Promise<{ total: number; open: number }> => {
    const [row] = await database.ask<{ total: string; open: string }>(
      `select count(*) as total, count(*) filter (where done_at is null) as open from tregua.outbox`,
    );
    return { total: Number(row?.total), open: Number(row?.open) };
  };
  const nobody = (): QueueAddress => queueAddress(backend === 'redis' ? 'redis://127.0.0.1:1' : 'postgres://a:b@127.0.0.1:1/none');
  const wipe = async (): Promise<void> => await wipeQueue(database, redis);

  beforeAll(async () => {
    database = await createTestDatabase(12);
    await migrateQueue(database.ownerUrl, APP_ROLE);
    await seatCommission(database);
    if (backend === 'redis') redis = await startRedis();
    queue = queueAddress(redis?.url ?? database.appUrl);
  }, 60_000);
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
    await setClock(database.ownerUrl, 'plain');
  }, 20_000);
  afterAll(async () => {
    await redis?.stop();
    await database.drop();
  });

  it('fires a deadline in its second, once, with three workers side by side', async () => {
    const stream = await draft();
    const dueAt = await dueIn(stream, 3_000);
    for (let count = 0; count < 3; count += 1) await worker({ sweepEveryMs: 60_000 });
    await until(async () => (await stateOf(stream)) !== 'DRAFT');
    await pause(300);
    const lapses = await database.ask<{ at: Date }>('select at from tregua.entries where stream = $1 and seq > 1', [stream]);
    expect(lapses).toHaveLength(1);
    const late = Number(lapses[0]?.at) - dueAt;
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(2_000);
  });

  it('holds a delayed job for a deadline that comes near, and none for one that is far', async () => {
    const stream = await draft();
    await dueIn(stream, DAY);
    const working = await worker({ sweepEveryMs: 60_000 });
    const depth = openJobQueue(queue, () => undefined);
    open.push(depth);
    await pause(300);
    expect((await depth.depths()).find(({ queue: name }) => name === 'deadlines')).toMatchObject({ delayed: 0 });
    await working.close();
    await dueIn(stream, 2_500);
    await worker({ sweepEveryMs: 60_000 });
    await until(async () => ((await depth.depths()).find(({ queue: name }) => name === 'deadlines')?.delayed ?? 0) > 0, 2_000);
    await until(async () => (await stateOf(stream)) !== 'DRAFT');
  });

  it('hands every effect over once it is committed, and each is brought about once', async () => {
    const times = decider();
    await worker({ sweepEveryMs: 60_000 });
    await worker({ sweepEveryMs: 60_000 });
    await until(async () => (await effects()).open === 0);
    const before = (await effects()).total;
    const from = Date.now();
    await openedCase(docketOn(database));
    await until(async () => (await effects()).open === 0);
    expect(Date.now() - from).toBeLessThan(5_000);
    expect((await effects()).total).toBeGreaterThan(before);
    expect([...times.values()].every((count) => count === 1)).toBe(true);
  });

  it('brings back at once what a wiped queue lost, and in time what it lost unseen', async () => {
    const marks = openJobQueue(queue, () => undefined);
    open.push(marks);
    await marks.remembers();
    await openedCase(docketOn(database));
    const handOver = `update tregua.outbox set attempts = 1, claimed_at = clock_timestamp() - make_interval(secs => $1) where done_at is null`;
    await database.ask(handOver, [0]); // as a relay leaves them that was killed after its claim
    await worker();
    await pause(1_500);
    const { open: waiting } = await effects();
    expect(waiting).toBeGreaterThan(0); // whoever has them may still be at work
    await wipe();
    await until(async () => (await effects()).open === 0);

    await openedCase(docketOn(database));
    await database.ask(handOver, [31]);
    await until(async () => (await effects()).open === 0);
  }, 30_000);

  // On PostgreSQL the queue is down when the database is.
  if (backend === 'redis')
    it('fires deadlines without the queue, and hands effects over when it is back', async () => {
      const stream = await draft();
      await worker();
      await redis?.kill();
      await openedCase(docketOn(database));
      await dueIn(stream, 1_000);
      await until(async () => (await stateOf(stream)) !== 'DRAFT');
      expect((await effects()).open).toBeGreaterThan(0);
      expect((await readBacklog(database.dataSource)).overdueDeadlines).toBe(0);
      await redis?.start();
      const times = decider();
      await until(async () => (await effects()).open === 0, 20_000);
      expect([...times.values()].every((count) => count === 1)).toBe(true);
    }, 40_000);

  it('says how it stands: ready, degraded without its queue, and in numbers', async () => {
    const working = await worker();
    await until(async () => (await effects()).open === 0);
    const state = await serveState(working.get(WorkerState), { host: '127.0.0.1', port: 0 });
    open.push(state);
    const ask = async (path: string): Promise<Response> => await fetch(`http://127.0.0.1:${state.port}${path}`);
    const ready = await ask('/health/ready');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      status: 'up',
      checks: { database: 'up', queue: 'up', effects: 'up', deadlines: 'up', subjects: 'up', log: 'up', signer: 'up' },
    });
    const numbers = await (await ask('/metrics')).text();
    for (const line of ['tregua_outbox_open 0', 'tregua_deadlines_overdue 0', 'tregua_queue_up 1']) expect(numbers).toContain(line);
    expect(numbers).toMatch(/^tregua_queue_jobs\{queue="deadlines",state="delayed"\} \d+$/m);
    expect((await ask('/')).status).toBe(404);

    const alone = await worker({ queue: nobody(), queueMayBeDown: true });
    const degraded = await alone.get(WorkerState).readiness();
    expect(degraded).toEqual({
      status: 'degraded',
      checks: { database: 'up', queue: 'down', effects: 'up', deadlines: 'up', subjects: 'up', log: 'up', signer: 'up' },
    });
    expect(await alone.get(WorkerState).metrics()).toContain('tregua_queue_up 0');
  }, 30_000);

  it('does not start on a queue that does not answer, unless it was told to', async () => {
    await expect(worker({ queue: nobody() })).rejects.toThrow(/QUEUE_URL: (Redis|PostgreSQL) does not answer there \(ECONNREFUSED\)\./);
    const stream = await draft();
    await worker({ queue: nobody(), queueMayBeDown: true });
    await dueIn(stream, 500);
    await until(async () => (await stateOf(stream)) !== 'DRAFT');
  }, 30_000);
});

async function until(holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  for (const end = Date.now() + withinMs; Date.now() < end; await pause(25)) if (await holds()) return;
  throw new Error(`Not within ${withinMs} ms.`);
}
