import type { DataSource } from 'typeorm';
import { Binding, ms, read } from './bound-query.js';
import type { Reader } from './reader.js';

/** What remains to somebody who is recused: which case by its reference, why, and since when (law.md). */
export interface MyRecusal {
  readonly reference: string;
  readonly reason: string;
  readonly since: number;
}

export async function listMyRecusals(dataSource: DataSource, reader: Reader): Promise<readonly MyRecusal[]> {
  const binding = new Binding();
  const rows = await read<{ reference: string; reason: string; since: string }>(
    dataSource,
    `select c.reference, q.reason, ${ms('q.since')} as since from tregua.recusals q join tregua.cases c on c.id = q.case_id
      where q.person = ${binding.put(reader.id, 'text')} order by q.since desc, c.reference`,
    binding,
  );
  return rows.map(({ since, ...recusal }) => ({ ...recusal, since: Number(since) }));
}
