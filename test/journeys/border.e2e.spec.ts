import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { createLogger } from '@tregua/platform';
import { administer, AdminUsageError } from '../../apps/api/src/admin.js';
import { ORIGIN, type Injected } from './support/test-api.js';
import { openCase, shelling, startWorld, type World } from './support/world.js';

describe('the border', () => {
  let world: World;
  let port: number;
  const lines: string[] = [];
  beforeAll(async () => {
    const to = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    });
    world = await startWorld({ demonstration: true, requestsPerMinute: 1_000_000 }, (options) => ({
      ...options,
      logger: createLogger('test', { level: 'trace', to }),
    }));
    await world.app.listen(0, '127.0.0.1');
    port = (world.app.getHttpServer().address() as AddressInfo).port;
  });
  afterAll(() => world.close());

  /** Speaks HTTP by hand, for what no client library would send. */
  const speak = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      let heard = '';
      socket.on('data', (chunk) => (heard += String(chunk)));
      socket.on('end', () => resolve(heard));
      socket.on('error', reject);
    });
  const problemIn = (response: string): unknown => JSON.parse(response.slice(response.indexOf('\r\n\r\n') + 4));

  it.each([
    ['garbage', 'not http at all\r\n\r\n', 'HTTP/1.1 400', '/problems#address-is-malformed'],
    [
      'headers of 100 kB',
      `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
      'HTTP/1.1 431',
      '/problems#headers-are-too-large',
    ],
    [
      'an address that cannot be decoded',
      'GET /%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      'HTTP/1.1 400',
      '/problems#address-is-malformed',
    ],
    ['a method of its own', 'BREW /pot HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 'HTTP/1.1 400', '/problems#address-is-malformed'],
  ])('answers %s with a problem document', async (_, text, status, type) => {
    const response = await speak(text);
    expect(response.startsWith(status)).toBe(true);
    expect(response.toLowerCase()).toContain('content-type: application/problem+json');
    expect(problemIn(response)).toMatchObject({ type });
  });

  it.each(['//api/v1/me', '/api/v1/me/', '/API/V1/ME', '/api/v1/me;x', '/api/v1/mee'])('knows no %s', async (url) => {
    expect((await world.who('registrar').get(url)).statusCode).toBe(404);
  });

  it('guards HEAD as it guards GET, and an encoded path as a plain one', async () => {
    expect((await world.app.inject({ method: 'HEAD', url: '/api/v1/me' })).statusCode).toBe(401);
    expect((await world.app.inject({ url: '/api/v1/%6de' })).statusCode).toBe(401);
  });

  it('turns a stranger away before the body is read', async () => {
    const response = await world.app.inject({
      method: 'POST',
      url: '/api/v1/reports',
      headers: { 'content-type': 'application/json' },
      payload: 'x'.repeat(200_000),
    });
    expect(response.json()).toMatchObject({ status: 401 });
  });

  it('limits how often one client asks', async () => {
    const small = await startWorld({ requestsPerMinute: 5 });
    try {
      const asked: Injected[] = [];
      for (let turn = 0; turn < 7; turn += 1) asked.push(await small.app.inject({ url: '/health/live' }));
      expect(asked.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200, 429, 429]);
      expect(asked[6]?.json()).toMatchObject({ type: '/problems#too-many-requests' });
      expect(asked[6]?.headers['retry-after']).toBeDefined();
    } finally {
      await small.close();
    }
  });

  it('sends strict headers with everything', async () => {
    for (const url of ['/', '/api/v1/me', '/nowhere', '/health/live']) {
      const { headers } = await world.app.inject({ url });
      expect([url, headers['x-content-type-options'], headers['x-frame-options'], headers['cache-control']]).toEqual([
        url,
        'nosniff',
        'SAMEORIGIN',
        'no-store',
      ]);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none';base-uri 'none';frame-ancestors 'none';form-action 'self'/);
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/);
    }
  });

  it('is ready when database, migrations and clock are up, and says which is not', async () => {
    expect((await world.app.inject({ url: '/health/ready' })).json()).toEqual({
      status: 'up',
      checks: { database: 'up', migrations: 'up', clock: 'up', effects: 'up', deadlines: 'up', subjects: 'up', log: 'up', signer: 'up' },
    });
    const broken = await startWorld();
    await broken.database.dataSource.destroy();
    const response = await broken.app.inject({ url: '/health/ready' });
    expect([response.statusCode, response.json()]).toEqual([
      503,
      {
        status: 'down',
        checks: {
          database: 'down',
          migrations: 'down',
          clock: 'down',
          effects: 'down',
          deadlines: 'down',
          subjects: 'down',
          log: 'down',
          signer: 'down',
        },
      },
    ]);
    await broken.close();
  });

  it('says that the log is late, and takes what is filed all the same', async () => {
    const late = await startWorld();
    await late.database.ask(
      `insert into tregua.stream_heads (stream, seq, hash, at) values ('import/late', 1, decode(repeat('00', 32), 'hex'), now())`,
    );
    await late.database.ask(`insert into tregua.entries (stream, seq, at, type, hash, bytes)
      values ('import/late', 1, now() - interval '2 minutes', 'Late', decode(repeat('00', 32), 'hex'), '{}'::text::bytea)`);
    const response = await late.app.inject({ url: '/health/ready' });
    expect([response.statusCode, response.json()]).toEqual([
      200,
      expect.objectContaining({ status: 'degraded', checks: expect.objectContaining({ database: 'up', log: 'late', signer: 'up' }) }),
    ]);
    const metrics = (await late.app.inject({ url: '/metrics' })).body;
    expect(Number(/^tregua_log_waiting_oldest_seconds (.+)$/m.exec(metrics)?.[1])).toBeGreaterThanOrEqual(120);
    await late.close();
  });

  it('says what is late, and answers on', async () => {
    const late = await startWorld();
    await late.database.ask(
      `insert into tregua.stream_heads (stream, seq, hash, at) values ('case/late', 1, decode(repeat('00', 32), 'hex'), now())`,
    );
    await late.database.ask(`insert into tregua.deadlines (stream, key, kind, term, started_at, due_at)
      values ('case/late', 'k', 'k', 'k', now(), now() - interval '2 minutes')`);
    const response = await late.app.inject({ url: '/health/ready' });
    expect([response.statusCode, response.json()]).toEqual([
      200,
      {
        status: 'degraded',
        checks: {
          database: 'up',
          migrations: 'up',
          clock: 'up',
          effects: 'up',
          deadlines: 'late',
          subjects: 'up',
          log: 'up',
          signer: 'up',
        },
      },
    ]);
    const metrics = (await late.app.inject({ url: '/metrics' })).body;
    expect(metrics).toContain('tregua_deadlines_overdue 1');
    expect(Number(/^tregua_deadlines_overdue_seconds (.+)$/m.exec(metrics)?.[1])).toBeGreaterThanOrEqual(120);
    await late.close();
  });

  it('shows metrics on loopback only, or to whoever has the token', async () => {
    const metrics = await world.app.inject({ url: '/metrics' });
    expect(metrics.body).toContain('tregua_http_request_seconds_bucket');
    expect(metrics.body).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect((await world.app.inject({ url: '/metrics', remoteAddress: '192.0.2.1' })).statusCode).toBe(404);
    const tokened = await startWorld({ metricsToken: 'for-prometheus' });
    expect((await tokened.app.inject({ url: '/metrics' })).statusCode).toBe(404);
    expect((await tokened.app.inject({ url: '/metrics', headers: { authorization: 'Bearer for-prometheus' } })).statusCode).toBe(200);
    await tokened.close();
  });

  it('logs each request by id and pattern, and nothing that anybody wrote', async () => {
    lines.length = 0;
    await world.who('monitor').post('/api/v1/reports', { content: shelling(Date.now(), { narrative: 'Canary narrative' }) });
    await world.app.inject({
      method: 'POST',
      url: '/api/v1/session?canary=query',
      payload: { name: 'canary-name', password: 'canary-password' },
    });
    await world.who('registrar').get('/api/v1/cases/canary-id');
    const log = lines.join('');
    expect(log).toMatch(/"route":"\/api\/v1\/reports","status":201/);
    expect(log).toMatch(/"requestId":"[0-9a-f-]{36}"/);
    expect(log).not.toMatch(/canary/i);
    expect(log).not.toContain('Bearer');
    expect(log).not.toContain('127.0.0.1');
  });

  describe('the plain page', () => {
    it('shows strangers the sign-in form and what is public, which is nothing yet', async () => {
      await openCase(world);
      const page = await world.app.inject({ url: '/' });
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(page.body).toContain('DEMONSTRATION – not a finding of any body');
      expect(page.body).toContain('<form class="in" method="post" action="/sign-in">');
      expect(page.body).toContain('There is no case that you may see.');
      expect(page.body).not.toContain('<script');
    });

    it('signs in by a plain form from our own page only, and shows the cases with state, deadline, next action, history and chain', async () => {
      const form = { method: 'POST', url: '/sign-in', payload: 'name=registrar&password=right' } as const;
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const foreign = await world.app.inject({ ...form, headers: { ...type, origin: 'https://elsewhere.example' } });
      expect(foreign.statusCode).toBe(403);
      const wrong = await world.app.inject({ ...form, payload: 'name=registrar&password=wrong', headers: { ...type, origin: ORIGIN } });
      expect([wrong.statusCode, wrong.headers['set-cookie']]).toEqual([401, undefined]);
      const signedIn = await world.app.inject({ ...form, headers: { ...type, origin: ORIGIN } });
      expect([signedIn.statusCode, signedIn.headers['location']]).toEqual([303, '/']);
      const cookie = String(signedIn.headers['set-cookie']).split(';')[0] as string;
      const page = await world.get('/', cookie);
      expect(page.body).toMatch(/<td>REGISTERED<\/td>/);
      expect(page.body).toMatch(/<time datetime="[^"]+">/);
      expect(page.body).toContain('verified to 1');
      const href = /href="(\/cases\/[0-9a-f-]{36})"/.exec(page.body)?.[1] as string;
      const one = await world.get(href, cookie);
      expect(one.body).toContain('CaseOpened');
      expect(one.body).toContain('Raise severity');
      const nonce = /<style nonce="([^"]+)">/.exec(one.body)?.[1] as string;
      expect(one.headers['content-security-policy']).toContain(`'nonce-${nonce}'`);
      const out = await world.app.inject({ method: 'POST', url: '/sign-out', headers: { ...type, cookie, origin: ORIGIN }, payload: '' });
      expect(out.statusCode).toBe(303);
      expect((await world.get('/api/v1/me', cookie)).statusCode).toBe(401);
      expect((await world.app.inject({ url: href })).statusCode).toBe(404);
    });

    it('names every problem at the address that its type points to', async () => {
      const page = await world.app.inject({ url: '/problems' });
      expect(page.body).toContain('<tr id="guards-are-unmet">');
    });
  });

  describe('npm run admin', () => {
    const run = async (...args: string[]): Promise<string> => {
      const said: string[] = [];
      const { dataSource, keyring } = world.database;
      await administer({ dataSource, keyring, say: (line) => said.push(line), passwordMemoryKib: 64 }, args);
      return said.join('\n');
    };
    const signIn = async (name: string, password: string): Promise<number> =>
      (await world.app.inject({ method: 'POST', url: '/api/v1/session', payload: { name, password } })).statusCode;

    it('makes a person, resets, disables and issues a token, each secret printed once', async () => {
      const password = /password: (\S+)$/.exec(
        await run('create-user', 'from-terminal', '--role', 'member', '--constituency', 'neutral'),
      )?.[1] as string;
      expect(await signIn('from-terminal', password)).toBe(204);
      const next = /: (\S+)$/.exec(await run('reset', 'from-terminal'))?.[1] as string;
      expect([await signIn('from-terminal', password), await signIn('from-terminal', next)]).toEqual([401, 204]);
      const token = /: (\S+)$/.exec(await run('issue-token', 'from-terminal', '--label', 'laptop', '--days', '2'))?.[1] as string;
      const me = () => world.app.inject({ url: '/api/v1/me', headers: { authorization: `Bearer ${token}` } });
      expect((await me()).json()).toMatchObject({ roles: ['member'], constituency: 'neutral' });
      await run('disable', 'from-terminal');
      expect([(await me()).statusCode, await signIn('from-terminal', next)]).toEqual([401, 401]);
    });

    it.each([
      [['create-user', 'x1y', '--role', 'king'], 'A role is needed'],
      [['create-user', 'x1y', '--role', 'auditor', '--role', 'registrar'], 'auditor_holds_no_other_role'],
      [['create-user', 'registrar', '--role', 'registrar'], 'Somebody has this sign-in name'],
      [['reset', 'nobody-at-all'], 'There is nobody'],
      [['issue-token', 'registrar', '--label', 'a b'], 'A --label'],
      [['fly', 'registrar'], 'npm run admin'],
      [['reset'], 'npm run admin'],
      [['--colour'], 'npm run admin'],
    ])('refuses %j in a sentence', async (args, sentence) => {
      const refused = await run(...args).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(AdminUsageError);
      expect((refused as Error).message).toContain(sentence);
    });
  });
});
