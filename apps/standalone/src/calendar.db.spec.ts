import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PeopleWriter, verifyAll, type Standing } from '@tregua/store';
import { entered, docketOn, monitor, shelling } from '../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { hashPassword } from '../../api/src/accounts/password.js';
import { calendarCommand } from './calendar.js';

const corrected = { id: 'paris-2026-2027', weekdays: [1, 2, 3, 4, 5], holidays: ['2026-01-01', '2026-12-24'] };

describe('admin calendar', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tregua-calendar-'));
  const [file, password] = [join(folder, 'calendar.json'), join(folder, 'password')];
  const said: string[] = [];
  let database: TestDatabase;

  const run = async (calendar: unknown, ...args: string[]): Promise<string[]> => {
    said.length = 0;
    writeFileSync(file, typeof calendar === 'string' ? calendar : JSON.stringify(calendar));
    const tools = { ...database, say: (line: string) => void said.push(line), passwordMemoryKib: 64 };
    await calendarCommand({ PASSWORD_FILE: password }, tools, [file, ...args]);
    return [...said];
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    const people = new PeopleWriter(database.dataSource, database.keyring);
    const passwordHash = await hashPassword('right', 64);
    const somebody: Readonly<Record<string, Standing>> = {
      registrar: { roles: ['registrar'] },
      chair: { roles: ['chair'], constituency: 'neutral' },
      monitor: { roles: ['monitor'], team: 'alpha' },
    };
    for (const [name, standing] of Object.entries(somebody)) {
      const written = await people.create({ ...standing, signInName: name, name, passwordHash }, { id: 'system', role: 'system' });
      expect(written.status).toBe('written');
    }
    writeFileSync(password, 'right');
    entered(
      await docketOn(database).enter({ process: 'report', command: 'CreateReport', payload: { content: shelling() }, actor: monitor }),
    );
  }, 60_000);
  afterAll(async () => {
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows what would move, and changes nothing by it', async () => {
    expect(await run(corrected)).toEqual(['No running deadline would move.']);
    expect(await database.ask(`select 1 from tregua.entries where stream like 'calendar/%'`)).toEqual([]);
  });

  it('is confirmed by nobody before it is proposed, not by who proposed it, and not when it is another', async () => {
    await expect(run(corrected, '--confirm', 'chair')).rejects.toThrow('Nothing is proposed');
    await expect(run(corrected, '--propose', 'monitor')).rejects.toThrow('Only a registrar');
    expect(await run(corrected, '--propose', 'registrar')).toContain('Proposed: entry 1 of calendar/paris-2026-2027.');
    await expect(run(corrected, '--confirm', 'registrar')).rejects.toThrow('Somebody else');
    await expect(run({ ...corrected, holidays: ['2026-01-01'] }, '--confirm', 'chair')).rejects.toThrow('It is not what was proposed');
    writeFileSync(password, 'wrong');
    await expect(run(corrected, '--confirm', 'chair')).rejects.toThrow('do not belong together');
    writeFileSync(password, 'right');
  });

  it('is confirmed by a second person, in an entry that names the first, and once', async () => {
    expect(await run(corrected, '--confirm', 'chair')).toContain('Confirmed: entry 2 of calendar/paris-2026-2027.');
    await expect(run(corrected, '--confirm', 'chair')).rejects.toThrow('Nothing is proposed');
    const [row] = await database.ask<{ data: string }>(
      `select convert_from(bytes, 'utf8') as data from tregua.entries where stream = 'calendar/paris-2026-2027' and seq = 2`,
    );
    const { actor, data } = JSON.parse(row?.data ?? '{}') as { actor: { role: string }; data: { payload: object } };
    expect([actor.role, data.payload]).toEqual(['chair', expect.objectContaining({ proposal: 1, moves: 0, holidays: corrected.holidays })]);
    expect((await verifyAll(database.dataSource, database.keyring)).findings).toEqual([]);
  });

  it.each([
    ['no JSON', '{', 'cannot be read as JSON'],
    ['an unknown calendar', { ...corrected, id: 'mars' }, 'id: the rulebook in force has no calendar "mars"'],
    ['no working day', { ...corrected, weekdays: [] }, 'weekdays: 1 to 7'],
    ['a day of the week that there is not', { ...corrected, weekdays: [7] }, 'weekdays: 1 to 7'],
    ['a holiday that there is not', { ...corrected, holidays: ['2026-02-30'] }, 'holidays: at most'],
    ['a holiday twice', { ...corrected, holidays: ['2026-01-01', '2026-01-01'] }, 'holidays: at most'],
  ])('refuses %s', async (_, calendar, says) => {
    await expect(run(calendar)).rejects.toThrow(says);
  });
});
