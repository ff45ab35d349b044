import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { migrateQueue, queueAddress } from '@tregua/jobs';
import { createLogger } from '@tregua/platform';
import { APP_ROLE } from '@tregua/store';
import { docketOn, openedCase, seatCommission } from '../../../../test/support/commission.js';
import { startTestApi, type TestApi } from '../../../../test/journeys/support/test-api.js';
import { createWorker } from '../create-worker.js';
import { Told } from '../../../../test/support/told.js';
import { startMailServer, startWebhookReceiver, wellBehaved, type MailServer, type WebhookReceiver } from './receivers.testing.js';

describe('from an entry to its receivers, through outbox, queue, decision, table and channel', () => {
  let tregua: TestApi;
  let worker: INestApplicationContext;
  let mail: MailServer;
  let hooks: WebhookReceiver;
  let cookie: string;
  let hook: string;

  beforeAll(async () => {
    tregua = await startTestApi({ webhooksToLoopback: true });
    const { database } = tregua;
    await migrateQueue(database.ownerUrl, APP_ROLE);
    await seatCommission(database);
    mail = await startMailServer(wellBehaved);
    hooks = await startWebhookReceiver(wellBehaved);
    await tregua.person('administrator', { roles: ['administrator'] });
    cookie = await tregua.signIn('administrator');
    worker = await createWorker({
      dataSource: database.dataSource,
      docket: docketOn(database),
      keyring: database.keyring,
      logger: createLogger('test', { level: 'silent' }),
      queue: queueAddress(database.appUrl),
      sweepEveryMs: 500,
      channels: {
        baseUrl: 'https://commission.example',
        mail: { smtpUrl: `smtp://127.0.0.1:${mail.port}`, folder: 'unused', from: 'notices@commission.example' },
        webhooksToLoopback: true,
      },
    });
    await tregua.send('PUT', `/api/v1/webhook-hosts/${hooks.host}`, cookie);
    const made = await tregua.send('POST', '/api/v1/webhooks', cookie, {
      label: 'All',
      url: `${hooks.origin}/all`,
      audiences: ['registrar', 'cell'],
    });
    const { id, secret } = made.json<{ id: string; secret: string }>();
    hook = id;
    hooks.secrets.set('/all', secret);
  }, 120_000);
  afterAll(async () => {
    await worker.close();
    await mail.close();
    await hooks.close();
    await tregua.close();
  });

  const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + 30_000; Date.now() < end; await pause(50)) if (await holds()) return;
    throw new Error('Not within 30 s.');
  };
  const log = async (): Promise<
    { notice: string; messageId: string; kind: string; outcome: string; attempt: number; httpStatus: number }[]
  > => (await tregua.get(`/api/v1/webhooks/${hook}/deliveries`, cookie)).json<{ items: never[] }>().items;

  const statusOf = async (notice: string | undefined): Promise<unknown> =>
    (await tregua.database.ask(`select status from tregua.notices where id = $1`, [notice]))[0]?.['status'];

  it('an administrator asks for a test, sees in the log what came of it, and has it sent again under its own id', async () => {
    expect((await tregua.send('POST', `/api/v1/webhooks/${hook}/test`, cookie)).statusCode).toBe(202);
    await until(async () => (await log()).some(({ kind }) => kind === 'test'));
    const tested = (await log()).find(({ kind }) => kind === 'test');
    expect(tested).toMatchObject({ outcome: 'accepted', attempt: 1, httpStatus: 200 });
    const taken = hooks.received.taken.find(({ key }) => key === tested?.messageId);
    expect(JSON.parse(taken?.body ?? '')).toMatchObject({
      type: 'tregua.notice.test',
      data: { purpose: 'test', reference: null, state: null },
    });

    // The log has an attempt as soon as it is over; the notice is through a moment later.
    await until(async () => (await statusOf(tested?.notice)) === 'sent');
    const { again } = hooks.received;
    expect((await tregua.send('POST', `/api/v1/webhooks/${hook}/notices/${tested?.notice}/replay`, cookie)).statusCode).toBe(202);
    await until(async () => (await log()).filter(({ notice }) => notice === tested?.notice).length === 2);
    expect(hooks.received.again).toBe(again + 1);
    expect(hooks.forged).toBe(0);
  });

  it('answers 404 about what is not there, and 409 while the webhook is disabled', async () => {
    const nothing = '0190a1b2-0000-7000-8000-00000000dead';
    expect((await tregua.send('POST', `/api/v1/webhooks/${nothing}/test`, cookie)).statusCode).toBe(404);
    expect((await tregua.send('POST', `/api/v1/webhooks/${hook}/notices/${nothing}/replay`, cookie)).statusCode).toBe(404);
    await tregua.send('PATCH', `/api/v1/webhooks/${hook}`, cookie, { status: 'disabled' });
    expect((await tregua.send('POST', `/api/v1/webhooks/${hook}/test`, cookie)).statusCode).toBe(409);
    await tregua.send('PATCH', `/api/v1/webhooks/${hook}`, cookie, { status: 'active' });
  });

  it('what is entered in a report and its case reaches the registrar’s mailbox and the webhook, each once', async () => {
    const told = new Told(tregua.database);
    await told.addPerson('registrar@example.org');
    await openedCase(docketOn(tregua.database));
    const waiting = async (): Promise<number> => {
      const [row] = await tregua.database.ask<{ count: string }>(
        `select (select count(*) from tregua.outbox where done_at is null) + (select count(*) from tregua.notices where status = 'open' and channel <> 'app' and digest_at is null) as count`,
      );
      return Number(row?.count);
    };
    await until(async () => (await waiting()) === 0 && mail.received.taken.length > 0);
    const sent = await tregua.database.ask<{ channel: string; count: string }>(
      `select channel, count(*) as count from tregua.notices where status = 'sent' and channel <> 'app' and kind <> 'test' group by channel`,
    );
    const counts = Object.fromEntries(sent.map(({ channel, count }) => [channel, Number(count)]));
    expect(mail.received.taken.length).toBe(counts['mail']);
    expect(hooks.received.taken.filter(({ body }) => !body.includes('tregua.notice.test')).length).toBe(counts['webhook']);
    expect(counts['webhook']).toBeGreaterThan(0);
    expect(
      [...mail.received.taken, ...hooks.received.taken].filter(({ body }) => /Three shells|house by the river|48\.05/.test(body)),
    ).toEqual([]);
  });

  it('does not send again what is still on its way', async () => {
    hooks.always.set('/all', 503);
    expect((await tregua.send('POST', `/api/v1/webhooks/${hook}/test`, cookie)).statusCode).toBe(202);
    const failed = async () => (await log()).find(({ outcome }) => outcome === 'failed');
    await until(async () => (await failed()) !== undefined);
    const answer = await tregua.send('POST', `/api/v1/webhooks/${hook}/notices/${(await failed())?.notice}/replay`, cookie);
    expect([answer.statusCode, answer.json<{ errors: unknown }>().errors]).toEqual([
      409,
      [expect.objectContaining({ code: 'noticeIsThrough' })],
    ]);
  });
});
