import { setTimeout as pause } from 'node:timers/promises';
import { createLogger } from '@tregua/platform';
import { findPreferences, NoticeDeliveries } from '@tregua/store';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { Told, type WrittenNotice } from '../../../../test/support/told.js';
import { NoticeDelivery } from './delivery/notice-delivery.js';
import { laneLimits } from './delivery/lanes.js';
import { MailChannel } from './mail/mail-channel.js';
import { smtpWay } from './mail/mail-way.js';
import { seeded, startMailServer, startWebhookReceiver, type MailServer, type Manners, type WebhookReceiver } from './receivers.testing.js';
import { WebhookChannel } from './webhooks/webhook-channel.js';

const MANY = Number(process.env['TREGUA_NOTICES'] ?? 500);
const SEED = Number(process.env['TREGUA_SEED'] ?? 7);
/** Long beside an attempt on a busy machine: who needs longer does hang. */
const ATTEMPT_MS = 3_000;
const BASE = 'https://commission.example';

/** One in five fails; of the others some hang, and some take the message and answer when nobody listens any more. */
const rough = (seed: number): Manners => ({ chance: seeded(seed), fails: 0.2, answersLate: 0.02, lateMs: ATTEMPT_MS * 1.3, hangs: 0.01 });

describe(`${MANY} notices through a mail server and a receiver of webhooks that fail, hang and answer late (seed ${SEED})`, () => {
  let database: TestDatabase;
  let mail: MailServer;
  let hooks: WebhookReceiver;
  let told: Told;
  let workers: NoticeDelivery[] = [];

  const worker = (): NoticeDelivery => {
    const { dataSource, keyring } = database;
    const made = new NoticeDelivery({
      dataSource,
      deliveries: new NoticeDeliveries(dataSource, keyring),
      channels: [
        new MailChannel({
          way: smtpWay(`smtp://127.0.0.1:${mail.port}`, 'Tregua <notices@commission.example>'),
          baseUrl: BASE,
          domain: 'commission.example',
          recipientOf: (person) => findPreferences(dataSource, keyring, person),
        }),
        new WebhookChannel({ dataSource, keyring, baseUrl: BASE, rules: { allowLoopback: true }, giveUp: { failures: 8, forMs: 0 } }),
      ],
      logger: createLogger('test', { level: 'silent' }),
      attemptMs: ATTEMPT_MS,
      waitsMs: [100, 200, 400],
      lanes: { ...laneLimits, quick: 12, slow: 4, slowAfterMs: 2_000, pauseMs: 50, longestPauseMs: 200 },
    });
    workers.push(made);
    return made;
  };

  beforeAll(async () => {
    database = await createTestDatabase(20);
    mail = await startMailServer(rough(SEED));
    hooks = await startWebhookReceiver(rough(SEED + 1));
    told = new Told(database);
    await told.openCases(6);
    for (let nth = 0; nth < 20; nth += 1) await told.addPerson(`person-${nth}@example.org`);
    for (let nth = 0; nth < 10; nth += 1) await told.addWebhook(hooks, `/hook-${nth}`);
  }, 120_000);
  afterEach(async () => {
    await Promise.all(workers.map((one) => one.stop()));
    workers = [];
  });
  afterAll(async () => {
    await mail.close();
    await hooks.close();
    await database.drop();
  });

  /** Hands everything to two workers at once, as jobs would, and sweeps until it is done. Answers how long that took. */
  const bring = async (notices: readonly WrittenNotice[], done: () => Promise<boolean>, withinMs: number): Promise<number> => {
    const [one, other] = [worker(), worker()];
    const started = performance.now();
    const jobs = notices.flatMap(({ id }, nth) => [
      { id, to: nth % 2 === 0 ? one : other },
      ...(nth % 10 === 0 ? [{ id, to: nth % 2 === 0 ? other : one }] : []),
    ]);
    await Promise.all(jobs.slice(0, 200).map(({ id, to }) => to.deliver(id)));
    while (!(await done())) {
      if (performance.now() - started > withinMs) throw new Error(`Not within ${withinMs} ms: ${JSON.stringify(await told.statuses())}`);
      await one.sweep(0);
      await other.sweep(0);
      await pause(50);
    }
    return performance.now() - started;
  };
  /** All of them sent; what is given up will never be, and ends the test. */
  const allSent = (notices: readonly WrittenNotice[]) => async (): Promise<boolean> => {
    const rows = await database.ask<{ status: string; error: string | null; count: string }>(
      `select status, last_error as error, count(*) as count from tregua.notices where id = any($1) group by 1, 2`,
      [notices.map(({ id }) => id)],
    );
    if (rows.some(({ status }) => status === 'dead')) throw new Error(`Given up: ${JSON.stringify(rows)}`);
    return rows.every(({ status }) => status === 'sent');
  };
  const toEverybody = (count: number): Promise<WrittenNotice[]> => {
    const recipients = [
      ...[...told.people.values()].map((recipient) => ({ recipient, channel: 'mail' as const })),
      ...[...told.hooks.values()].map((recipient) => ({ recipient, channel: 'webhook' as const })),
    ];
    const chance = seeded(SEED + 2);
    const draw = <T>(all: readonly T[]): T => all[Math.floor(chance() * all.length)] as T;
    return told.write(Array.from({ length: count }, () => ({ ...draw(recipients), caseId: draw(told.cases) })));
  };

  it('each is taken once by a receiver that deduplicates, in the order of its case and recipient, and a dead recipient delays nobody', async () => {
    const first = await toEverybody(MANY);
    const alone = await bring(first, allSent(first), 900_000);

    // The same again, with recipients that never answer, each with as much to hear as everybody has.
    const deadPerson = await told.addPerson('dead@example.org');
    mail.dead.add('dead@example.org');
    const deadHook = await told.addWebhook(hooks, '/dead');
    hooks.dead.add('/dead');
    told.people.delete('dead@example.org');
    told.hooks.delete('/dead');
    const dead = await told.write([
      ...Array.from({ length: 40 }, (_, nth) => ({
        recipient: deadPerson,
        channel: 'mail' as const,
        caseId: told.cases[nth % 6] as string,
      })),
      ...Array.from({ length: 40 }, (_, nth) => ({
        recipient: deadHook,
        channel: 'webhook' as const,
        caseId: told.cases[nth % 6] as string,
      })),
    ]);
    const living = await toEverybody(MANY);
    const beside = await bring([...dead, ...living], allSent(living), 900_000);
    const still = await database.ask(`select 1 from tregua.notices where id = any($1) and status = 'open'`, [dead.map(({ id }) => id)]);
    expect(still.length).toBeGreaterThan(0);
    // With one lane for all it is 43 s alone and 92 s beside the dead. The rest is room for a busy machine; `lanes.spec.ts` holds the fine rule.
    expect({ alone, beside, delayed: beside > alone * 1.5 + 20_000 }).toMatchObject({ delayed: false });

    const taken = new Map([...mail.received.taken, ...hooks.received.taken].map((message, nth) => [message.key, { ...message, nth }]));
    const expected = (await database.ask<{ id: string }>(`select id from tregua.notices where status = 'sent' and channel <> 'app'`))
      .length;
    expect(taken.size).toBe(expected);
    expect(expected).toBe(MANY * 2);
    expect(mail.received.taken.length + hooks.received.taken.length).toBe(expected);
    expect(living.filter(({ key }) => !taken.has(key))).toEqual([]);
    expect(hooks.forged).toBe(0);
    // The receivers did behave badly: without their deduplication some would have heard twice.
    expect(mail.received.again + hooks.received.again).toBeGreaterThan(0);

    const lanes = new Map<string, number[]>();
    for (const notice of living) {
      const lane = `${notice.recipient} ${notice.caseId}`;
      lanes.set(lane, [...(lanes.get(lane) ?? []), taken.get(notice.key)?.at ?? Number.NaN]);
    }
    expect([...lanes.values()].filter((times) => times.some((at, nth) => nth > 0 && at < (times[nth - 1] as number)))).toEqual([]);
    process.stdout.write(
      `${JSON.stringify({ notices: MANY, aloneMs: Math.round(alone), besideTheDeadMs: Math.round(beside), again: mail.received.again + hooks.received.again })}\n`,
    );
  }, 2_000_000);
});
