import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { currentRulebookId } from '@tregua/casework';
import { migrateQueue } from '@tregua/jobs';
import { freePort, type CrashPoint } from '@tregua/platform';
import { APP_ROLE, createDataSource, Keyring, migrate, prepareDatabase, putRulebookInForce, setClock, WebhooksWriter } from '@tregua/store';
import { AcknowledgingClient } from './acknowledging-client.js';
import { Chance } from './chance.js';
import { makeCommission, type People } from './commission-people.js';
import { Gate } from './gate.js';
import { Journal, readJournals } from './journal.js';
import { judge, type Judgement } from './judge/judge.js';
import { readRows } from './judge/read-rows.js';
import type { ClientLine, ClockLine, Receiver, SinkLine } from './judge/records.js';
import { strike, type Blows } from './killer.js';
import { Load } from './load.js';
import { Pacer } from './pacer.js';
import { Programs } from './programs.js';
import { anyHasLapsed, isQuiet, openBefore, theOneClock } from './quiet.js';
import { Sink } from './sink.js';
import { AppendOnlyRedis, askOnce, KillablePostgres } from './servers.js';

export type Backend = 'postgres' | 'redis';

export interface Crash {
  readonly at: CrashPoint;
  readonly program: 'api' | 'worker';
}

export interface FaultPlan extends Blows {
  readonly backend: Backend;
  readonly seed: number;
  readonly clients: number;
  /** Milliseconds between two blows, from and to. */
  readonly gap: { readonly from: number; readonly to: number };
  /** Without blows: how long the load runs. */
  readonly atLeastMs: number;
  /** The programs run in different time zones, on hosts whose clocks are two hours fast and slow. Needs faketime. */
  readonly hostClocksAreOff: boolean;
  /** What the one clock says at the beginning; absent: the time. */
  readonly startsAt?: number;
  /** The load goes on until the one clock has passed this. */
  readonly until?: number;
  /** Boundaries at which a program is made to end, each once, before the blows. */
  readonly crashes: readonly Crash[];
  /** For so many hours of the one clock there is no queue at all, and then an empty one. */
  readonly outageHours: number;
  /** Keeps the folder of the run, with logs and journals, also where nothing was found. */
  readonly keeps: boolean;
  readonly say: (line: string) => void;
}

export interface FaultResult extends Judgement {
  readonly dealt: Blows;
  /** How often a program ended without a blow: at a crash point, or because what it needs was down when it started. */
  readonly endedByItself: number;
  /** How many of the crash points were reached. */
  readonly crashed: number;
  /** How long after an outage everything of before it was done; 0 where there was none. */
  readonly resumedMs: number;
  readonly clockMoves: number;
}

const QUIET_WITHIN_MS = 60_000;
const DEADLOCK = '40P01';
const AT_WORK_WITHIN_MS = 30_000;
const CRASH_WITHIN_MS = 60_000;
const PASSED_WITHIN_MS = 120_000;
const SYSTEM = { id: 'system', role: 'system' } as const;
/** Everybody's notices go to the first, the cell's also to the second. */
const SUBSCRIPTIONS: readonly { readonly path: string; readonly audiences: readonly string[] }[] = [
  {
    path: '/all',
    audiences: [
      'author',
      'auditor',
      'bench',
      'cell',
      'chair',
      'members drawn',
      'other party',
      'parties',
      'public',
      'registrar',
      'team lead',
    ],
  },
  { path: '/cell', audiences: ['cell'] },
];
const PASSWORDS = { ownerPassword: 'owner-in-faults', appPassword: 'app-in-faults' };

/** One run on one backend, from an empty folder to the judgement. The folder is kept where something was found. */
export async function runFaults(plan: FaultPlan): Promise<FaultResult> {
  const home = mkdtempSync(join(process.getuid?.() === 0 ? '/tmp' : tmpdir(), 'tregua-faults-'));
  chmodSync(home, 0o755); // PostgreSQL may run as another account, and must be able to enter
  const run = new FaultRun(plan, home);
  const leave = (): void => void run.end().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, leave);
  let result: FaultResult;
  try {
    await run.begin();
    result = await run.work();
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, leave);
    await run.end();
  }
  // Only now: a server that still runs writes files into the folder while it is emptied.
  if (result.findings.length === 0 && !plan.keeps) rmSync(home, { recursive: true, force: true });
  else plan.say(`Logs, journals and the database are kept in ${home}`);
  return result;
}

class FaultRun {
  private readonly gate = new Gate();
  private readonly chance: Chance;
  private readonly programs: Programs;
  private postgres: KillablePostgres;
  private redis: AppendOnlyRedis | undefined;
  private urls: { readonly ownerUrl: string; readonly appUrl: string };
  private people: People;
  private apiPort = 0;
  private readonly sink: Sink;
  private readonly receivers: Receiver[] = [];

  constructor(
    private readonly plan: FaultPlan,
    private readonly home: string,
  ) {
    this.chance = new Chance(plan.seed);
    for (const folder of ['journals', 'logs', 'evidence']) mkdirSync(join(home, folder));
    this.programs = new Programs(join(home, 'logs'));
    this.sink = new Sink(new Journal<SinkLine>(this.journal('sink')), new Chance(plan.seed + 7));
  }

  async begin(): Promise<void> {
    const { plan, home } = this;
    this.postgres = await KillablePostgres.start(home);
    if (plan.backend === 'redis') this.redis = await AppendOnlyRedis.start(home);
    this.urls = await prepareDatabase({ serverUrl: this.postgres.url, database: 'tregua', ...PASSWORDS });
    await migrate(this.urls.ownerUrl);
    await migrateQueue(this.urls.ownerUrl, APP_ROLE);
    if (plan.startsAt !== undefined) await setClock(this.urls.ownerUrl, { aheadMs: plan.startsAt - Date.now() });
    const keyring = Keyring.open(join(home, 'keys.json'));
    const dataSource = await createDataSource(this.urls.appUrl, { poolSize: 2 });
    try {
      await putRulebookInForce(dataSource, keyring, currentRulebookId, SYSTEM);
      this.people = await makeCommission(dataSource, keyring, plan.clients);
      await this.subscribe(new WebhooksWriter(dataSource, keyring, { allowLoopback: true }));
    } finally {
      await dataSource.destroy();
    }
    this.apiPort = await freePort();
    this.startPrograms();
    plan.say(`${plan.backend}: PostgreSQL, ${plan.backend === 'redis' ? 'Redis, ' : ''}an API and two workers run in ${home}.`);
  }

  private async subscribe(webhooks: WebhooksWriter): Promise<void> {
    await this.sink.listen();
    await webhooks.allowHost(new URL(this.sink.url('/')).host, SYSTEM);
    for (const { path, audiences } of SUBSCRIPTIONS) {
      const written = await webhooks.register({ label: path.slice(1), url: this.sink.url(path), audiences }, SYSTEM);
      if (written.status !== 'written') throw new Error(`The webhook ${path} was not registered: ${written.status}.`);
      this.sink.register(path, written);
      this.receivers.push({ id: written.id, audiences });
    }
  }

  private startPrograms(): void {
    const { plan, home, urls } = this;
    const env = {
      DATABASE_URL: urls.appUrl,
      QUEUE_URL: this.redis?.url ?? urls.appUrl,
      TREGUA_HOME: home,
      TREGUA_KEYS: join(home, 'keys.json'),
      TREGUA_DEMONSTRATION: 'true',
      TREGUA_WEBHOOKS_TO_LOOPBACK: 'true',
      TREGUA_REQUESTS_PER_MINUTE: '10000000',
      PORT: String(this.apiPort),
      TREGUA_SWEEP_MS: '1000',
      TREGUA_WITHOUT_QUEUE: 'continue',
      LOG_LEVEL: 'warn',
    };
    const places = [
      { name: 'api', app: 'api', TZ: 'Europe/Paris', skew: '+2h' },
      { name: 'worker-1', app: 'worker', TZ: 'Europe/Kyiv', skew: '+2h' },
      { name: 'worker-2', app: 'worker', TZ: 'America/New_York', skew: '-2h' },
    ] as const;
    for (const { name, app, TZ, skew } of places) {
      const off = plan.hostClocksAreOff ? { skew } : {};
      this.programs.start({ name, app, env: { ...env, ...(plan.hostClocksAreOff ? { TZ } : {}) }, ...off });
    }
  }

  /** Load, blows, quiet, judgement. */
  async work(): Promise<FaultResult> {
    const { plan } = this;
    const clock = new Journal<ClockLine>(this.journal('clock'));
    const pacer = new Pacer(this.urls.ownerUrl, this.gate, clock);
    const loads = this.makeLoads(pacer);
    const running = loads.map((load) => load.run({ pauseMs: 40, most: 14 }));
    const pacing = pacer.run(1_500);
    const began = Date.now();
    const crashed = await this.crashEach();
    const resumedMs = plan.outageHours > 0 ? await this.outage(pacer) : 0;
    const dealt = await strike(plan, this.victims(), this.chance, plan.gap);
    await delay(Math.max(0, began + plan.atLeastMs - Date.now()));
    if (plan.until !== undefined) await this.passes(plan.until, pacer);
    plan.say(`${plan.backend}: ${dealt.kills} kills, ${dealt.postgresKills} of PostgreSQL, ${dealt.wipes} wipes. Now it is left alone.`);
    for (const load of loads) load.stop();
    this.sink.calmDown();
    await Promise.all(running);
    pacer.stop();
    await pacing;
    clock.close();
    const leftAloneAt = await askOnce(this.urls.ownerUrl, theOneClock);
    await this.quiet();
    const endedByItself = this.programs.names.reduce((sum, name) => sum + this.programs.endedByItself(name), 0);
    await this.programs.stop();
    return { ...(await this.judgement(leftAloneAt)), dealt, crashed, resumedMs, endedByItself, clockMoves: pacer.moves };
  }

  /** Lets the load run on until the program has reached the boundary and is gone, one boundary after the other. */
  private async crashEach(): Promise<number> {
    let crashed = 0;
    for (const { at, program } of this.plan.crashes) {
      const name = program === 'api' ? 'api' : 'worker-1';
      const before = this.programs.endedByItself(name);
      this.programs.restartWith(name, { TREGUA_CRASH_AT: at });
      const until = Date.now() + CRASH_WITHIN_MS;
      while (this.programs.endedByItself(name) === before && Date.now() < until) await delay(100);
      if (this.programs.endedByItself(name) > before) crashed += 1;
      else this.plan.say(`${this.plan.backend}: the ${program} never came to ${at}.`);
    }
    return crashed;
  }

  private async passes(until: number, pacer: Pacer): Promise<void> {
    const most = Date.now() + PASSED_WITHIN_MS;
    while (!(await this.hasPassed(until, pacer))) {
      if (Date.now() > most)
        throw new Error(`The clock did not come to ${new Date(until).toISOString()}, or nothing fired, in ${PASSED_WITHIN_MS / 1000} s.`);
      await delay(200);
    }
  }

  /**
   * The clock moves only from one deadline to the next, so what it has passed has fired or is due. One has to have fired: the first leap may go past all of the time
   * that is asked for, to just before the first deadline of all. While the database is down nobody knows.
   */
  private async hasPassed(until: number, pacer: Pacer): Promise<boolean> {
    return pacer.now() >= until && (await askOnce(this.urls.ownerUrl, anyHasLapsed).catch(() => false));
  }

  private makeLoads(pacer: Pacer): Load[] {
    return Array.from({ length: this.plan.clients }, (_, index) => {
      const journal = new Journal<ClientLine>(this.journal(`client-${index + 1}`));
      const client = new AcknowledgingClient(this.apiPort, journal, this.gate);
      const monitor = this.people.who(`monitor-${index + 1}`);
      return new Load(client, this.people, monitor, new Chance(this.plan.seed * 1_000 + index), pacer.now);
    });
  }

  private victims(): Parameters<typeof strike>[1] {
    return {
      programs: () => this.programs.names,
      killProgram: async (name) => {
        // Now and then while it still starts; mostly at work, or a slow machine would try nothing but starts.
        if (this.chance.isLucky(0.8)) await this.atWork(name);
        this.programs.kill(name);
      },
      killPostgres: async (how) => {
        this.postgres.kill(how);
        await this.postgres.comeBack();
      },
      wipe: () => this.wipe(),
    };
  }

  private async atWork(name: string): Promise<void> {
    const until = Date.now() + AT_WORK_WITHIN_MS;
    const answers = async (): Promise<boolean> =>
      name !== 'api' ||
      (await fetch(`http://127.0.0.1:${this.apiPort}/health/live`).then(
        ({ ok }) => ok,
        () => false,
      ));
    while (Date.now() < until && !(this.programs.aliveMs(name) > 2_500 && (await answers()))) await delay(100);
  }

  private async wipe(): Promise<void> {
    if (this.redis !== undefined) return await this.redis.send('FLUSHALL');
    await this.dropQueue();
    await delay(this.chance.between(0, 2_000));
    await migrateQueue(this.urls.ownerUrl, APP_ROLE);
  }

  /** Whoever works in the tables of the queue and this drop may each wait for the other: PostgreSQL ends one of them. */
  private async dropQueue(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await askOnce(this.urls.ownerUrl, (client) => client.query('drop schema if exists bullmq cascade'));
        return;
      } catch (error) {
        if ((error as { code?: string }).code !== DEADLOCK || tries === 50) throw error;
      }
    }
  }

  /** No queue for so long, then an empty one. Answers how long it took until nothing of before was open. */
  private async outage(pacer: Pacer): Promise<number> {
    const { plan, redis, urls } = this;
    // A worker that starts without the tables of the queue refuses: a person must mend that. One that works goes on without them.
    for (const name of this.programs.names) await this.atWork(name);
    await delay(5_000);
    const until = pacer.now() + plan.outageHours * 3_600_000;
    if (redis === undefined) await this.dropQueue();
    else redis.kill();
    while (!(await this.hasPassed(until, pacer))) await delay(200);
    const back = pacer.now();
    if (redis === undefined) await migrateQueue(urls.ownerUrl, APP_ROLE);
    else await redis.comeBackEmpty();
    const began = Date.now();
    while (Date.now() - began < 2 * QUIET_WITHIN_MS && (await askOnce(urls.ownerUrl, (client) => openBefore(client, back))) > 0)
      await delay(200);
    plan.say(
      `${plan.backend}: ${plan.outageHours} h without a queue; what was open then was done ${Date.now() - began} ms after it came back.`,
    );
    return Date.now() - began;
  }

  /** Waits until nothing is under way any more, but no longer than the judge allows. */
  private async quiet(): Promise<void> {
    const until = Date.now() + QUIET_WITHIN_MS;
    while (Date.now() < until) {
      if (await askOnce(this.urls.ownerUrl, isQuiet).catch(() => false)) return;
      await delay(500);
    }
    this.plan.say(`${this.plan.backend}: not everything came to rest within ${QUIET_WITHIN_MS / 1000} s.`);
  }

  private async judgement(leftAloneAt: number): Promise<Judgement> {
    const folder = join(this.home, 'journals');
    const keyring = Keyring.open(join(this.home, 'keys.json'));
    return judge({
      clients: readJournals<ClientLine>(folder, 'client'),
      clock: readJournals<ClockLine>(folder, 'clock'),
      sink: readJournals<SinkLine>(folder, 'sink'),
      rows: await askOnce(`${this.postgres.url}/tregua`, readRows),
      leftAloneAt,
      receivers: this.receivers,
      isTagOf: (tag, values) => keyring.isTagOf(Buffer.from(tag, 'hex'), [...values]),
    });
  }

  async end(): Promise<void> {
    await this.programs.stop();
    this.sink.close();
    await this.redis?.stop();
    await this.postgres?.stop();
  }

  private journal(name: string): string {
    return join(this.home, 'journals', `${name}-0.jsonl`);
  }
}
