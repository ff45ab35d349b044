import type { DataSource, EntityManager } from 'typeorm';
import type { Actor, JsonObject } from '@tregua/casework';
import { sealValue, sha256, type NewSealedValue } from '@tregua/docket';
import { instantText, sealEntry, ZERO_HASH, type Json } from '@tregua/ledger';
import type { Keyring } from '../keyring/keyring.js';
import { KEEP } from './docket-statements.js';
import { keepDocument } from './keep-document.js';
import type { OwnEntryType } from './own-entry-types.js';

/** An entry of a stream that is no case and no report: a person, an item of evidence, a look at something restricted, an import. */
export interface OwnEntry {
  readonly stream: string;
  readonly command: string;
  readonly type: OwnEntryType;
  readonly actor: Actor;
  /** By which right; the actor's role where nothing finer is known. */
  readonly as?: string;
  readonly rulebook?: string;
  readonly payload: JsonObject;
  /** Names of payload values that are sealed: names of people and files, free text. */
  readonly sealed?: readonly string[];
}

export interface Appended {
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
  /** Milliseconds by the database's clock. */
  readonly at: number;
  /** The commitments of what was sealed, by the payload's names. */
  readonly sealed: { readonly [name: string]: string };
}

/**
 * Appends one entry to its stream inside a transaction that the caller has begun, so that the thing and its history are written together.
 *
 * @param instant milliseconds by the database's clock, for entries of several streams that are one act; absent: now.
 */
export async function appendEntry(manager: EntityManager, keyring: Keyring, entry: OwnEntry, instant?: number): Promise<Appended> {
  const heads = await manager.query<{ seq: number; hash: string; at: string }[]>(
    `select seq, encode(hash, 'hex') as hash, (extract(epoch from at) * 1000)::bigint as at from tregua.stream_heads where stream = $1 for no key update`,
    [entry.stream],
  );
  const [now] = await manager.query<{ at: string }[]>('select tregua.now_ms() as at');
  const head = heads[0];
  const seq = (head?.seq ?? 0) + 1;
  const at = Math.max(instant ?? Number(now?.at), Number(head?.at ?? 0));
  const { payload, values, commitments } = sealNamed(entry, seq);
  const data = { as: entry.as ?? entry.actor.role, payload, facts: {}, outcome: {} };
  const { bytes, hash } = sealEntry(
    {
      v: 1,
      stream: entry.stream,
      seq,
      prev: head?.hash ?? ZERO_HASH,
      at: instantText(at),
      actor: entry.actor,
      command: entry.command,
      type: entry.type,
      rulebook: entry.rulebook ?? null,
      data,
    },
    sha256,
  );
  const changes = {
    entries: [{ stream: entry.stream, seq, hash, bytes, at, type: entry.type }],
    sealed: values,
    subjects: [],
    outbox: [],
    served: [],
    motions: [],
  };
  const { document, heads: guarded } = keepDocument(changes, new Map(), keyring);
  await manager.query(KEEP.text, [document, guarded]);
  return { stream: entry.stream, seq, hash, at, sealed: commitments };
}

/**
 * Runs a write of its own in a transaction, and again when somebody else began or moved the same stream at that moment: looks and grants come from
 * many at once, and none of them is decided on what the stream held.
 */
export async function inOwnTransaction<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  for (let turn = 1; ; turn += 1) {
    try {
      return await dataSource.transaction(work);
    } catch (error) {
      const { code, constraint } = error as { code?: string; constraint?: string };
      const raced = code === 'TR409' || (code === '23505' && constraint === 'stream_heads_pkey');
      if (turn >= 8 || !raced) throw error;
    }
  }
}

/** Enters what begins a stream and is said once. @returns false when the stream is there already: nothing is written then. */
export async function enterOnce(dataSource: DataSource, keyring: Keyring, entry: OwnEntry): Promise<boolean> {
  return await inOwnTransaction(dataSource, async (manager) => {
    const found = await manager.query<object[]>('select 1 from tregua.stream_heads where stream = $1', [entry.stream]);
    if (found.length > 0) return false;
    await appendEntry(manager, keyring, entry);
    return true;
  });
}

function sealNamed(
  entry: OwnEntry,
  seq: number,
): { readonly payload: JsonObject; readonly values: readonly NewSealedValue[]; readonly commitments: { readonly [name: string]: string } } {
  const values: NewSealedValue[] = [];
  const commitments: { [name: string]: string } = {};
  const payload = Object.fromEntries(
    Object.entries(entry.payload).map(([name, value]): [string, Json] => {
      if (!(entry.sealed ?? []).includes(name)) return [name, value];
      const { commitment, sealed } = sealValue(value, `/payload/${name}`, { stream: entry.stream, seq });
      values.push(sealed);
      commitments[name] = commitment.sealed;
      return [name, { ...commitment }];
    }),
  );
  return { payload, values, commitments };
}
