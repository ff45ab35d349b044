import type { DataSource } from 'typeorm';

/** Milliseconds UTC by the one clock. */
export async function nowMs(dataSource: DataSource): Promise<number> {
  const rows = await dataSource.query<{ now: string }[]>('select tregua.now_ms() as now');
  return Number(rows[0]?.now);
}
