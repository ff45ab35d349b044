import { canonicalBytes, parseCanonical } from '../canonical/canonical-bytes.js';
import { NotCanonicalError } from '../canonical/canonical-json.js';
import type { Json, JsonObject } from '../canonical/json.js';
import { domain, joined, type Digest } from '../digest.js';
import { isHash, toHex } from '../hex.js';
import { instantOf } from './instant.js';

/** What the first entry of a stream names as its predecessor. */
export const ZERO_HASH = '0'.repeat(64);

/** Stands before the bytes when an entry is hashed. */
export const EVENT = domain('tregua-event/v1');

/** One entry of one stream, as its canonical bytes hold it. */
export interface Entry {
  readonly v: 1;
  /** `case/<uuid>`, `report/<uuid>`, `ballot/<uuid>/<n>` … */
  readonly stream: string;
  /** 1, 2, 3 … without gaps. */
  readonly seq: number;
  /** Hash of entry seq-1 in hexadecimal; ZERO_HASH for the first. */
  readonly prev: string;
  /** ISO 8601 in UTC with milliseconds, see `instantText`. */
  readonly at: string;
  /** Pseudonymous: `id` and `role`, and what the actor speaks for. */
  readonly actor: JsonObject;
  readonly command: string;
  readonly type: string;
  /** Under which rulebook; null in streams to which none applies (people, access). */
  readonly rulebook: string | null;
  /** Codes, numbers, ids, times, hashes and commitments. Never free text: that is sealed. */
  readonly data: JsonObject;
}

export interface SealedEntry {
  readonly bytes: Uint8Array;
  /** Hexadecimal: what the next entry names as `prev`. */
  readonly hash: string;
}

/**
 * Makes an entry's bytes and its hash.
 *
 * @throws NotCanonicalError where a field is not what `Entry` says, or `data` holds what canonical JSON cannot carry.
 */
export function sealEntry(
  entry: Omit<Entry, 'data' | 'actor'> & { readonly actor: object; readonly data: object },
  digest: Digest,
): SealedEntry {
  const { v, stream, seq, prev, at, actor, command, type, rulebook, data } = entry;
  const fields = { actor, at, command, data, prev, rulebook, seq, stream, type, v };
  const problem = entryProblem(fields);
  if (problem !== undefined) throw new NotCanonicalError(problem);
  const bytes = canonicalBytes(fields);
  return { bytes, hash: eventHash(bytes, digest) };
}

/** SHA-256("tregua-event/v1" ‖ 0 ‖ canonical bytes), in hexadecimal. */
export function eventHash(bytes: Uint8Array, digest: Digest): string {
  return toHex(digest(joined(EVENT, bytes)));
}

/**
 * Reads an entry from its exact bytes.
 *
 * @throws NotCanonicalError when the bytes are not canonical, or not an entry.
 */
export function entryOf(bytes: Uint8Array): Entry {
  return asEntry(parseCanonical(bytes));
}

/** Takes canonical JSON that was already read for an entry. @throws NotCanonicalError when it is none. */
export function asEntry(value: Json): Entry {
  const problem = entryProblem(value);
  if (problem !== undefined) throw new NotCanonicalError(problem);
  return value as unknown as Entry;
}

const KEYS = 'actor,at,command,data,prev,rulebook,seq,stream,type,v';
const STREAM = /^[a-z][a-z-]{0,31}(?:\/[A-Za-z0-9._-]{1,80}){1,3}$/;
const NAME = /^[A-Za-z][A-Za-z0-9]{0,63}$/;

/** May a stream be called so? */
export function isStreamName(stream: string): boolean {
  return STREAM.test(stream);
}

function entryProblem(value: unknown): string | undefined {
  if (!isObject(value) || Object.keys(value).sort().join() !== KEYS) return `An entry has exactly the keys ${KEYS}.`;
  const { v, stream, seq, prev, at, actor, command, type, rulebook, data } = value;
  if (v !== 1) return 'An entry of another version than 1.';
  if (typeof stream !== 'string' || !STREAM.test(stream)) return 'The name of the stream is malformed.';
  if (!Number.isSafeInteger(seq) || (seq as number) < 1) return 'seq is no whole number from 1.';
  if (!isHash(prev)) return 'prev is no digest of 64 lower-case hexadecimal digits.';
  if ((seq === 1) !== (prev === ZERO_HASH)) return 'The first entry, and only the first, names zeros as its predecessor.';
  if (typeof at !== 'string' || !isInstant(at)) return 'at is no instant in UTC with milliseconds.';
  if (!isObject(actor) || typeof actor['id'] !== 'string' || typeof actor['role'] !== 'string') return 'The actor lacks an id or a role.';
  if (typeof command !== 'string' || !NAME.test(command)) return 'The name of the command is malformed.';
  if (typeof type !== 'string' || !NAME.test(type)) return 'The type is malformed.';
  if (rulebook !== null && (typeof rulebook !== 'string' || rulebook === '' || rulebook.length > 100)) return 'The rulebook is malformed.';
  if (!isObject(data)) return 'data is no object.';
  return undefined;
}

function isInstant(text: string): boolean {
  try {
    instantOf(text);
    return true;
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
