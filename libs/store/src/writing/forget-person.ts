import type { EntityManager } from 'typeorm';
import { doomKey } from './doomed-keys.js';
import { endSessionsOf } from './sessions.js';
import { revokeTokensOf } from './tokens.js';

/**
 * What is kept of a person beside their stream: the address, and the name by which they signed in. Their pseudonymous id stays, since the entries of all that
 * they did hold it, and so do the roles in which they did it.
 */
export async function forgetPerson(manager: EntityManager, id: string, erasure: string): Promise<void> {
  const [address] = await manager.query<{ mail_key_id: string | null }[]>(
    `select mail_key_id from tregua.notice_preferences where person_id = $1 for update`,
    [id],
  );
  if (address?.mail_key_id != null) await doomKey(manager, address.mail_key_id, erasure);
  await manager.query(
    `update tregua.notice_preferences set mail = 'off', mail_key_id = null, mail_nonce = null, mail_ciphertext = null, changed_at = tregua.now()
      where person_id = $1`,
    [id],
  );
  await endSessionsOf(manager, id);
  await revokeTokensOf(manager, id);
  await manager.query(`update tregua.calendar_feeds set revoked_at = coalesce(revoked_at, tregua.now()) where person_id = $1`, [id]);
  await manager.query(
    `update tregua.people set sign_in_name = 'erased-' || right(id::text, 12), password_hash = null, interests = '{}', changed_at = tregua.now() where id = $1`,
    [id],
  );
}
