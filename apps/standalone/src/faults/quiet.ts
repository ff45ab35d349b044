import type { Client } from 'pg';

/** Whether nothing waits any more that somebody would do by now. Deadlines due for over a minute wait for a state, not for a worker. */
export async function isQuiet(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ due: string }>(
    `select count(*) as due from tregua.deadlines
      where paused_with_ms is null and due_at <= tregua.now() and due_at > tregua.now() - interval '60 s'`,
  );
  return Number(rows[0]?.due) === 0;
}
