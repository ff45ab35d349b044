import type { DataSource, EntityManager } from 'typeorm';
import { poolOf } from '../data-source.js';

/** One effect that waits to be brought about. */
export interface OpenEffect {
  readonly effectKey: string;
  readonly stream: string;
  readonly seq: number;
  readonly type: string;
  readonly audience: string;
  readonly createdAt: number;
}

/**
 * Takes effects in hand that are open, the oldest first: those that nobody has taken yet, and those that were taken so long ago that whoever did
 * must have failed. Several at once take different ones. The claim is committed before anything is done with it.
 */
export async function claimEffects(
  dataSource: DataSource,
  { limit, takenBeforeMs }: { readonly limit: number; readonly takenBeforeMs: number },
): Promise<readonly string[]> {
  const { rows } = await poolOf(dataSource).query<{ effect_key: string }>({
    name: 'outbox_claim',
    text: `
      with open as (
        select effect_key from tregua.outbox
         where done_at is null and (claimed_at is null or claimed_at < clock_timestamp() - make_interval(secs => $2::double precision / 1000))
         order by created_at, effect_key limit $1 for update skip locked
      ), taken as (
        update tregua.outbox o set claimed_at = clock_timestamp(), attempts = o.attempts + 1
          from open where o.effect_key = open.effect_key returning o.effect_key, o.created_at
      )
      select effect_key from taken order by created_at, effect_key`,
    values: [limit, takenBeforeMs],
  });
  return rows.map(({ effect_key: effectKey }) => effectKey);
}

/** Gives effects back that the queue did not take: the next sweep takes them at once. */
export async function giveBackEffects(dataSource: DataSource, effectKeys: readonly string[]): Promise<void> {
  await poolOf(dataSource).query(
    `update tregua.outbox set claimed_at = null, attempts = greatest(attempts - 1, 0) where effect_key = any($1) and done_at is null`,
    [effectKeys],
  );
}

/** Everything that is open, every deadline and every long job is handed to the queue anew: it was wiped. Returns how many effects that are. */
export async function forgetHandedOver(dataSource: DataSource): Promise<number> {
  const pool = poolOf(dataSource);
  const { rowCount } = await pool.query(`update tregua.outbox set claimed_at = null where done_at is null and claimed_at is not null`);
  await pool.query(`update tregua.deadlines set woken_for = null where woken_for is not null`);
  await pool.query(`update tregua.long_jobs set handed_over_at = null where handed_over_at is not null and ended_at is null`);
  return rowCount ?? 0;
}

/**
 * The effect, locked until the transaction ends, or undefined when it is done or was never there. Who brings it about writes what follows and
 * closes it in this transaction: a job that runs twice finds it done.
 */
export async function openEffect(manager: EntityManager, effectKey: string): Promise<OpenEffect | undefined> {
  const rows: Row[] = await manager.query(
    `select effect_key, stream, seq, type, audience, (extract(epoch from created_at) * 1000)::bigint as created_at
       from tregua.outbox where effect_key = $1 and done_at is null for update`,
    [effectKey],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const { effect_key: key, created_at: createdAt, ...rest } = row;
  return { ...rest, effectKey: key, createdAt: Number(createdAt) };
}

/** Closes an effect that `openEffect` gave. */
export async function closeEffect(manager: EntityManager, effectKey: string): Promise<void> {
  await manager.query(`update tregua.outbox set done_at = tregua.now() where effect_key = $1 and done_at is null`, [effectKey]);
}

interface Row {
  readonly effect_key: string;
  readonly stream: string;
  readonly seq: number;
  readonly type: string;
  readonly audience: string;
  readonly created_at: string;
}
