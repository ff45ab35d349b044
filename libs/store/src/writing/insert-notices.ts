import type { EntityManager } from 'typeorm';
import type { Notice } from '@tregua/casework';
import { newId } from '@tregua/platform';

/** A notice as it was decided, with what it comes from. */
export interface NoticeRow {
  readonly notice: Notice;
  readonly effectKey: string;
  /** The type of the entry, or the kind of deadline. */
  readonly type: string;
  readonly audience: string;
  /** Milliseconds. */
  readonly dueAt: number | null;
  /** A digest only: how many notices it gathers. */
  readonly gathers?: number;
}

/**
 * Writes notices within the transaction of what they come from. A key that is there already is left as it is. Answers with the ids of those that
 * go out by mail or webhook now.
 */
export async function insertNotices(manager: EntityManager, rows: readonly NoticeRow[]): Promise<readonly string[]> {
  if (rows.length === 0) return [];
  const written = await manager.query<{ id: string; channel: string; status: string; waits: boolean }[]>(
    `insert into tregua.notices (id, effect_key, notice_key, recipient, channel, kind, reason, type, audience, case_id, report_id, severity, due_at,
        gathers, created_at, status, digest_day, digest_at)
     select x.id, x.effect_key, x.notice_key, x.recipient, x.channel, x.kind, x.reason, x.type, x.audience, x.case_id, x.report_id, x.severity, x.due_at,
        x.gathers, date_trunc('milliseconds', tregua.now()), x.status, x.digest_day, x.digest_at
       from jsonb_to_recordset($1::jsonb) as x(nth integer, id uuid, effect_key text, notice_key text, recipient uuid, channel text, kind text, reason text,
        type text, audience text, case_id uuid, report_id uuid, severity smallint, due_at timestamptz, gathers integer, status text, digest_day date,
        digest_at timestamptz)
      order by x.nth
     on conflict (notice_key) do nothing
     returning id, channel, status, digest_at is not null as waits`,
    [JSON.stringify(rows.map(columnsOf))],
  );
  return written.filter(({ channel, status, waits }) => channel !== 'app' && status === 'open' && !waits).map(({ id }) => id);
}

function columnsOf({ notice, effectKey, type, audience, dueAt, gathers }: NoticeRow, nth: number): object {
  const { recipient, channel, kind, reason, about, severity, manner, digest } = notice;
  return {
    nth,
    id: newId(),
    effect_key: effectKey,
    notice_key: `${effectKey}|${recipient}|${channel}`,
    recipient,
    channel,
    kind,
    reason,
    type,
    audience,
    case_id: about?.process === 'case' ? about.id : null,
    report_id: about?.process === 'report' ? about.id : null,
    severity,
    due_at: instant(dueAt),
    gathers: gathers ?? null,
    status: manner === 'muted' ? 'muted' : 'open',
    digest_day: digest?.day ?? null,
    digest_at: instant(digest?.at ?? null),
  };
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
