import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource, migrate, prepareDatabase, Keyring } from '@tregua/store';

const TEMPLATE = 'tregua_template';
const PASSWORDS = { ownerPassword: 'owner-in-tests', appPassword: 'app-in-tests' };

/** A database of a spec file's own, migrated, with the application's role connected. */
export interface TestDatabase {
  readonly name: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly superuserUrl: string;
  /** Connected as the application; ended by `drop`. */
  readonly dataSource: DataSource;
  readonly keyring: Keyring;
  /** The master keys' file; the folder of data keys lies beside it. */
  readonly keyFile: string;
  /** Asks as the superuser: for what a test must see that the application may not. */
  ask<Row = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** Copies the migrated template: 50 ms a spec file. Call it in beforeAll, and `drop` in afterAll. */
export async function createTestDatabase(poolSize = 10): Promise<TestDatabase> {
  const serverUrl = process.env['TREGUA_TEST_POSTGRES'];
  if (serverUrl === undefined)
    throw new Error('No PostgreSQL for tests: this file must be in a Jest project with start-postgres.mjs as its set-up.');
  const name = `t_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('${TEMPLATE}'))`);
    await makeTemplate(serverUrl, client);
    await client.query(`create database ${name} template ${TEMPLATE} strategy file_copy owner tregua_owner`);
    await client.query(`grant connect on database ${name} to tregua_app`);
  });
  const { ownerUrl, appUrl } = urls(serverUrl, name);
  const dataSource = await createDataSource(appUrl, { poolSize });
  const superuserUrl = `${serverUrl}/${name}`;
  const keyFile = join(mkdtempSync(join(tmpdir(), 'tregua-keys-')), 'keys.json');
  return {
    name,
    ownerUrl,
    appUrl,
    superuserUrl,
    dataSource,
    keyring: Keyring.open(keyFile),
    keyFile,
    ask: async <Row>(sql: string, values: readonly unknown[] = []) => await askAt<Row>(superuserUrl, sql, values),
    drop: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await onServer(serverUrl, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`);
      });
      rmSync(dirname(keyFile), { recursive: true, force: true });
    },
  };
}

/** Several workers begin at once: the lock lets one of them migrate, and the others find it done. */
async function makeTemplate(serverUrl: string, client: Client): Promise<void> {
  const found = await client.query('select datistemplate from pg_database where datname = $1', [TEMPLATE]);
  if ((found.rows[0] as { datistemplate: boolean } | undefined)?.datistemplate === true) return;
  const { ownerUrl } = await prepareDatabase({ serverUrl, database: TEMPLATE, ...PASSWORDS });
  await migrate(ownerUrl);
  await client.query(`alter database ${TEMPLATE} is_template true`);
}

function urls(serverUrl: string, database: string): { ownerUrl: string; appUrl: string } {
  const host = new URL(serverUrl).host;
  return {
    ownerUrl: `postgres://tregua_owner:${PASSWORDS.ownerPassword}@${host}/${database}`,
    appUrl: `postgres://tregua_app:${PASSWORDS.appPassword}@${host}/${database}`,
  };
}

async function onServer(serverUrl: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: `${serverUrl}/postgres` });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function askAt<Row>(url: string, sql: string, values: readonly unknown[]): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row & Record<string, unknown>>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
