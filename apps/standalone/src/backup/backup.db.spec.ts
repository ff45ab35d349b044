import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Client } from 'pg';
import { commissionLaw, Docket } from '@tregua/docket';
import { FileEvidenceStore } from '@tregua/evidence-store';
import { createDataSource, EvidenceWriter, Keyring, NewerData, PostgresDocketStore, restoreDump } from '@tregua/store';
import { entered, monitor, openedCase, rapporteur, seatCommission, shelling } from '../../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import type { Manifest } from './manifest.js';
import { checkBackup, restoreBackup } from './restore-backup.js';
import { writeBackup } from './write-backup.js';

/** One Commission with a case, a text, an item of evidence; its backup; and databases to restore it into. */
let database: TestDatabase;
let docket: Docket;
let caseId: string;
const root = mkdtempSync(join(tmpdir(), 'tregua-backup-'));
const home = join(root, 'home');
const backup = join(root, 'backup');
const made: string[] = [];

async function emptyDatabase(): Promise<{ ownerUrl: string; appUrl: string }> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  made.push(name);
  await database.ask(`create database ${name} owner tregua_owner`);
  await database.ask(`grant connect on database ${name} to tregua_app`);
  const at = (url: string): string => url.replace(database.name, name);
  return { ownerUrl: at(database.ownerUrl), appUrl: at(database.appUrl) };
}

const objects = async (url: string): Promise<number> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ n: string }>(`select count(*) as n from pg_tables where schemaname = 'tregua'`);
  await client.end();
  return Number(rows[0]?.n);
};

beforeAll(async () => {
  database = await createTestDatabase();
  const keyring = Keyring.open(join(home, 'keys.json'));
  docket = new Docket(new PostgresDocketStore(database.dataSource, keyring), commissionLaw);
  await seatCommission({ ...database, keyring });
  caseId = await openedCase(docket);
  const payload = { note: 'Nobody but us may read this.' };
  entered(await docket.enter({ process: 'case', stream: caseId, command: 'StartPreliminary', payload, actor: rapporteur }));
  const received = await new FileEvidenceStore(join(home, 'evidence')).receive(Readable.from([Buffer.from('A photograph.')]), 1_000);
  const item = { caseId, kind: 'photo', mediaType: 'image/jpeg', fileName: 'crater.jpg', actor: monitor };
  await new EvidenceWriter(database.dataSource, keyring).receive({ ...item, ...received });
  await writeBackup({ ownerUrl: database.ownerUrl, folder: home, env: {}, target: backup });
}, 60_000);

afterAll(async () => {
  for (const name of made) await database.ask(`drop database if exists ${name} with (force)`);
  await database?.drop();
  rmSync(root, { recursive: true, force: true });
}, 60_000);

/** Restores into a database and a folder that are new. */
async function restored(
  source: string,
): Promise<{ folder: string; ownerUrl: string; appUrl: string; result: Awaited<ReturnType<typeof restoreBackup>> }> {
  const urls = await emptyDatabase();
  const folder = join(mkdtempSync(join(root, 'elsewhere-')), 'home');
  return { folder, ...urls, result: await restoreBackup({ source, folder, env: {}, ...urls }) };
}

describe('a backup', () => {
  it('is restored elsewhere with every row, every chain, every text and every file', async () => {
    const { folder, ownerUrl, result } = await restored(backup);
    expect(result.findings).toEqual([]);
    const [there] = await database.ask<{ streams: string; entries: string; sealed: string }>(
      `select (select count(*) from tregua.stream_heads) as streams, (select count(*) from tregua.entries) as entries, (select count(*) from tregua.sealed_values) as sealed`,
    );
    expect([result.streams, result.entries, result.opened]).toEqual([there?.streams, there?.entries, there?.sealed].map(Number));
    expect(result.opened).toBeGreaterThan(3);
    expect(result.evidence).toEqual({ intact: 1, absent: 0 });
    expect(result.migrated).toEqual([]);

    const again = join(root, 'again');
    const second = await writeBackup({ ownerUrl, folder, env: {}, target: again });
    const first = JSON.parse(readFileSync(join(backup, 'manifest.json'), 'utf8')) as Manifest;
    expect(second.tables).toEqual(first.tables);
    expect(second.files).toEqual(first.files);
    expect(second.sequences).toEqual(first.sequences);
  }, 60_000);

  it('works on where it was restored: chains are continued, histories cannot be changed, numbers are not given twice', async () => {
    const { folder, appUrl, ownerUrl } = await restored(backup);
    const dataSource = await createDataSource(appUrl, { poolSize: 2 });
    try {
      const door = new Docket(new PostgresDocketStore(dataSource, Keyring.open(join(folder, 'keys.json'))), commissionLaw);
      const payload = { content: shelling() };
      for (let turn = 0; turn < 3; turn += 1)
        entered(await door.enter({ process: 'report', command: 'CreateReport', payload, actor: monitor }));
      await expect(dataSource.query(`update tregua.entries set bytes = ''`)).rejects.toMatchObject({ code: '42501' });
    } finally {
      await dataSource.destroy();
    }
    const owner = new Client({ connectionString: ownerUrl });
    await owner.connect();
    await expect(owner.query(`delete from tregua.entries`)).rejects.toMatchObject({ code: 'TR001' });
    await expect(owner.query(`truncate tregua.sealed_values`)).rejects.toMatchObject({ code: 'TR001' });
    await owner.end();
  }, 60_000);

  it('is of one instant, however much is written meanwhile', async () => {
    const target = join(root, 'under-way');
    let writing = true;
    const writers = Array.from({ length: 4 }, async () => {
      while (writing)
        entered(await docket.enter({ process: 'report', command: 'CreateReport', payload: { content: shelling() }, actor: monitor }));
    });
    const { tables } = await writeBackup({ ownerUrl: database.ownerUrl, folder: home, env: {}, target });
    writing = false;
    await Promise.all(writers);
    const { result } = await restored(target);
    expect(result.findings).toEqual([]);
    expect(tables.find(({ name }) => name === 'entries')?.rows).toBe(result.entries);
  }, 60_000);

  const isOf = (name: string) => (path: string) => path.includes(name);
  const firstFile = (source: string, is: (path: string) => boolean): string => {
    const manifest = JSON.parse(readFileSync(join(source, 'manifest.json'), 'utf8')) as Manifest;
    const found = [...manifest.tables, ...manifest.files].find(({ path, bytes }) => is(path) && bytes > 0);
    return join(source, found?.path ?? 'nothing');
  };
  const flip = (file: string): void => {
    const bytes = readFileSync(file);
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
    writeFileSync(file, bytes, { mode: 0o600 });
  };
  /** Who changes a file and its digests too is found out by the chains. */
  const forge = (source: string, name: string, from: string, to: string): void => {
    const file = join(source, 'tables', `${name}.copy`);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
    const manifestFile = join(source, 'manifest.json');
    const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as {
      tables: { name: string; bytes: number; sha256: string; rows: number }[];
    };
    const entry = manifest.tables.find((table) => table.name === name);
    const bytes = readFileSync(file);
    Object.assign(entry ?? {}, {
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      rows: bytes.toString().split('\n').length - 1,
    });
    writeFileSync(manifestFile, JSON.stringify(manifest));
    writeFileSync(`${manifestFile}.sha256`, createHash('sha256').update(readFileSync(manifestFile)).digest('hex'));
  };
  const hexOf = (text: string): string => Buffer.from(text).toString('hex');
  const damages: readonly [what: string, says: string, damage: (source: string) => void][] = [
    ['a row of a table is changed', 'its bytes were changed', (source) => flip(firstFile(source, isOf('tables/entries')))],
    ['a table is cut short', 'bytes instead of', (source) => writeFileSync(firstFile(source, isOf('tables/entries')), '')],
    ['a table is gone', 'is missing in the backup', (source) => rmSync(firstFile(source, isOf('tables/deadlines')))],
    ['a piece of evidence is changed', 'its bytes were changed', (source) => flip(firstFile(source, isOf('files/evidence')))],
    ['a key is changed', 'its bytes were changed', (source) => flip(firstFile(source, isOf('files/keys.json')))],
    ['the key file is gone', 'is missing in the backup', (source) => rmSync(firstFile(source, isOf('files/keys.json')))],
    ['the manifest is changed', 'not the one that was written', (source) => flip(join(source, 'manifest.json'))],
    ['the manifest is gone', 'broken off', (source) => rmSync(join(source, 'manifest.json'))],
    [
      'an entry is changed, and all digests with it',
      'does not verify',
      (source) => forge(source, 'entries', hexOf('"ReportVerified"'), hexOf('"ReportRejected"')),
    ],
    [
      'a head is set back, and all digests with it',
      'does not verify',
      (source) => forge(source, 'stream_heads', `case/${caseId}\t2\t`, `case/${caseId}\t1\t`),
    ],
    [
      'a head is another stream’s, and all digests with it',
      'Table cases cannot be filled',
      (source) => forge(source, 'stream_heads', `case/${caseId}\t`, `case/${caseId}0\t`),
    ],
  ];
  it.each(damages)(
    'is refused when %s, and nothing of it stays',
    async (_, says, damage) => {
      const source = join(mkdtempSync(join(root, 'damaged-')), 'backup');
      cpSync(backup, source, { recursive: true });
      damage(source);
      const { ownerUrl, appUrl } = await emptyDatabase();
      const folder = join(source, '..', 'home');
      await expect(restoreBackup({ source, folder, env: {}, ownerUrl, appUrl })).rejects.toThrow(says);
      expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
    },
    60_000,
  );

  it('is refused by a database or a folder in which something is already', async () => {
    const { ownerUrl, appUrl } = database;
    const folder = join(root, 'not-used');
    await expect(restoreBackup({ source: backup, folder, env: {}, ownerUrl, appUrl })).rejects.toThrow('The database is not empty');
    const empty = await emptyDatabase();
    await expect(restoreBackup({ source: backup, folder: home, env: {}, ...empty })).rejects.toThrow('is there already');
    expect(await objects(empty.ownerUrl)).toBe(0);
    await expect(writeBackup({ ownerUrl, folder: home, env: {}, target: backup })).rejects.toThrow('is not empty');
  });

  it('of a newer version is refused before anything is made', async () => {
    const manifest = await checkBackup(backup);
    const { ownerUrl } = await emptyDatabase();
    const migrations = [...manifest.migrations, 'Telepathy1999999999999'];
    const refused = restoreDump(ownerUrl, { ...manifest, migrations, rowsOf: () => Readable.from([]) });
    await expect(refused).rejects.toThrow(NewerData);
    await expect(refused).rejects.toThrow('newer version of Tregua (Telepathy1999999999999 is not known here)');
    expect(await objects(ownerUrl)).toBe(0);
  });
});
