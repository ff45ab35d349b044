import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { migrateQueue, queueAddress } from '@tregua/jobs';
import { createLogger } from '@tregua/platform';
import { APP_ROLE, setClock } from '@tregua/store';
import { createWorker } from '../../apps/worker/src/create-worker.js';
import { WorkerState } from '../../apps/worker/src/queues/worker-state.js';
import { bringToTheVote, type CaseAtVote } from '../journeys/support/to-the-vote.js';
import { openCase, shelling, startWorld, type World } from '../journeys/support/world.js';
import { redisIsHere, startRedis, type TestRedis } from '../support/redis.js';
import { dropQueue } from '../support/wipe-queue.js';

const MINUTE = 60_000;
const logger = createLogger('test', { level: 'silent' });
const backends = redisIsHere ? (['postgres', 'redis'] as const) : (['postgres'] as const);

describe.each(backends)('the queue on %s is gone', (backend) => {
  let world: World;
  let redis: TestRedis | undefined;
  let worker: INestApplicationContext;
  let voting: CaseAtVote;

  const takeAway = async (): Promise<void> => await (redis === undefined ? dropQueue(world.database) : redis.kill());
  const giveBackEmpty = async (): Promise<void> => {
    if (redis === undefined) return await migrateQueue(world.database.ownerUrl, APP_ROLE);
    await redis.start();
    await redis.client.flushall();
  };
  const openEffects = async (): Promise<number> =>
    Number((await world.database.ask<{ n: string }>('select count(*) as n from tregua.outbox where done_at is null'))[0]?.n);
  const readiness = async (): Promise<object> => await worker.get(WorkerState).readiness();
  const ofApi = async (): Promise<{ status: number; body: object }> => {
    const answer = await world.app.inject({ url: '/health/ready' });
    return { status: answer.statusCode, body: answer.json<object>() };
  };

  beforeAll(async () => {
    world = await startWorld();
    await migrateQueue(world.database.ownerUrl, APP_ROLE);
    if (backend === 'redis') redis = await startRedis();
    voting = await bringToTheVote(world);
    const { dataSource, keyring } = world.database;
    const queue = queueAddress(redis?.url ?? world.database.appUrl);
    worker = await createWorker({ dataSource, docket: world.docket, keyring, logger, queue, sweepEveryMs: 500 });
    await until(async () => (await openEffects()) === 0);
    await takeAway();
  }, 120_000);
  afterAll(async () => {
    await worker?.close();
    await redis?.stop();
    await world?.close();
  }, 60_000);

  it('and reports are filed, verified and admitted, and cases opened', async () => {
    expect((await openCase(world, shelling(await now(world)))).case).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('and members vote, and the ballot is closed', async () => {
    for (const member of voting.panel) await voting.votes(member);
    const { state } = await world.who('chair').does('cases', voting.id, 'close-ballot');
    expect(state).toBe('RULED');
  });

  it('and deadlines fire at their time', async () => {
    const filed = await world.who('monitor').post('/api/v1/reports', { content: shelling(await now(world)) });
    const { id } = filed.json<{ id: string }>();
    const [due] = await world.database.ask<{ ahead: string; at: Date }>(
      `select extract(epoch from due_at - clock_timestamp()) * 1000 as ahead, due_at as at from tregua.deadlines where stream = $1`,
      [`report/${id}`],
    );
    await setClock(world.database.ownerUrl, { aheadMs: Number(due?.ahead) - 1_500 });
    const lapse = async (): Promise<Date | undefined> =>
      (
        await world.database.ask<{ at: Date }>(`select at from tregua.entries where stream = $1 and type = 'DraftLapsed'`, [`report/${id}`])
      )[0]?.at;
    await until(async () => (await lapse()) !== undefined);
    const late = Number(await lapse()) - Number(due?.at);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(30_000);
  });

  it('and whoever asks how it stands is told what waits, and that people can work', async () => {
    expect(await openEffects()).toBeGreaterThan(5);
    expect(await readiness()).toMatchObject({ status: 'degraded', checks: { database: 'up', queue: 'down', effects: 'late' } });
    expect(await ofApi()).toMatchObject({ status: 200, body: { status: 'degraded', checks: { database: 'up', effects: 'late' } } });
  });

  it('and when it is back, and empty, everybody is told of what happened meanwhile, once', async () => {
    await giveBackEmpty();
    await until(async () => (await openEffects()) === 0, MINUTE);
    const twice = await world.database.ask(
      `select effect_key, recipient, channel from tregua.notices group by 1, 2, 3 having count(*) > 1`,
    );
    expect(twice).toEqual([]);
    const [member] = voting.panel;
    const told = (await member?.get('/api/v1/notices'))?.json<{ items: { type: string }[] }>().items.map(({ type }) => type);
    expect(told?.filter((type) => type === 'BallotClosed')).toHaveLength(1);
    const served = (await world.who('agent-bb').get('/api/v1/notices')).json<{ items: { type: string }[] }>().items;
    expect(served.filter(({ type }) => type === 'CaseOpened')).toHaveLength(2);
    await until(async () => ((await readiness()) as { checks: { queue: string } }).checks.queue === 'up');
    expect((await ofApi()).status).toBe(200);
  }, 90_000);
});

async function now(world: World): Promise<number> {
  const [row] = await world.database.ask<{ now: string }>('select tregua.now_ms() as now');
  return Number(row?.now);
}

async function until(holds: () => Promise<boolean>, withinMs = 30_000): Promise<void> {
  for (const end = Date.now() + withinMs; Date.now() < end; await pause(50)) if (await holds()) return;
  throw new Error(`Not within ${withinMs} ms.`);
}
