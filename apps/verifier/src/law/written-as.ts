import { plainEnd, stringEnd } from '@tregua/ledger';

const [QUOTE, BACKSLASH, COMMA, COLON, MINUS, ZERO] = [0x22, 0x5c, 0x2c, 0x3a, 0x2d, 0x30];
const [OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x5b, 0x5d, 0x7b, 0x7d];
/** Bytes of a key with its quotes: ours are shorter. */
const MOST_KEY = 128;

/**
 * A quick yes: are these bytes just what `canonicalBytes` would write of this value, as JSON carries it? The value is laid beside the bytes, and neither is copied. Only whole
 * numbers and plain ASCII are followed: a no may come from anything else, and then the value has to be written to know.
 */
export function isWrittenAs(value: unknown, bytes: Uint8Array): boolean {
  return endOf(value, bytes, 0) === bytes.length;
}

/** Where the value ends that begins at `at`; -1 where another stands there, or none that is followed. */
function endOf(value: unknown, bytes: Uint8Array, at: number): number {
  switch (typeof value) {
    case 'string':
      return endOfText(value, bytes, at);
    case 'number':
      return endOfNumber(value, bytes, at);
    case 'boolean':
      return endOfWord(value ? 'true' : 'false', bytes, at);
    case 'object':
      if (value === null) return endOfWord('null', bytes, at);
      return Array.isArray(value) ? endOfList(value, bytes, at) : endOfObject(value as { readonly [key: string]: unknown }, bytes, at);
    default:
      return -1;
  }
}

function endOfWord(word: string, bytes: Uint8Array, at: number): number {
  for (let index = 0; index < word.length; index += 1) if (bytes[at + index] !== word.charCodeAt(index)) return -1;
  return at + word.length;
}

function endOfText(text: string, bytes: Uint8Array, at: number): number {
  const end = at + 1 + text.length;
  if (bytes[at] !== QUOTE || bytes[end] !== QUOTE) return -1;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (bytes[at + 1 + index] !== code || !isPlain(code)) return -1;
  }
  return end + 1;
}

/** Stands in a text for itself. */
function isPlain(code: number): boolean {
  return code >= 0x20 && code < 0x80 && code !== QUOTE && code !== BACKSLASH;
}

function endOfNumber(value: number, bytes: Uint8Array, at: number): number {
  const isNegative = bytes[at] === MINUS;
  if (!isNegative && !isDigit(bytes[at])) return -1;
  const end = plainEnd(bytes, at);
  let number = 0;
  for (let index = isNegative ? at + 1 : at; index < end; index += 1) number = number * 10 + ((bytes[index] as number) - ZERO);
  return (isNegative ? -number : number) === value ? end : -1;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}

function endOfList(list: readonly unknown[], bytes: Uint8Array, at: number): number {
  if (bytes[at] !== OPEN_LIST) return -1;
  let next = at + 1;
  for (let index = 0; index < list.length; index += 1) {
    if (index > 0 && bytes[next++] !== COMMA) return -1;
    next = endOf(list[index], bytes, next);
    if (next < 0) return -1;
  }
  return bytes[next] === CLOSE_LIST ? next + 1 : -1;
}

/** The bytes say in which order the keys come: they must ascend, and be all that the value has. */
function endOfObject(object: { readonly [key: string]: unknown }, bytes: Uint8Array, at: number): number {
  if (bytes[at] !== OPEN) return -1;
  let next = at + 1;
  let count = 0;
  for (let previous: string | undefined; bytes[next] !== CLOSE; count += 1) {
    if (count > 0 && bytes[next++] !== COMMA) return -1;
    const end = bytes[next] === QUOTE ? stringEnd(bytes, next) : -1;
    if (end < 0 || end - next > MOST_KEY || bytes[end] !== COLON) return -1;
    const key = keyOf(bytes, next + 1, end - 1);
    if ((previous !== undefined && previous >= key) || !Object.hasOwn(object, key)) return -1;
    next = endOf(object[key], bytes, end + 1);
    if (next < 0) return -1;
    previous = key;
  }
  for (const key in object) if (object[key] !== undefined) count -= 1;
  return count === 0 ? next + 1 : -1;
}

/** Keys that were met, by a hash of their bytes: there are a few hundred, and each is met again and again. A slot holds the one that came last. */
const met: (string | undefined)[] = new Array<string | undefined>(1 << 11).fill(undefined);

function keyOf(bytes: Uint8Array, from: number, to: number): string {
  let hash = to - from;
  for (let at = from; at < to; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
  const slot = (hash ^ (hash >>> 11)) & (met.length - 1);
  const known = met[slot];
  if (known !== undefined && known.length === to - from && endOfWord(known, bytes, from) === to) return known;
  const key = String.fromCharCode(...bytes.subarray(from, to));
  return (met[slot] = key);
}
