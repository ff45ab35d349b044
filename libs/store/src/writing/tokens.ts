import type { DataSource, EntityManager } from 'typeorm';
import type { Actor } from '@tregua/casework';
import { newId } from '@tregua/platform';
import type { Keyring } from '../keyring/keyring.js';
import { appendEntry } from './append-entry.js';

/** Writes machine tokens: random, kept as SHA-256, with an end, listed and revocable. */
export class TokensWriter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  async issue(
    personId: string,
    token: { readonly label: string; readonly hash: Buffer; readonly days: number },
    by: Actor,
  ): Promise<string> {
    const id = newId();
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `insert into tregua.machine_tokens (id, person_id, label, token_hash, issued_at, expires_at)
         values ($1, $2, $3, $4, tregua.now(), tregua.now() + make_interval(days => $5))`,
        [id, personId, token.label, token.hash, token.days],
      );
      const payload = { token: id, label: token.label, days: token.days };
      await appendEntry(manager, this.keyring, {
        stream: `person/${personId}`,
        command: 'IssueToken',
        type: 'TokenIssued',
        payload,
        sealed: [],
        actor: by,
      });
    });
    return id;
  }

  /** Revokes one live token of this person. False: there is none of that id. */
  async revoke(personId: string, id: string, by: Actor): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const revoked = await manager.query<[unknown[], number]>(
        `update tregua.machine_tokens set revoked_at = tregua.now() where id = $1 and person_id = $2 and revoked_at is null returning id`,
        [id, personId],
      );
      if (revoked[1] === 0) return false;
      await appendEntry(manager, this.keyring, {
        stream: `person/${personId}`,
        command: 'RevokeToken',
        type: 'TokenRevoked',
        payload: { token: id },
        sealed: [],
        actor: by,
      });
      return true;
    });
  }
}

/** Revokes every live token of a person, within the transaction that changed what the person is. */
export async function revokeTokensOf(manager: EntityManager, personId: string): Promise<void> {
  await manager.query(`update tregua.machine_tokens set revoked_at = tregua.now() where person_id = $1 and revoked_at is null`, [personId]);
}
