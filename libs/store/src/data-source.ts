import { SteadyClient } from '@tregua/platform';
import { DataSource } from 'typeorm';
import type { Pool } from 'pg';
import { APP_ROLE } from './database-roles.js';
import { migrations } from './migrations/index.js';

export interface DataSourceOptions {
  /** Connections at most. */
  readonly poolSize?: number;
  readonly applicationName?: string;
  /** How long a statement waits for what somebody else holds, before the caller is told to come again. */
  readonly lockWaitMs?: number;
  /** How long somebody waits for a connection while all are in use. */
  readonly connectionWaitMs?: number;
}

/** nothing-lost.md: a second request waits on the key's row at most this long, then 503 with Retry-After. */
const LOCK_WAIT_MS = 10_000;
const STATEMENT_MS = 60_000;
const CONNECTION_WAIT_MS = 15_000;

/** A connected DataSource for the application's role. Time zones, lock waits and the search path are set here, once. */
export async function createDataSource(
  url: string,
  { poolSize = 10, applicationName = 'tregua', lockWaitMs = LOCK_WAIT_MS, connectionWaitMs = CONNECTION_WAIT_MS }: DataSourceOptions = {},
): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    schema: 'tregua',
    poolSize,
    applicationName,
    logging: false,
    installExtensions: false,
    extra: {
      Client: SteadyClient,
      connectionTimeoutMillis: connectionWaitMs,
      options: `-c timezone=UTC -c lock_timeout=${lockWaitMs} -c statement_timeout=${STATEMENT_MS} -c search_path=tregua -c jit=off`,
    },
  });
  return await dataSource.initialize();
}

/**
 * The pool of pg behind a DataSource, for the few statements of the hot path: named prepared statements, without TypeORM's own round of
 * query runners (a tenth of a millisecond of processor time each).
 */
export function poolOf(dataSource: DataSource): Pool {
  const driver = dataSource.driver as unknown as { readonly master?: Pool };
  if (driver.master === undefined) throw new Error('The DataSource is not connected.');
  return driver.master;
}

/** No connection became free in time: nothing was begun, and the caller may come again. pg's pool gives this no code, only a sentence. */
export function hadNoConnection(error: unknown): boolean {
  return error instanceof Error && error.message === 'timeout exceeded when trying to connect';
}

/** The data were last used by a newer version of this program, which may have written what we would misread. Nothing was touched. */
export class NewerData extends Error {
  constructor(readonly unknown: readonly string[]) {
    super(
      `These data were last used by a newer version of Tregua (${unknown.join(', ')} is not known here): nothing was touched. Use that version, or a newer one.`,
    );
    this.name = 'NewerData';
  }
}

/**
 * Brings the schema up to date, as the owner. Returns the names of the migrations that ran; a repeat runs none.
 *
 * @param upTo only these, for data that were written when there were no others yet
 * @throws NewerData when it has seen migrations, or `upTo` names some, that are not ours
 */
export async function migrate(ownerUrl: string, upTo?: readonly string[]): Promise<readonly string[]> {
  const ours = migrations.map(nameOfMigration);
  refuseUnknown(upTo ?? [], ours);
  const dataSource = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    schema: 'tregua',
    migrations: migrations.filter((migration) => upTo === undefined || upTo.includes(nameOfMigration(migration))),
    migrationsTableName: 'migrations',
    installExtensions: false,
  });
  await dataSource.initialize();
  try {
    refuseUnknown(await ranMigrations(dataSource), ours);
    await dataSource.query('create schema if not exists tregua');
    const ran = await dataSource.runMigrations({ transaction: 'all' });
    await dataSource.query(`grant usage on schema tregua to ${APP_ROLE}; grant select on tregua.migrations to ${APP_ROLE}`);
    return ran.map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}

/** The schema is not the one that this program was written for: a step of the deployment is missing, or the program is too old. */
export class SchemaIsOlder extends Error {
  constructor(missing: readonly string[]) {
    super(`The tables are of an older version: ${missing.join(', ')} did not run. Run the migrations first (admin migrate).`);
    this.name = 'SchemaIsOlder';
  }
}

/**
 * For a program that migrates nothing itself: are these the tables that it was written for?
 *
 * @throws SchemaIsOlder, NewerData
 */
export async function checkSchema(dataSource: DataSource): Promise<void> {
  const ours = migrations.map(nameOfMigration);
  const ran = await ranMigrations(dataSource);
  refuseUnknown(ran, ours);
  const missing = ours.filter((name) => !ran.includes(name));
  if (missing.length > 0) throw new SchemaIsOlder(missing);
}

async function ranMigrations(dataSource: DataSource): Promise<readonly string[]> {
  const [found] = await dataSource.query<{ there: boolean }[]>(`select to_regclass('tregua.migrations') is not null as there`);
  if (found?.there !== true) return [];
  return (await dataSource.query<{ name: string }[]>('select name from tregua.migrations order by timestamp')).map(({ name }) => name);
}

function refuseUnknown(names: readonly string[], ours: readonly string[]): void {
  const unknown = names.filter((name) => !ours.includes(name));
  if (unknown.length > 0) throw new NewerData(unknown);
}

function nameOfMigration(migration: (typeof migrations)[number]): string {
  return migration.name;
}

/** Are there texts that only their keys can open? */
export async function holdsSealedValues(dataSource: DataSource): Promise<boolean> {
  const rows = await dataSource.query<{ holds: boolean }[]>('select exists (select 1 from tregua.sealed_values) as holds');
  return rows[0]?.holds === true;
}
