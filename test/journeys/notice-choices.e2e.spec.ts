import { NoticeDeliveries, NoticesWriter } from '@tregua/store';
import { openCase, startWorld, type World } from './support/world.js';

const chosen = {
  app: 'all',
  mail: 'needed',
  language: 'uk',
  timeZone: 'Europe/Kyiv',
  digestMinute: 420,
  quietFrom: 1320,
  quietTo: 360,
  mailAddress: 'registrar@example.org',
};

describe('how people want to be told', () => {
  let world: World;
  let notices: NoticesWriter;
  beforeAll(async () => {
    world = await startWorld();
    notices = new NoticesWriter(world.database.dataSource);
  }, 60_000);
  afterAll(() => world.close());

  const put = (who: string, payload: object, url = '/api/v1/notices/preferences') =>
    world.app.inject({ method: 'PUT', url, headers: world.who(who).headers, payload });
  const remove = (who: string, url: string) => world.app.inject({ method: 'DELETE', url, headers: world.who(who).headers });
  const decideAll = async (): Promise<void> => {
    for (const { effect_key: key } of await world.database.ask<{ effect_key: string }>(
      `select effect_key from tregua.outbox where done_at is null order by stream, seq`,
    ))
      await notices.decide(key);
  };

  it('has defaults, and keeps what was chosen', async () => {
    const before = (await world.who('registrar').get('/api/v1/notices/preferences')).json<object>();
    expect(before).toMatchObject({ app: 'all', mail: 'needed', language: 'en', timeZone: 'UTC', mailAddress: null, mutedCases: [] });
    expect((await put('registrar', chosen)).statusCode).toBe(204);
    expect((await world.who('registrar').get('/api/v1/notices/preferences')).json<object>()).toEqual({ ...chosen, mutedCases: [] });
    expect((await world.who('rapporteur').get('/api/v1/notices/preferences')).body).not.toContain('example.org');
  });

  it.each<[string, object, string]>([
    ['a zone that nobody knows', { timeZone: 'Europe/Atlantis' }, '/timeZone isTimeZone'],
    ['an offset for a zone', { timeZone: '+02:00' }, '/timeZone isTimeZone'],
    ['half of quiet hours', { quietTo: null }, '/quietTo quietHoursHaveBoth'],
    ['a minute that no day has', { digestMinute: 1440 }, '/digestMinute max'],
    ['a language without letters of its own', { language: 'de' }, '/language isIn'],
    ['an address with a header in it', { mailAddress: 'a@example.org\r\nBcc: b@example.org' }, '/mailAddress isMailAddress'],
    ['two addresses', { mailAddress: 'a@example.org,b@example.org' }, '/mailAddress isMailAddress'],
    ['an address of nowhere', { mailAddress: 'a@' }, '/mailAddress isMailAddress'],
    ['a choice that there is not', { mail: 'never' }, '/mail isIn'],
  ])('refuses %s, and says why', async (_, change, expected) => {
    const answer = await put('registrar', { ...chosen, ...change });
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ errors: { pointer: string; code: string }[] }>().errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      expected,
    ]);
  });

  it('mutes a case that one may know of, and no other', async () => {
    const { case: id } = await openCase(world);
    const url = `/api/v1/notices/muted/${id}`;
    expect((await put('citizen', {}, url)).statusCode).toBe(404);
    expect((await put('cell', {}, url)).statusCode).toBe(204);
    expect((await put('cell', {}, url)).statusCode).toBe(204);
    await decideAll();
    const { items } = (await world.who('cell').get('/api/v1/notices')).json<{
      items: { subject: string; muted: boolean; position: number | null }[];
    }>();
    expect(items.map(({ subject, muted, position }) => ({ subject, muted, position }))).toEqual([
      { subject: id, muted: true, position: null },
    ]);
    expect((await remove('cell', url)).statusCode).toBe(204);
    expect((await remove('cell', url)).statusCode).toBe(404);
  });

  it('brings deadlines into a calendar whose address is the secret, each only their own, until it is revoked', async () => {
    const { case: id } = await openCase(world);
    const [{ reference } = { reference: '' }] = await world.database.ask<{ reference: string }>(
      `select reference from tregua.cases where id = $1`,
      [id],
    );
    const feed = async (who: string): Promise<{ id: string; path: string }> => (await world.who(who).post('/api/v1/me/calendars')).json();
    const [ours, theirs] = [await feed('registrar'), await feed('agent-aa')];
    const read = async (path: string): Promise<string> => (await world.app.inject({ url: path })).body;
    const text = await read(ours.path);
    expect(text).toContain('BEGIN:VCALENDAR');
    expect(text.replaceAll('\r\n ', '')).toContain(`SUMMARY:${reference}: registration`);
    expect(text).not.toContain('Three shells');
    expect(await read(theirs.path)).not.toContain(reference);
    const kept = await world.database.ask<{ kept: string }>(`select string_agg(f::text, ' ') as kept from tregua.calendar_feeds f`);
    expect(kept[0]?.kept).not.toContain(ours.path.slice('/api/v1/calendars/'.length, -'.ics'.length));
    expect((await world.who('registrar').get('/api/v1/me/calendars')).json<{ id: string }[]>().map((one) => one.id)).toEqual([ours.id]);
    expect((await remove('rapporteur', `/api/v1/me/calendars/${ours.id}`)).statusCode).toBe(404);
    expect((await remove('registrar', `/api/v1/me/calendars/${ours.id}`)).statusCode).toBe(204);
    expect((await world.app.inject({ url: ours.path })).statusCode).toBe(404);
    expect((await world.app.inject({ url: '/api/v1/calendars/nothing.ics' })).statusCode).toBe(404);
  });

  it('shows a party the term that runs for it, once it was served, and no other term of the case', async () => {
    const { case: id } = await openCase(world);
    const [{ reference } = { reference: '' }] = await world.database.ask<{ reference: string }>(
      `select reference from tregua.cases where id = $1`,
      [id],
    );
    const { path } = (await world.who('agent-bb').post('/api/v1/me/calendars')).json<{ path: string }>();
    const read = async (): Promise<string> => (await world.app.inject({ url: path })).body.replaceAll('\r\n ', '');
    for (const hours of [25, 73, 241]) {
      expect(await read()).not.toContain(reference);
      await world.pass(hours * 3_600_000);
    }
    const { state } = (await world.who('registrar').get(`/api/v1/cases/${id}`)).json<{ state: string }>();
    expect(state).toBe('PARTY_REPLY');
    expect(await read()).toContain(`SUMMARY:${reference}: reply`);
  });

  it('shows the marks of the response clock to the cell and to those who read the case', async () => {
    const { case: id } = await openCase(world);
    const marks = (await world.who('cell').get(`/api/v1/cases/${id}/response-clock`)).json<{ mark: string; standing: string }[]>();
    expect(marks.map(({ mark }) => mark)).toEqual(['mark1', 'mark2', 'mark3', 'mark4']);
    expect((await world.who('agent-aa').get(`/api/v1/cases/${id}/response-clock`)).statusCode).toBe(404);
    expect((await world.who('citizen').get(`/api/v1/cases/${id}/response-clock`)).statusCode).toBe(404);
  });

  it('shows an administrator what could not be delivered, and nothing of what it was about; sends it again', async () => {
    await put('registrar', { ...chosen, mail: 'all' });
    const { case: id } = await openCase(world);
    await decideAll();
    const { dataSource, keyring } = world.database;
    const deliveries = new NoticeDeliveries(dataSource, keyring);
    const [mail] = await world.database.ask<{ id: string }>(
      `select id from tregua.notices where channel = 'mail' and status = 'open' and digest_at is null order by ordinal limit 1`,
    );
    await deliveries.hold(mail?.id as string, 5_000);
    await deliveries.recordOutcome(mail?.id as string, { outcome: 'failed', code: 'noSuchMailbox', again: false });
    const page = (await world.who('administrator').get('/api/v1/dead-letters')).json<{ items: object[] }>();
    expect(page.items).toMatchObject([{ id: mail?.id, channel: 'mail', error: 'noSuchMailbox' }]);
    expect(JSON.stringify(page)).not.toContain(id);
    expect(Object.keys(page.items[0] ?? {}).sort()).toEqual(['at', 'attempts', 'channel', 'error', 'id', 'kind', 'recipient']);
    expect((await world.who('registrar').get('/api/v1/dead-letters')).statusCode).toBe(403);
    expect((await world.who('administrator').post(`/api/v1/dead-letters/${mail?.id}/resend`)).statusCode).toBe(204);
    expect((await world.who('administrator').post(`/api/v1/dead-letters/${mail?.id}/resend`)).statusCode).toBe(404);
    expect((await world.who('administrator').get('/api/v1/dead-letters')).json<{ items: object[] }>().items).toEqual([]);
  });
});
