import type { DataSource, EntityManager } from 'typeorm';
import type { Actor } from '@tregua/casework';
import type { Keyring } from '../keyring/keyring.js';
import { placeOfKey } from '../keyring/data-keys.js';
import { KEY_BACKUP_DAYS } from '../keyring/key-backup.js';
import { appendEntry, inOwnTransaction } from './append-entry.js';
import { lockValues } from './disclosure.js';

const SYSTEM: Actor = { id: 'system', role: 'system' };
const AT_ONCE = 1000;
const DAY_MS = 86_400_000;

/**
 * Destroys the keys that wait for it, and enters for each erasure that they are gone. Run after an erasure, at start and by a sweep: it takes up what a crash
 * has left, and what it has done it does not do again.
 *
 * @returns how many keys were destroyed.
 */
export async function destroyDoomedKeys(dataSource: DataSource, keyring: Keyring): Promise<number> {
  let destroyed = 0;
  for (;;) {
    const now = await inOwnTransaction(dataSource, async (manager) => {
      await lockValues(manager);
      const waiting = await manager.query<{ key_id: string }[]>(
        `select key_id from tregua.doomed_keys where destroyed_at is null order by doomed_at, key_id limit ${AT_ONCE}`,
      );
      const ids = waiting.map(({ key_id: id }) => id);
      await keyring.destroy(ids);
      await manager.query(`update tregua.doomed_keys set destroyed_at = tregua.now() where key_id = any($1)`, [ids]);
      if (ids.length < AT_ONCE) await enterDone(manager, keyring);
      return ids.length;
    });
    destroyed += now;
    if (now < AT_ONCE) return destroyed;
  }
}

/** Whether anything waits: a cheap look before the lock is taken. */
export async function keysWait(dataSource: Pick<DataSource, 'query'>): Promise<boolean> {
  const rows = await dataSource.query<unknown[]>(
    `select 1 from tregua.doomed_keys where destroyed_at is null union all select 1 from tregua.erasures where status = 'erased' limit 1`,
  );
  return rows.length > 0;
}

/** A key whose value was written over, such as an address that its owner changed: it goes at the next sweep, or old dumps would keep the value open. */
export async function doomKey(manager: Pick<EntityManager, 'query'>, keyId: string, erasure: string | null = null): Promise<void> {
  if (placeOfKey(keyId) === undefined) return;
  await manager.query(
    `insert into tregua.doomed_keys (key_id, erasure, doomed_at) values ($1, $2, tregua.now()) on conflict (key_id) do nothing`,
    [keyId, erasure],
  );
}

/**
 * Destroys again what was destroyed before: after a backup of keys was restored, in which erased values' keys are still there. Also what a restored
 * backup of the database says is waiting.
 *
 * @returns how many keys the list holds.
 */
export async function forgetAgain(dataSource: DataSource, keyring: Keyring): Promise<number> {
  let forgotten = 0;
  for (let after = ''; ;) {
    const rows = await dataSource.query<{ key_id: string }[]>(
      `select key_id from tregua.doomed_keys where destroyed_at is not null and key_id > $1 order by key_id limit ${AT_ONCE}`,
      [after],
    );
    const last = rows.at(-1);
    if (last === undefined) break;
    await inOwnTransaction(dataSource, async (manager) => {
      await lockValues(manager);
      await keyring.destroy(rows.map(({ key_id: id }) => id));
    });
    forgotten += rows.length;
    after = last.key_id;
  }
  return forgotten + (await destroyDoomedKeys(dataSource, keyring));
}

async function enterDone(manager: EntityManager, keyring: Keyring): Promise<void> {
  const done = await manager.query<{ id: string; access_stream: string; subject: string; keys: number }[]>(
    `select e.id, e.access_stream, e.subject, (select count(*)::int from tregua.doomed_keys d where d.erasure = e.id) as keys
       from tregua.erasures e where e.status = 'erased'
        and not exists (select 1 from tregua.doomed_keys d where d.erasure = e.id and d.destroyed_at is null) order by e.decided_at, e.id`,
  );
  const [now] = await manager.query<{ at: string }[]>('select tregua.now_ms() as at');
  const finalOn = new Date(Number(now?.at) + KEY_BACKUP_DAYS * DAY_MS).toISOString().slice(0, 10);
  for (const { id, access_stream: stream, subject, keys } of done) {
    const entry = await appendEntry(manager, keyring, {
      stream,
      command: 'DestroyKeys',
      type: 'KeysDestroyed',
      actor: SYSTEM,
      payload: { erasure: id, subject, keys, finalOn },
    });
    await manager.query(`update tregua.erasures set status = 'done', done_at = $2 where id = $1`, [id, new Date(entry.at)]);
  }
}
