import type { Actor, JsonObject } from '@tregua/casework';
import type { Docket } from '@tregua/docket';
import { findNearbyReports, listReferrals, listResponseClocks, PUBLIC_READER, setClock, type Reader } from '../index.js';
import {
  agentOfA,
  cell,
  chair,
  docketOn,
  entered,
  monitor,
  openedCase,
  rapporteur,
  registrar,
  seatCommission,
  shelling,
  teamLead,
  uuid,
  verifiedReport,
} from '../../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';

const HOUR = 3_600_000;
let database: TestDatabase;
let docket: Docket;

const of = ({ id, role, party, team, state }: Actor): Reader => ({
  id,
  roles: [role],
  ...(party === undefined ? {} : { party }),
  ...(team === undefined ? {} : { team }),
  ...(state === undefined ? {} : { state }),
});
const officer = (state: string): Actor => ({ id: uuid(0xf00 + state.charCodeAt(0)), role: 'state_officer', state });
const does = async (actor: Actor, stream: string, command: string, payload: JsonObject = {}): Promise<void> =>
  void entered(await docket.enter({ process: 'case', stream, command, payload, actor }));

beforeAll(async () => {
  database = await createTestDatabase();
  docket = docketOn(database);
  await seatCommission(database);
}, 60_000);
afterAll(async () => await database?.drop());

describe('response clocks', () => {
  const grave = (hoursAgo: number): JsonObject =>
    shelling({ codes: ['C1'], details: { confirmations: 2 }, casualties: { killed: { best: 2 } }, startsAt: Date.now() - hoursAgo * HOUR });
  let cases: { soon: string; later: string; silent: string };
  beforeAll(async () => {
    const [later, soon, silent] = [await openedCase(docket, grave(1)), await openedCase(docket, grave(11)), await openedCase(docket)];
    cases = { soon, later, silent };
  });

  it('come with the next mark first, and those in which none runs last, however the pages are cut', async () => {
    const all: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listResponseClocks(database.dataSource, of(cell), { limit: 1, ...(cursor === undefined ? {} : { cursor }) });
      all.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(all).toEqual([cases.soon, cases.later, cases.silent]);
    const ringing = await listResponseClocks(database.dataSource, of(cell), { ringing: true });
    expect(ringing.items.map(({ id, marks }) => [id, marks.map(({ mark, standing }) => `${mark} ${standing}`)])).toEqual([
      [cases.soon, ['mark1 next', 'mark2 ahead', 'mark3 ahead', 'mark4 ahead']],
      [cases.later, ['mark1 next', 'mark2 ahead', 'mark3 ahead', 'mark4 ahead']],
    ]);
    const still = await listResponseClocks(database.dataSource, of(cell), { ringing: false });
    expect(still.items.map(({ id, nextAt }) => [id, nextAt])).toEqual([[cases.silent, undefined]]);
  });

  it('tell the cell no more than the clock, those who read the case its severity, and others nothing', async () => {
    const [bare] = (await listResponseClocks(database.dataSource, of(cell))).items;
    expect(bare).toMatchObject({ id: cases.soon, readable: false });
    expect(bare).not.toHaveProperty('severity');
    expect((await listResponseClocks(database.dataSource, of(registrar))).items[0]).toMatchObject({ readable: true, severity: 4 });
    for (const reader of [of(monitor), of(agentOfA), of(officer('FR')), PUBLIC_READER, { id: uuid(1), roles: ['administrator' as const] }])
      expect((await listResponseClocks(database.dataSource, reader)).items).toEqual([]);
    await database.ask(`update tregua.cases set level = 'RESTRICTED' where id = $1`, [cases.soon]);
    expect((await listResponseClocks(database.dataSource, of(cell))).items.map(({ id }) => id)).not.toContain(cases.soon);
    await database.ask(`update tregua.cases set level = 'COMMISSION' where id = $1`, [cases.soon]);
  });
});

describe('referrals', () => {
  let id: string;
  beforeAll(async () => {
    id = await openedCase(docket);
    await does(rapporteur, id, 'StartPreliminary');
    await setClock(database.ownerUrl, { aheadMs: 73 * HOUR });
    await docket.lapseDue(100);
    const basics = { code: 'icc', addressee: 'icc', proportionality: 'A copy harms nobody.', reasons: 'It asked.' };
    await does(chair, id, 'FileReferral', { ...basics, states: ['FR', 'IT'] });
    await does(chair, id, 'FileReferral', basics);
    const authority = { authority: 'government', reference: 'No. 7', decidedAt: Date.now(), about: 'e1', stage: 'decided' };
    await does(officer('IT'), id, 'RecordOutsideDecision', { ...authority, measure: 'none' });
  }, 60_000);

  it('are read whole by those who read the case', async () => {
    const { items } = await listReferrals(database.dataSource, of(registrar));
    expect(items).toMatchObject([
      {
        id,
        readable: true,
        referrals: [{ id: 'e1', states: ['FR', 'IT'], status: 'filed', steps: [{ state: 'IT', measure: 'none' }] }, { id: 'e2' }],
      },
    ]);
    expect(JSON.stringify(items)).not.toContain(officer('IT').id);
  });

  it.each([
    ['FR', 'filed', []],
    ['IT', 'declined', [{ state: 'IT', measure: 'none' }]],
  ])('tell the officer of %s of their own state only', async (state, status, steps) => {
    const { items } = await listReferrals(database.dataSource, of(officer(state)));
    expect(items).toMatchObject([{ id, readable: false, referrals: [{ id: 'e1', states: [state], status, steps }] }]);
    expect(items[0]?.referrals).toHaveLength(1);
    expect(items[0]?.referrals[0]).not.toHaveProperty('respondent');
  });

  it('are nothing to whoever was not asked and does not read the case', async () => {
    for (const reader of [of(officer('DE')), of(agentOfA), of(monitor), PUBLIC_READER])
      expect((await listReferrals(database.dataSource, reader)).items).toEqual([]);
    expect((await listReferrals(database.dataSource, of(registrar), { open: false })).items).toEqual([]);
    expect((await listReferrals(database.dataSource, of(registrar), { open: true })).items).toHaveLength(1);
    await database.ask(`insert into tregua.recusals values ($1, $2, 'recused', now())`, [registrar.id, id]);
    expect((await listReferrals(database.dataSource, of(registrar))).items).toEqual([]);
    await database.ask(`delete from tregua.recusals where case_id = $1`, [id]);
  });
});

describe('reports nearby', () => {
  const at = Date.UTC(2026, 4, 4, 12);
  const point = { at, latitude: 48.05, longitude: 37.85, limit: 20 };
  const near = async (reader: Reader, change: object = {}): Promise<readonly (readonly [boolean, number])[]> =>
    (await findNearbyReports(database.dataSource, reader, { ...point, ...change })).items.map(({ readable, distanceMetres }) => [
      readable,
      distanceMetres,
    ]);
  const place = (latitude: string, longitude: string): JsonObject => ({ latitude, longitude, radiusMetres: 200 });
  const other: Reader = { id: uuid(0x77), roles: ['monitor'], team: 'alpha' };
  beforeAll(async () => {
    for (const [startsAt, where] of [
      [at, place('48.05', '37.85')],
      [at + 23 * HOUR, place('48.13', '37.85')],
      [at + 25 * HOUR, place('48.05', '37.85')],
      [at, place('48.15', '37.85')],
      [at, place('48.05', '37.99')],
    ] as const)
      await verifiedReport(docket, shelling({ startsAt, place: where }));
    const draft = { process: 'report', command: 'CreateReport', payload: { content: shelling({ startsAt: at }) }, actor: monitor } as const;
    entered(await docket.enter(draft));
  });

  it('are those within 24 h and 10 km, the nearest in time first; never a draft', async () => {
    expect(await near(of(monitor))).toEqual([
      [true, 0],
      [true, 8_900],
    ]);
    expect(await near(of(monitor), { longitude: 37.99 })).toEqual([[true, 0]]);
    expect(await findNearbyReports(database.dataSource, of(monitor), { ...point, limit: 1 })).toMatchObject({ items: [{}], more: true });
  });

  it('tell a monitor of the own team’s without anything to find them by, and other teams nothing', async () => {
    const found = await findNearbyReports(database.dataSource, other, point);
    expect(found.items.map(({ readable }) => readable)).toEqual([false, false]);
    for (const name of ['id', 'reference', 'state']) expect(found.items[0]).not.toHaveProperty(name);
    expect(await near(of(teamLead))).toHaveLength(2);
    for (const reader of [{ ...other, team: 'beta' }, of(agentOfA), of(cell), of(officer('FR')), PUBLIC_READER])
      expect(await near(reader)).toEqual([]);
    await database.ask(`update tregua.reports set level = 'RESTRICTED'`, []);
    expect(await near(other)).toEqual([]);
    expect(await near(of(monitor))).toHaveLength(2);
  });
});
