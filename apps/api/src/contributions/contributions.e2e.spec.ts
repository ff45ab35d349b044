import { randomUUID } from 'node:crypto';
import { openCase, startWorld, type Somebody, type World } from '../../../../test/journeys/support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(() => world.close());

const at = (hour: number): string => new Date(Date.UTC(2026, 0, 10, hour)).toISOString();
const ring = [
  ['47', '36'],
  ['47', '39'],
  ['49', '39'],
  ['49', '36'],
].map(([latitude, longitude]) => ({ latitude, longitude }));
const patrol = (change: object = {}): object => ({
  state: 'FR',
  kind: 'patrol',
  team: 'alpha',
  area: [{ ring }],
  intervals: [{ from: at(0), until: at(10) }],
  ...change,
});
const post = (who: Somebody, payload: object, key: string = randomUUID()) =>
  who.post('/api/v1/contributions', payload, { 'idempotency-key': key });
const coverage = (change: Record<string, string> = {}): string =>
  `/api/v1/contributions/coverage?${new URLSearchParams({ latitude: '48', longitude: '37', from: at(0), until: at(24), ...change }).toString()}`;

describe('contributions of states', () => {
  it('are recorded, each in a stream of its own, once a key', async () => {
    const key = randomUUID();
    const first = await post(world.who('registrar'), patrol(), key);
    expect(first.statusCode).toBe(201);
    const { id, stream } = first.json<{ id: string; stream: string }>();
    expect([stream, first.headers['location']]).toEqual([`contribution/${id}`, `/api/v1/contributions/${id}`]);
    expect((await post(world.who('registrar'), patrol(), key)).json()).toEqual({ id, stream: null, hash: null });
    expect((await post(world.who('registrar'), patrol({ team: 'beta' }), key)).statusCode).toBe(422);
    const [entry] = await world.database.ask<{ type: string; seq: number }>('select type, seq from tregua.entries where stream = $1', [
      stream,
    ]);
    expect(entry).toEqual({ type: 'ContributionRecorded', seq: 1 });
    const read = await world.who('member-1').get(`/api/v1/contributions/${id}`);
    expect(read.json()).toMatchObject({ id, state: 'FR', asset: null, area: [{ ring }], intervals: [{ from: at(0), until: at(10) }] });
  });

  it('show who watched a point, and when nobody did', async () => {
    await post(
      world.who('registrar'),
      patrol({
        state: 'IT',
        kind: 'post',
        intervals: [
          { from: at(8), until: at(12) },
          { from: at(20), until: at(22) },
        ],
      }),
    );
    await post(
      world.who('registrar'),
      patrol({ state: 'PL', area: [{ ring: ring.map(({ longitude }) => ({ latitude: longitude, longitude })) }] }),
    );
    const answer = (await world.who('auditor').get(coverage())).json<{ states: string[]; contributions: string[]; gaps: object[] }>();
    expect(answer).toMatchObject({
      states: ['FR', 'IT'],
      gaps: [
        { from: at(12), until: at(20), hours: 8 },
        { from: at(22), until: at(24), hours: 2 },
      ],
    });
    expect(answer.contributions).toHaveLength(2);
    expect((await world.who('auditor').get(coverage({ latitude: '10' }))).json()).toMatchObject({ states: [], gaps: [{ hours: 24 }] });
  });

  it('are seen by those who work with them, by a state its own, and by no party', async () => {
    const own = await post(world.who('state-officer'), patrol());
    expect(own.statusCode).toBe(201);
    expect((await post(world.who('state-officer'), patrol({ state: 'IT' }))).statusCode).toBe(403);
    expect((await post(world.who('monitor'), patrol())).statusCode).toBe(403);
    const states = async (who: string) =>
      [
        ...new Set(
          (await world.who(who).get('/api/v1/contributions')).json<{ items: { state: string }[] }>().items.map(({ state }) => state),
        ),
      ].sort();
    expect(await states('registrar')).toEqual(['FR', 'IT', 'PL']);
    expect(await states('state-officer')).toEqual(['FR']);
    for (const who of ['agent-aa', 'cell', 'citizen', 'administrator', 'publisher']) {
      expect([who, await states(who)]).toEqual([who, []]);
      expect([who, (await world.who(who).get(`/api/v1/contributions/${own.json<{ id: string }>().id}`)).statusCode]).toEqual([who, 404]);
      expect([who, (await world.who(who).get(coverage())).statusCode]).toEqual([who, 403]);
    }
    expect((await world.who('state-officer').get(coverage())).statusCode).toBe(403); // gaps of a part are no gaps
    const page = (await world.who('registrar').get('/api/v1/contributions?limit=1')).json<{ items: { id: string }[]; next: string }>();
    const next = (await world.who('registrar').get(`/api/v1/contributions?limit=1&cursor=${page.next}`)).json<{
      items: { id: string }[];
    }>();
    expect(next.items[0]?.id).not.toBe(page.items[0]?.id);
  });

  it.each<[string, object, string, string]>([
    ['no state', { state: undefined }, '/state', 'isGiven'],
    ['a state that is no code', { state: 'fr' }, '/state', 'stateIsCode'],
    ['a kind that is a text', { kind: 'a patrol of ours' }, '/kind', 'isKey'],
    ['no area', { area: [] }, '/area', 'hasRightLength'],
    ['a ring of two', { area: [{ ring: ring.slice(0, 2) }] }, '/area/0/ring', 'hasRightLength'],
    [
      'a latitude beyond the pole',
      { area: [{ ring: [...ring.slice(1), { latitude: '91', longitude: '0' }] }] },
      '/area/0/ring/3/latitude',
      'isDecimal',
    ],
    [
      'a number that is no text',
      { area: [{ ring: [...ring.slice(1), { latitude: 47, longitude: '0' }] }] },
      '/area/0/ring/3/latitude',
      'isDecimal',
    ],
    ['no interval', { intervals: [] }, '/intervals', 'hasRightLength'],
    ['a day that is none', { intervals: [{ from: '2026-02-30T00:00:00Z', until: at(1) }] }, '/intervals/0/from', 'isInstant'],
    ['a watch that ends before it begins', { intervals: [{ from: at(2), until: at(1) }] }, '/intervals/0/until', 'watchEndsAfterItBegins'],
    ['a watch to come', { intervals: [{ from: at(0), until: '2999-01-01T00:00:00Z' }] }, '/intervals/0/until', 'watchIsNotToCome'],
    ['what nobody asked for', { weather: 'fine' }, '/weather', 'isKnown'],
  ])('with %s are refused, and nothing is written', async (_, change, pointer, code) => {
    const before = await world.database.ask('select count(*)::int as n from tregua.contributions');
    const response = await post(world.who('registrar'), patrol(change));
    expect([response.statusCode, response.json<{ errors: object[] }>().errors]).toMatchObject([400, [{ pointer, code }]]);
    expect(await world.database.ask('select count(*)::int as n from tregua.contributions')).toEqual(before);
  });

  it.each<[Record<string, string>, string]>([
    [{ latitude: 'x' }, 'latitude'],
    [{ longitude: '181' }, 'longitude'],
    [{ from: 'yesterday' }, 'from'],
    [{ until: at(0) }, 'until'],
    [{ until: '2028-01-01T00:00:00Z' }, 'until'],
    [{ radius: '5' }, 'radius'],
  ])('a question of coverage with %j is refused', async (change, parameter) => {
    const response = await world.who('auditor').get(coverage(change));
    expect([response.statusCode, response.json<{ errors: object[] }>().errors]).toMatchObject([400, [{ parameter }]]);
  });
});

describe('who looked at a case', () => {
  it('is read by auditors, and by nobody else', async () => {
    const { case: id } = await openCase(world);
    expect((await world.who('registrar').get(`/api/v1/cases/${id}/export`)).statusCode).toBe(200);
    const read = await world.who('auditor').get(`/api/v1/cases/${id}/access`);
    expect([read.statusCode, read.json<{ items: { type: string }[] }>().items.map(({ type }) => type)]).toEqual([200, ['CaseExported']]);
    for (const who of ['registrar', 'chair', 'rapporteur', 'administrator', 'agent-aa', 'citizen', 'cell']) {
      expect([who, (await world.who(who).get(`/api/v1/cases/${id}/access`)).statusCode]).toEqual([who, 404]);
    }
    expect((await world.who('auditor').get(`/api/v1/cases/${randomUUID()}/access`)).statusCode).toBe(404);
  });
});
