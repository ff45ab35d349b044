import { setTimeout as pause } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { redisIsHere, startRedis, type TestRedis } from '../../../test/support/redis.js';
import { dropQueue, wipeQueue } from '../../../test/support/wipe-queue.js';
import { openJobQueue, QueueIsDown, type JobQueue } from './job-queue.js';
import { processorOf, startProcessors, type Processor, type Processors } from './processors.js';
import { queueAddress, type QueueAddress } from './queue-address.js';
import { checkQueue, migrateQueue } from './queue-schema.js';
import { catalogue, type JobKind } from './catalogue.js';

const BACKENDS = redisIsHere ? (['postgres', 'redis'] as const) : (['postgres'] as const);
const STREAM = 'case/0190a1b2-0000-7000-8000-000000000001';

describe.each(BACKENDS)('the queue on %s', (backend) => {
  let database: TestDatabase;
  let redis: TestRedis | undefined;
  let address: QueueAddress;
  const open: { close(): Promise<void> }[] = [];
  const errors: string[] = [];

  const queue = (): JobQueue => {
    const opened = openJobQueue(address, (error) => errors.push(error.message));
    open.push(opened);
    return opened;
  };
  const work = (processors: readonly Processor[], lockMs?: number): Processors => {
    const jobs: readonly JobKind[] = processors.map(({ job }) => catalogue[job]);
    const started = startProcessors(address, processors, {
      jobs,
      onError: (error) => errors.push(error.message),
      ...(lockMs === undefined ? {} : { lockMs }),
    });
    open.push(started);
    return started;
  };
  const wipe = async (): Promise<void> => await wipeQueue(database, redis);

  beforeAll(async () => {
    database = await createTestDatabase(2);
    if (backend === 'postgres') await migrateQueue(database.ownerUrl, 'tregua_app');
    else redis = await startRedis();
    address = queueAddress(redis === undefined ? database.appUrl : redis.url);
  }, 60_000);
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
    errors.length = 0;
    await wipe();
  }, 20_000);
  afterAll(async () => {
    await redis?.stop();
    await database.drop();
  });

  it('can be used, and says so', async () => {
    await expect(checkQueue(address)).resolves.toBeUndefined();
  });

  it('hands a job with its payload to its processor', async () => {
    const seen: unknown[] = [];
    work([processorOf('decide-notices', (payload) => void seen.push(payload))]);
    await queue().add('decide-notices', { effectKey: `${STREAM}:1:party` }, { jobId: 'e~one' });
    await until(() => seen.length === 1);
    expect(seen).toEqual([{ effectKey: `${STREAM}:1:party` }]);
  });

  it('adds a job of one id once, and takes it again after it was done', async () => {
    let done = 0;
    const adding = queue();
    for (let times = 0; times < 5; times += 1) {
      await adding.add('decide-notices', { effectKey: `${STREAM}:1:party` }, { jobId: 'e~same' });
    }
    expect(await waitingIn(adding, 'effects')).toBe(1);
    work([processorOf('decide-notices', () => void (done += 1))]);
    await until(() => done === 1);
    await until(async () => (await depthOf(adding, 'effects')).active === 0);
    await adding.add('decide-notices', { effectKey: `${STREAM}:1:party` }, { jobId: 'e~same' });
    await until(() => done === 2);
  });

  it('holds a delayed job back, and counts it', async () => {
    const at: number[] = [];
    const adding = queue();
    work([processorOf('wake-deadlines', () => void at.push(Date.now()))]);
    const from = Date.now();
    await adding.add('wake-deadlines', { stream: STREAM, dueAt: '2026-03-01T00:00:00.000Z' }, { jobId: 'w~1', delayMs: 600 });
    expect(await depthOf(adding, 'deadlines')).toMatchObject({ delayed: 1, waiting: 0, active: 0 });
    await until(() => at.length === 1);
    expect((at[0] as number) - from).toBeGreaterThanOrEqual(590);
    expect((at[0] as number) - from).toBeLessThan(3_000);
  });

  it('tries a failed job again, and gives its id free when it has failed for good', async () => {
    let tries = 0;
    const adding = queue();
    work([
      processorOf('send-digest', () => {
        tries += 1;
        throw new Error('not today');
      }),
    ]);
    const payload = { person: '0190a1b2-0000-7000-8000-000000000002', day: '2026-03-01' };
    await adding.add('send-digest', payload, { jobId: 'd~1' });
    await until(() => tries === catalogue['send-digest'].attempts, 15_000);
    await until(async () => total(await depthOf(adding, 'notices')) === 0);
    expect(errors).toContain('not today');
    await adding.add('send-digest', payload, { jobId: 'd~1' });
    await until(() => tries > catalogue['send-digest'].attempts);
  });

  it('shares the work of one queue among workers: each job goes to one', async () => {
    const done: string[] = [];
    for (const worker of ['a', 'b', 'c']) {
      await work([processorOf('decide-notices', ({ effectKey }) => void done.push(`${effectKey}@${worker}`))]).ready();
    }
    const adding = queue();
    const keys = Array.from({ length: 60 }, (_, index) => `${STREAM}:${index}:party`);
    await Promise.all(keys.map((effectKey, index) => adding.add('decide-notices', { effectKey }, { jobId: `e~${index}x` })));
    await until(() => done.length >= keys.length);
    await pause(200);
    expect(done.map((key) => key.split('@')[0]).sort()).toEqual([...keys].sort());
  });

  it('finishes what is under way when it closes, and takes nothing new', async () => {
    let begun = 0;
    let ended = 0;
    const adding = queue();
    const working = work([
      processorOf('wake-deadlines', async () => {
        begun += 1;
        await pause(400);
        ended += 1;
      }),
    ]);
    for (const id of ['x', 'y', 'z'])
      await adding.add('wake-deadlines', { stream: STREAM, dueAt: '2026-03-01T00:00:00.000Z' }, { jobId: `w~${id}` });
    await until(() => begun === 1);
    await working.close();
    expect({ begun, ended }).toEqual({ begun: 1, ended: 1 });
    expect(await waitingIn(adding, 'deadlines')).toBe(2);
  });

  it('goes on after it was wiped', async () => {
    const seen: string[] = [];
    const adding = queue();
    await work([processorOf('decide-notices', ({ effectKey }) => void seen.push(effectKey))]).ready();
    await adding.add('decide-notices', { effectKey: `${STREAM}:1:party` }, { jobId: 'e~before' });
    await until(() => seen.length === 1);
    await wipe();
    await until(async () => {
      await adding.add('decide-notices', { effectKey: `${STREAM}:2:party` }, { jobId: 'e~after' }).catch(() => undefined);
      return seen.length >= 2;
    }, 20_000);
    expect(seen[1]).toBe(`${STREAM}:2:party`);
  }, 30_000);

  it('works although the queue was away when it was opened', async () => {
    if (redis !== undefined) await redis.kill();
    else await dropQueue(database);
    const seen: string[] = [];
    const adding = queue();
    work([processorOf('decide-notices', ({ effectKey }) => void seen.push(effectKey))]);
    await expect(adding.add('decide-notices', { effectKey: `${STREAM}:1:party` }, { jobId: 'e~early' })).rejects.toThrow(QueueIsDown);
    if (redis !== undefined) await redis.start();
    else await migrateQueue(database.ownerUrl, 'tregua_app');
    await until(async () => {
      await adding.add('decide-notices', { effectKey: `${STREAM}:2:party` }, { jobId: 'e~late' }).catch(() => undefined);
      return seen.includes(`${STREAM}:2:party`);
    }, 20_000);
  }, 40_000);

  it('knows whether it was wiped', async () => {
    const [one, other] = [queue(), queue()];
    expect(await one.remembers()).toBe(false);
    expect(await one.remembers()).toBe(true);
    expect(await other.remembers()).toBe(true);
    await wipe();
    expect(await other.remembers()).toBe(false);
    expect(await one.remembers()).toBe(true);
  });

  it('refuses a payload that the catalogue does not know, before it is in the queue', async () => {
    const adding = queue();
    const wrong = { effectKey: 'k:1:a', narrative: 'text that must not travel' } as { effectKey: string };
    await expect(adding.add('decide-notices', wrong, { jobId: 'e~bad' })).rejects.toThrow('decide-notices: narrative');
    await expect(adding.add('deliver-notice', { notice: 'no-id' }, { jobId: 'n~bad' })).rejects.toThrow('deliver-notice: notice');
    expect(await waitingIn(adding, 'effects')).toBe(0);
  });
});

async function depthOf(queue: JobQueue, name: string): Promise<{ waiting: number; delayed: number; active: number; failed: number }> {
  const found = (await queue.depths()).find((depth) => depth.queue === name);
  if (found === undefined) throw new Error(`There is no queue ${name}.`);
  return found;
}

async function waitingIn(queue: JobQueue, name: string): Promise<number> {
  return (await depthOf(queue, name)).waiting;
}

function total({ waiting, delayed, active, failed }: { waiting: number; delayed: number; active: number; failed: number }): number {
  return waiting + delayed + active + failed;
}

async function until(holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  for (const end = Date.now() + withinMs; Date.now() < end; await pause(20)) if (await holds()) return;
  throw new Error(`Not within ${withinMs} ms.`);
}
