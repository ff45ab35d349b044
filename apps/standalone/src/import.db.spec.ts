import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commissionLaw, Docket } from '@tregua/docket';
import { fileAgreement, PeopleWriter, PostgresDocketStore } from '@tregua/store';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { demonstrationAgreement } from './demonstration/agreement.js';
import { operator } from './demonstration/people.js';
import { shippedExtract } from './demonstration/ready-demonstration.js';
import { importCommand } from './import.js';

let database: TestDatabase;
let lines: string[] = [];
const folder = mkdtempSync(join(tmpdir(), 'tregua-import-'));
beforeAll(async () => {
  database = await createTestDatabase();
  const people = new PeopleWriter(database.dataSource, database.keyring);
  await people.create({ signInName: 'mona', name: 'Mona', roles: ['monitor'], team: 'north', passwordHash: null }, operator);
  await people.create({ signInName: 'rex', name: 'Rex', roles: ['registrar'], passwordHash: null }, operator);
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

const run = async (...args: string[]): Promise<number> => {
  lines = [];
  const docket = new Docket(new PostgresDocketStore(database.dataSource, database.keyring), commissionLaw);
  return await importCommand(args, { ...database, docket, say: (line) => lines.push(line) });
};

describe('npm run admin -- import', () => {
  it('wants an agreement on file', async () => {
    expect(await run(shippedExtract())).toBe(2);
    await fileAgreement(database.dataSource, database.keyring, demonstrationAgreement, operator);
    expect(await run(shippedExtract(), '--agreement', 'none')).toBe(2);
  });

  it('says how it is used', async () => {
    expect([await run(), lines[0]]).toEqual([2, expect.stringContaining('import FILE')]);
    expect(await run('a', 'b')).toBe(2);
    expect(await run(shippedExtract(), '--frobnicate')).toBe(2);
    expect(await run(shippedExtract(), '--reports', 'rex')).toBe(2);
    expect(await run(shippedExtract(), '--reports', 'nobody')).toBe(2);
  });

  it('on a dry run writes nothing, and prints each row when asked', async () => {
    expect(await run(shippedExtract(), '--dry-run', '--results')).toBe(0);
    expect(lines.filter((line) => line.startsWith('{'))).toHaveLength(2_989);
    expect(lines.slice(-2)).toEqual([
      '2989 rows of ucdp-ged: 1366 accepted, 1623 inadmissible, 0 known already, 0 refused.',
      'Nothing was written.',
    ]);
    expect(await database.ask('select 1 from tregua.imports')).toEqual([]);
  });

  it('imports, and again changes nothing', async () => {
    expect(await run(shippedExtract())).toBe(0);
    expect(lines.at(-1)).toMatch(/^1358 new incidents, 0 grown, \d+ pairs that may be one\. Import [0-9a-f-]{36}\.$/);
    expect(await run(shippedExtract())).toBe(0);
    expect(lines.slice(-2)).toEqual([
      '2989 rows of ucdp-ged: 0 accepted, 1623 inadmissible, 1366 known already, 0 refused.',
      'Nothing was written.',
    ]);
  });

  it('refuses what is no file of a known form', async () => {
    const file = join(folder, 'other.csv');
    writeFileSync(file, 'a,b\n1,2\n');
    expect(await run(file)).toBe(1);
    expect(lines.at(-1)).toContain('no known form');
  });
});
