import type { DataSource } from 'typeorm';
import { sha256 } from '@tregua/docket';
import { ChainWalk, commitmentOf, valueAt, type Finding } from '@tregua/ledger';
import { KeyIsDestroyed } from '../keyring/data-keys.js';
import type { Keyring } from '../keyring/keyring.js';

/** What a look at everything found. */
export interface VerifiedAll {
  readonly streams: number;
  readonly entries: number;
  /** Sealed values that opened, and were what their entries committed to. */
  readonly opened: number;
  /** Those whose keys were destroyed. */
  readonly erased: number;
  /** The first hundred. */
  readonly findings: readonly Finding[];
}

interface Head {
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
}

interface EntryRow {
  readonly seq: number;
  readonly hash: string;
  readonly bytes: Buffer;
  readonly sealed:
    readonly { readonly field: string; readonly key_id: string; readonly nonce: string; readonly ciphertext: string }[] | null;
}

const MOST_FINDINGS = 100;
const STREAMS_AT_ONCE = 500;
const ENTRIES_AT_ONCE = 500;

/** Walks every chain from its first entry to its head, and opens every value that is sealed. Reads the tables bit by bit: memory does not grow with them. */
export async function verifyAll(dataSource: DataSource, keyring: Keyring): Promise<VerifiedAll> {
  const counts = { streams: 0, entries: 0, opened: 0, erased: 0 };
  const findings: Finding[] = [];
  for (let after = ''; ;) {
    const heads = await dataSource.query<Head[]>(
      `select stream, seq, encode(hash, 'hex') as hash from tregua.stream_heads where stream > $1 order by stream limit ${STREAMS_AT_ONCE}`,
      [after],
    );
    for (const head of heads) {
      counts.streams += 1;
      findings.push(...(await verifyOne(dataSource, keyring, head, counts)));
      if (findings.length >= MOST_FINDINGS) return { ...counts, findings: findings.slice(0, MOST_FINDINGS) };
    }
    const last = heads.at(-1);
    if (last === undefined) return { ...counts, findings };
    after = last.stream;
  }
}

async function verifyOne(
  dataSource: DataSource,
  keyring: Keyring,
  head: Head,
  counts: { entries: number; opened: number; erased: number },
): Promise<readonly Finding[]> {
  const { stream } = head;
  const walk = new ChainWalk(stream, sha256, [head]);
  const sealedFindings: Finding[] = [];
  for (let after = 0; ;) {
    const rows = await dataSource.query<EntryRow[]>(
      `select e.seq, encode(e.hash, 'hex') as hash, e.bytes,
              (select json_agg(json_build_object('field', s.field, 'key_id', s.key_id, 'nonce', encode(s.nonce, 'hex'), 'ciphertext', encode(s.ciphertext, 'hex')))
                 from tregua.sealed_values s where s.stream = e.stream and s.seq = e.seq) as sealed
         from tregua.entries e where e.stream = $1 and e.seq > $2 order by e.seq limit ${ENTRIES_AT_ONCE}`,
      [stream, after],
    );
    for (const { seq, hash, bytes, sealed } of rows) {
      counts.entries += 1;
      const entry = walk.next({ bytes, hash });
      for (const { field, key_id: keyId, nonce, ciphertext } of sealed ?? []) {
        const commitment = entry === undefined ? undefined : valueAt(entry.data, field);
        const found = openOne(keyring, { stream, seq, field }, { keyId, nonce, ciphertext }, commitment);
        if (found === 'opened') counts.opened += 1;
        else if (found === 'erased') counts.erased += 1;
        else sealedFindings.push({ what: 'sealedValueDoesNotOpen', stream, seq, field, says: found });
      }
    }
    const last = rows.at(-1);
    if (last === undefined) return [...walk.end(), ...sealedFindings];
    after = last.seq;
  }
}

/** 'opened', 'erased', or what is wrong. */
function openOne(
  keyring: Keyring,
  place: { readonly stream: string; readonly seq: number; readonly field: string },
  { keyId, nonce, ciphertext }: { readonly keyId: string; readonly nonce: string; readonly ciphertext: string },
  commitment: unknown,
): string {
  try {
    const { salt, value } = keyring.open(place, { keyId, nonce: Buffer.from(nonce, 'hex'), ciphertext: Buffer.from(ciphertext, 'hex') });
    const sealed = (commitment as { readonly sealed?: unknown } | undefined)?.sealed;
    return sealed === commitmentOf({ ...place, value, salt }, sha256) ? 'opened' : 'The value is not the one that the entry committed to.';
  } catch (error) {
    if (error instanceof KeyIsDestroyed) return 'erased';
    return error instanceof Error && error.message.startsWith('There is no key')
      ? 'The key of this value is missing.'
      : 'The value does not open.';
  }
}
