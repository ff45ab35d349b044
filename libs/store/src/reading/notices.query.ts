import type { DataSource } from 'typeorm';
import type { NoticeKind, ReasonCode } from '@tregua/casework';
import { Binding, ms, read } from './bound-query.js';
import { limitOf, pageOf, placeOf, type Page } from './page.js';
import type { Reader } from './reader.js';
import { caseSight, reportSight } from './visibility.js';

/** One notice in somebody's own list. */
export interface NoticeRecord {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly reason: ReasonCode;
  /** The type of the entry, or the kind of deadline that a reminder is about. */
  readonly type: string;
  readonly process: 'case' | 'report' | null;
  readonly subject: string | null;
  readonly reference: string | null;
  /** As it stands now. */
  readonly state: string | null;
  readonly severity: number | null;
  readonly dueAt: number | null;
  readonly createdAt: number;
  readonly seenAt: number | null;
  /** It did not ring: the person chose so. */
  readonly muted: boolean;
  /** 1, 2, 3 … for this person; null while it is being written, and where it does not ring. */
  readonly position: number | null;
}

interface Row {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly reason: ReasonCode;
  readonly type: string;
  readonly case_id: string | null;
  readonly report_id: string | null;
  readonly reference: string | null;
  readonly state: string | null;
  readonly severity: number | null;
  readonly due_at: string | null;
  readonly created_at: string;
  readonly seen_at: string | null;
  readonly status: string;
  readonly position: string | null;
}

/** The reader's own notices, of what the reader may still know of: somebody who stands aside since then sees none of that case. */
function mine(reader: Reader, binding: Binding): string {
  const ofCase = caseSight(reader, binding);
  const ofReport = reportSight(reader, binding).sees;
  return `select n.id, n.kind, n.reason, n.type, n.case_id, n.report_id, coalesce(c.reference, r.reference) as reference, coalesce(c.state, r.state) as state,
      n.severity, ${ms('n.due_at')} as due_at, ${ms('n.created_at')} as created_at, ${ms('n.seen_at')} as seen_at, n.status, n.position
    from tregua.notices n
    left join tregua.cases c on c.id = n.case_id and (${ofCase.knows()} or n.reason = 'publicTold')
    left join tregua.reports r on r.id = n.report_id and ${ofReport}
   where n.recipient = ${binding.put(reader.id, 'uuid')} and n.channel = 'app'
     and (n.case_id is null or c.id is not null) and (n.report_id is null or r.id is not null)`;
}

/** Newest first. */
export async function listNotices(
  dataSource: DataSource,
  reader: Reader,
  { unseen, cursor, limit }: { readonly unseen?: boolean; readonly cursor?: string; readonly limit?: number } = {},
): Promise<Page<NoticeRecord>> {
  const binding = new Binding();
  const where = [mine(reader, binding)];
  const most = limitOf(limit);
  const after = cursor === undefined ? undefined : placeOf(cursor);
  if (unseen === true) where.push('n.seen_at is null');
  if (after !== undefined)
    where.push(
      `(n.created_at, n.id) < (${binding.put(new Date(after.at).toISOString(), 'timestamptz')}, ${binding.put(after.id, 'uuid')})`,
    );
  const text = `${where.join(' and ')} order by n.created_at desc, n.id desc limit ${binding.put(most + 1, 'integer')}`;
  const rows = await read<Row>(dataSource, text, binding);
  return pageOf(rows, most, (row) => ({ at: Number(row.created_at), id: row.id }), noticeOf);
}

/** Those after a position, in the order of positions. */
export async function noticesAfter(
  dataSource: DataSource,
  reader: Reader,
  position: number,
  limit: number,
): Promise<readonly NoticeRecord[]> {
  const binding = new Binding();
  const text = `${mine(reader, binding)} and n.position > ${binding.put(position, 'bigint')} order by n.position limit ${binding.put(limit, 'integer')}`;
  return (await read<Row>(dataSource, text, binding)).map(noticeOf);
}

/** The position of the last notice of a person; 0 before the first. */
export async function lastPosition(dataSource: DataSource, person: string): Promise<number> {
  const [row] = await dataSource.query<{ last: string }[]>(`select last from tregua.notice_positions where recipient = $1`, [person]);
  return Number(row?.last ?? 0);
}

/** Whether what somebody came in by still speaks for them: a stream lives longer than a request. */
export async function stillSpeaks(dataSource: DataSource, person: string, session: string): Promise<boolean> {
  const rows = await dataSource.query<unknown[]>(
    `select 1 from tregua.people p where p.id = $1 and p.status = 'active' and (
       exists (select 1 from tregua.sessions s where s.id = $2 and s.person_id = p.id and s.ended_at is null and s.expires_at > tregua.now())
       or exists (select 1 from tregua.machine_tokens t where t.id = $2 and t.person_id = p.id and t.revoked_at is null and t.expires_at > tregua.now()))`,
    [person, session],
  );
  return rows.length > 0;
}

/** A notice that was given up, for an administrator: how and why it failed, and nothing of what it is about. */
export interface DeadLetter {
  readonly id: string;
  readonly recipient: string;
  readonly channel: 'mail' | 'webhook';
  readonly kind: NoticeKind;
  readonly attempts: number;
  readonly error: string | null;
  readonly createdAt: number;
}

/** Oldest first. */
export async function listDeadLetters(
  dataSource: DataSource,
  { cursor, limit }: { readonly cursor?: string; readonly limit?: number },
): Promise<Page<DeadLetter>> {
  const binding = new Binding();
  const most = limitOf(limit);
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const place =
    after === undefined ? '' : `${binding.put(new Date(after.at).toISOString(), 'timestamptz')}, ${binding.put(after.id, 'uuid')}`;
  const later = place === '' ? '' : `and (n.created_at, n.id) > (${place})`;
  const rows = await read<Omit<DeadLetter, 'createdAt'> & { created_at: string }>(
    dataSource,
    `select n.id, n.recipient, n.channel, n.kind, n.attempts, n.last_error as error, ${ms('n.created_at')} as created_at from tregua.notices n
      where n.status = 'dead' ${later} order by n.created_at, n.id limit ${binding.put(most + 1, 'integer')}`,
    binding,
  );
  return pageOf(
    rows,
    most,
    (row) => ({ at: Number(row.created_at), id: row.id }),
    ({ created_at: createdAt, ...letter }) => ({ ...letter, createdAt: Number(createdAt) }),
  );
}

/** For metrics: how many notices wait to leave, the age of the oldest of them, and how many are dead. */
export async function noticeBacklog(
  dataSource: DataSource,
): Promise<{ readonly waiting: number; readonly oldestSeconds: number; readonly dead: number }> {
  const [row] = await dataSource.query<{ waiting: string; oldest: number; dead: string }[]>(
    `select count(*) filter (where status = 'open') as waiting, count(*) filter (where status = 'dead') as dead,
            coalesce(max(extract(epoch from tregua.now() - created_at)) filter (where status = 'open'), 0)::double precision as oldest
       from tregua.notices where status in ('open', 'dead') and digest_at is null`,
  );
  return { waiting: Number(row?.waiting ?? 0), oldestSeconds: row?.oldest ?? 0, dead: Number(row?.dead ?? 0) };
}

function noticeOf(row: Row): NoticeRecord {
  return {
    id: row.id,
    kind: row.kind,
    reason: row.reason,
    type: row.type,
    process: row.case_id !== null ? 'case' : row.report_id !== null ? 'report' : null,
    subject: row.case_id ?? row.report_id,
    reference: row.reference,
    state: row.state,
    severity: row.severity,
    dueAt: row.due_at === null ? null : Number(row.due_at),
    createdAt: Number(row.created_at),
    seenAt: row.seen_at === null ? null : Number(row.seen_at),
    muted: row.status === 'muted',
    position: row.position === null ? null : Number(row.position),
  };
}
