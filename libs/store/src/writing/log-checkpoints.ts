import type { DataSource } from 'typeorm';

/** Puts the cosignatures that were had on a checkpoint. */
export async function cosignCheckpoint(dataSource: DataSource, id: string, note: string, cosigned: boolean): Promise<void> {
  await dataSource.query(
    `update tregua.log_checkpoints set note = $2, cosigned = cosigned or $3, cosigned_at = case when $3 then clock_timestamp() else cosigned_at end where id = $1`,
    [id, note, cosigned],
  );
}

/** Keeps what an authority of RFC 3161 said of a checkpoint's text. */
export async function keepTimestamp(dataSource: DataSource, checkpoint: string, authority: string, token: Uint8Array): Promise<void> {
  await dataSource.query('insert into tregua.log_timestamps (checkpoint, authority, token) values ($1, $2, $3) on conflict do nothing', [
    checkpoint,
    authority,
    Buffer.from(token),
  ]);
}

/**
 * Thins checkpoints out: all of the last hour stay, then one an hour, and each that has a timestamp. What a reader holds verifies without ours, and
 * any later one proves any earlier one.
 */
export async function thinCheckpoints(dataSource: DataSource): Promise<void> {
  await dataSource.query(`
    delete from tregua.log_checkpoints c
     where c.made_at < clock_timestamp() - interval '1 hour'
       and not exists (select 1 from tregua.log_timestamps t where t.checkpoint = c.id)
       and exists (select 1 from tregua.log_checkpoints later where later.epoch = c.epoch and later.id > c.id
             and date_trunc('hour', later.made_at) = date_trunc('hour', c.made_at) and (later.cosigned or not c.cosigned))`);
}
