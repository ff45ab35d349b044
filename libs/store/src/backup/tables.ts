import type { ClientBase } from 'pg';

export interface TableShape {
  readonly name: string;
  /** Those that hold what was written; not those that the table works out itself. */
  readonly columns: readonly string[];
}

export interface SequenceValue {
  readonly name: string;
  /** null: no number was taken yet. */
  readonly last: string | null;
}

const TABLES = `
  select c.relname as name, c.oid::text as id,
         (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
           where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
         (select coalesce(array_agg(f.confrelid::text), '{}') from pg_constraint f
           where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid and not f.condeferred) as refers
    from pg_class c where c.relnamespace = 'tregua'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'migrations'
   order by c.relname`;

/** The tables of schema tregua, those that others refer to before them. */
export async function listTables(client: ClientBase): Promise<readonly TableShape[]> {
  const { rows } = await client.query<TableShape & { readonly id: string; readonly refers: readonly string[] }>(TABLES);
  const sorted: TableShape[] = [];
  const left = new Map(rows.map((row) => [row.id, row]));
  while (left.size > 0) {
    const free = [...left.values()].filter(({ refers }) => refers.every((id) => !left.has(id)));
    if (free.length === 0)
      throw new Error(`These tables refer to each other in a circle: ${[...left.values()].map(({ name }) => name).join(', ')}.`);
    for (const { id, name, columns } of free) {
      sorted.push({ name, columns });
      left.delete(id);
    }
  }
  return sorted;
}

export async function listSequences(client: ClientBase): Promise<readonly SequenceValue[]> {
  const { rows } = await client.query<SequenceValue>(
    `select sequencename as name, last_value::text as last from pg_sequences where schemaname = 'tregua' and sequencename <> 'migrations_id_seq' order by 1`,
  );
  return rows;
}
