import { canonicalBytes } from '../canonical/canonical-bytes.js';
import type { Json } from '../canonical/json.js';
import { domain, joined, type Digest } from '../digest.js';
import { fromHex, toHex } from '../hex.js';

const FIELD = domain('tregua-field/v1');
const SALT_BYTES = 32;

/** A value that is kept apart from its entry, with all that its commitment binds. */
export interface SealedValue {
  readonly stream: string;
  readonly seq: number;
  /** RFC 6901 JSON pointer inside the entry's `data`, e.g. `/payload/reasons`. */
  readonly field: string;
  readonly value: Json;
  /** 32 random bytes in hexadecimal. Without it the commitment says nothing about the value. */
  readonly salt: string;
}

/**
 * What the entry holds in the value's place: SHA-256("tregua-field/v1" ‖ 0 ‖ salt ‖ canonical [stream, seq, field, value]), in hexadecimal.
 * Stream, seq and field are bound in, so that a value cannot be shown for another place than its own.
 *
 * @throws RangeError when the salt is not 32 bytes.
 */
export function commitmentOf({ stream, seq, field, value, salt }: SealedValue, digest: Digest): string {
  const saltBytes = fromHex(salt);
  if (saltBytes.length !== SALT_BYTES) throw new RangeError('A salt is 32 bytes long.');
  return toHex(digest(joined(FIELD, saltBytes, canonicalBytes([stream, seq, field, value]))));
}

/** What stands at an RFC 6901 JSON pointer, or undefined. Own, enumerable properties only. */
export function valueAt(value: Json, pointer: string): Json | undefined {
  if (pointer === '') return value;
  if (!pointer.startsWith('/')) return undefined;
  let found: Json | undefined = value;
  for (const part of pointer.slice(1).split('/')) {
    const key = part.includes('~') ? part.replaceAll('~1', '/').replaceAll('~0', '~') : part;
    if (typeof found !== 'object' || found === null || !Object.prototype.propertyIsEnumerable.call(found, key)) return undefined;
    found = (found as { readonly [key: string]: Json })[key];
  }
  return found;
}
