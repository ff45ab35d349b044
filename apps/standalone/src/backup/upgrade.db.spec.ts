import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { commissionLaw, Docket } from '@tregua/docket';
import {
  checkSchema,
  createDataSource,
  Keyring,
  migrate,
  migrations,
  NewerData,
  PostgresDocketStore,
  SchemaIsOlder,
  setClock,
  verifyAll,
} from '@tregua/store';
import { entered, monitor, shelling } from '../../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { lookIntoHome } from '../home.js';
import { restoreBackup, type Restored } from './restore-backup.js';

const FOUNDATION = resolve(import.meta.dirname, '../../../../test/vectors/foundation-data');
const [MOVED, OPEN, REPORT] = [
  '01a2044e-67ac-7761-9ccd-f315aa8ab04f',
  '01a2044e-687e-71a3-881c-6f8f9d3c1dc2',
  '01a2044e-68b0-7567-b2b9-e92596827d1b',
];
const HOUR = 3_600_000;
const LEFT_AT = Date.UTC(2026, 0, 14, 4);

const root = mkdtempSync(join(tmpdir(), 'tregua-upgrade-'));
const folder = join(root, 'home');
let database: TestDatabase;
let old: { readonly ownerUrl: string; readonly appUrl: string };
let result: Restored;
const made: string[] = [];

async function emptyDatabase(): Promise<{ ownerUrl: string; appUrl: string }> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  made.push(name);
  await database.ask(`create database ${name} owner tregua_owner`);
  await database.ask(`grant connect on database ${name} to tregua_app`);
  const at = (url: string): string => url.replace(database.name, name);
  return { ownerUrl: at(database.ownerUrl), appUrl: at(database.appUrl) };
}

async function asOwner(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

beforeAll(async () => {
  database = await createTestDatabase();
  old = await emptyDatabase();
  const source = join(root, 'backup');
  cpSync(FOUNDATION, source, { recursive: true });
  result = await restoreBackup({ source, folder, env: {}, ...old });
}, 60_000);
afterAll(async () => {
  for (const name of made) await database.ask(`drop database if exists ${name} with (force)`);
  await database?.drop();
  rmSync(root, { recursive: true, force: true });
}, 60_000);

describe('data of the foundation', () => {
  it('migrate up and verify: every chain, every text, every file', () => {
    const names = migrations.map(({ name }) => name);
    expect(result.manifest.migrations.at(-1)).toBe('Secrecy1767700800400');
    expect([...result.manifest.migrations, ...result.migrated].sort()).toEqual([...names].sort());
    expect(result.findings).toEqual([]);
    expect(result).toMatchObject({ evidence: { intact: 1, absent: 0 }, erased: 0 });
    expect(result.entries).toBeGreaterThan(20);
    expect(result.opened).toBeGreaterThan(8);
  });

  it('stand where they stood, and go on from there', async () => {
    const dataSource = await createDataSource(old.appUrl, { poolSize: 2 });
    try {
      const keyring = Keyring.open(join(folder, 'keys.json'));
      const docket = new Docket(new PostgresDocketStore(dataSource, keyring), commissionLaw);
      const stateOf = async (id: string | undefined): Promise<unknown> =>
        (
          await dataSource.query<{ state: string }[]>(
            `select state from tregua.cases where id = $1 union all select state from tregua.reports where id = $1`,
            [id],
          )
        )[0]?.state;
      expect([await stateOf(MOVED), await stateOf(OPEN), await stateOf(REPORT)]).toEqual(['PRELIMINARY', 'PRELIMINARY', 'ADMITTED']);

      await setClock(old.ownerUrl, { standingAt: LEFT_AT + HOUR });
      expect((await docket.lapseDue(100)).stuck).toEqual([]);
      const payload = { content: shelling({ narrative: 'Filed after the upgrade.' }, LEFT_AT) };
      entered(await docket.enter({ process: 'report', command: 'CreateReport', payload, actor: monitor }));
      for (let days = 1; days <= 200; days += 1) {
        await setClock(old.ownerUrl, { standingAt: LEFT_AT + days * 24 * HOUR });
        for (let step = await docket.lapseDue(100); step.entered.length > 0; step = await docket.lapseDue(100))
          expect(step.stuck).toEqual([]);
      }
      expect([await stateOf(MOVED), await stateOf(OPEN)]).toEqual(['CLOSED', 'CLOSED']);
      expect((await verifyAll(dataSource, keyring)).findings).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  }, 120_000);
});

describe('data of another version', () => {
  it('are refused, by whoever migrates and whoever serves, when they are newer', async () => {
    const { ownerUrl, appUrl } = await emptyDatabase();
    await migrate(ownerUrl);
    await asOwner(ownerUrl, `insert into tregua.migrations (timestamp, name) values (1999999999999, 'Telepathy1999999999999')`);
    await expect(migrate(ownerUrl)).rejects.toThrow(NewerData);
    const dataSource = await createDataSource(appUrl, { poolSize: 1 });
    await expect(checkSchema(dataSource)).rejects.toThrow(
      'newer version of Tregua (Telepathy1999999999999 is not known here): nothing was touched',
    );
    await dataSource.destroy();
  }, 60_000);

  it('are refused by whoever serves when they were not migrated', async () => {
    const { ownerUrl, appUrl } = await emptyDatabase();
    await migrate(ownerUrl, result.manifest.migrations);
    const dataSource = await createDataSource(appUrl, { poolSize: 1 });
    await expect(checkSchema(dataSource)).rejects.toThrow(SchemaIsOlder);
    await migrate(ownerUrl);
    await checkSchema(dataSource);
    await dataSource.destroy();
  }, 60_000);

  it('are refused by their mark in the data folder before anything is started', () => {
    const newer = mkdtempSync(join(root, 'newer-'));
    writeFileSync(join(newer, 'secrets.json'), JSON.stringify({ version: 2, superuserPassword: 'x' }));
    expect(() => lookIntoHome(newer)).toThrow('of a newer version of Tregua: nothing was touched');
  });
});
