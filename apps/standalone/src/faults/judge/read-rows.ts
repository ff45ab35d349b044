import type { ClientBase } from 'pg';
import type { DeadlineRow, EntryRow, KeyRow, NoticeRow, OutboxRowFound, PlaceOf, Rows } from './records.js';

/**
 * Reads everything in one snapshot, as the database shows it; nothing goes through the application's own code. Instants come as milliseconds.
 */
export async function readRows(client: ClientBase): Promise<Rows> {
  const ask = async <Row extends object>(sql: string): Promise<Row[]> => (await client.query<Row & Record<string, unknown>>(sql)).rows;
  const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
  const [settings] = await ask<{ dates: string }>(`select current_setting('track_commit_timestamp') as dates`);
  const committed = settings?.dates === 'on' ? ms('pg_xact_commit_timestamp(e.xmin)') : 'null::float8';
  const [clock] = await ask<{ now: string }>('select tregua.now_ms() as now');
  return {
    now: Number(clock?.now),
    heads: await ask<PlaceOf>(`select stream, seq, encode(hash, 'hex') as hash from tregua.stream_heads order by stream`),
    entries: await ask<EntryRow>(
      `select e.stream, e.seq, encode(e.hash, 'hex') as hash, ${ms('e.at')} as at, e.type, e.bytes, ${committed} as "committedAt"
         from tregua.entries e order by e.stream, e.seq`,
    ),
    sealed: (await ask<{ name: string }>(`select stream || ' ' || seq || ' ' || field as name from tregua.sealed_values`)).map(
      ({ name }) => name,
    ),
    subjects: await ask<Rows['subjects'][number]>(
      'select stream, seq, snapshot from tregua.cases union all select stream, seq, snapshot from tregua.reports',
    ),
    deadlines: await ask<DeadlineRow>(
      `select stream, key, ${ms('due_at')} as "dueAt", paused_with_ms::float8 as "pausedWithMs" from tregua.deadlines`,
    ),
    outbox: await ask<OutboxRowFound>(
      `select effect_key as "effectKey", audience, ${ms('created_at')} as "createdAt", done_at is not null as done from tregua.outbox`,
    ),
    keys: (
      await ask<Omit<KeyRow, 'receipt'> & { answer: PlaceOf }>(
        `select actor, route, key, encode(body_digest, 'hex') as "bodyTag", answer from tregua.idempotency_keys`,
      )
    ).map(({ answer: { stream, seq, hash }, ...row }) => ({ ...row, receipt: { stream, seq, hash } })),
    notices: await ask<NoticeRow>(
      `select id, effect_key as "effectKey", recipient, channel, notice_key as "noticeKey", status, ${ms('created_at')} as "createdAt", ordinal::float8 as ordinal,
              coalesce(case_id, report_id) as matter, digest_at is not null as waits
         from tregua.notices order by ordinal`,
    ),
  };
}
