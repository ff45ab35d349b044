import type { Case } from '@tregua/casework';
import { newReference } from '@tregua/platform';
import type { Changes, IdempotencyKey, NewEntry } from '@tregua/docket';
import type { Json } from '@tregua/ledger';
import type { Keyring } from '../keyring/keyring.js';
import { publishedParts } from './operative-part.js';
import { caseColumns, instant, recusalsOf, reportColumns, type CaseLike } from './subject-columns.js';

/** Where a stream stood when it was read. */
export interface Guarded {
  readonly seq: number;
}

/**
 * The one JSON document that the writing statement takes apart, and how many heads must be found where they were read: those that get entries
 * and those that were only looked at.
 */
export function keepDocument(
  changes: Changes,
  read: ReadonlyMap<string, Guarded>,
  keyring: Keyring,
): { readonly document: string; readonly heads: number } {
  const heads = headsOf(changes.entries);
  const written = new Set(heads.map(({ stream }) => stream));
  const held = [...read].filter(([stream]) => !written.has(stream)).map(([stream, { seq }]) => ({ stream, seq }));
  const [cases, reports] = [
    changes.subjects.filter(({ process }) => process === 'case'),
    changes.subjects.filter(({ process }) => process === 'report'),
  ];
  const at = instant(Math.max(...changes.entries.map((entry) => entry.at)));
  const document = {
    heads,
    held,
    entries: changes.entries.map(({ stream, seq, at: entered, type, hash, bytes }) => ({
      stream,
      seq,
      at: instant(entered),
      type,
      hash: `\\x${hash}`,
      bytes: hex(bytes),
    })),
    sealed: changes.sealed.map(({ stream, seq, field, value, salt }) => {
      const { keyId, nonce, ciphertext } = keyring.seal({ stream, seq, field }, { salt, value });
      return { stream, seq, field, key_id: keyId, nonce: hex(nonce), ciphertext: hex(ciphertext) };
    }),
    cases: cases.map((changed) => ({ ...caseColumns(changed), reference: changed.born ? newReference('TR') : undefined })),
    reports: reports.map((changed) => ({ ...reportColumns(changed), reference: changed.born ? newReference('RP') : undefined })),
    published: cases
      .flatMap(({ after }) => publishedParts(after as Case))
      .map((part) => ({ ...part, published_at: instant(part.published_at) })),
    recusals: cases.flatMap(({ after }) => recusalsOf(after as CaseLike)).map((recusal) => ({ ...recusal, since: at })),
    deadlines: changes.subjects.flatMap(({ stream, deadlines }) =>
      deadlines.set.map(({ key, kind, about, term, startedAt, dueAt, pausedWithMs }) => ({
        stream,
        key,
        kind,
        about,
        term,
        started_at: instant(startedAt),
        due_at: instant(dueAt),
        paused_with_ms: pausedWithMs,
      })),
    ),
    ended: changes.subjects.flatMap(({ stream, deadlines }) => deadlines.ended.map((key) => ({ stream, key }))),
    outbox: changes.outbox.map(({ effectKey, stream, seq, type, audience }) => ({
      effect_key: effectKey,
      stream,
      seq,
      type,
      audience,
      created_at: at,
    })),
    served: changes.served.map(({ caseId, party, seq }) => ({ case_id: caseId, party, seq })),
    motions: changes.motions.map((motion) => ({ ...motion, stream: `motion/${motion.id}`, made_at: at })),
    keys: changes.answer === undefined ? [] : [keyRow(changes.answer, at, keyring)],
  };
  return { document: JSON.stringify(document), heads: heads.length + held.length };
}

interface HeadChange {
  readonly stream: string;
  readonly was: number;
  seq: number;
  hash: string;
  at: string;
}

/** The first and the last new entry of each stream say where its head was and where it goes. In one order, so that two writers wait, not deadlock. */
function headsOf(entries: readonly NewEntry[]): HeadChange[] {
  const heads = new Map<string, HeadChange>();
  for (const { stream, seq, hash, at } of entries) {
    const head = heads.get(stream) ?? { stream, was: seq - 1, seq, hash: '', at: '' };
    heads.set(stream, Object.assign(head, { seq, hash: `\\x${hash}`, at: instant(at) }));
  }
  return [...heads.values()].sort((one, other) => (one.stream < other.stream ? -1 : 1));
}

/** What a key's tag is made of: the body under its actor, route and key, so that equal bodies elsewhere have other tags. */
export function bodyOf(actor: string, { route, key, bodyDigest }: IdempotencyKey): Json {
  return [actor, route, key, bodyDigest];
}

function keyRow({ actor, key, answer }: NonNullable<Changes['answer']>, at: string, keyring: Keyring): object {
  // The answer goes in as text inside the document: as jsonb its keys would be put in another order.
  return { actor, route: key.route, key: key.key, body_digest: hex(keyring.tag(bodyOf(actor, key))), answer: JSON.stringify(answer), at };
}

function hex(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`;
}
