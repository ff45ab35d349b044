import { createHash } from 'node:crypto';
import { cookieOf, ORIGIN, startTestApi, type TestApi } from './support/test-api.js';

const SIGN_IN = { method: 'POST', url: '/api/v1/session' } as const;

describe('accounts', () => {
  let tregua: TestApi;
  beforeAll(async () => {
    tregua = await startTestApi();
    await tregua.person('administrator', { roles: ['administrator'] });
    await tregua.person('registrar', { roles: ['registrar'] });
  });
  afterAll(() => tregua.close());

  describe('sign-in', () => {
    it('sets a cookie that scripts cannot read, and keeps its SHA-256 only', async () => {
      const response = await tregua.app.inject({ ...SIGN_IN, payload: { name: 'registrar', password: 'right' } });
      expect(response.statusCode).toBe(204);
      expect(response.headers['set-cookie']).toMatch(/^tregua=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
      const secret = cookieOf(response).split('=')[1] as string;
      const kept = await tregua.database.ask<{ token_hash: Buffer }>('select token_hash from tregua.sessions');
      expect(kept.map(({ token_hash }) => token_hash.toString('hex'))).toEqual([createHash('sha256').update(secret).digest('hex')]);
    });

    it.each([
      ['a wrong password', { name: 'registrar', password: 'wrong' }],
      ['a name that nobody has', { name: 'nobody-here', password: 'right' }],
    ])('answers the same to %s', async (_, payload) => {
      const response = await tregua.app.inject({ ...SIGN_IN, payload });
      expect(response.json()).toEqual({
        type: '/problems#sign-in-failed',
        title: 'Sign-in failed',
        status: 401,
        instance: expect.stringMatching(/^urn:uuid:/),
      });
      expect(response.headers['content-type']).toBe('application/problem+json');
      expect(response.headers['set-cookie']).toBeUndefined();
    });

    it('takes as long for a name that nobody has', async () => {
      const slow = await startTestApi({ passwordMemoryKib: 19_456 });
      try {
        await slow.person('somebody', { roles: ['registrar'] }, 19_456);
        const time = async (name: string): Promise<number> => {
          const started = performance.now();
          await slow.app.inject({ ...SIGN_IN, payload: { name, password: 'wrong' } });
          return performance.now() - started;
        };
        const times = { known: [] as number[], unknown: [] as number[] };
        for (let turn = 0; turn < 7; turn += 1) {
          times.known.push(await time('somebody'));
          times.unknown.push(await time('nobody-at-all'));
        }
        const median = (all: number[]): number => all.sort((one, other) => one - other)[3] as number;
        const [known, unknown] = [median(times.known), median(times.unknown)];
        expect(unknown / known).toBeGreaterThan(0.4);
        expect(unknown / known).toBeLessThan(2.5);
      } finally {
        await slow.close();
      }
    });

    it('answers 429 after ten wrong passwords, longer each time, also to the right one; and to others not at all', async () => {
      await tregua.person('victim', { roles: ['registrar'] });
      const attempt = (password: string, remoteAddress = '192.0.2.7', name = 'victim') =>
        tregua.app.inject({ ...SIGN_IN, remoteAddress, payload: { name, password } });
      for (let turn = 1; turn <= 9; turn += 1) expect((await attempt('wrong')).statusCode).toBe(401);
      const tenth = await attempt('wrong');
      expect([tenth.statusCode, tenth.json<{ type: string }>().type, tenth.headers['retry-after']]).toEqual([
        429,
        '/problems#too-many-wrong-passwords',
        '30',
      ]);
      expect((await attempt('right')).statusCode).toBe(429);
      expect((await attempt('right', '192.0.2.8')).statusCode).toBe(204);

      const waits: number[] = [];
      for (let turn = 0; turn < 8; turn += 1) {
        await tregua.database.ask(`update tregua.sign_in_failures set blocked_until = tregua.now() where blocked_until is not null`);
        waits.push(Number((await attempt('wrong')).headers['retry-after']));
      }
      expect(waits).toEqual([60, 120, 240, 480, 960, 1920, 3600, 3600]);
    });

    it('forgets wrong passwords after a right one', async () => {
      await tregua.person('forgetful', { roles: ['registrar'] });
      const attempt = async (password: string) =>
        (await tregua.app.inject({ ...SIGN_IN, remoteAddress: '192.0.2.9', payload: { name: 'forgetful', password } })).statusCode;
      for (let turn = 0; turn < 9; turn += 1) expect(await attempt('wrong')).toBe(401);
      expect(await attempt('right')).toBe(204);
      expect(await attempt('wrong')).toBe(401);
    });

    it('blocks an address that tries fifty names', async () => {
      const statuses: number[] = [];
      for (let turn = 0; turn < 51; turn += 1) {
        statuses.push(
          (await tregua.app.inject({ ...SIGN_IN, remoteAddress: '192.0.2.66', payload: { name: `name-${turn}`, password: 'wrong' } }))
            .statusCode,
        );
      }
      expect(statuses.slice(0, 49)).toEqual(Array.from({ length: 49 }, () => 401));
      expect(statuses.slice(49)).toEqual([429, 429]);
    });
  });

  describe('a session', () => {
    it('ends when it is signed out, and is nobody from then on', async () => {
      const cookie = await tregua.signIn('registrar');
      expect((await tregua.get('/api/v1/me', cookie)).statusCode).toBe(200);
      const out = await tregua.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: { cookie, origin: ORIGIN } });
      expect(out.statusCode).toBe(204);
      expect((await tregua.get('/api/v1/me', cookie)).statusCode).toBe(401);
    });

    it('can be ended from another one, and not by another person', async () => {
      const [one, other, administrator] = [
        await tregua.signIn('registrar'),
        await tregua.signIn('registrar'),
        await tregua.signIn('administrator'),
      ];
      const sessions = (await tregua.get('/api/v1/me/sessions', one)).json<{ id: string; current: boolean }[]>();
      const current = sessions.find((session) => session.current)?.id ?? '';
      const end = (cookie: string) =>
        tregua.app.inject({ method: 'DELETE', url: `/api/v1/me/sessions/${current}`, headers: { cookie, origin: ORIGIN } });
      expect((await end(administrator)).statusCode).toBe(404);
      expect((await end(other)).statusCode).toBe(204);
      expect((await tregua.get('/api/v1/me', one)).statusCode).toBe(401);
      expect((await end(other)).statusCode).toBe(404);
    });

    it('ends by itself', async () => {
      const cookie = await tregua.signIn('registrar');
      await tregua.database.ask(`update tregua.sessions set expires_at = tregua.now()`);
      expect((await tregua.get('/api/v1/me', cookie)).statusCode).toBe(401);
    });

    it.each([
      ['no Origin and no Sec-Fetch-Site', {}, 403],
      ['another origin', { origin: 'https://elsewhere.example' }, 403],
      ['the origin "null" of a sandboxed frame', { origin: 'null' }, 403],
      ['another port', { origin: 'http://127.0.0.1:3001' }, 403],
      ['Sec-Fetch-Site: cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
      ['Sec-Fetch-Site: same-site', { 'sec-fetch-site': 'same-site' }, 403],
      ['another origin that says it is the same', { origin: 'https://elsewhere.example', 'sec-fetch-site': 'same-origin' }, 403],
      ['our own origin', { origin: ORIGIN }, 204],
      ['Sec-Fetch-Site: same-origin', { 'sec-fetch-site': 'same-origin' }, 204],
    ])('changes nothing by cookie with %s, but from our own pages', async (_, headers, status) => {
      const cookie = await tregua.signIn('registrar');
      const response = await tregua.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: { cookie, ...headers } });
      expect(response.statusCode).toBe(status);
      expect((await tregua.get('/api/v1/me', cookie)).statusCode).toBe(status === 204 ? 401 : 200);
    });

    it('cannot be begun from another site', async () => {
      const response = await tregua.app.inject({
        ...SIGN_IN,
        headers: { origin: 'https://elsewhere.example' },
        payload: { name: 'registrar', password: 'right' },
      });
      expect(response.statusCode).toBe(403);
    });
  });

  describe('the administrator', () => {
    let cookie: string;
    const send = (method: 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
      tregua.app.inject({ method, url, headers: { cookie, origin: ORIGIN }, ...(payload && { payload }) });
    beforeAll(async () => {
      cookie = await tregua.signIn('administrator');
    });

    it('adds a person, whose password is shown once and whose name stands nowhere in clear', async () => {
      const made = await send('POST', '/api/v1/people', {
        signInName: 'new-agent',
        name: 'Canary Öne',
        roles: ['party_agent'],
        party: 'aa',
      });
      expect(made.statusCode).toBe(201);
      const { id, password } = made.json<{ id: string; password: string }>();
      expect(made.headers['location']).toBe(`/api/v1/people/${id}`);
      const agent = await tregua.signIn('new-agent', password);
      expect((await tregua.get('/api/v1/me', agent)).json()).toEqual({ id, roles: ['party_agent'], party: 'aa', by: 'cookie' });
      const kept = await tregua.database.ask<{ text: string }>(
        `select p::text as text from tregua.people p union all select convert_from(bytes, 'UTF8') from tregua.entries union all select encode(ciphertext, 'escape') from tregua.sealed_values`,
      );
      expect(kept.filter(({ text }) => /Canary/.test(text) || text.includes(password))).toEqual([]);
      const history = await tregua.database.ask<{ type: string }>(`select type from tregua.entries where stream = $1 order by seq`, [
        `person/${id}`,
      ]);
      expect(history.map(({ type }) => type)).toEqual(['PersonCreated', 'SessionStarted']);
    });

    it.each([
      ['an auditor with another role', { roles: ['auditor', 'monitor'], team: 'alpha' }, 'auditor_holds_no_other_role'],
      ['an administrator with another role', { roles: ['administrator', 'registrar'] }, 'administrator_holds_no_other_role'],
      ['a registrar who sits', { roles: ['registrar', 'member'], constituency: 'neutral' }, 'registrar_is_no_member'],
      ['somebody of the cell who sits', { roles: ['coordination_cell', 'chair'], constituency: 'neutral' }, 'cell_is_no_agent_or_member'],
      ['somebody of the cell who is an agent', { roles: ['coordination_cell', 'party_agent'], party: 'aa' }, 'cell_is_no_agent_or_member'],
      ['an agent who sits', { roles: ['party_agent', 'member'], party: 'aa', constituency: 'neutral' }, 'agent_is_no_member'],
      ['an agent of nobody', { roles: ['party_agent'] }, 'agent_has_a_party'],
      ['a member for nobody', { roles: ['member'] }, 'member_has_a_constituency'],
      ['a state officer of no state', { roles: ['state_officer'] }, 'state_officer_has_a_state'],
      ['a monitor without a team', { roles: ['monitor'] }, 'monitor_has_a_team'],
    ])('cannot make %s, and neither can SQL', async (_, standing, rule) => {
      const before = await tregua.database.ask('select count(*) from tregua.people');
      const response = await send('POST', '/api/v1/people', { signInName: 'impossible', name: 'X', ...standing });
      expect(response.statusCode).toBe(422);
      expect(response.json<{ errors: object[] }>().errors).toEqual([expect.objectContaining({ pointer: '/roles', code: rule })]);
      expect(await tregua.database.ask('select count(*) from tregua.people')).toEqual(before);
    });

    it('cannot give a name twice', async () => {
      const response = await send('POST', '/api/v1/people', { signInName: 'registrar', name: 'X', roles: ['registrar'] });
      expect([response.statusCode, response.json<{ errors: object[] }>().errors]).toEqual([
        409,
        [expect.objectContaining({ pointer: '/signInName' })],
      ]);
    });

    it.each([
      ['changes roles', 'PATCH', '', { roles: ['custodian'] }, 204],
      ['disables', 'PATCH', '', { status: 'disabled' }, 204],
      ['sets a new password', 'POST', '/password', undefined, 200],
    ] as const)('%s: sign-ins and tokens of that person end at once', async (what, method, below, payload, status) => {
      const name = what.replaceAll(' ', '-');
      const id = await tregua.person(name, { roles: ['registrar'] });
      const theirs = await tregua.signIn(name);
      const issued = await send('POST', `/api/v1/people/${id}/tokens`, { label: 'gateway', days: 1 });
      const headers = { authorization: `Bearer ${issued.json<{ token: string }>().token}` };
      expect((await tregua.app.inject({ url: '/api/v1/me', headers })).json()).toMatchObject({ id, by: 'token' });
      expect((await send(method, `/api/v1/people/${id}${below}`, payload)).statusCode).toBe(status);
      expect((await tregua.get('/api/v1/me', theirs)).statusCode).toBe(401);
      expect((await tregua.app.inject({ url: '/api/v1/me', headers })).statusCode).toBe(401);
      if (what === 'disables') expect((await tregua.app.inject({ ...SIGN_IN, payload: { name, password: 'right' } })).statusCode).toBe(401);
    });

    it('issues a token that is listed without its secret, is revoked at once, and ends by itself', async () => {
      const id = await tregua.person('sensor', { roles: ['monitor'], team: 'alpha' });
      const tokens = await Promise.all(['one', 'two'].map((label) => send('POST', `/api/v1/people/${id}/tokens`, { label, days: 2 })));
      const [one, two] = tokens.map((token) => token.json<{ id: string; token: string }>()) as [
        { id: string; token: string },
        { id: string; token: string },
      ];
      const listed = await tregua.get(`/api/v1/people/${id}/tokens`, cookie);
      expect(listed.body).not.toContain(one.token);
      expect(
        listed
          .json<{ label: string }[]>()
          .map(({ label }) => label)
          .sort(),
      ).toEqual(['one', 'two']);
      const me = async (token: string) =>
        (await tregua.app.inject({ url: '/api/v1/me', headers: { authorization: `Bearer ${token}` } })).statusCode;
      expect([await me(one.token), await me(two.token)]).toEqual([200, 200]);
      expect((await send('DELETE', `/api/v1/people/${id}/tokens/${one.id}`)).statusCode).toBe(204);
      expect([await me(one.token), await me(two.token)]).toEqual([401, 200]);
      await tregua.database.ask(`update tregua.machine_tokens set expires_at = tregua.now() where id = $1`, [two.id]);
      expect(await me(two.token)).toBe(401);
    });

    it('lists people in pages that follow each other', async () => {
      for (let turn = 0; turn < 55; turn += 1) await tregua.person(`page-${String(turn).padStart(2, '0')}`, { roles: ['registrar'] });
      const first = await tregua.get('/api/v1/people', cookie);
      const next = /^<(.+)>; rel="next"$/.exec(String(first.headers['link']))?.[1] as string;
      const second = await tregua.get(next, cookie);
      const names = [first, second].flatMap((page) =>
        page.json<{ items: { signInName: string }[] }>().items.map(({ signInName }) => signInName),
      );
      expect(names).toEqual([...new Set(names)].sort());
      expect(names.length).toBeGreaterThan(55);
      expect((await tregua.get('/api/v1/people?cursor=nonsense', cookie)).json()).toMatchObject({
        status: 400,
        errors: [{ parameter: 'cursor', code: 'isCursor' }],
      });
    });
  });
});
