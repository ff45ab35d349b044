import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client, escapeIdentifier } from 'pg';
import { migrate } from '../data-source.js';
import { CopyIn } from './copy-streams.js';
import { listTables, type SequenceValue, type TableShape } from './tables.js';

export interface DumpedTable extends TableShape {
  readonly rows: number;
}

export interface RestorePlan {
  readonly migrations: readonly string[];
  readonly tables: readonly DumpedTable[];
  readonly sequences: readonly SequenceValue[];
  /** The bytes of a table, as the dump had them. */
  readonly rowsOf: (table: DumpedTable) => Readable;
}

/** Something that was asked to be restored cannot be, or must not be here. Nothing of it was kept. */
export class RestoreRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RestoreRefused';
  }
}

/** Is there nothing at all in this database? */
export async function databaseIsEmpty(ownerUrl: string): Promise<boolean> {
  return await asOwner(ownerUrl, async (client) => {
    const { rows } = await client.query<{ objects: string }>(
      `select count(*) as objects from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'`,
    );
    return Number(rows[0]?.objects) === 0;
  });
}

/**
 * Makes the tables as they were at the dump, fills them in one transaction, and brings them up to date: tables, grants, triggers and functions come
 * from the migrations, only rows and sequences from the dump. Returns the names of the migrations that came after it.
 *
 * @throws NewerData when the dump knows migrations that we do not; RestoreRefused when the database is not empty or a table is not what was dumped
 */
export async function restoreDump(ownerUrl: string, plan: RestorePlan): Promise<readonly string[]> {
  if (!(await databaseIsEmpty(ownerUrl)))
    throw new RestoreRefused('The database is not empty. A backup is restored into an empty one only.');
  await migrate(ownerUrl, plan.migrations);
  await asOwner(ownerUrl, async (client) => {
    await client.query('begin');
    await client.query(`set local timezone = 'UTC'; set local datestyle = 'ISO'; set local statement_timeout = 0`);
    const here = new Map((await listTables(client)).map((table) => [table.name, table]));
    checkShapes(here, plan.tables);
    // What triggers would do was done when the rows were first written, and is in the dump.
    for (const { name } of plan.tables) await client.query(`alter table tregua.${escapeIdentifier(name)} disable trigger user`);
    for (const { name } of [...plan.tables].reverse()) await client.query(`delete from tregua.${escapeIdentifier(name)}`);
    for (const table of plan.tables) await fill(client, table, plan.rowsOf(table));
    await client.query('set constraints all immediate'); // what refers to each other is asked now: a table with open questions cannot be altered
    for (const { name } of plan.tables) await client.query(`alter table tregua.${escapeIdentifier(name)} enable trigger user`);
    for (const { name, last } of plan.sequences)
      if (last !== null) await client.query(`select setval($1::regclass, $2::bigint)`, [`tregua.${escapeIdentifier(name)}`, last]);
    await client.query('commit');
    await client.query('analyze');
  });
  return await migrate(ownerUrl);
}

function checkShapes(here: ReadonlyMap<string, TableShape>, tables: readonly TableShape[]): void {
  for (const { name, columns } of tables) {
    const found = here.get(name);
    if (found === undefined) throw new RestoreRefused(`The backup has a table ${name} that its own migrations do not make.`);
    const unknown = columns.filter((column) => !found.columns.includes(column));
    if (unknown.length > 0)
      throw new RestoreRefused(`The backup has columns of ${name} that its own migrations do not make: ${unknown.join(', ')}.`);
  }
  const missing = [...here.keys()].filter((name) => !tables.some((table) => table.name === name));
  if (missing.length > 0) throw new RestoreRefused(`Tables are missing in the backup: ${missing.join(', ')}.`);
}

async function fill(client: Client, { name, columns, rows }: DumpedTable, source: Readable): Promise<void> {
  const target = client.query(new CopyIn(`copy tregua.${escapeIdentifier(name)} (${columns.map(escapeIdentifier).join(', ')}) from stdin`));
  try {
    await pipeline(source, target);
  } catch (error) {
    throw new RestoreRefused(`Table ${name} cannot be filled: ${error instanceof Error ? error.message : 'unknown reason'}.`);
  }
  if (target.rows !== rows)
    throw new RestoreRefused(`Table ${name} has ${target.rows} rows in the backup's file, and ${rows} in its manifest.`);
}

async function asOwner<T>(ownerUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'tregua-restore' });
  client.on('error', () => undefined); // the statement that is under way fails with the same error
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
