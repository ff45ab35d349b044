import { Client } from 'pg';

/**
 * Moves the one clock of the system. Only the schema's owner may: the demonstration, the load test and fault tests do, nothing that serves people.
 * A production refuses to start when the clock is not the database's own (`clockIsPlain`).
 */
export async function setClock(
  ownerUrl: string,
  clock: { readonly aheadMs: number } | { readonly standingAt: number } | 'plain',
): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const standing = typeof clock === 'object' && 'standingAt' in clock ? new Date(clock.standingAt).toISOString() : null;
    const ahead = typeof clock === 'object' && 'aheadMs' in clock ? clock.aheadMs : 0;
    await client.query(
      `update tregua.clock set standing_at = $1::timestamptz, ahead = make_interval(secs => $2::double precision / 1000)`,
      [standing, ahead],
    );
  } finally {
    await client.end();
  }
}

/** What the clock says (ms), and whether it is the database's own: neither moved nor standing. */
export async function readClock(dataSource: {
  query<T>(sql: string): Promise<T>;
}): Promise<{ readonly now: number; readonly isPlain: boolean }> {
  const rows = await dataSource.query<{ now: string; plain: boolean }[]>(
    `select tregua.now_ms() as now, (ahead = '0' and standing_at is null) as plain from tregua.clock`,
  );
  const row = rows[0];
  if (row === undefined) throw new Error('The database has no clock: it is not migrated.');
  return { now: Number(row.now), isPlain: row.plain };
}
