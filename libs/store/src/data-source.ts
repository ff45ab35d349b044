import { DataSource } from 'typeorm';
import type { Pool } from 'pg';
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

/** Brings the schema up to date, as the owner. Returns the names of the migrations that ran; a repeat runs none. */
export async function migrate(ownerUrl: string): Promise<readonly string[]> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    schema: 'tregua',
    migrations,
    migrationsTableName: 'migrations',
    installExtensions: false,
  });
  await dataSource.initialize();
  try {
    await dataSource.query('create schema if not exists tregua');
    const ran = await dataSource.runMigrations({ transaction: 'all' });
    return ran.map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}

/** Are there texts that only their keys can open? */
export async function holdsSealedValues(dataSource: DataSource): Promise<boolean> {
  const rows = await dataSource.query<{ holds: boolean }[]>('select exists (select 1 from tregua.sealed_values) as holds');
  return rows[0]?.holds === true;
}
