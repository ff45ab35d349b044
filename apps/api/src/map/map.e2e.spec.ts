import { openCase, shelling, startWorld, type World } from '../../../../test/journeys/support/world.js';
import type { MapPointsView, MapView } from './map.view.js';

const BOX = 'west=37&south=47&east=39&north=49';
let world: World;
let opened: { report: string; case: string };

/** Two acts in one cell, of which one is verified and in a case; one elsewhere; one without a point; a draft; one that a source is protected in. */
beforeAll(async () => {
  world = await startWorld();
  opened = await openCase(world);
  const monitor = world.who('monitor');
  const file = async (change: object): Promise<string> => {
    const filed = await monitor.post('/api/v1/reports', { content: shelling(Date.now(), change) });
    if (filed.statusCode !== 201) throw new Error(filed.body);
    return filed.json<{ id: string }>().id;
  };
  for (const change of [
    { startsAt: '2026-03-01T10:00:00.000Z' },
    { place: { latitude: '-33.5', longitude: '-70.25', radiusMetres: 30_000 } },
    { place: { name: 'somewhere' } },
  ])
    await monitor.does('reports', await file(change), 'submit-report');
  await file({});
});
afterAll(() => world.close());

const overview = async (name: string, query = ''): Promise<MapView> => (await world.who(name).get(`/api/v1/map${query}`)).json();
const points = async (name: string, query = BOX): Promise<MapPointsView> =>
  (await world.who(name).get(`/api/v1/map/points?${query}`)).json();

describe('acts by place and time', () => {
  it('are added up by cell and day, verified and unverified apart, and what has no point is counted and in no cell', async () => {
    const map = await overview('registrar');
    expect(map).toMatchObject({ total: 4, withoutPlace: 1, withoutTime: 0, more: false });
    expect(map.cells).toMatchObject([
      { latitude: '48.075', longitude: '37.875', count: 2, verified: 1, attributed: 0, notAttributed: 0, pending: 2 },
      { latitude: '-33.475', longitude: '-70.225', count: 1, verified: 0, pending: 1 },
    ]);
    expect(map.verification).toEqual([
      { value: 'unverified', count: 3 },
      { value: 'verified', count: 1 },
    ]);
    expect(map.standings).toEqual([{ value: 'pending', count: 4 }]);
    expect(map.days).toContainEqual({ day: '2026-03-01', count: 1, verified: 0 });
    expect(map.days.reduce((sum, { count }) => sum + count, 0)).toBe(4);
  });

  it('are the points of a box, each with the circle in which it lies', async () => {
    const { items, more } = await points('registrar');
    expect([items.length, more]).toEqual([2, false]);
    expect(items.find(({ id }) => id === opened.report)).toMatchObject({
      kind: 'report',
      latitude: '48.05',
      longitude: '37.85',
      radiusMetres: 200,
      codes: ['K3'],
      verified: true,
      standing: 'pending',
    });
    expect(await points('registrar', `${BOX}&limit=1`)).toMatchObject({ more: true });
  });

  it.each([
    ['?verified=true', 1],
    ['?verified=false', 3],
    ['?from=2026-03-01T00:00:00Z&until=2026-03-02T00:00:00Z', 1],
    ['?state=SUBMITTED', 3],
    ['?code=K3', 4],
    ['?code=A1', 0],
    ['?severity=5', 0],
    ['?kind=incident', 0],
    ['?standing=attributed', 0],
  ])('%s narrows every number alike', async (query, total) => {
    const map = await overview('registrar', query);
    expect(map.total).toBe(total);
    expect(map.cells.reduce((sum, { count }) => sum + count, 0)).toBe(map.total - map.withoutPlace);
  });

  it.each([
    ['monitor', 4],
    ['lead', 4],
    ['other-monitor', 0],
    ['other-lead', 0],
    ['agent-aa', 0],
    ['cell', 0],
    ['state-officer', 0],
    ['administrator', 0],
    ['citizen', 0],
    ['auditor', 4],
  ])('hold for %s what they may read, and no more', async (name, total) => {
    const map = await overview(name);
    const found = await points(name);
    expect([map.total, found.items.length]).toEqual([total, total === 0 ? 0 : 2]);
  });

  it('do not tell somebody who may not read the case what was ruled in it, and leave out what was restricted', async () => {
    expect((await points('monitor')).items.find(({ id }) => id === opened.report)?.standing).toBe('notOpen');
    await world.who('registrar').put(`/api/v1/reports/${opened.report}/secrecy`, { level: 'RESTRICTED', compartment: null, reason: 'x' });
    expect((await overview('registrar')).total).toBe(3);
    expect((await overview('auditor')).total).toBe(4);
  });

  it.each([
    ['/api/v1/map?from=yesterday', { parameter: 'from' }],
    ['/api/v1/map?from=2026-03-02T00:00:00Z&until=2026-03-01T00:00:00Z', { parameter: 'until' }],
    ['/api/v1/map?severity=6', { parameter: 'severity' }],
    ['/api/v1/map?standing=guilty', { parameter: 'standing' }],
    ['/api/v1/map?code=%27--', { parameter: 'code' }],
    [`/api/v1/map/points?west=39&south=47&east=37&north=49`, { parameter: 'east' }],
    [`/api/v1/map/points?west=37&south=49&east=39&north=47`, { parameter: 'north' }],
    [`/api/v1/map/points?west=37&south=47&east=39`, { parameter: 'north' }],
    [`/api/v1/map/points?${BOX}&limit=501`, { parameter: 'limit' }],
  ])('%s is refused, and names what is wrong', async (url, error) => {
    const response = await world.who('registrar').get(url);
    expect([response.statusCode, response.json<{ errors: object[] }>().errors]).toMatchObject([400, [error]]);
  });
});

describe('how many stand in each state', () => {
  it('is counted over all for administrators and auditors, and for others over what they may know of', async () => {
    const counts = async (name: string, process: string): Promise<Record<string, number>> => {
      const answer = await world.who(name).get(`/api/v1/processes/${process}/counts`);
      return Object.fromEntries(answer.json<{ state: string; count: number }[]>().map(({ state, count }) => [state, count]));
    };
    expect(await counts('administrator', 'case')).toEqual({ REGISTERED: 1 });
    expect(await counts('administrator', 'report')).toEqual({ ADMITTED: 1, SUBMITTED: 3 });
    expect(await counts('other-monitor', 'report')).toEqual({});
    expect(await counts('agent-zz', 'case')).toEqual({});
    expect((await world.who('auditor').get('/api/v1/processes/law/counts')).statusCode).toBe(404);
  });
});
