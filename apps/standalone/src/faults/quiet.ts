import type { Client } from 'pg';
import { caseProcess, reportProcess } from '@tregua/casework';

const LAPSES = [caseProcess, reportProcess].flatMap(({ rows }) =>
  Object.keys(rows).filter((command) => rows[command]?.lapses !== undefined),
);

/** Whether nothing waits any more that somebody would do by now. Deadlines due for over a minute wait for a state, not for a worker. */
export async function isQuiet(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ waiting: string }>(
    `select (select count(*) from tregua.deadlines
              where paused_with_ms is null and due_at <= tregua.now() and due_at > tregua.now() - interval '60 s')
          + (select count(*) from tregua.outbox where done_at is null)
          + (select count(*) from tregua.notices where status = 'open' and digest_at is null) as waiting`,
  );
  return Number(rows[0]?.waiting) === 0;
}

/** Effects and notices that were there before an instant of the one clock and are not through. */
export async function openBefore(client: Client, at: number): Promise<number> {
  const { rows } = await client.query<{ open: string }>(
    `select (select count(*) from tregua.outbox where done_at is null and created_at < to_timestamp($1::double precision / 1000))
          + (select count(*) from tregua.notices where status = 'open' and digest_at is null and created_at < to_timestamp($1::double precision / 1000)) as open`,
    [at],
  );
  return Number(rows[0]?.open);
}

/** Milliseconds, as the database tells them. */
export async function theOneClock(client: Client): Promise<number> {
  const { rows } = await client.query<{ now: string }>('select tregua.now_ms() as now');
  return Number(rows[0]?.now);
}

/** Whether any deadline has fired. */
export async function anyHasLapsed(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ lapsed: boolean }>(
    `select exists (select 1 from tregua.entries e cross join lateral (select convert_from(e.bytes, 'utf8')::json as entry) as read
       where entry ->> 'command' = any ($1) and entry #>> '{actor,role}' = 'system') as lapsed`,
    [LAPSES],
  );
  return rows[0]?.lapsed === true;
}
