import { canonicalBytes, parseCanonical } from '../canonical/canonical-bytes.js';
import { ZERO_HASH } from '../entry/entry.js';
import { instantOf } from '../entry/instant.js';
import { domain, joined, type Digest } from '../digest.js';
import { fromHex, isHash, toHex } from '../hex.js';
import { LogFormatError } from './log-format-error.js';

/** One line of the log: that a stream, which is not named, has this entry. */
export interface LogEntry {
  readonly v: 1;
  /** See `streamTag`. */
  readonly tag: string;
  readonly seq: number;
  readonly prev: string;
  readonly eventHash: string;
  /** The `at` of the entry: ISO 8601 in UTC with milliseconds. */
  readonly at: string;
}

const TAG = domain('tregua-tag/v1');
const KEYS = 'at,eventHash,prev,seq,tag,v';
const encoder = new TextEncoder();

/** SHA-256("tregua-tag/v1" ‖ 0 ‖ nonce ‖ stream) in hexadecimal. Without the nonce of 32 bytes nobody can guess the stream. @throws RangeError */
export function streamTag(stream: string, nonce: Uint8Array, digest: Digest): string {
  if (nonce.length !== 32) throw new RangeError('The nonce of a stream is 32 bytes long.');
  return toHex(digest(joined(TAG, nonce, encoder.encode(stream))));
}

/** As `streamTag`, with the nonce in hexadecimal. */
export function streamTagOf(stream: string, nonce: string, digest: Digest): string {
  return streamTag(stream, fromHex(nonce), digest);
}

/** The exact bytes that the log holds. @throws LogFormatError */
export function writeLogEntry({ v, tag, seq, prev, eventHash, at }: LogEntry): Uint8Array {
  const entry = { at, eventHash, prev, seq, tag, v };
  check(entry);
  return canonicalBytes(entry);
}

/** @throws LogFormatError unless the bytes are exactly what `writeLogEntry` writes. */
export function readLogEntry(bytes: Uint8Array): LogEntry {
  let value: unknown;
  try {
    value = parseCanonical(bytes);
  } catch (error) {
    throw new LogFormatError('log entry', (error as Error).message);
  }
  check(value);
  return value;
}

function check(value: unknown): asserts value is LogEntry {
  if (typeof value !== 'object' || value === null || Object.keys(value).sort().join() !== KEYS) {
    throw new LogFormatError('log entry', `has not exactly the keys ${KEYS}`);
  }
  const { v, tag, seq, prev, eventHash, at } = value as Record<keyof LogEntry, unknown>;
  if (v !== 1) throw new LogFormatError('log entry v', 'is another version than 1');
  if (!isHash(tag)) throw new LogFormatError('log entry tag', 'is no digest');
  if (!Number.isSafeInteger(seq) || (seq as number) < 1) throw new LogFormatError('log entry seq', 'is no whole number from 1');
  if (!isHash(prev)) throw new LogFormatError('log entry prev', 'is no digest');
  if ((seq === 1) !== (prev === ZERO_HASH))
    throw new LogFormatError('log entry prev', 'is zeros for the first entry of a stream, and for no other');
  if (!isHash(eventHash)) throw new LogFormatError('log entry eventHash', 'is no digest');
  try {
    instantOf(at as string);
  } catch {
    throw new LogFormatError('log entry at', 'is no instant in UTC with milliseconds');
  }
}
