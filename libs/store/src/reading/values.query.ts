import type { DataSource } from 'typeorm';
import type { BundleAudience, Json } from '@tregua/ledger';
import type { Keyring } from '../keyring/keyring.js';
import { Binding, read } from './bound-query.js';

/** One stream of what is asked for: which of its entries the audience is shown is decided elsewhere, by the one visibility predicate. */
export interface ValueScope {
  readonly stream: string;
  /** Nothing after this entry. */
  readonly seq: number;
  /** The entries that are shown; null: all of them. */
  readonly shown: readonly number[] | null;
  /** Whether the texts of what is shown are for this audience at all. */
  readonly texts: boolean;
}

export interface ValuesAsked {
  readonly audience: BundleAudience;
  /** Milliseconds: redactions and disclosures as they stood then, so that the same is given again, but for what was erased since. */
  readonly asOf: number;
  readonly streams: readonly ValueScope[];
}

/** The entry by which it was decided. */
export interface DecidedBy {
  readonly stream: string;
  readonly seq: number;
}

/** A sealed value, and what this audience has of it. */
export type ValueFor = { readonly stream: string; readonly seq: number; readonly field: string } & (
  | { readonly status: 'given'; readonly value: Json; readonly salt: string }
  | { readonly status: 'redacted'; readonly ground: string; readonly decision: DecidedBy }
  /** Nobody has it any more. `decision` is null where an old backup brought the row back and the act is not entered again. */
  | { readonly status: 'erased'; readonly decision: DecidedBy | null }
);

interface ValueRow {
  readonly seq: number;
  readonly field: string;
  readonly key_id: string | null;
  readonly nonce: Buffer | null;
  readonly ciphertext: Buffer | null;
  readonly erased_stream: string | null;
  readonly erased_seq: number | null;
  readonly ground: string | null;
  readonly redacted_stream: string | null;
  readonly redacted_seq: number | null;
  readonly disclosed: boolean;
}

/** Entries whose values are read at once: memory stays flat however long a stream is. */
const AT_ONCE = 200;

/**
 * The sealed values that an audience may have, stream by stream as they are asked for, then by seq and field as code units compare: those of the
 * entries that it is shown, less what is redacted for it, plus what a decision handed to it. What is redacted or erased is named, with the deciding
 * entry. Ballots and motions give nothing: the entry that closes a call opens its ballots. The auditor's values are never redacted.
 */
export async function* valuesFor(dataSource: DataSource, keyring: Keyring, asked: ValuesAsked): AsyncGenerator<ValueFor> {
  for (const scope of asked.streams) {
    if (/^(ballot|motion)\//.test(scope.stream)) continue;
    const shown = scope.shown === null ? undefined : new Set(scope.shown);
    for (let after = 0; after < scope.seq; after += AT_ONCE) {
      const upTo = Math.min(scope.seq, after + AT_ONCE);
      for (const row of await rowsBetween(dataSource, scope.stream, after, upTo, asked)) {
        const isShown = scope.texts && (shown?.has(row.seq) ?? true);
        if (isShown || row.disclosed) yield valueOf(row, scope.stream, keyring);
      }
    }
  }
}

function valueOf(row: ValueRow, stream: string, keyring: Keyring): ValueFor {
  const { seq, field, key_id: keyId, nonce, ciphertext, ground } = row;
  const place = { stream, seq, field };
  if (row.erased_stream !== null) return { ...place, status: 'erased', decision: decidedBy(row.erased_stream, row.erased_seq) };
  if (ground !== null)
    return { ...place, status: 'redacted', ground, decision: decidedBy(row.redacted_stream, row.redacted_seq) as DecidedBy };
  if (keyId === null || nonce === null || ciphertext === null) return { ...place, status: 'erased', decision: null };
  const content = keyring.find(place, { keyId, nonce, ciphertext });
  return content === undefined
    ? { ...place, status: 'erased', decision: null }
    : { ...place, status: 'given', value: content.value, salt: content.salt };
}

function decidedBy(stream: string | null, seq: number | null): DecidedBy | null {
  return stream === null || seq === null ? null : { stream, seq };
}

async function rowsBetween(
  dataSource: DataSource,
  stream: string,
  after: number,
  upTo: number,
  { audience, asOf }: ValuesAsked,
): Promise<ValueRow[]> {
  const binding = new Binding();
  const [of, from, to] = [binding.put(stream, 'text'), binding.put(after, 'integer'), binding.put(upTo, 'integer')];
  const whom = binding.put(audience, 'text');
  const at = binding.put(new Date(asOf).toISOString(), 'timestamptz');
  return await read<ValueRow>(
    dataSource,
    `with places as (
       select seq, field, key_id, nonce, ciphertext, null::uuid as erasure from tregua.sealed_values where stream = ${of} and seq > ${from} and seq <= ${to}
       union all
       select seq, field, null, null, null, erasure from tregua.erased_values where stream = ${of} and seq > ${from} and seq <= ${to}
     )
     select p.seq, p.field, p.key_id, p.nonce, p.ciphertext, e.access_stream as erased_stream, e.entry_seq as erased_seq,
        r.ground, r.entry_stream as redacted_stream, r.entry_seq as redacted_seq,
        exists (select 1 from tregua.disclosures d
                 where d.stream = ${of} and d.seq = p.seq and d.field = p.field and d.audience = ${whom} and d.decided_at <= ${at}) as disclosed
       from places p
       left join tregua.erasures e on e.id = p.erasure
       left join lateral (
         select d.ground, d.entry_stream, d.entry_seq from tregua.redactions d
          where d.stream = ${of} and d.seq = p.seq and d.field = p.field and d.audience = ${whom}
            and d.decided_at <= ${at} and (d.lifted_at is null or d.lifted_at > ${at}) limit 1
       ) r on true
      order by p.seq, p.field collate "C"`,
    binding,
  );
}
