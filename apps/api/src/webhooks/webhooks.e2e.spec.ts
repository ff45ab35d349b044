import { startTestApi, type TestApi } from '../../../../test/journeys/support/test-api.js';

const ROUTE = '/api/v1/webhooks';

describe('webhooks, as an administrator keeps them', () => {
  let tregua: TestApi;
  let cookie: string;
  beforeAll(async () => {
    tregua = await startTestApi();
    await tregua.person('administrator', { roles: ['administrator'] });
    await tregua.person('registrar', { roles: ['registrar'] });
    cookie = await tregua.signIn('administrator');
  });
  afterAll(() => tregua.close());

  const register = (url: string, more: object = {}) =>
    tregua.send('POST', ROUTE, cookie, { label: 'The cell', url, audiences: ['cell'], ...more });

  it('registers at an allowed host only, shows the secret once, and keeps it sealed', async () => {
    const early = await register('https://hooks.example.org/tregua');
    expect([early.statusCode, early.json<{ errors: unknown }>().errors]).toEqual([
      422,
      [{ pointer: '/url', code: 'hostIsNotAllowed', detail: expect.stringContaining('not on the list') }],
    ]);

    expect((await tregua.send('PUT', '/api/v1/webhook-hosts/Hooks.example.org:443', cookie)).statusCode).toBe(204);
    expect((await tregua.send('PUT', '/api/v1/webhook-hosts/hooks.example.org', cookie)).statusCode).toBe(204);
    expect((await tregua.get('/api/v1/webhook-hosts', cookie)).json()).toEqual([{ host: 'hooks.example.org' }]);

    const made = await register('https://hooks.example.org/tregua');
    const { id, secret } = made.json<{ id: string; secret: string }>();
    expect([made.statusCode, secret, made.headers['cache-control']]).toEqual([
      201,
      expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
      'no-store',
    ]);
    const shown = await tregua.get(`${ROUTE}/${id}`, cookie);
    expect(shown.json()).toMatchObject({ id, url: 'https://hooks.example.org/tregua', status: 'active', failures: 0, party: null });

    const everything = JSON.stringify(
      await tregua.database.ask(`select row_to_json(w)::text as row from tregua.webhooks w union all
        select convert_from(bytes, 'utf8') from tregua.entries where stream like 'webhook/%'`),
    );
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(secret.slice(6));
    expect(everything).not.toContain(Buffer.from(secret).toString('hex'));
  });

  it.each([
    ['no address', 'somewhere', 'addressIsNoUrl'],
    ['plain http', 'http://hooks.example.org/a', 'schemeIsNotHttps'],
    ['another scheme', 'ftp://hooks.example.org/a', 'schemeIsNotHttps'],
    ['credentials', 'https://me:secret@hooks.example.org/a', 'addressHoldsCredentials'],
    ['a query', 'https://hooks.example.org/a?token=1', 'addressHoldsQuery'],
    ['an empty query', 'https://hooks.example.org/a?', 'addressHoldsQuery'],
    ['a fragment', 'https://hooks.example.org/a#b', 'addressHoldsQuery'],
    ['this machine', 'https://127.0.0.1/a', 'addressIsPrivate'],
    ['this machine by name', 'https://localhost/a', 'addressIsPrivate'],
    ['this machine, written in full', 'https://[::ffff:127.0.0.1]/a', 'addressIsPrivate'],
    ['this machine as one number', 'https://2130706433/a', 'addressIsPrivate'],
    ['this machine in hexadecimal', 'https://0x7f.1/a', 'addressIsPrivate'],
    ['this machine with a trailing dot', 'https://localhost./a', 'addressIsPrivate'],
    ['a private network', 'https://10.1.2.3/a', 'addressIsPrivate'],
    ['a private network of IPv6', 'https://[fd00::1]/a', 'addressIsPrivate'],
    ['the metadata of a cloud', 'https://169.254.169.254/latest', 'addressIsPrivate'],
    ['the way to IPv4 through NAT64', 'https://[64:ff9b::7f00:1]/a', 'addressIsPrivate'],
    ['a name of the inside', 'https://queue.internal/a', 'addressIsPrivate'],
    ['another port of an allowed host', 'https://hooks.example.org:8443/a', 'hostIsNotAllowed'],
    ['a name below an allowed host', 'https://a.hooks.example.org/a', 'hostIsNotAllowed'],
  ])('refuses %s with the reason', async (_, url, code) => {
    const answer = await register(url);
    expect([answer.statusCode, answer.json<{ errors: { code: string }[] }>().errors.map((error) => error.code)]).toEqual([422, [code]]);
  });

  it('refuses what is not of its shape', async () => {
    for (const body of [
      { audiences: [] },
      { audiences: ['nobody'] },
      { audiences: ['cell', 'cell'] },
      { party: '' },
      { label: '' },
      { secret: 'mine' },
    ])
      expect((await register('https://hooks.example.org/a', body)).statusCode).toBe(400);
    expect((await tregua.send('PUT', '/api/v1/webhook-hosts/not%20a%20host', cookie)).statusCode).toBe(400);
  });

  it('rotates the secret, and disables and enables; each is an entry of its stream', async () => {
    const { id, secret } = (await register('https://hooks.example.org/b')).json<{ id: string; secret: string }>();
    const rotated = await tregua.send('POST', `${ROUTE}/${id}/secret`, cookie);
    expect(rotated.json<{ secret: string }>().secret).not.toBe(secret);

    expect((await tregua.send('PATCH', `${ROUTE}/${id}`, cookie, { status: 'disabled' })).statusCode).toBe(204);
    expect((await tregua.get(`${ROUTE}/${id}`, cookie)).json()).toMatchObject({ status: 'disabled', disabledBecause: 'byAdministrator' });
    expect((await tregua.send('DELETE', '/api/v1/webhook-hosts/hooks.example.org', cookie)).statusCode).toBe(204);
    expect((await tregua.send('DELETE', '/api/v1/webhook-hosts/hooks.example.org', cookie)).statusCode).toBe(404);
    expect((await tregua.send('PATCH', `${ROUTE}/${id}`, cookie, { status: 'active' })).statusCode).toBe(422);
    await tregua.send('PUT', '/api/v1/webhook-hosts/hooks.example.org', cookie);
    expect((await tregua.send('PATCH', `${ROUTE}/${id}`, cookie, { status: 'active' })).statusCode).toBe(204);

    const entries = await tregua.database.ask<{ type: string }>(`select type from tregua.entries where stream = $1 order by seq`, [
      `webhook/${id}`,
    ]);
    expect(entries.map(({ type }) => type)).toEqual(['WebhookRegistered', 'WebhookSecretRotated', 'WebhookDisabled', 'WebhookEnabled']);
  });

  it('is nobody else’s', async () => {
    const registrar = await tregua.signIn('registrar');
    expect((await tregua.get(ROUTE, registrar)).statusCode).toBe(403);
    expect((await tregua.get('/api/v1/webhook-hosts', registrar)).statusCode).toBe(403);
    const unknown = '0190a1b2-0000-7000-8000-00000000dead';
    for (const path of ['', '/deliveries']) expect((await tregua.get(`${ROUTE}/${unknown}${path}`, cookie)).statusCode).toBe(404);
  });
});
