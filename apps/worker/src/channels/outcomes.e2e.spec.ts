import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createLogger } from '@tregua/platform';
import { findPreferences, findWebhook, NoticeDeliveries, WebhooksWriter } from '@tregua/store';
import { SYSTEM } from '../../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { Channel, type Sent } from './channel.js';
import { Told, type WrittenNotice } from '../../../../test/support/told.js';
import { NoticeDelivery } from './delivery/notice-delivery.js';
import { laneLimits } from './delivery/lanes.js';
import { MailChannel } from './mail/mail-channel.js';
import { fileWay, smtpWay, type MailWay } from './mail/mail-way.js';
import { startMailServer, startWebhookReceiver, wellBehaved, type MailServer, type WebhookReceiver } from './receivers.testing.js';
import { WebhookChannel } from './webhooks/webhook-channel.js';

const BASE = 'https://commission.example';
const FROM = 'Tregua <notices@commission.example>';
const ATTEMPTS = 9;

describe('what comes of a notice', () => {
  let database: TestDatabase;
  let mail: MailServer;
  let hooks: WebhookReceiver;
  let told: Told;
  let person: string;
  const open: NoticeDelivery[] = [];

  const mailChannel = (way: MailWay): MailChannel =>
    new MailChannel({
      way,
      baseUrl: BASE,
      domain: 'commission.example',
      recipientOf: (id) => findPreferences(database.dataSource, database.keyring, id),
    });
  const webhookChannel = (allowLoopback = true, failures = 100): WebhookChannel => {
    const { dataSource, keyring } = database;
    return new WebhookChannel({ dataSource, keyring, baseUrl: BASE, rules: { allowLoopback }, giveUp: { failures, forMs: 0 } });
  };
  const delivery = (channels: readonly Channel[], change: { attemptMs?: number; waitsMs?: readonly number[] } = {}): NoticeDelivery => {
    const { dataSource, keyring } = database;
    const made = new NoticeDelivery({
      dataSource,
      deliveries: new NoticeDeliveries(dataSource, keyring),
      channels,
      logger: createLogger('test', { level: 'silent' }),
      attemptMs: 2_000,
      waitsMs: [5],
      lanes: { ...laneLimits, pauseMs: 1, longestPauseMs: 5 },
      ...change,
    });
    open.push(made);
    return made;
  };
  const bySmtp = (): MailChannel => mailChannel(smtpWay(`smtp://127.0.0.1:${mail.port}`, FROM));
  const row = async ({ id }: WrittenNotice): Promise<{ status: string; attempts: number; last_error: string | null; in_ms: number }> => {
    const [found] = await database.ask<{ status: string; attempts: number; last_error: string | null; in_ms: number }>(
      `select status, attempts, last_error, (extract(epoch from next_attempt_at - clock_timestamp()) * 1000)::float8 as in_ms from tregua.notices where id = $1`,
      [id],
    );
    if (found === undefined) throw new Error('There is no such notice.');
    return found;
  };
  const until = async (sweeps: NoticeDelivery, holds: () => Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + 20_000; Date.now() < end; await pause(20)) {
      await sweeps.sweep(0);
      if (await holds()) return;
    }
    throw new Error('Not within 20 s.');
  };
  const one = async (
    recipient: string,
    channel: 'mail' | 'webhook',
    caseId: string | null = told.cases[0] ?? null,
  ): Promise<WrittenNotice> => (await told.write([{ recipient, channel, caseId }]))[0] as WrittenNotice;

  beforeAll(async () => {
    database = await createTestDatabase(10);
    mail = await startMailServer(wellBehaved);
    hooks = await startWebhookReceiver(wellBehaved);
    told = new Told(database);
    await told.openCases(2);
    person = await told.addPerson('olena@example.org');
  }, 60_000);
  afterEach(async () => {
    await Promise.all(open.splice(0).map((delivered) => delivered.stop()));
    await database.ask(`update tregua.notices set status = 'muted', next_attempt_at = null where status = 'open'`);
    mail.refused.clear();
    mail.manners = wellBehaved;
  });
  afterAll(async () => {
    await mail.close();
    await hooks.close();
    await database.drop();
  });

  describe('by mail', () => {
    it('is a letter that a machine wrote, in two forms, and holds nothing of the case', async () => {
      const notice = await one(person, 'mail');
      const sender = delivery([bySmtp()]);
      await until(sender, async () => (await row(notice)).status === 'sent');
      const letter = mail.received.taken.find(({ key }) => key === notice.key);
      expect(letter?.to).toBe('olena@example.org');
      expect(letter?.headers).toMatchObject({
        'message-id': `<${notice.key}@commission.example>`,
        'auto-submitted': 'auto-generated',
        'list-unsubscribe': '<https://commission.example/me/notices>',
        'content-language': 'en',
        from: FROM,
        subject: expect.stringMatching(/^TR-[0-9A-Z]{4}-[0-9A-Z]{4}: there is news$/),
      });
      expect(letter?.headers['content-type']).toContain('multipart/alternative');
      const text = letter?.body.replaceAll(/=\r\n/g, '') ?? '';
      expect(text).toContain(`https://commission.example/cases/${notice.caseId}`);
      expect(text).toContain('(Europe/Kyiv)');
      expect(text).not.toMatch(/Three shells|house by the river|48\.05|K3/);
    });

    it('is written as a file where there is no mail server, the same file when it is sent again', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'tregua-mail-'));
      try {
        const notice = await one(person, 'mail');
        const sender = delivery([mailChannel(fileWay(join(folder, 'mail'), FROM))]);
        await until(sender, async () => (await row(notice)).status === 'sent');
        await database.ask(`update tregua.notices set status = 'open', sent_at = null where id = $1`, [notice.id]);
        await until(sender, async () => (await row(notice)).status === 'sent');
        expect(await readdir(join(folder, 'mail'))).toEqual([`${notice.key}.eml`]);
        const file = join(folder, 'mail', `${notice.key}.eml`);
        expect(await readFile(file, 'utf8')).toMatch(new RegExp(`^Message-ID: <${notice.key}@commission\\.example>$`, 'mi'));
        expect((await stat(file)).mode & 0o077).toBe(0);
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    it('is dead at once where the mailbox is refused for good, and what waits behind it goes', async () => {
      mail.refused.add('olena@example.org');
      const notice = await one(person, 'mail');
      const later = await one(person, 'mail');
      const sender = delivery([bySmtp()]);
      await until(sender, async () => (await row(later)).status === 'dead');
      expect(await row(notice)).toMatchObject({ status: 'dead', attempts: 1, last_error: 'recipientIsRefused' });
    });

    it('is tried again with a growing wait where the server puts it off, and is dead in the end', async () => {
      mail.manners = { ...wellBehaved, fails: 1 };
      const notice = await one(person, 'mail');
      const sender = delivery([bySmtp()]);
      await until(sender, async () => (await row(notice)).status === 'dead');
      expect(await row(notice)).toMatchObject({ attempts: ATTEMPTS, last_error: 'recipientIsPutOff' });
    });

    it('is not given up while the mail server is away, however often that was tried', async () => {
      const notice = await one(person, 'mail');
      const sender = delivery([mailChannel(smtpWay('smtp://127.0.0.1:1', FROM))]);
      await until(sender, async () => (await row(notice)).attempts > ATTEMPTS + 2);
      expect(await row(notice)).toMatchObject({ status: 'open', last_error: 'mailServerIsNotReached' });
      await until(delivery([bySmtp()]), async () => (await row(notice)).status === 'sent');
    });

    it.each([
      ['two addresses', 'a@example.org, b@example.org', 'addressIsNoMailAddress'],
      ['a header brought in', 'a@example.org\r\nBcc: b@example.org', 'addressIsNoMailAddress'],
      ['a name', 'somebody', 'addressIsNoMailAddress'],
    ])('is dead where the address is %s', async (_, address, code) => {
      const notice = await one(await told.addPerson(address), 'mail');
      const sender = delivery([bySmtp()]);
      await until(sender, async () => (await row(notice)).status === 'dead');
      expect(await row(notice)).toMatchObject({ attempts: 1, last_error: code });
      expect(mail.received.keys.has(notice.key)).toBe(false);
    });

    it('never follows an earlier one about the same case that is not through; other cases go on', async () => {
      mail.manners = { ...wellBehaved, fails: 1 };
      const [first, second] = [await one(person, 'mail'), await one(person, 'mail')];
      const elsewhere = await one(person, 'mail', told.cases[1]);
      const sender = delivery([bySmtp()], { waitsMs: [60_000] });
      await until(sender, async () => (await row(first)).attempts === 1 && (await row(elsewhere)).attempts === 1);
      await sender.deliver(second.id);
      await pause(100);
      expect(await row(second)).toMatchObject({ status: 'open', attempts: 0 });
      expect((await row(first)).in_ms).toBeGreaterThan(29_000);
    });
  });

  describe('by webhook', () => {
    it('is a signed event of CloudEvents, and holds nothing of the case', async () => {
      const hook = await told.addWebhook(hooks, '/events');
      const notice = await one(hook, 'webhook');
      await until(delivery([webhookChannel()]), async () => (await row(notice)).status === 'sent');
      const taken = hooks.received.taken.find(({ key }) => key === notice.key);
      expect(taken?.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
      expect(JSON.parse(taken?.body ?? '')).toEqual({
        specversion: '1.0',
        id: notice.key,
        source: BASE,
        type: 'tregua.notice.ReplySubmitted',
        time: expect.stringMatching(/Z$/),
        subject: `case/${notice.caseId}`,
        datacontenttype: 'application/json',
        data: {
          kind: 'ReplySubmitted',
          purpose: 'information',
          reason: 'coordinationCell',
          reference: expect.stringMatching(/^TR-/),
          state: 'REGISTERED',
          dueAt: expect.stringMatching(/Z$/),
          link: `${BASE}/cases/${notice.caseId}`,
        },
      });
    });

    it('is signed under both secrets for a day after a rotation', async () => {
      const hook = await told.addWebhook(hooks, '/rotates');
      const before = hooks.secrets.get('/rotates') as string;
      const writer = new WebhooksWriter(database.dataSource, database.keyring, { allowLoopback: true });
      const rotated = await writer.rotateSecret(hook, SYSTEM);
      if (rotated.status !== 'written') throw new Error(rotated.status);
      const sender = delivery([webhookChannel()]);
      for (const secret of [before, rotated.secret]) {
        hooks.secrets.set('/rotates', secret);
        const notice = await one(hook, 'webhook');
        await until(sender, async () => (await row(notice)).status === 'sent');
      }
      await database.ask(`update tregua.webhooks set previous_until = now() - interval '1 second' where id = $1`, [hook]);
      hooks.secrets.set('/rotates', before);
      const forged = hooks.forged;
      const late = await one(hook, 'webhook');
      await until(sender, async () => (await row(late)).attempts > 1);
      expect(hooks.forged).toBeGreaterThan(forged);
      expect((await row(late)).last_error).toBe('receiverRefused');
    });

    it('disables a webhook after so many failures in a row, and leaves dead letters that can be sent again', async () => {
      const hook = await told.addWebhook(hooks, '/fails');
      hooks.always.set('/fails', 500);
      const notices = [await one(hook, 'webhook'), await one(hook, 'webhook', told.cases[1]), await one(hook, 'webhook', told.cases[1])];
      const sender = delivery([webhookChannel(true, 4)]);
      await until(sender, async () => (await Promise.all(notices.map(row))).every(({ status }) => status === 'dead'));
      expect(await findWebhook(database.dataSource, hook)).toMatchObject({ status: 'disabled', disabledBecause: 'tooManyFailures' });
      const errors = (await Promise.all(notices.map(row))).map(({ last_error }) => last_error);
      expect(errors).toContain('webhookIsDisabled');
      const log = await database.ask<{ outcome: string; http_status: number }>(
        `select outcome, http_status from tregua.webhook_deliveries where webhook_id = $1`,
        [hook],
      );
      expect(log.length).toBeGreaterThanOrEqual(4);
      expect(log.length).toBeLessThanOrEqual(8);
      expect(new Set(log.map(({ outcome, http_status }) => `${outcome} ${http_status}`))).toEqual(new Set(['failed 500']));

      hooks.always.delete('/fails');
      const writer = new WebhooksWriter(database.dataSource, database.keyring, { allowLoopback: true });
      const [first] = notices as [WrittenNotice];
      expect(await writer.replay(hook, first.id, SYSTEM)).toBe('disabled');
      await writer.setStatus(hook, 'active', SYSTEM);
      expect(await writer.replay(hook, first.id, SYSTEM)).toBe('asked');
      await until(sender, async () => (await row(first)).status === 'sent');
      expect(hooks.received.keys.has(first.key)).toBe(true);

      const again = hooks.received.again;
      expect(await writer.replay(hook, first.id, SYSTEM)).toBe('asked');
      await until(sender, async () => (await row(first)).status === 'sent');
      expect(hooks.received.again).toBe(again + 1);
      expect(await writer.replay(hook, person, SYSTEM)).toBe('unknown');
    });

    it.each([
      ['says that it is gone', 410, 'receiverIsGone', 'disabled'],
      ['finds it too large', 413, 'receiverFindsItTooLarge', 'active'],
    ])('is dead at once where the receiver %s', async (_, status, code, standing) => {
      const hook = await told.addWebhook(hooks, `/says-${status}`);
      hooks.always.set(`/says-${status}`, status);
      const notice = await one(hook, 'webhook');
      await until(delivery([webhookChannel()]), async () => (await row(notice)).status === 'dead');
      expect(await row(notice)).toMatchObject({ attempts: 1, last_error: code });
      expect((await findWebhook(database.dataSource, hook))?.status).toBe(standing);
    });

    it('does not follow a redirect', async () => {
      const hook = await told.addWebhook(hooks, '/moved');
      hooks.always.set('/moved', 308);
      const notice = await one(hook, 'webhook');
      await until(delivery([webhookChannel()]), async () => (await row(notice)).status === 'dead');
      expect(await row(notice)).toMatchObject({ attempts: ATTEMPTS, last_error: 'redirectIsNotFollowed' });
    });

    it.each([
      ['the host was taken off the list', true, 'hostIsNotAllowed'],
      ['the address is this machine', false, 'schemeIsNotHttps'],
    ])('is refused with the reason where %s', async (_, forbids, code) => {
      const path = `/refused-${code}`;
      const hook = await told.addWebhook(hooks, path);
      const writer = new WebhooksWriter(database.dataSource, database.keyring, { allowLoopback: true });
      if (forbids) await writer.forbidHost(hooks.host, SYSTEM);
      const { requests } = hooks;
      const notice = await one(hook, 'webhook');
      await until(delivery([webhookChannel(!forbids ? false : true)]), async () => (await row(notice)).status === 'dead');
      expect(await row(notice)).toMatchObject({ attempts: 1, last_error: code });
      expect(hooks.requests).toBe(requests);
      await writer.allowHost(hooks.host, SYSTEM);
    });

    it('is refused where the body is too large', async () => {
      const hook = await told.addWebhook(hooks, '/large');
      const notice = await one(hook, 'webhook');
      const { dataSource, keyring } = database;
      const large = new WebhookChannel({ dataSource, keyring, baseUrl: `${BASE}/${'a'.repeat(20_000)}`, rules: { allowLoopback: true } });
      await until(delivery([large]), async () => (await row(notice)).status === 'dead');
      expect(await row(notice)).toMatchObject({ attempts: 1, last_error: 'bodyIsTooLarge' });
    });
  });

  describe('when a worker dies', () => {
    class Silent extends Channel {
      readonly name = 'mail';
      attempts = 0;
      override send(): Promise<Sent> {
        this.attempts += 1;
        return new Promise(() => undefined);
      }
    }

    it('is held by one worker at a time, and taken over when the lease ends', async () => {
      const notice = await one(person, 'mail');
      const deliveries = new NoticeDeliveries(database.dataSource, database.keyring);
      const held = await Promise.all([1, 2, 3, 4].map(() => deliveries.hold(notice.id, 700)));
      expect(held.filter((one) => one !== undefined)).toHaveLength(1);
      const other = delivery([bySmtp()]);
      await other.sweep(0);
      await other.deliver(notice.id);
      await pause(100);
      expect(await row(notice)).toMatchObject({ status: 'open', attempts: 1 });
      await until(other, async () => (await row(notice)).status === 'sent');
      expect(await row(notice)).toMatchObject({ attempts: 2 });
    });

    it('ends an attempt of a channel that never comes back', async () => {
      const notice = await one(person, 'mail');
      const silent = new Silent();
      const sender = delivery([silent], { attemptMs: 100 });
      await until(sender, async () => (await row(notice)).last_error === 'noAnswerInTime');
      expect(silent.attempts).toBeGreaterThan(0);
    });

    it('keeps notices of a channel that is not set up', async () => {
      const notice = await one(person, 'mail');
      const sender = delivery([]);
      await until(sender, async () => (await row(notice)).attempts > ATTEMPTS);
      expect(await row(notice)).toMatchObject({ status: 'open', last_error: 'channelIsNotSetUp' });
    });
  });
});
