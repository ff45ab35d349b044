import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Calendar } from '@tregua/casework';
import { commissionLaw as doorLaw, Docket } from '@tregua/docket';
import type { Entry, JsonObject } from '@tregua/ledger';
import type { ZoneSource } from '@tregua/platform';
import { findPlannedExport, PeopleWriter, PostgresDocketStore, Recomputation, setClock, verifyAll, type Standing } from '@tregua/store';
import { everyDay, workedRulebook } from '../../../libs/casework/src/rulebook/worked-rulebook.testing.js';
import { entered, monitor, openedCase, seatCommission, shelling } from '../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { exportOf, streamsOfCase, type StreamsOfCase } from '../../../test/support/exported.js';
import { sha256 } from '../../../test/tamper/history.js';
import { hashPassword } from '../../api/src/accounts/password.js';
import { planned } from '../../worker/src/bundle/bundle.testing.js';
import { calendarCommand } from '../../standalone/src/calendar.js';
import { commissionLaw } from './commission-law.js';
import { verifyLines, type Verification } from './verify.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Monday; Kyiv is two hours east of UTC until 29 March. */
const START = Date.UTC(2026, 2, 9, 8);
const kyiv = { zone: 'Europe/Kyiv', tzdata: '2026a', offsets: [[Date.UTC(2026, 0, 1), 120]], until: Date.UTC(2027, 0, 1) } as const;
const office: Calendar = {
  ...everyDay,
  weekdays: [1, 2, 3, 4, 5],
  clock: { ...kyiv, offsets: [kyiv.offsets[0], [Date.UTC(2026, 2, 29, 1), 180]] },
};
const rulebook = workedRulebook(office);
const law = { ...doorLaw, rulebookOf: () => rulebook };
const iso = (at: number): string => new Date(at).toISOString().slice(0, 16);

let database: TestDatabase;
let docket: Docket;
let now = START;
const folder = mkdtempSync(join(tmpdir(), 'tregua-recomputed-'));
const said: string[] = [];

const standAt = async (at: number): Promise<void> => {
  now = at;
  await setClock(database.ownerUrl, { standingAt: at });
};
const lapses = async (): Promise<string[]> => (await docket.lapseDue(100)).entered.map(({ type }) => type);
const run = async (...args: string[]): Promise<string[]> => {
  said.length = 0;
  const tools = { ...database, say: (line: string) => void said.push(line), passwordMemoryKib: 64, law, zones };
  await calendarCommand({ PASSWORD_FILE: join(folder, 'password') }, tools, args);
  return [...said];
};
/** Kyiv gives up summer time: a tzdata that does not exist. */
const zones: ZoneSource = { tzdata: '2026z', minutesEast: () => 120 };
const fileOf = (name: string, calendar: Calendar): string => {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(calendar));
  return file;
};
const recomputation = (): Recomputation => new Recomputation(database.dataSource, docket, law);
const dueOf = async (caseId: string, kind = 'investigation'): Promise<number> => {
  const [row] = await database.ask<{ due: string }>(
    `select extract(epoch from due_at) * 1000 as due from tregua.deadlines where stream = 'case/' || $1 and kind = $2`,
    [caseId, kind],
  );
  return Number(row?.due);
};
const countOf = async (type: string): Promise<number> =>
  Number((await database.ask<{ n: string }>('select count(*) as n from tregua.entries where type = $1', [type]))[0]?.n);

/** A case whose investigation, ten working days, has just begun. */
async function inInvestigation(): Promise<string> {
  const caseId = await openedCase(docket, shelling({}, now));
  for (const _ of [1, 2, 3, 4, 5, 6, 7, 8]) {
    await standAt(now + 12 * HOUR);
    while ((await lapses()).length > 0);
    if (!Number.isNaN(await dueOf(caseId))) return caseId;
  }
  throw new Error('The case never came to INVESTIGATION.');
}

async function verified(caseId: string, change: (streams: StreamsOfCase) => void = () => undefined): Promise<Verification> {
  const streams = await streamsOfCase(database, caseId);
  change(streams);
  const { lines, heads } = exportOf(streams, caseId, now, rulebook);
  return verifyLines(lines, { digest: sha256, law: { ...commissionLaw, rulebookOf: () => rulebook }, heads });
}

beforeEach(async () => {
  database = await createTestDatabase();
  docket = new Docket(new PostgresDocketStore(database.dataSource, database.keyring), law);
  await seatCommission(database, 12);
  const people = new PeopleWriter(database.dataSource, database.keyring);
  const passwordHash = await hashPassword('right', 64);
  const somebody: Readonly<Record<string, Standing>> = {
    registrar: { roles: ['registrar'] },
    chair: { roles: ['chair'], constituency: 'neutral' },
  };
  for (const [name, standing] of Object.entries(somebody)) {
    const written = await people.create({ ...standing, signInName: name, name, passwordHash }, { id: 'system', role: 'system' });
    expect(written.status).toBe('written');
  }
  writeFileSync(join(folder, 'password'), 'right');
  await standAt(START);
}, 60_000);
afterEach(async () => await database?.drop());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a corrected calendar', () => {
  it('supersedes what runs: two persons, one entry in each matter, a new wake-up, a notice with its reason, and nothing fires early', async () => {
    const cases = [await inInvestigation(), await inInvestigation()];
    const { id: report } = entered(
      await docket.enter({ process: 'report', command: 'CreateReport', payload: { content: shelling({}, now) }, actor: monitor }),
    );
    const before = await Promise.all(cases.map((id) => dueOf(id)));
    await database.ask('update tregua.deadlines set woken_for = due_at');
    const file = fileOf('holiday', { ...office, holidays: [iso(before[0] as number).slice(0, 10)] });

    const preview = await run(file);
    expect(preview).toHaveLength(4); // two cases, a report, and the count
    expect(preview[0]).toMatch(/^TR-\w{4}-\w{4} investigation: \S+ → \S+ \(\+\d+\.0 h\) \[case\/[0-9a-f-]{36}\]$/);
    expect(preview.at(-1)).toBe('3 running deadlines would move.');
    expect(await countOf('DeadlinesRecomputed')).toBe(0);

    expect(await run(file, '--propose', 'registrar')).toContain('Proposed: entry 1 of calendar/office.');
    await standAt(now + 3 * HOUR);
    await expect(run(file, '--confirm', 'registrar')).rejects.toThrow('Somebody else');
    expect((await run(file, '--confirm', 'chair')).slice(-2)).toEqual([
      'Confirmed: entry 2 of calendar/office.',
      '3 deadlines were moved; 3 matters count by it from now on.',
    ]);

    for (const [index, id] of cases.entries()) {
      const [was, due] = [before[index] as number, await dueOf(id)];
      expect(due - was).toBeGreaterThanOrEqual(DAY);
      const [row] = await database.ask<{ bytes: Uint8Array }>(
        `select bytes from tregua.entries where stream = 'case/' || $1 order by seq desc limit 1`,
        [id],
      );
      const entry = JSON.parse(Buffer.from(row?.bytes ?? []).toString()) as Entry;
      expect([entry.command, entry.actor]).toEqual(['RecomputeDeadlines', { id: 'system', role: 'system' }]);
      const { facts, outcome } = entry.data as unknown as {
        facts: { correction: { proposedBy: JsonObject; confirmedBy: JsonObject } };
        outcome: object;
      };
      expect(outcome).toEqual({
        calendar: 'office',
        moves: [{ key: 'investigation', term: 'investigation', from: was, to: due, counted: due }],
      });
      expect([facts.correction.proposedBy['role'], facts.correction.confirmedBy['role']]).toEqual(['registrar', 'chair']);
      const told = await database.ask<{ audience: string }>(
        `select audience from tregua.outbox where stream = 'case/' || $1 and type = 'DeadlinesRecomputed'`,
        [id],
      );
      expect(told.map(({ audience }) => audience).sort()).toEqual(['chair', 'parties', 'registrar', 'those whose term moves']);
      const { findings, verdict } = await verified(id);
      expect(findings).toEqual([]);
      expect(verdict).toBe('consistent');
    }
    // A bundle for those who read names brings along who corrected the calendar.
    const auditor = { id: '0190a1b2-0000-7000-8000-0000000000a9', roles: ['auditor'] } as const;
    const order = await findPlannedExport(
      database.dataSource,
      await planned(database, auditor, { audience: 'auditor', cases: [cases[0] as string] }),
    );
    expect(order?.plan.streams.map(({ stream, sight }) => `${stream} ${sight}`)).toContain('calendar/office exact');
    expect(await database.ask('select 1 from tregua.deadlines where woken_for is distinct from due_at')).toHaveLength(3);
    expect((await verifyAll(database.dataSource, database.keyring)).findings).toEqual([]);

    // 0 early firings: neither at the old time, nor a millisecond before the new one.
    const [was, due] = [before[0] as number, await dueOf(cases[0] as string)];
    for (const at of [was, was + HOUR, due - 1]) {
      await standAt(at);
      expect((await lapses()).filter((type) => type === 'InvestigationLapsed')).toEqual([]);
    }
    await standAt(due);
    expect(await lapses()).toContain('InvestigationLapsed');
    expect(report).toBeDefined();
  }, 120_000);

  it('refuses to confirm what would by now move something else, shows it anew, and refuses what was proposed too long ago', async () => {
    await inInvestigation();
    const file = fileOf('changed', { ...office, holidays: ['2026-03-17'] });
    await run(file, '--propose', 'registrar');
    await inInvestigation();
    await expect(run(file, '--confirm', 'chair')).rejects.toThrow('Propose it anew');
    expect(said.filter((line) => line.includes('investigation'))).toHaveLength(2);
    await run(file, '--propose', 'registrar');
    await standAt(now + 25 * HOUR);
    await expect(run(file, '--confirm', 'chair')).rejects.toThrow('more than a day ago');
    expect(await countOf('DeadlinesRecomputed')).toBe(0);
  }, 120_000);

  it('goes on where it broke off, in any process, and moves nothing twice; it finds what is born afterwards', async () => {
    const cases = [await inInvestigation(), await inInvestigation(), await inInvestigation()];
    const before = await Promise.all(cases.map((id) => dueOf(id)));
    const file = fileOf('broken', { ...office, holidays: [iso(before[0] as number).slice(0, 10)] });
    await run(file, '--propose', 'registrar');
    // Confirmed, and killed before anything was moved.
    const broken = { ...law, rulebookIds: [] as string[] };
    const tools = { ...database, say: () => undefined, passwordMemoryKib: 64, law: broken, zones };
    await calendarCommand({ PASSWORD_FILE: join(folder, 'password') }, tools, [file, '--confirm', 'chair']);
    expect(await countOf('DeadlinesRecomputed')).toBe(0);
    expect((await recomputation().run(1)).subjects).toBe(1);
    const rest = await Promise.all([recomputation().run(), recomputation().run()]);
    expect(rest.reduce((sum, { moved }) => sum + moved, 0)).toBe(2);
    expect(await countOf('DeadlinesRecomputed')).toBe(3);
    expect(await recomputation().run()).toEqual({ subjects: 0, moved: 0, refused: [] });
    const after = await Promise.all(cases.map((id) => dueOf(id)));
    expect(after.every((due, index) => due > (before[index] as number))).toBe(true);
    // Born under the rulebook's calendar, it counts by the corrected one before any of its terms is over.
    const later = await openedCase(docket, shelling({}, now));
    expect((await recomputation().run()).subjects).toBe(1);
    expect((await verified(later)).findings).toEqual([]);
    expect((await verified(cases[2] as string)).findings).toEqual([]);
  }, 120_000);

  it('never moves what has run out, whether it was entered or not', async () => {
    const [lapsed, running] = [await inInvestigation(), await inInvestigation()];
    const due = await dueOf(lapsed);
    const [other] = [await dueOf(running)];
    const file = fileOf('lapsed', { ...office, holidays: [iso(other).slice(0, 10)] });
    await standAt(due);
    await run(file, '--propose', 'registrar');
    expect(said.filter((line) => line.includes(lapsed))).toEqual([]);
    await run(file, '--confirm', 'chair');
    const [{ type } = { type: '' }] = await database.ask<{ type: string }>(
      `select type from tregua.entries where stream = 'case/' || $1 and type in ('InvestigationLapsed', 'DeadlinesRecomputed') order by seq limit 1`,
      [lapsed],
    );
    expect(type).toBe('InvestigationLapsed');
    expect(await dueOf(running)).toBeGreaterThan(other);
    expect((await verified(lapsed)).findings).toEqual([]);
  }, 120_000);

  it('is the same act where a newer tzdata moves the days of a zone', async () => {
    await standAt(START + 7 * DAY);
    const caseId = await inInvestigation();
    const before = await dueOf(caseId);
    // Ten working days go over the night in which Kyiv would have gone to summer time.
    const preview = await run('--tzdata', 'office');
    expect(preview[0]).toBe('office is counted by tzdata 2026a; this program has 2026z.');
    expect(preview.filter((line) => line.includes('→')).length).toBe(Number(/^(\d+) running/.exec(preview.at(-1) ?? '')?.[1] ?? 0));
    await run('--tzdata', 'office', '--propose', 'registrar');
    await run('--tzdata', 'office', '--confirm', 'chair');
    const [row] = await database.ask<{ clock: { tzdata: string } }>(
      `select snapshot->'corrections'->'office'->'calendar'->'clock' as clock from tregua.cases where id = $1`,
      [caseId],
    );
    expect(row?.clock.tzdata).toBe('2026z');
    expect(await dueOf(caseId)).toBe(before + HOUR);
    await standAt(before);
    expect(await lapses()).toEqual([]);
    expect(await run('--tzdata', 'office')).toContain('No running deadline would move.');
    expect((await verified(caseId)).findings).toEqual([]);
  }, 120_000);
});

describe('a forged recomputation', () => {
  let caseId: string;
  const alter = (streams: StreamsOfCase, change: (data: { [part: string]: JsonObject }) => void): void => {
    const list = streams.get(`case/${caseId}`) as Entry[];
    const index = list.findIndex(({ command }) => command === 'RecomputeDeadlines');
    const data = structuredClone((list[index] as Entry).data) as { [part: string]: JsonObject };
    change(data);
    list[index] = { ...(list[index] as Entry), data: data };
  };

  it('is named: unconfirmed, by one person, another instant, another calendar, too early, left out', async () => {
    caseId = await inInvestigation();
    const file = fileOf('forged', { ...office, holidays: [iso(await dueOf(caseId)).slice(0, 10)] });
    await run(file, '--propose', 'registrar');
    await run(file, '--confirm', 'chair');
    const moved = (data: { [part: string]: JsonObject }): { to: number }[] => data['outcome']?.['moves'] as unknown as { to: number }[];
    const correction = (data: { [part: string]: JsonObject }): { [key: string]: JsonObject } =>
      data['facts']?.['correction'] as unknown as { [key: string]: JsonObject };
    const kinds: readonly [string, (streams: StreamsOfCase) => void, string][] = [
      [
        'another instant than the calendar gives',
        (streams) => alter(streams, (data) => void ((moved(data)[0] as { to: number }).to += DAY)),
        'outcomeDiffers',
      ],
      [
        'one person alone',
        (streams) => alter(streams, (data) => void (correction(data)['confirmedBy'] = correction(data)['proposedBy'] as JsonObject)),
        'stepIsUnlawful',
      ],
      [
        'a person who did not',
        (streams) => alter(streams, (data) => void (correction(data)['confirmedBy'] = { id: 'somebody', role: 'chair' })),
        'correctionDiffers',
      ],
      ['nobody confirmed', (streams) => void streams.get('calendar/office')?.pop(), 'correctionIsNotConfirmed'],
      [
        'the same person confirmed',
        (streams) => {
          const list = streams.get('calendar/office') as Entry[];
          list[1] = { ...(list[1] as Entry), actor: (list[0] as Entry).actor };
        },
        'correctionDiffers',
      ],
      [
        'another calendar than was confirmed',
        (streams) =>
          alter(streams, (data) => void ((correction(data)['calendar'] as unknown as { holidays: string[] }).holidays = ['2026-03-11'])),
        'correctionDiffers',
      ],
      [
        'a confirmation that is not there',
        (streams) => alter(streams, (data) => void (data['payload'] = { calendar: 'office', confirmation: 7 })),
        'correctionIsNotConfirmed',
      ],
    ];
    expect((await verified(caseId)).verdict).toBe('consistent');
    for (const [kind, change, what] of kinds) {
      const { findings, verdict } = await verified(caseId, change);
      expect([kind, verdict, findings.map((finding) => finding.what)]).toEqual([kind, 'unlawful', expect.arrayContaining([what])]);
    }
    const { findings, verdict } = await verified(caseId, (streams) => streams.delete('calendar/office'));
    expect([verdict, findings.map(({ what }) => what)]).toEqual(['consistentNotAuthenticated', ['correctionIsNotHere']]);
  }, 120_000);
});
