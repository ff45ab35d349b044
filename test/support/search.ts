import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestDatabase } from './database.js';

/** Tables of which a row holds the mark, as text or as the hexadecimal that bytea is written in: what a dump would hold. */
export async function tablesThatHold(database: TestDatabase, mark: string): Promise<string[]> {
  const tables = await database.ask<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const holding: string[] = [];
  const hex = Buffer.from(mark).toString('hex');
  for (const { name } of tables) {
    const found = await database.ask(`select 1 from ${name} t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0 limit 1`, [
      mark,
      hex,
    ]);
    if (found.length > 0) holding.push(name);
  }
  return holding;
}

/** Files of the database's folder, tables and write-ahead log alike, that hold the mark in clear. */
export function filesThatHold(mark: string): string[] {
  const folder = process.env['TREGUA_TEST_POSTGRES_DATA'];
  if (folder === undefined) throw new Error('The set-up did not say where PostgreSQL keeps its files.');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => bytesOf(file).includes(mark))
    .map((file) => file.slice(folder.length + 1));
}

/** Other spec files' databases are dropped meanwhile: a file that is gone holds nothing. */
function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
