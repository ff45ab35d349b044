import { Client } from 'pg';
import { checkQueue, migrateQueue, queueAddress, readQueueUrl } from '@tregua/jobs';
import { APP_ROLE, checkSchema } from '@tregua/store';
import { createLogger, freePort } from '@tregua/platform';
import { readChannelSettings } from '../../apps/worker/src/channels/channel-settings.js';
import type { Catalogue } from '../../apps/worker/src/channels/mail/catalogue.js';
import { catalogues, checkCatalogues } from '../../apps/worker/src/channels/mail/catalogues.js';
import { createWorker } from '../../apps/worker/src/create-worker.js';
import { ORIGIN, startTestApi, type TestApi } from '../journeys/support/test-api.js';
import { redisIsHere, startRedis } from '../support/redis.js';

let tregua: TestApi;
let cookie: string;
let nobody: number;

beforeAll(async () => {
  tregua = await startTestApi({ uploadLimitBytes: 1_000 });
  await tregua.person('administrator', { roles: ['administrator'] });
  await tregua.person('monitor', { roles: ['monitor'], team: 'alpha' });
  cookie = await tregua.signIn('administrator');
  await tregua.send('PUT', '/api/v1/webhook-hosts/hooks.example.org', cookie);
  nobody = await freePort();
});
afterAll(async () => await tregua?.close());

const asOwner = async (sql: string): Promise<void> => {
  const client = new Client({ connectionString: tregua.database.superuserUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
};
/** Starts a worker on a queue, as the program does. */
const work = async (url: string): Promise<void> => {
  const { dataSource, keyring } = tregua.database;
  const logger = createLogger('test', { level: 'silent' });
  const worker = await createWorker({ dataSource, docket: tregua.docket, keyring, logger, queue: queueAddress(url), sweepEveryMs: 500 });
  await worker.close();
};
/** What the API answers to it: status, code, and the fields that are named. */
const answer = async (method: 'POST' | 'PUT', url: string, payload: object, as = cookie): Promise<never> => {
  const response = await tregua.send(method, url, as, payload);
  const problem = response.json<{ type: string; errors?: { pointer: string; code: string }[] }>();
  const named = (problem.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
  throw new Error([response.statusCode, problem.type.split('/').at(-1), ...named].join(' '));
};
const register = (url: string): Promise<never> => answer('POST', '/api/v1/webhooks', { label: 'The cell', url, audiences: ['cell'] });
const settings = (env: Record<string, string>): unknown => readChannelSettings(env, '/nowhere', 'production');

const table: readonly [what: string, attempt: () => unknown, reason: string | RegExp][] = [
  [
    'a queue of an unknown scheme',
    () => readQueueUrl({ QUEUE_URL: 'amqp://127.0.0.1:5672' }, 'QUEUE_URL', 'postgres://x/y'),
    'QUEUE_URL: must begin with postgres:// or redis://, and begins with amqp://',
  ],
  ['a queue that is no address', () => queueAddress('redis'), 'QUEUE_URL: must be an address such as'],
  ['a queue without a host', () => queueAddress('redis:///1'), 'QUEUE_URL: names no host'],
  [
    'a PostgreSQL queue that nobody answers at',
    () => work(`postgres://tregua:secret@127.0.0.1:${nobody}/q`),
    'QUEUE_URL: PostgreSQL does not answer there (ECONNREFUSED)',
  ],
  [
    'a Redis queue that nobody answers at',
    () => work(`redis://:secret@127.0.0.1:${nobody}`),
    'QUEUE_URL: Redis does not answer there (ECONNREFUSED)',
  ],
  ['a queue whose tables are not made', () => work(tregua.database.appUrl), 'The queue has no tables yet: run the migrations first.'],
  [
    'a queue whose tables are of a newer version',
    async () => {
      await migrateQueue(tregua.database.ownerUrl, APP_ROLE);
      await checkQueue(queueAddress(tregua.database.appUrl));
      await asOwner(
        `alter table bullmq.migration add if not exists min_client_version integer; update bullmq.migration set min_client_version = 99`,
      );
      await work(tregua.database.appUrl);
    },
    'The tables of the queue are of a newer version than this program.',
  ],
  [
    'tables of a newer version',
    async () => {
      await asOwner(`insert into tregua.migrations (timestamp, name) values (1999999999999, 'Telepathy1999999999999')`);
      await checkSchema(tregua.database.dataSource);
    },
    'last used by a newer version of Tregua (Telepathy1999999999999 is not known here)',
  ],
  [
    'tables of an older version',
    async () => {
      await asOwner(`delete from tregua.migrations where timestamp = 1999999999999 or name like 'Upkeep%'`);
      await checkSchema(tregua.database.dataSource);
    },
    'The tables are of an older version: Upkeep1767700980100',
  ],
  ['a mail server of an unknown scheme', () => settings({ SMTP_URL: 'imap://mail.example.org' }), /^SMTP_URL: /],
  ['a sender that is no mailbox', () => settings({ TREGUA_MAIL_FROM: 'nobody' }), 'TREGUA_MAIL_FROM: must be a mail address'],
  [
    'an address of the pages that is none',
    () => settings({ TREGUA_BASE_URL: 'commission.example' }),
    'TREGUA_BASE_URL: must be the address where people find',
  ],
  [
    'webhooks to this machine in production',
    () => settings({ TREGUA_WEBHOOKS_TO_LOOPBACK: 'true' }),
    'TREGUA_WEBHOOKS_TO_LOOPBACK: is for tests and demonstrations',
  ],
  [
    'a template with a place that nothing is given for',
    () => checkCatalogues({ ...catalogues, fr: broken('{reference}', '{password}') }),
    /^The texts of mails are not in order\. fr: .*names \{password\}, which is not known there/,
  ],
  [
    'a template with markup',
    () => checkCatalogues({ ...catalogues, uk: broken('{reference}', '{reference}<b>') }),
    /^The texts of mails are not in order\. uk: .*holds markup/,
  ],
  ['a webhook that is no address', () => register('somewhere'), '422 problems#guards-are-unmet /url addressIsNoUrl'],
  ['a webhook without TLS', () => register('http://hooks.example.org/a'), '/url schemeIsNotHttps'],
  ['a webhook to a host that nobody allowed', () => register('https://elsewhere.example.org/a'), '/url hostIsNotAllowed'],
  ['a webhook to a private address', () => register('https://10.1.2.3/a'), '/url addressIsPrivate'],
  ['a webhook to this machine', () => register('https://127.0.0.1/a'), '/url addressIsPrivate'],
  ['a time zone that nobody knows', () => preferTimeZone('Europe/Atlantis'), '/timeZone isTimeZone'],
  ['an offset for a time zone', () => preferTimeZone('+02:00'), '/timeZone isTimeZone'],
  ['a body that is too large', () => answer('POST', '/api/v1/webhooks', { label: 'x'.repeat(70_000) }), '413 problems#body-is-too-large'],
];

/** Mails that are right but in one place. */
function broken(from: string, to: string): Catalogue {
  return JSON.parse(JSON.stringify(catalogues.en).replace(from, to)) as Catalogue;
}

function preferTimeZone(timeZone: string): Promise<never> {
  const rest = {
    app: 'all',
    mail: 'needed',
    language: 'uk',
    digestMinute: 420,
    quietFrom: 1320,
    quietTo: 360,
    mailAddress: 'a@example.org',
  };
  return answer('PUT', '/api/v1/notices/preferences', { ...rest, timeZone });
}

describe('what is wrong from outside is refused, and says why', () => {
  it.each(table)('%s', async (_, attempt, reason) => {
    const said = await Promise.resolve()
      .then(attempt)
      .then(
        () => 'It was taken.',
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
    if (typeof reason === 'string') expect(said).toContain(reason);
    else expect(said).toMatch(reason);
    expect(said).not.toContain('secret');
  });

  if (redisIsHere)
    it('a Redis that drops keys when memory is short', async () => {
      const redis = await startRedis(['--maxmemory-policy', 'allkeys-lru']);
      try {
        await expect(work(redis.url)).rejects.toThrow(
          'Redis drops keys when memory is short (maxmemory-policy allkeys-lru): set it to noeviction.',
        );
      } finally {
        await redis.stop();
      }
    });

  it('comes from the pages that were named, and from nowhere else', async () => {
    const payload = { label: 'The cell', url: 'https://hooks.example.org/a', audiences: ['cell'] };
    const foreign = await tregua.send('POST', '/api/v1/webhooks', cookie, payload, { origin: 'https://elsewhere.example.org' });
    expect(foreign.statusCode).toBe(403);
    expect((await tregua.send('POST', '/api/v1/webhooks', cookie, payload, { origin: ORIGIN })).statusCode).toBe(201);
  });
});
