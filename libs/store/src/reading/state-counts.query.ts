import type { DataSource } from 'typeorm';
import { Binding, ms, read } from './bound-query.js';
import type { Reader } from './reader.js';
import { caseSight, reportSight } from './visibility.js';

export interface StateCount {
  readonly state: string;
  readonly count: number;
  /** When the one that has waited longest in it last moved (ms). */
  readonly longestSince: number;
}

/**
 * How many cases or reports stand in each state, and since when the slowest has not moved. Administrators and auditors count all: a number names
 * nothing, and they must see where work piles up. Everybody else counts what they may know of. Drafts are nobody's yet, and are not counted.
 */
export async function countStates(dataSource: DataSource, reader: Reader, process: 'case' | 'report'): Promise<readonly StateCount[]> {
  const binding = new Binding();
  const all = reader.roles.some((role) => role === 'administrator' || role === 'auditor');
  const [table, alias] = process === 'case' ? ['tregua.cases', 'c'] : ['tregua.reports', 'r'];
  const sight = all ? 'true' : process === 'case' ? caseSight(reader, binding).knows() : reportSight(reader, binding).sees;
  const rows = await read<{ state: string; count: number; since: string }>(
    dataSource,
    `select ${alias}.state, count(*)::int as count, ${ms(`min(${alias}.moved_at)`)} as since from ${table} ${alias}
      where ${alias}.state <> 'DRAFT' and ${sight} group by 1 order by 1`,
    binding,
  );
  return rows.map(({ state, count, since }) => ({ state, count, longestSince: Number(since) }));
}
