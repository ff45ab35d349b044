import type { DataSource } from 'typeorm';
import { Binding, ms, read } from './bound-query.js';
import { limitOf } from './page.js';
import type { Reader } from './reader.js';
import { caseSight, reportSight } from './visibility.js';

/** One live deadline of something that the reader may read. */
export interface DueDeadline {
  readonly stream: string;
  readonly reference: string;
  readonly state: string;
  readonly kind: string;
  readonly about: string | null;
  readonly dueAt: number;
}

/** Running deadlines that are due before an instant (ms), the earliest first. */
export async function listDeadlines(
  dataSource: DataSource,
  reader: Reader,
  { before, limit }: { readonly before: number; readonly limit?: number },
): Promise<readonly DueDeadline[]> {
  const binding = new Binding();
  const ofCase = caseSight(reader, binding).sees;
  const ofReport = reportSight(reader, binding).sees;
  const rows = await read<Omit<DueDeadline, 'dueAt'> & { due_at: string }>(
    dataSource,
    `select d.stream, coalesce(c.reference, r.reference) as reference, coalesce(c.state, r.state) as state, d.kind, d.about, ${ms('d.due_at')} as due_at
       from tregua.deadlines d
       left join tregua.cases c on c.stream = d.stream and ${ofCase}
       left join tregua.reports r on r.stream = d.stream and ${ofReport}
      where d.paused_with_ms is null and d.due_at < ${binding.put(new Date(before).toISOString(), 'timestamptz')} and (c.id is not null or r.id is not null)
      order by d.due_at, d.stream, d.key limit ${binding.put(limitOf(limit), 'integer')}`,
    binding,
  );
  return rows.map(({ due_at: dueAt, ...deadline }) => ({ ...deadline, dueAt: Number(dueAt) }));
}
