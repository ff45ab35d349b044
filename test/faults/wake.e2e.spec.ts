import { get as httpGet } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { migrateQueue, queueAddress, type QueueAddress } from '@tregua/jobs';
import { createLogger } from '@tregua/platform';
import { APP_ROLE, setClock } from '@tregua/store';
import { createWorker } from '../../apps/worker/src/create-worker.js';
import { startWorld, type World } from '../journeys/support/world.js';
import { entered, monitor, shelling } from '../support/commission.js';
import { redisIsHere, startRedis, type TestRedis } from '../support/redis.js';

/** What the issue asks, as the median of the 95th percentiles of five runs. More of each: TREGUA_WAKES. */
const SHOWN_MS = 1_000;
const WITH_QUEUE_MS = 2_000;
const BY_SWEEP_MS = 30_000;
const RUNS = 5;
const EACH = Number(process.env['TREGUA_WAKES'] ?? 12);
/** Between two deadlines. */
const APART_MS = 150;
/** The worker's default. */
const SWEEP_MS = 2_000;
/** With the sweep switched off each deadline is waited for alone: a run is shorter. */
const EACH_ALONE = Math.ceil(EACH / 2);
/** How long before its time a deadline is told to the queue. */
const LEAD_MS = 800;
/** So long that nothing is found by sweeping: what comes was told of. */
const NEVER_MS = 600_000;

const BACKENDS = redisIsHere ? (['postgres', 'redis'] as const) : (['postgres'] as const);
const logger = createLogger('test', { level: 'silent' });

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** The median of the runs' 95th percentiles; what was measured is printed. */
async function measured(what: string, run: () => Promise<readonly number[]>, each = EACH): Promise<number> {
  const all: number[] = [];
  const percentiles: number[] = [];
  for (let turn = 0; turn < RUNS; turn += 1) {
    const values = await run();
    expect(values).toHaveLength(each);
    all.push(...values);
    percentiles.push(percentile(values, 0.95));
  }
  const [p50Ms, maxMs, p95Ms] = [percentile(all, 0.5), Math.max(...all), percentile(percentiles, 0.5)].map(Math.round);
  process.stdout.write(`${JSON.stringify({ what, runs: RUNS, each, p50Ms, p95Ms, maxMs })}\n`);
  return p95Ms ?? Number.NaN;
}

describe.each(BACKENDS)('how soon things happen, with the queue on %s', (backend) => {
  let world: World;
  let redis: TestRedis | undefined;
  let queue: QueueAddress;
  let port: number;
  let working: INestApplicationContext | undefined;

  const work = async (change: { sweepEveryMs: number; queue?: QueueAddress; queueMayBeDown?: boolean }): Promise<void> => {
    const { dataSource, keyring } = world.database;
    working = await createWorker({ dataSource, docket: world.docket, keyring, logger, queue, ...change });
  };

  beforeAll(async () => {
    world = await startWorld();
    await migrateQueue(world.database.ownerUrl, APP_ROLE);
    if (backend === 'redis') redis = await startRedis();
    queue = queueAddress(redis?.url ?? world.database.appUrl);
    await world.app.listen(0, '127.0.0.1');
    port = (world.app.getHttpServer().address() as AddressInfo).port;
    await setClock(world.database.ownerUrl, 'plain');
  }, 120_000);
  afterEach(async () => {
    await working?.close();
    working = undefined;
    await setClock(world.database.ownerUrl, 'plain');
  }, 60_000);
  afterAll(async () => {
    await redis?.stop();
    await world.close();
  }, 60_000);

  const draft = async (): Promise<string> => {
    const made = await world.who('monitor').post('/api/v1/reports', { content: content() });
    expect(made.statusCode).toBe(201);
    return made.json<{ id: string }>().id;
  };

  it('what is filed is shown to whoever is connected', async () => {
    await work({ sweepEveryMs: NEVER_MS });
    const lead = await connect(port, world.who('lead').headers);
    try {
      const p95Ms = await measured(`filed to shown, ${backend}`, async () => {
        const values: number[] = [];
        for (let turn = 0; turn < EACH; turn += 1) {
          const id = await draft();
          const began = performance.now();
          const shown = lead.next();
          await world.who('monitor').does('reports', id, 'submit-report');
          values.push((await shown) - began);
        }
        return values;
      });
      expect(p95Ms).toBeLessThanOrEqual(SHOWN_MS);
    } finally {
      lead.close();
    }
  }, 180_000);

  /** Deadlines that come one after the other; how late each was entered, by the database's clock. */
  const lateness = async (): Promise<readonly number[]> => {
    await setClock(world.database.ownerUrl, 'plain');
    const ids: string[] = [];
    for (let turn = 0; turn < EACH; turn += 1) {
      ids.push(await draft());
      await pause(APART_MS);
    }
    const streams = ids.map((id) => `report/${id}`);
    const [first] = await world.database.ask<{ ms: string }>(
      `select extract(epoch from min(due_at) - clock_timestamp()) * 1000 as ms from tregua.deadlines where stream = any($1)`,
      [streams],
    );
    await setClock(world.database.ownerUrl, { aheadMs: Number(first?.ms) - 1_500 });
    for (const until = Date.now() + 60_000; Date.now() < until; await pause(100)) {
      const rows = await world.database.ask<{ late: string }>(
        `select extract(epoch from n.at - (b.at + interval '14 days')) * 1000 as late from tregua.entries b
           join tregua.entries n on n.stream = b.stream and n.seq = 2 where b.stream = any($1) and b.seq = 1`,
        [streams],
      );
      if (rows.length < streams.length) continue;
      const late = rows.map((row) => Number(row.late));
      expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
      return late;
    }
    throw new Error('Not every deadline was entered within a minute.');
  };

  /**
   * One deadline, with no other near it: whoever looks once would otherwise know when the next one comes. The clock is set to just before its time; somebody
   * files something, which is told to whoever arms; from then on nobody looks. How late it was entered, or undefined when it was not within `waitMs`.
   */
  const latenessAlone = async (waitMs: number): Promise<number | undefined> => {
    await setClock(world.database.ownerUrl, 'plain');
    const create = { process: 'report', command: 'CreateReport', payload: { content: shelling() }, actor: monitor } as const;
    const { stream } = entered(await world.docket.enter(create));
    const other = entered(await world.docket.enter(create));
    const [row] = await world.database.ask<{ ms: string }>(
      `select extract(epoch from due_at - clock_timestamp()) * 1000 as ms from tregua.deadlines where stream = $1`,
      [stream],
    );
    await setClock(world.database.ownerUrl, { aheadMs: Math.round(Number(row?.ms)) - LEAD_MS });
    entered(await world.docket.enter({ process: 'report', stream: other.id, command: 'SubmitReport', payload: {}, actor: monitor }));
    for (const until = Date.now() + waitMs; Date.now() < until; await pause(25)) {
      const [entry] = await world.database.ask<{ type: string; late: string }>(
        `select n.type, extract(epoch from n.at - (b.at + interval '14 days')) * 1000 as late from tregua.entries b
           join tregua.entries n on n.stream = b.stream and n.seq = 2 where b.stream = $1 and b.seq = 1`,
        [stream],
      );
      if (entry === undefined) continue;
      expect(entry.type).toBe('DraftLapsed');
      expect(Number(entry.late)).toBeGreaterThanOrEqual(0);
      return Number(entry.late);
    }
    return undefined;
  };

  it('a deadline fires in its second by the queue alone, with the sweep switched off', async () => {
    await work({ sweepEveryMs: NEVER_MS });
    const run = async (): Promise<readonly number[]> => {
      const late: number[] = [];
      for (let turn = 0; turn < EACH_ALONE; turn += 1) late.push((await latenessAlone(30_000)) ?? Number.POSITIVE_INFINITY);
      return late;
    };
    expect(await measured(`deadline lateness by the queue alone, ${backend}`, run, EACH_ALONE)).toBeLessThanOrEqual(WITH_QUEUE_MS);
  }, 300_000);

  it('and by nothing else: without queue and sweep it is not entered', async () => {
    await work({ sweepEveryMs: NEVER_MS, queue: queueAddress('redis://127.0.0.1:1'), queueMayBeDown: true });
    expect(await latenessAlone(LEAD_MS + 4_000)).toBeUndefined();
  }, 60_000);

  it('a deadline fires in its second while the queue lives', async () => {
    await work({ sweepEveryMs: SWEEP_MS });
    expect(await measured(`deadline lateness with the queue, ${backend}`, lateness)).toBeLessThanOrEqual(WITH_QUEUE_MS);
  }, 300_000);

  if (backend === 'postgres') {
    it('a deadline fires soon by the sweep alone', async () => {
      await work({ sweepEveryMs: SWEEP_MS, queue: queueAddress('redis://127.0.0.1:1'), queueMayBeDown: true });
      expect(await measured('deadline lateness by the sweep alone', lateness)).toBeLessThanOrEqual(BY_SWEEP_MS);
    }, 300_000);
  }
});

function content(): object {
  const now = Date.now();
  const { startsAt, ...rest } = shelling({}, now) as { startsAt: number };
  return { ...rest, startsAt: new Date(startsAt).toISOString() };
}

/** A page that is connected: tells when the next notice came (performance.now()). */
async function connect(port: number, headers: Record<string, string>): Promise<{ next(): Promise<number>; close(): void }> {
  const waiting: ((at: number) => void)[] = [];
  return await new Promise((resolve, reject) => {
    const request = httpGet({ port, host: '127.0.0.1', path: '/api/v1/notices/stream', headers, agent: false }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (chunk: string) => {
        text += chunk;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          if (/^data:.*ReportSubmitted/m.test(text.slice(0, end))) waiting.shift()?.(performance.now());
          text = text.slice(end + 2);
        }
      });
      response.on('error', () => undefined); // it is closed on purpose
      resolve({ next: () => new Promise((come) => waiting.push(come)), close: () => request.destroy() });
    });
    request.on('error', reject);
  });
}
