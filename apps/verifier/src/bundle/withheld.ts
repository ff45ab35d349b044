import { instantOf, isHash, parseCanonical, type JsonObject, type WithheldLine } from '@tregua/ledger';

/** An entry begins with its actor, a withheld line with its instant. */
const AT = 0x74;

/** Does a line of `events.jsonl` stand in the place of an entry? */
export function isWithheld(bytes: Uint8Array): boolean {
  return bytes[3] === AT;
}

/** Reads a withheld line. Gives a sentence where it is not in form. */
export function readWithheld(bytes: Uint8Array): WithheldLine | string {
  let value: unknown;
  try {
    value = parseCanonical(bytes);
  } catch (error) {
    return error instanceof Error ? error.message : 'It cannot be read.';
  }
  if (!isObject(value) || Object.keys(value).join() !== 'at,hash,seq,shown,withheld')
    return 'A withheld line has exactly the keys at, hash, seq, shown, withheld.';
  const { at, hash, seq, shown, withheld } = value;
  if (typeof at !== 'string' || !isInstant(at) || !isHash(hash) || !Number.isSafeInteger(seq))
    return 'A withheld line lacks at, hash or seq.';
  if (shown !== null && !isObject(shown)) return 'shown is no object.';
  if (!Array.isArray(withheld) || !withheld.every((pointer) => typeof pointer === 'string')) return 'withheld is no list of pointers.';
  return value as unknown as WithheldLine;
}

function isInstant(text: string): boolean {
  try {
    instantOf(text);
    return true;
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
