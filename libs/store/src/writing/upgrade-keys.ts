import type { DataSource, EntityManager } from 'typeorm';
import { KeySegments } from '../keyring/key-segments.js';
import { valueKeysOf, type Keyring, type SealedBytes, type SealedPlace } from '../keyring/keyring.js';
import { mailPlace } from '../reading/preferences.query.js';
import { lockValues } from './disclosure.js';
import { secretPlace } from './webhook-secret.js';

export interface KeysUpgraded {
  /** Values that lay under a master key, as all did in the first version, and now have keys of their own. */
  readonly resealed: number;
  /** Masters that nothing lies under any more, and that are forgotten now. */
  readonly retired: readonly string[];
}

const AT_ONCE = 500;

/**
 * Gives values of earlier versions keys of their own. When all have theirs, a new master is made, and at the next run the old one is forgotten, so that
 * nothing opens any more what old dumps hold of values that were erased. Run at start, before anything is served; without old values it is three
 * cheap looks. What a crash leaves is taken up by the next run.
 */
export async function upgradeKeys(dataSource: DataSource, keyring: Keyring): Promise<KeysUpgraded> {
  let resealed = 0;
  for (const reseal of [resealValues, resealAddresses, resealSecrets]) resealed += await untilNone(dataSource, keyring, reseal);
  const { masters } = keyring;
  if (masters.file === undefined) return { resealed, retired: [] };
  const segments = new KeySegments(valueKeysOf(masters.file), masters);
  return await dataSource.transaction(async (manager) => {
    await lockValues(manager);
    if (resealed > 0) masters.rotate();
    segments.rewrap();
    const used = new Set([...segments.mastersInUse(), ...(await mastersOfRows(manager)), masters.current]);
    // One that was the current one a moment ago may still be another process's: it is forgotten when the next start finds it unused.
    const retired = resealed > 0 ? [] : masters.ids.filter((id) => !used.has(id));
    masters.retire(retired);
    return { resealed, retired };
  });
}

async function untilNone(
  dataSource: DataSource,
  keyring: Keyring,
  reseal: (manager: EntityManager, keyring: Keyring) => Promise<number>,
): Promise<number> {
  let resealed = 0;
  for (;;) {
    const now = await dataSource.transaction(async (manager) => {
      await lockValues(manager);
      return await reseal(manager, keyring);
    });
    resealed += now;
    if (now < AT_ONCE) return resealed;
  }
}

interface Row extends SealedPlace {
  readonly key_id: string;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
}

async function resealValues(manager: EntityManager, keyring: Keyring): Promise<number> {
  const rows = await manager.query<Row[]>(
    `select stream, seq, field, key_id, nonce, ciphertext from tregua.sealed_values where position('.' in key_id) = 0
      order by stream, seq, field limit ${AT_ONCE}`,
  );
  if (rows.length === 0) return 0;
  const anew = rows.map((row) => {
    const { stream, seq, field } = row;
    const { keyId, nonce, ciphertext } = again(keyring, row, row);
    return { stream, seq, field, key_id: keyId, nonce: `\\x${nonce.toString('hex')}`, ciphertext: `\\x${ciphertext.toString('hex')}` };
  });
  await manager.query('select tregua.reseal_values($1)', [JSON.stringify(anew)]);
  return rows.length;
}

async function resealAddresses(manager: EntityManager, keyring: Keyring): Promise<number> {
  const rows = await manager.query<(Row & { id: string; version: number })[]>(
    `select person_id as id, mail_version as version, mail_key_id as key_id, mail_nonce as nonce, mail_ciphertext as ciphertext
       from tregua.notice_preferences where position('.' in mail_key_id) = 0 order by person_id limit ${AT_ONCE} for update`,
  );
  for (const row of rows) {
    const { keyId, nonce, ciphertext } = again(keyring, mailPlace(row.id, row.version), row);
    await manager.query(
      `update tregua.notice_preferences set mail_key_id = $2, mail_nonce = $3, mail_ciphertext = $4 where person_id = $1`,
      [row.id, keyId, nonce, ciphertext],
    );
  }
  return rows.length;
}

/** A secret that was replaced runs out by itself within a day: only the present one is sealed anew, and the other let go. */
async function resealSecrets(manager: EntityManager, keyring: Keyring): Promise<number> {
  const rows = await manager.query<(Row & { id: string; version: number })[]>(
    `select id, secret_version as version, key_id, nonce, ciphertext from tregua.webhooks
      where position('.' in key_id) = 0 or position('.' in previous_key_id) = 0 order by id limit ${AT_ONCE} for update`,
  );
  for (const row of rows) {
    const { keyId, nonce, ciphertext } = again(keyring, secretPlace(row.id, row.version), row);
    await manager.query(
      `update tregua.webhooks set key_id = $2, nonce = $3, ciphertext = $4, previous_key_id = null, previous_nonce = null, previous_ciphertext = null,
          previous_until = null where id = $1`,
      [row.id, keyId, nonce, ciphertext],
    );
  }
  return rows.length;
}

/** Masters under which a row lies directly, in whatever table. */
async function mastersOfRows(manager: EntityManager): Promise<readonly string[]> {
  const rows = await manager.query<{ key_id: string }[]>(
    `select distinct key_id from tregua.sealed_values where position('.' in key_id) = 0
     union select mail_key_id from tregua.notice_preferences where position('.' in mail_key_id) = 0
     union select key_id from tregua.webhooks where position('.' in key_id) = 0
     union select previous_key_id from tregua.webhooks where position('.' in previous_key_id) = 0
     union select key_id from tregua.log_nonce_root where position('.' in key_id) = 0`,
  );
  return rows.map(({ key_id: id }) => id);
}

function again(keyring: Keyring, place: SealedPlace, { key_id: keyId, nonce, ciphertext }: Row): SealedBytes {
  const { stream, seq, field } = place;
  return keyring.seal({ stream, seq, field }, keyring.open({ stream, seq, field }, { keyId, nonce, ciphertext }));
}
