import type { DataSource } from 'typeorm';
import { parseCanonical, type BundleRequest } from '@tregua/ledger';
import { Binding, ms, read } from './bound-query.js';
import { exportSight, type BundlePlan } from './export-plan.js';
import { exportableCases } from './export-streams.js';
import type { JobFile } from './long-jobs.query.js';
import { limitOf, pageOf, placeOf, type Page } from './page.js';
import type { Reader } from './reader.js';

/** What of the log belongs to a bundle for good; `log` is null where there was none. */
export interface FixedLog {
  readonly log: {
    readonly origin: string;
    readonly size: number;
    /** The checkpoint with its cosignatures. */
    readonly note: string;
    readonly cosigned: string;
    readonly policy: string | null;
    /** RFC 3161 tokens in base64, in their order. */
    readonly timestamps: readonly string[];
  } | null;
}

export interface ExportRecord {
  readonly id: string;
  readonly askedBy: string;
  readonly askedAt: number;
  readonly audience: string;
  readonly content: string;
  readonly cases: readonly string[];
  /** Of the bundle as it was first built; null until then. */
  readonly sha256: string | null;
  readonly size: number | null;
  readonly builtAt: number | null;
}

interface ExportRow {
  readonly id: string;
  readonly asked_by: string;
  readonly asked_at: string;
  readonly audience: string;
  readonly content: string;
  readonly cases: readonly string[];
  readonly sha256: string | null;
  readonly size: string | null;
  readonly built_at: string | null;
}

const COLUMNS = `id, asked_by, ${ms('asked_at')} as asked_at, audience, content, cases::text[] as cases, encode(sha256, 'hex') as sha256, size,
  ${ms('built_at')} as built_at`;

/** An export is its asker's, and the auditors'. */
function visible(reader: Reader, binding: Binding): string {
  return reader.roles.includes('auditor') ? 'true' : `asked_by = ${binding.put(reader.id, 'text')}`;
}

/** Undefined: there is none that this reader may know of. */
export async function findExport(dataSource: DataSource, reader: Reader, id: string): Promise<ExportRecord | undefined> {
  const binding = new Binding();
  const text = `select ${COLUMNS} from tregua.exports where id = ${binding.put(id, 'uuid')} and ${visible(reader, binding)}`;
  const [row] = await read<ExportRow>(dataSource, text, binding);
  return row === undefined ? undefined : exportRecord(row);
}

/** Exports, the newest first. */
export async function listExports(
  dataSource: DataSource,
  reader: Reader,
  { caseId, cursor, limit }: { readonly caseId?: string; readonly cursor?: string; readonly limit?: number } = {},
): Promise<Page<ExportRecord>> {
  const binding = new Binding();
  const most = limitOf(limit);
  const place = cursor === undefined ? undefined : placeOf(cursor);
  const where = [visible(reader, binding)];
  if (caseId !== undefined) where.push(`${binding.put(caseId, 'uuid')} = any(cases)`);
  if (place !== undefined)
    where.push(`(asked_at, id) < (${binding.put(new Date(place.at).toISOString(), 'timestamptz')}, ${binding.put(place.id, 'uuid')})`);
  const rows = await read<ExportRow>(
    dataSource,
    `select ${COLUMNS} from tregua.exports where ${where.join(' and ')} order by asked_at desc, id desc limit ${binding.put(most + 1, 'integer')}`,
    binding,
  );
  return pageOf(rows, most, (row) => ({ at: Number(row.asked_at), id: row.id }), exportRecord);
}

/** All that building needs to know. For the worker: whoever asks the API gets a record, never a plan. */
export interface PlannedExport {
  readonly record: ExportRecord;
  readonly plan: BundlePlan;
  readonly requests: readonly BundleRequest[];
  readonly fixed: FixedLog | null;
}

export async function findPlannedExport(dataSource: DataSource, id: string): Promise<PlannedExport | undefined> {
  const binding = new Binding();
  const [row] = await read<ExportRow & { plan: Buffer; requests: readonly BundleRequest[]; fixed: FixedLog | null }>(
    dataSource,
    `select ${COLUMNS}, plan, requests, fixed from tregua.exports where id = ${binding.put(id, 'uuid')}`,
    binding,
  );
  if (row === undefined) return undefined;
  const { plan, requests, fixed } = row;
  return { record: exportRecord(row), plan: parseCanonical(plan) as unknown as BundlePlan, requests, fixed };
}

function exportRecord(row: ExportRow): ExportRecord {
  return {
    id: row.id,
    askedBy: row.asked_by,
    askedAt: Number(row.asked_at),
    audience: row.audience,
    content: row.content,
    cases: row.cases,
    sha256: row.sha256,
    size: row.size === null ? null : Number(row.size),
    builtAt: row.built_at === null ? null : Number(row.built_at),
  };
}

/** May this reader still have what was planned? Asked for again each time it is built or fetched: rights end, and grants are taken back. */
export async function mayStillHave(dataSource: DataSource, reader: Reader, { plan, record }: PlannedExport): Promise<boolean> {
  if (record.askedBy !== reader.id && !reader.roles.includes('auditor')) return false;
  const sight = exportSight(reader, plan.audience);
  if (sight === undefined) return false;
  const ids = plan.cases.map(({ id }) => id);
  const ask = async <Row>(text: string, { values }: Binding): Promise<Row[]> => await dataSource.query<Row[]>(text, values);
  return (await exportableCases(ask, sight, ids)).length === ids.length;
}

/** What was built of an export last, as long as it is kept and nothing of it was erased since. */
export async function findBuiltFile(dataSource: DataSource, id: string): Promise<JobFile | undefined> {
  const binding = new Binding();
  const which = binding.put(id, 'uuid');
  const [row] = await read<{ file: JobFile }>(
    dataSource,
    `select j.file from tregua.long_jobs j join tregua.exports x on x.id = ${which}
      where j.kind = 'bundle' and j.asked->>'export' = x.id::text and j.state = 'done' and j.forgotten_at is null and j.file is not null
        and not exists (
          select 1 from tregua.erasures e join tregua.erased_values v on v.erasure = e.id
           where e.decided_at >= j.started_at and v.stream in (select s->>'stream' from jsonb_array_elements(convert_from(x.plan, 'utf8')::jsonb->'streams') s))
      order by j.ended_at desc limit 1`,
    binding,
  );
  return row?.file;
}
