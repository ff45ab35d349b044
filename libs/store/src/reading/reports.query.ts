import type { DataSource } from 'typeorm';
import type { Report } from '@tregua/casework';
import { Binding, ms, read } from './bound-query.js';
import { limitOf, pageOf, placeOf, type Page } from './page.js';
import type { Reader } from './reader.js';
import { reportSight } from './visibility.js';

export interface ReportRecord {
  readonly id: string;
  readonly reference: string;
  readonly state: string;
  readonly ended: boolean;
  readonly severity: number;
  readonly level: string;
  readonly author: string;
  readonly team: string | null;
  readonly party: string | null;
  readonly caseId: string | null;
  readonly createdAt: number;
  readonly movedAt: number;
  readonly nextDueAt: number | null;
  /** Seq of the report's stream: its ETag. */
  readonly seq: number;
  readonly snapshot?: Report;
}

export interface ReportFilter {
  readonly state?: string;
  readonly severity?: number;
  readonly caseId?: string;
  /** Only those of this author: "my reports". */
  readonly author?: string;
  readonly cursor?: string;
  readonly limit?: number;
  readonly withSnapshot?: boolean;
}

interface ReportRow {
  readonly id: string;
  readonly reference: string;
  readonly state: string;
  readonly ended: boolean;
  readonly severity: number;
  readonly level: string;
  readonly author: string;
  readonly team: string | null;
  readonly party: string | null;
  readonly case_id: string | null;
  readonly created_at: string;
  readonly moved_at: string;
  readonly next_due_at: string | null;
  readonly seq: number;
  readonly snapshot: Report | null;
}

const COLUMNS = `r.id, r.reference, r.state, r.ended, r.severity, r.level, r.author, r.team, r.party, r.case_id, ${ms('r.created_at')} as created_at,
  ${ms('r.moved_at')} as moved_at, ${ms('r.next_due_at')} as next_due_at, r.seq`;

/** Reports that this reader may see, newest first. */
export async function listReports(dataSource: DataSource, reader: Reader, filter: ReportFilter = {}): Promise<Page<ReportRecord>> {
  const binding = new Binding();
  const where = [reportSight(reader, binding).sees];
  const limit = limitOf(filter.limit);
  const after = filter.cursor === undefined ? undefined : placeOf(filter.cursor);
  if (filter.state !== undefined) where.push(`r.state = ${binding.put(filter.state, 'text')}`);
  if (filter.severity !== undefined) where.push(`r.severity = ${binding.put(filter.severity, 'smallint')}`);
  if (filter.caseId !== undefined) where.push(`r.case_id = ${binding.put(filter.caseId, 'uuid')}`);
  if (filter.author !== undefined) where.push(`r.author = ${binding.put(filter.author, 'text')}`);
  if (after !== undefined) {
    where.push(
      `(r.created_at, r.id) < (${binding.put(new Date(after.at).toISOString(), 'timestamptz')}, ${binding.put(after.id, 'uuid')})`,
    );
  }
  const rows = await read<ReportRow>(
    dataSource,
    `select ${COLUMNS}, ${filter.withSnapshot === true ? 'r.snapshot' : 'null::jsonb as snapshot'} from tregua.reports r
      where ${where.join(' and ')} order by r.created_at desc, r.id desc limit ${binding.put(limit + 1, 'integer')}`,
    binding,
  );
  return pageOf(rows, limit, (row) => ({ at: Number(row.created_at), id: row.id }), reportRecord);
}

/** One report, or undefined where there is none that this reader may know of. */
export async function findReport(dataSource: DataSource, reader: Reader, id: string): Promise<ReportRecord | undefined> {
  const binding = new Binding();
  const sight = reportSight(reader, binding);
  const text = `select ${COLUMNS}, r.snapshot from tregua.reports r where r.id = ${binding.put(id, 'uuid')} and ${sight.sees}`;
  const [row] = await read<ReportRow>(dataSource, text, binding);
  return row === undefined ? undefined : reportRecord(row);
}

function reportRecord(row: ReportRow): ReportRecord {
  const { case_id: caseId, created_at: createdAt, moved_at: movedAt, next_due_at: nextDueAt, snapshot, ...rest } = row;
  return {
    ...rest,
    caseId,
    createdAt: Number(createdAt),
    movedAt: Number(movedAt),
    nextDueAt: nextDueAt === null ? null : Number(nextDueAt),
    ...(snapshot === null ? {} : { snapshot }),
  };
}
