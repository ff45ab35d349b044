import type { DataSource } from 'typeorm';
import { Binding, ms, read } from './bound-query.js';
import { limitOf, pageOf, placeOf, type Page } from './page.js';
import type { Reader } from './reader.js';
import { evidenceSight } from './visibility.js';

export interface EvidenceRecord {
  readonly id: string;
  readonly caseId: string | null;
  readonly reportId: string | null;
  readonly kind: string;
  readonly mediaType: string;
  readonly size: number;
  /** Of the bytes as they were received, 64 hex; `claimedSha256` is what the sender said it would be. */
  readonly sha256: string;
  readonly claimedSha256: string | null;
  readonly level: string;
  readonly receivedBy: string;
  readonly receivedAt: number;
  /** Seq of the item's stream. */
  readonly seq: number;
}

interface EvidenceRow {
  readonly id: string;
  readonly case_id: string | null;
  readonly report_id: string | null;
  readonly kind: string;
  readonly media_type: string;
  readonly size: string;
  readonly sha256: string;
  readonly claimed: string | null;
  readonly level: string;
  readonly received_by: string;
  readonly received_at: string;
  readonly seq: number;
}

const SELECT = `select e.id, e.case_id, e.report_id, e.kind, e.media_type, e.size, encode(e.sha256, 'hex') as sha256, encode(e.claimed_sha256, 'hex') as claimed,
  e.level, e.received_by, ${ms('e.received_at')} as received_at, h.seq from tregua.evidence e join tregua.stream_heads h on h.stream = e.stream`;

/** Evidence of a case, with what came to it in its reports, or of a report, as far as this reader may see it, newest first. */
export async function listEvidence(
  dataSource: DataSource,
  reader: Reader,
  filter: { readonly caseId?: string; readonly reportId?: string; readonly cursor?: string; readonly limit?: number },
): Promise<Page<EvidenceRecord>> {
  const binding = new Binding();
  const where = [evidenceSight(reader, binding).sees];
  const limit = limitOf(filter.limit);
  const after = filter.cursor === undefined ? undefined : placeOf(filter.cursor);
  if (filter.caseId !== undefined) {
    const of = binding.put(filter.caseId, 'uuid');
    where.push(`(e.case_id = ${of} or e.report_id = any(array(select o.id from tregua.reports o where o.case_id = ${of})))`);
  }
  if (filter.reportId !== undefined) where.push(`e.report_id = ${binding.put(filter.reportId, 'uuid')}`);
  if (after !== undefined) {
    where.push(
      `(e.received_at, e.id) < (${binding.put(new Date(after.at).toISOString(), 'timestamptz')}, ${binding.put(after.id, 'uuid')})`,
    );
  }
  const order = `order by e.received_at desc, e.id desc limit ${binding.put(limit + 1, 'integer')}`;
  const rows = await read<EvidenceRow>(dataSource, `${SELECT} where ${where.join(' and ')} ${order}`, binding);
  return pageOf(rows, limit, (row) => ({ at: Number(row.received_at), id: row.id }), evidenceRecord);
}

/**
 * What a person brought before to the very same case or report with the same bytes, as far as this reader may see it: sent once more, it is not entered once more.
 * What came in a report of the case is not the case's own.
 * @param brought the digest in 64 hex, and who brought it
 */
export async function findBrought(
  dataSource: DataSource,
  reader: Reader,
  of: { readonly caseId: string } | { readonly reportId: string },
  brought: Pick<EvidenceRecord, 'sha256' | 'receivedBy'>,
): Promise<EvidenceRecord | undefined> {
  const binding = new Binding();
  const home = 'caseId' in of ? `e.case_id = ${binding.put(of.caseId, 'uuid')}` : `e.report_id = ${binding.put(of.reportId, 'uuid')}`;
  const same = `e.sha256 = decode(${binding.put(brought.sha256, 'text')}, 'hex') and e.received_by = ${binding.put(brought.receivedBy, 'text')}`;
  const where = `${evidenceSight(reader, binding).sees} and ${home} and ${same}`;
  const [row] = await read<EvidenceRow>(dataSource, `${SELECT} where ${where} order by e.received_at desc, e.id desc limit 1`, binding);
  return row === undefined ? undefined : evidenceRecord(row);
}

export async function findEvidence(dataSource: DataSource, reader: Reader, id: string): Promise<EvidenceRecord | undefined> {
  const binding = new Binding();
  const sight = evidenceSight(reader, binding);
  const [row] = await read<EvidenceRow>(dataSource, `${SELECT} where e.id = ${binding.put(id, 'uuid')} and ${sight.sees}`, binding);
  return row === undefined ? undefined : evidenceRecord(row);
}

/** The digests (64 hex) of all that was ever received, for whoever checks the store of bytes as a whole. */
export async function listEvidenceDigests(dataSource: DataSource): Promise<readonly string[]> {
  const rows = await dataSource.query<{ sha256: string }[]>(
    `select distinct encode(sha256, 'hex') as sha256 from tregua.evidence order by 1`,
  );
  return rows.map(({ sha256 }) => sha256);
}

function evidenceRecord(row: EvidenceRow): EvidenceRecord {
  return {
    id: row.id,
    caseId: row.case_id,
    reportId: row.report_id,
    kind: row.kind,
    mediaType: row.media_type,
    size: Number(row.size),
    sha256: row.sha256,
    claimedSha256: row.claimed,
    level: row.level,
    receivedBy: row.received_by,
    receivedAt: Number(row.received_at),
    seq: row.seq,
  };
}
