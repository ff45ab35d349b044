import { MAX_DEPTH } from './canonical-json.js';

const [QUOTE, BACKSLASH, COMMA, COLON, MINUS] = [0x22, 0x5c, 0x2c, 0x3a, 0x2d];
const [OPEN_LIST, CLOSE_LIST, OPEN, CLOSE, ZERO, NINE] = [0x5b, 0x5d, 0x7b, 0x7d, 0x30, 0x39];
/** So many digits are a number within 2^53, whatever they are. */
const SURE_DIGITS = 15;

/** 1: the byte stands in a string for itself. Not so for controls, quotes, escapes, and whatever is not ASCII. */
const STANDS = Uint8Array.from({ length: 256 }, (_, byte) => Number(byte >= 0x20 && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH));

/**
 * A quick yes for bytes that are plainly canonical (RFC 8785, whole numbers within 2^53): gives where the value that begins at `at` ends, or -1 where it is not so
 * plain. Plain is ASCII without escapes, keys that ascend, numbers of at most 15 digits. It makes no object: of a million entries most are only hashed.
 * What is not plain may well be canonical: `parseCanonical` has the last word.
 */
export function plainEnd(bytes: Uint8Array, at: number, depth = 0): number {
  const first = bytes[at];
  if (first === QUOTE) return stringEnd(bytes, at);
  if (first === OPEN) return depth >= MAX_DEPTH ? -1 : objectEnd(bytes, at, depth + 1);
  if (first === OPEN_LIST) return depth >= MAX_DEPTH ? -1 : listEnd(bytes, at, depth + 1);
  if (first === MINUS || (first !== undefined && first >= ZERO && first <= NINE)) return numberEnd(bytes, at);
  for (const word of WORDS) if (standsAt(bytes, at, word)) return at + word.length;
  return -1;
}

/** Where the string that begins with a quote at `at` ends, behind its closing quote; -1 where it is not plain. */
export function stringEnd(bytes: Uint8Array, at: number): number {
  let end = at + 1;
  // Never a look into the table with what lies beyond the end: undefined is no index, and after one such look the engine takes every index for a name.
  while (end < bytes.length && STANDS[bytes[end] as number] === 1) end += 1;
  return bytes[end] === QUOTE ? end + 1 : -1;
}

/** Do these bytes stand there? */
export function standsAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text[index]) return false;
  return true;
}

export function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

const WORDS = ['null', 'true', 'false'].map(asciiBytes);

function numberEnd(bytes: Uint8Array, at: number): number {
  const from = bytes[at] === MINUS ? at + 1 : at;
  let end = from;
  while (isDigit(bytes[end])) end += 1;
  if (end === from || end - from > SURE_DIGITS) return -1;
  // No zeros in front, and no minus before a zero.
  return bytes[from] === ZERO && (end > from + 1 || from > at) ? -1 : end;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

function listEnd(bytes: Uint8Array, at: number, depth: number): number {
  let next = at + 1;
  if (bytes[next] === CLOSE_LIST) return next + 1;
  for (;;) {
    next = plainEnd(bytes, next, depth);
    if (next < 0) return -1;
    if (bytes[next] === CLOSE_LIST) return next + 1;
    if (bytes[next] !== COMMA) return -1;
    next += 1;
  }
}

function objectEnd(bytes: Uint8Array, at: number, depth: number): number {
  let next = at + 1;
  if (bytes[next] === CLOSE) return next + 1;
  let previous = -1;
  for (;;) {
    if (bytes[next] !== QUOTE) return -1;
    const end = stringEnd(bytes, next);
    if (end < 0 || bytes[end] !== COLON || (previous >= 0 && !ascends(bytes, previous, next))) return -1;
    previous = next;
    next = plainEnd(bytes, end + 1, depth);
    if (next < 0) return -1;
    if (bytes[next] === CLOSE) return next + 1;
    if (bytes[next] !== COMMA) return -1;
    next += 1;
  }
}

/** Is the string at `one` less than the one at `other`? Both are plain, and end in a quote, which is compared as what is less than every character. */
function ascends(bytes: Uint8Array, one: number, other: number): boolean {
  let index = 1;
  while (bytes[one + index] === bytes[other + index]) {
    if (bytes[one + index] === QUOTE) return false;
    index += 1;
  }
  const [left, right] = [bytes[one + index] as number, bytes[other + index] as number];
  return left === QUOTE || (right !== QUOTE && left < right);
}
