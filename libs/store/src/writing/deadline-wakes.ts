import type { DataSource } from 'typeorm';
import { poolOf } from '../data-source.js';

/** A running deadline for which the queue holds no delayed job yet. */
export interface Wake {
  readonly stream: string;
  /** Milliseconds. */
  readonly dueAt: number;
  /** From now until then, by the database's clock. */
  readonly delayMs: number;
}

/**
 * Takes running deadlines that are due within the horizon and have no wake-up for that instant yet, and notes that they have one now. A deadline
 * that was extended has another instant, so it is taken again; its old wake-up finds nothing due.
 */
export async function takeWakes(
  dataSource: DataSource,
  { limit, horizonMs }: { readonly limit: number; readonly horizonMs: number },
): Promise<readonly Wake[]> {
  const { rows } = await poolOf(dataSource).query<{ stream: string; due_at: string; delay: string }>({
    name: 'deadline_wakes',
    text: `
      with clock as (select tregua.now() as at),
      bare as (
        select d.stream, d.key from tregua.deadlines d, clock
         where d.paused_with_ms is null and d.due_at > clock.at and d.due_at <= clock.at + make_interval(secs => $2::double precision / 1000)
           and d.woken_for is distinct from d.due_at
         order by d.due_at, d.stream limit $1 for update of d skip locked
      ), taken as (
        update tregua.deadlines d set woken_for = d.due_at from bare where d.stream = bare.stream and d.key = bare.key returning d.stream, d.due_at
      )
      select distinct t.stream, (extract(epoch from t.due_at) * 1000)::bigint as due_at,
             ceil(extract(epoch from t.due_at - clock.at) * 1000)::bigint as delay
        from taken t, clock order by due_at, stream`,
    values: [limit, horizonMs],
  });
  return rows.map(({ stream, due_at: dueAt, delay }) => ({ stream, dueAt: Number(dueAt), delayMs: Math.max(0, Number(delay)) }));
}

/** Gives wake-ups back that the queue did not take. */
export async function giveBackWakes(dataSource: DataSource, streams: readonly string[]): Promise<void> {
  await poolOf(dataSource).query(`update tregua.deadlines set woken_for = null where stream = any($1) and woken_for is not null`, [
    streams,
  ]);
}
