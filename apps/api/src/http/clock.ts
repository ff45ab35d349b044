import type { DataSource } from 'typeorm';
import { readClock } from '@tregua/store';

/** Milliseconds UTC by the one clock. */
export async function nowMs(dataSource: DataSource): Promise<number> {
  return (await readClock(dataSource)).now;
}
