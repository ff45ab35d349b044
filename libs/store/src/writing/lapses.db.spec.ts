import type { Row } from '@tregua/casework';
import { commissionLaw, Docket } from '@tregua/docket';
import { entryOf } from '@tregua/ledger';
import { lateIn, listSetAside, msUntilNextDeadline, PostgresDocketStore, readBacklog, readClock, setClock } from '../index.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import {
  docketOn,
  entered,
  monitor,
  openedCase,
  registrar,
  seatCommission,
  shelling,
  teamLead,
  verifiedReport,
} from '../../../../test/support/commission.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 10, 12);

let database: TestDatabase;
let docket: Docket;
let other: Docket;

const standAt = async (at: number): Promise<void> => await setClock(database.ownerUrl, { standingAt: at });
const historyOf = async (stream: string): Promise<string[]> =>
  (await database.ask<{ type: string }>('select type from tregua.entries where stream = $1 order by seq', [stream])).map(
    ({ type }) => type,
  );
const dueNow = async (): Promise<number> =>
  Number(
    (
      await database.ask<{ n: string }>(
        `select count(*) as n from tregua.deadlines where paused_with_ms is null and due_at <= tregua.now()`,
      )
    )[0]?.n,
  );

const restFor = async (time: string): Promise<void> =>
  void (await database.ask(`update tregua.set_aside_subjects set rests_until = clock_timestamp() + $1::interval`, [time]));

beforeAll(async () => {
  database = await createTestDatabase();
  docket = docketOn(database);
  other = docketOn(database);
  await seatCommission(database);
}, 60_000);
beforeEach(async () => await standAt(START));
afterAll(async () => await database?.drop());

async function draft(): Promise<string> {
  const payload = { content: shelling({}, START) };
  return entered(await docket.enter({ process: 'report', command: 'CreateReport', payload, actor: monitor })).stream;
}

describe('the clock', () => {
  it('stands, runs ahead, or is the database’s own', async () => {
    expect(await readClock(database.dataSource)).toEqual({ now: START, isPlain: false });
    await setClock(database.ownerUrl, { aheadMs: 30 * 24 * HOUR });
    expect(Math.abs((await readClock(database.dataSource)).now - Date.now() - 30 * 24 * HOUR)).toBeLessThan(5_000);
    await setClock(database.ownerUrl, 'plain');
    expect(await readClock(database.dataSource)).toMatchObject({ isPlain: true });
  });

  it('is not the application’s to move', async () => {
    await expect(database.dataSource.query(`update tregua.clock set ahead = '1 day'`)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('what lapses', () => {
  it('lapses once under eight sweeps at once, each subject whole', async () => {
    const streams = await Promise.all(Array.from({ length: 30 }, async () => await draft()));
    await standAt(START + 15 * 24 * HOUR);
    const sweeps = await Promise.all(Array.from({ length: 8 }, async (_, index) => await (index % 2 === 0 ? docket : other).lapseDue(100)));
    expect(sweeps.flatMap(({ stuck }) => stuck)).toEqual([]);
    for (const stream of streams) expect(await historyOf(stream)).toEqual(['ReportCreated', 'DraftLapsed']);
    expect(sweeps.flatMap(({ entered: done }) => done).filter(({ stream }) => streams.includes(stream))).toHaveLength(30);
    expect(await docket.lapseDue(100)).toEqual({ subjects: 0, entered: [], stuck: [], busy: 0 });
  }, 30_000);

  it('takes no more subjects than it was asked to, the earliest first', async () => {
    const early = await draft();
    await standAt(START + HOUR);
    const late = await draft();
    await standAt(START + 15 * 24 * HOUR);
    expect((await docket.lapseDue(1)).entered).toMatchObject([{ stream: early, type: 'DraftLapsed' }]);
    expect((await docket.lapseDue(1)).entered).toMatchObject([{ stream: late, type: 'DraftLapsed' }]);
  });

  it('does not lapse a moment too early', async () => {
    const stream = await draft();
    const [deadline] = await database.ask<{ due_at: Date }>('select due_at from tregua.deadlines where stream = $1', [stream]);
    const due = deadline?.due_at.getTime() as number;
    await standAt(due - 1);
    await docket.lapseDue(100);
    expect(await historyOf(stream)).toEqual(['ReportCreated']);
    await standAt(due);
    await docket.lapseDue(100);
    expect(await historyOf(stream)).toEqual(['ReportCreated', 'DraftLapsed']);
  });

  it('names a subject that no lapse would take, and does not let it stand before the others', async () => {
    const report = commissionLaw.processOf('report');
    const never = { asks: 'subject', says: 'Never.', holds: () => false } as const;
    const rows = { ...report.rows, LapseDraft: { ...(report.rows['LapseDraft'] as Row), when: ['never'] } };
    const hung = { ...report, rows, guards: { ...report.guards, never } };
    const law = { ...commissionLaw, processOf: (name: 'case' | 'report') => (name === 'report' ? hung : commissionLaw.processOf(name)) };
    const hanging = new Docket(new PostgresDocketStore(database.dataSource, database.keyring), law);
    const stuck = await draft();
    const submitted = await draft();
    entered(await docket.enter({ process: 'report', stream: submitted.slice(7), command: 'SubmitReport', payload: {}, actor: monitor }));
    await database.ask(`update tregua.deadlines set due_at = due_at - interval '20 days' where stream = $1`, [stuck]);
    await standAt(START + 15 * 24 * HOUR);
    expect(await hanging.lapseDue(1)).toMatchObject({
      subjects: 1,
      entered: [],
      stuck: [{ stream: stuck, reason: 'no lapse would take it' }],
    });
    expect((await hanging.lapseDue(1)).entered).toMatchObject([{ stream: submitted, type: 'VerificationLapsed' }]);
    await restFor('1 hour');
    expect(await hanging.lapseDue(100)).toMatchObject({ entered: [], stuck: [] });
    await restFor('0');
    while ((await docket.lapseDue(100)).entered.length > 0);
    expect(await historyOf(stuck)).toEqual(['ReportCreated', 'DraftLapsed']);
    expect(await listSetAside(database.dataSource)).toEqual([]);
  });

  const poisons: readonly [what: string, reason: string, sql: string, mends: string][] = [
    [
      'cannot be read',
      'TypeError',
      `update tregua.reports set snapshot = jsonb_set(snapshot, '{deadlines}', 'null') where stream = $1`,
      `update tregua.reports set snapshot = jsonb_set(snapshot, '{deadlines}', (select jsonb_build_object(key, jsonb_build_object('key', key, 'kind', kind,
         'term', term, 'startedAt', extract(epoch from started_at) * 1000, 'dueAt', extract(epoch from due_at) * 1000))
         from tregua.deadlines d where d.stream = $1)) where stream = $1`,
    ],
    [
      'cannot be written',
      'error 23505',
      `insert into tregua.outbox (effect_key, stream, seq, type, audience, created_at) select $1 || ':2:' || a, $1, 1, 'DraftLapsed', a, now() from unnest(array['author', 'registrar']) a`,
      `delete from tregua.outbox where stream = $1 and type = 'DraftLapsed'`,
    ],
  ];
  it.each(poisons)(
    'sets a subject aside that %s, tells of it, and enters all others',
    async (_, reason, sql, mends) => {
      const poisoned = await draft();
      const others = [await draft(), await draft()];
      await database.ask(sql, [poisoned]);
      await database.ask(`update tregua.deadlines set due_at = due_at - interval '20 days' where stream = $1`, [poisoned]);
      await standAt(START + 15 * 24 * HOUR);
      const swept = await docket.lapseDue(100);
      expect(swept.stuck).toEqual([{ stream: poisoned, reason: expect.stringContaining(reason) as string }]);
      for (const stream of others) expect(await historyOf(stream)).toEqual(['ReportCreated', 'DraftLapsed']);
      expect(await other.lapseDue(100)).toMatchObject({ subjects: 0, stuck: [] });
      expect(await readBacklog(database.dataSource)).toMatchObject({ setAside: 1, overdueDeadlines: 0 });
      expect(lateIn(await readBacklog(database.dataSource))).toMatchObject({ deadlines: 'up', subjects: 'late' });
      expect(await msUntilNextDeadline(database.dataSource)).not.toBe(0);

      for (let tries = 2; tries <= 4; tries += 1) {
        await restFor('0');
        expect(await docket.lapseDue(100)).toMatchObject({ subjects: 1, entered: [] });
        const [aside] = await listSetAside(database.dataSource);
        expect(aside).toMatchObject({ stream: poisoned, tries, reason: expect.stringContaining(reason) as string });
        const restsMs = (aside?.restsUntil.getTime() ?? 0) - Date.now();
        expect(restsMs).toBeLessThanOrEqual(2 ** (tries - 1) * 1_000);
        expect(restsMs).toBeGreaterThan((2 ** (tries - 1) - 2) * 1_000);
      }

      await database.ask(mends, [poisoned]);
      await restFor('0');
      expect((await docket.lapseDue(100)).entered).toMatchObject([{ stream: poisoned, type: 'DraftLapsed' }]);
      expect(await listSetAside(database.dataSource)).toEqual([]);
      expect(await readBacklog(database.dataSource)).toMatchObject({ setAside: 0 });
    },
    30_000,
  );

  it('goes before a person’s command, and stays although that is then refused', async () => {
    const stream = await draft();
    await standAt(START + 15 * 24 * HOUR);
    const submit = { process: 'report', stream: stream.slice(7), command: 'SubmitReport', payload: {}, actor: monitor } as const;
    expect(await docket.enter(submit)).toMatchObject({
      status: 'refused',
      refusals: [{ code: 'stateAllows', params: { state: 'ABANDONED' } }],
    });
    expect(await historyOf(stream)).toEqual(['ReportCreated', 'DraftLapsed']);
    expect(await docket.enter({ ...submit, command: 'RestoreReport', expectedSeq: 1 })).toEqual({ status: 'stale', seq: 2 });
    entered(await docket.enter({ ...submit, command: 'RestoreReport', expectedSeq: 2 }));
  });

  it('runs one after the other where the first starts a second that is past too', async () => {
    const report = await verifiedReport(docket, shelling({}, START));
    await standAt(START + 60 * 24 * HOUR);
    const swept = await docket.lapseDue(1000);
    expect(swept.stuck).toEqual([]);
    const stream = `report/${report}`;
    expect((await historyOf(stream)).at(-1)).toBe('TriageLapsed');
    const born = swept.entered.find(({ stream: of, seq }) => of.startsWith('case/') && seq === 1);
    expect(await historyOf(born?.stream ?? '')).toContain('CaseOpened');
  });

  it('gathers small matters of a sector and week in one series case, also when two lapse at once', async () => {
    const small = shelling({ codes: ['K1'], details: { count: 1, perceivedHow: 'heard' } }, START);
    const reports = await Promise.all(Array.from({ length: 6 }, async () => await verifiedReport(docket, small)));
    const [severity] = await database.ask<{ severity: number }>('select severity from tregua.reports where id = $1', [reports[0]]);
    expect(severity?.severity).toBeLessThan(3);
    await standAt(START + 25 * HOUR);
    await Promise.all(Array.from({ length: 6 }, async (_, index) => await (index % 2 === 0 ? docket : other).lapseDue(100)));
    while ((await docket.lapseDue(100)).entered.length > 0);
    const homes = await database.ask<{ case_id: string; state: string }>(
      'select distinct case_id, state from tregua.reports where id = any($1)',
      [reports],
    );
    expect(homes).toEqual([{ case_id: expect.any(String), state: 'LINKED' }]);
    const [series] = await database.ask<{ snapshot: { reports: object[] } }>('select snapshot from tregua.cases where id = $1', [
      homes[0]?.case_id,
    ]);
    expect(series?.snapshot.reports).toHaveLength(6);
  }, 30_000);

  it('brings a case from its birth to an end by lapses alone, and every actor is the system', async () => {
    const caseId = await openedCase(docket, shelling({}, START));
    for (let days = 1; days <= 80; days += 1) {
      await standAt(START + days * 24 * HOUR);
      for (let turns = 0; (await docket.lapseDue(1000)).entered.length > 0; turns += 1) expect(turns).toBeLessThan(50);
    }
    expect(await dueNow()).toBe(0);
    const rows = await database.ask<{ bytes: Buffer }>('select bytes from tregua.entries where stream = $1 order by seq', [
      `case/${caseId}`,
    ]);
    const entries = rows.map(({ bytes }) => entryOf(bytes));
    expect(entries.every(({ actor }) => actor['id'] === 'system')).toBe(true);
    const [row] = await database.ask<{ ended: boolean; next_due_at: Date | null; state: string }>(
      'select ended, next_due_at, state from tregua.cases where id = $1',
      [caseId],
    );
    expect(row).toEqual({ ended: true, next_due_at: null, state: expect.stringMatching(/^CLOSED/) });
    expect(await database.ask('select 1 from tregua.deadlines where stream = $1', [`case/${caseId}`])).toEqual([]);
  }, 60_000);
});

describe('the deadlines that are kept', () => {
  it('are those of the subject after each step', async () => {
    const content = shelling({}, START);
    const { id, stream } = entered(
      await docket.enter({ process: 'report', command: 'CreateReport', payload: { content }, actor: monitor }),
    );
    const kinds = async (): Promise<string[]> =>
      (await database.ask<{ kind: string }>('select kind from tregua.deadlines where stream = $1', [stream])).map(({ kind }) => kind);
    const step = async (command: string, actor: typeof monitor): Promise<unknown> =>
      entered(await docket.enter({ process: 'report', stream: id, command, payload: {}, actor }));
    expect(await kinds()).toEqual(['draft']);
    await step('SubmitReport', monitor);
    expect(await kinds()).toEqual(['verification']);
    await step('VerifyReport', teamLead);
    expect(await kinds()).toEqual(['triage']);
    await step('AdmitReport', registrar);
    expect(await kinds()).toEqual([]);
    expect(await database.ask('select next_due_at from tregua.reports where id = $1', [id])).toEqual([{ next_due_at: null }]);
  });
});
