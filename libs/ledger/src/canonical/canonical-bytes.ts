import { MAX_DEPTH, NotCanonicalError, restrictedJson } from './canonical-json.js';
import type { Json } from './json.js';

const encoder = new TextEncoder();
/** Fatal: bytes that are no UTF-8 are an error, never a replacement character. The mark of byte order is kept, so that JSON refuses it. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The exact bytes of a value: RFC 8785 restricted to integers within 2^53.
 *
 * @throws NotCanonicalError on anything that the restricted form cannot carry.
 */
export function canonicalBytes(value: unknown): Uint8Array {
  return encoder.encode(restrictedJson(value));
}

/**
 * Reads bytes that must be canonical already: what is read, written again, must be the same. So duplicate keys, floats, white space, other
 * escapes, keys in another order, and numbers that a reader could take for another are all refused.
 *
 * @throws NotCanonicalError
 */
export function parseCanonical(bytes: Uint8Array): Json {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new NotCanonicalError('The bytes are no UTF-8.');
  }
  return parseCanonicalText(text);
}

/** As `parseCanonical`, from text that is already decoded. */
export function parseCanonicalText(text: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new NotCanonicalError('The text is no JSON.');
  }
  if (isWrittenAlike(value, text)) return value;
  if (restrictedJson(value) !== text) {
    throw new NotCanonicalError(
      'The text is JSON, but not in canonical form (a doubled key, white space, an order or a spelling of its own).',
    );
  }
  return value;
}

/**
 * A quick yes for what is plainly canonical: ECMAScript writes it in the same way, its keys ascend and its numbers are whole. Lone surrogates are what ECMAScript
 * writes as an escape that begins with \\ud. Whatever is not so plain is judged by writing it anew.
 */
function isWrittenAlike(value: Json, text: string): boolean {
  // The depth is looked at first: writing what is nested without end would exhaust the stack.
  return isPlain(value, 0) && !text.includes('\\ud') && JSON.stringify(value) === text;
}

function isPlain(value: Json, depth: number): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= MAX_DEPTH) return false;
  if (Array.isArray(value)) return (value as readonly Json[]).every((item) => isPlain(item, depth + 1));
  let previous = '';
  let isFirst = true;
  for (const key of Object.keys(value)) {
    if (!isFirst && key <= previous) return false;
    if (!isPlain((value as { readonly [key: string]: Json })[key] as Json, depth + 1)) return false;
    previous = key;
    isFirst = false;
  }
  return true;
}
