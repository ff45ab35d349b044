import type { EntityManager } from 'typeorm';
import { currentRulebookId, type Actor, type Json, type JsonObject } from '@tregua/casework';
import { sealValue, sha256 } from '@tregua/docket';
import { instantText, sealEntry, ZERO_HASH } from '@tregua/ledger';
import type { Keyring } from '../keyring/keyring.js';

/** One thing that was written about a person, as it will stand in the stream person/<id>. */
export interface PersonChange {
  readonly command: string;
  readonly type: string;
  readonly payload: JsonObject;
  /** Names of payload values that are sealed. */
  readonly sealed: readonly string[];
  readonly by: Actor;
}

/**
 * The history of people, in the ledger like that of cases: who was given which role, by whom and when, and each sign-in. It is entered in the
 * transaction that makes the change, with the head row of the person's stream locked.
 */
export class PersonHistory {
  constructor(private readonly keyring: Keyring) {}

  async enter(manager: EntityManager, personId: string, change: PersonChange): Promise<void> {
    const stream = `person/${personId}`;
    const head = await headOf(manager, stream);
    const seq = (head?.seq ?? 0) + 1;
    const values = change.sealed.map((name) => ({ name, ...sealValue(change.payload[name] as Json, `/payload/${name}`, { stream, seq }) }));
    const payload = { ...change.payload, ...Object.fromEntries(values.map(({ name, commitment }) => [name, commitment])) };
    const at = Math.max(await nowMs(manager), head?.at ?? 0);
    const { bytes, hash } = sealEntry(
      {
        v: 1,
        stream,
        seq,
        prev: head?.hash ?? ZERO_HASH,
        at: instantText(at),
        actor: { ...change.by },
        command: change.command,
        type: change.type,
        rulebook: currentRulebookId,
        data: { as: change.by.role, payload, facts: {}, outcome: {} },
      },
      sha256,
    );
    const kept = [stream, seq, Buffer.from(hash, 'hex'), new Date(at)];
    await manager.query(head === undefined ? BEGIN : GO_ON, kept);
    await manager.query(`insert into tregua.entries (stream, seq, at, type, hash, bytes) values ($1, $2, $4, $5, $3, $6)`, [...kept, change.type, Buffer.from(bytes)]);
    for (const { sealed } of values) {
      const { keyId, nonce, ciphertext } = this.keyring.seal(sealed, sealed);
      await manager.query(
        `insert into tregua.sealed_values (stream, seq, field, key_id, nonce, ciphertext) values ($1, $2, $3, $4, $5, $6)`,
        [stream, seq, sealed.field, keyId, nonce, ciphertext],
      );
    }
  }
}

const BEGIN = `insert into tregua.stream_heads (stream, seq, hash, at) values ($1, $2, $3, $4)`;
const GO_ON = `update tregua.stream_heads set seq = $2, hash = $3, at = $4 where stream = $1`;

async function headOf(manager: EntityManager, stream: string): Promise<{ seq: number; hash: string; at: number } | undefined> {
  const rows = await manager.query<{ seq: number; hash: Buffer; at: Date }[]>(`select seq, hash, at from tregua.stream_heads where stream = $1 for update`, [stream]);
  const row = rows[0];
  return row === undefined ? undefined : { seq: row.seq, hash: row.hash.toString('hex'), at: row.at.getTime() };
}

async function nowMs(manager: EntityManager): Promise<number> {
  const rows = await manager.query<{ now: string }[]>(`select tregua.now_ms() as now`);
  return Number(rows[0]?.now);
}
