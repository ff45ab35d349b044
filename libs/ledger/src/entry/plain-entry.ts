import { NIBBLES } from '../hex.js';
import { asciiBytes, plainEnd, standsAt, stringEnd } from '../canonical/scan-plain.js';

/** Where the parts of an entry lie in its line. One is used again and again. */
export interface PlainEntry {
  bytes: Uint8Array;
  seq: number;
  /** 24 characters of the instant, 64 digits of `prev`. */
  at: number;
  prev: number;
  /** From the brace of `data` to behind the closing one. */
  data: number;
  dataEnd: number;
}

export function noPlainEntry(): PlainEntry {
  return { bytes: new Uint8Array(0), seq: 0, at: 0, prev: 0, data: 0, dataEnd: 0 };
}

const [QUOTE, COMMA, CLOSE, OPEN, ZERO] = [0x22, 0x2c, 0x7d, 0x7b, 0x30];
const ACTOR = asciiBytes('{"actor":');
const AT = asciiBytes(',"at":"');
const COMMAND = asciiBytes('","command":');
const DATA = asciiBytes(',"data":');
const PREV = asciiBytes(',"prev":"');
const RULEBOOK = asciiBytes('","rulebook":');
const NULL = asciiBytes('null');
const SEQ = asciiBytes(',"seq":');
const STREAM = asciiBytes(',"stream":"');
const TYPE = asciiBytes('","type":');
const END = asciiBytes(',"v":1}');
const [ID, ROLE] = [asciiBytes('"id":'), asciiBytes('"role":')];
export const INSTANT_CHARACTERS = 24;
export const HASH_DIGITS = 64;
const MOST_NAME = 64;
const MOST_RULEBOOK = 100;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Reads an entry from its bytes without making objects, where it is plainly in form: canonical as `plainEnd` sees it, with all that `entryOf` asks of an entry. Gives false where
 * it is not so plain: then `entryOf` judges, and says what is wrong.
 *
 * @param stream bytes of the name of the stream that the entry has to be of, which is a good name.
 */
export function readPlainEntry(bytes: Uint8Array, stream: Uint8Array, into: PlainEntry): boolean {
  if (!standsAt(bytes, 0, ACTOR)) return false;
  let next = actorEnd(bytes, ACTOR.length);
  if (next < 0 || !standsAt(bytes, next, AT)) return false;
  into.at = next + AT.length;
  if (!isInstantAt(bytes, into.at)) return false;
  next = into.at + INSTANT_CHARACTERS;
  if (!standsAt(bytes, next, COMMAND)) return false;
  next = nameEnd(bytes, next + COMMAND.length);
  if (next < 0 || !standsAt(bytes, next, DATA)) return false;
  into.data = next + DATA.length;
  if (bytes[into.data] !== OPEN) return false;
  into.dataEnd = plainEnd(bytes, into.data, 1);
  if (into.dataEnd < 0 || !standsAt(bytes, into.dataEnd, PREV)) return false;
  into.prev = into.dataEnd + PREV.length;
  next = into.prev + HASH_DIGITS;
  const rest = prevKind(bytes, into.prev);
  if (rest < 0 || !standsAt(bytes, next, RULEBOOK)) return false;
  next = rulebookEnd(bytes, next + RULEBOOK.length);
  if (next < 0 || !standsAt(bytes, next, SEQ)) return false;
  next = readSeq(bytes, next + SEQ.length, into);
  if (next < 0 || (into.seq === 1) !== (rest === 0) || !standsAt(bytes, next, STREAM)) return false;
  next += STREAM.length;
  if (!standsAt(bytes, next, stream) || !standsAt(bytes, next + stream.length, TYPE)) return false;
  next = nameEnd(bytes, next + stream.length + TYPE.length);
  if (next < 0 || next + END.length !== bytes.length || !standsAt(bytes, next, END)) return false;
  into.bytes = bytes;
  return true;
}

/** The actor is an object with texts `id` and `role`. */
function actorEnd(bytes: Uint8Array, at: number): number {
  const end = bytes[at] === OPEN ? plainEnd(bytes, at, 1) : -1;
  if (end < 0) return -1;
  let found = 0;
  for (let next = at + 1; next < end - 1; next += 1) {
    const value = stringEnd(bytes, next) + 1;
    if (bytes[value] === QUOTE && (standsAt(bytes, next, ID) || standsAt(bytes, next, ROLE))) found += 1;
    next = plainEnd(bytes, value, 2);
    if (bytes[next] !== COMMA && bytes[next] !== CLOSE) return -1;
  }
  return found === 2 ? end : -1;
}

/** Is it an instant as `instantOf` reads it? Days of months are right but for 29 February, which is left to `instantOf`. */
function isInstantAt(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 4] !== 0x2d || bytes[at + 7] !== 0x2d || bytes[at + 10] !== 0x54 || bytes[at + 13] !== 0x3a) return false;
  if (bytes[at + 16] !== 0x3a || bytes[at + 19] !== 0x2e || bytes[at + 23] !== 0x5a) return false;
  if (twoAt(bytes, at) < 0 || twoAt(bytes, at + 2) < 0 || twoAt(bytes, at + 20) < 0 || twoAt(bytes, at + 21) < 0) return false;
  const [month, day] = [twoAt(bytes, at + 5), twoAt(bytes, at + 8)];
  if (month < 1 || month > 12 || day < 1 || day > (DAYS[month - 1] as number) || (month === 2 && day === 29)) return false;
  return isBelow(twoAt(bytes, at + 11), 24) && isBelow(twoAt(bytes, at + 14), 60) && isBelow(twoAt(bytes, at + 17), 60);
}

function isBelow(number: number, limit: number): boolean {
  return number >= 0 && number < limit;
}

/** Two digits, or a number below zero. */
function twoAt(bytes: Uint8Array, at: number): number {
  const [tens, ones] = [(bytes[at] as number) - ZERO, (bytes[at + 1] as number) - ZERO];
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
}

/** A letter, then letters and digits, at most 64. */
function nameEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return -1;
  let end = at + 1;
  while (LETTERS[bytes[end] as number] === 1 || (end > at + 1 && isDigit(bytes[end] as number))) end += 1;
  return bytes[end] === QUOTE && end > at + 1 && end - at - 1 <= MOST_NAME ? end + 1 : -1;
}

const LETTERS = Uint8Array.from({ length: 256 }, (_, byte) => Number(/[A-Za-z]/.test(String.fromCharCode(byte))));

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

/** 0: 64 zeros; 1: another hash; -1: none. */
function prevKind(bytes: Uint8Array, at: number): number {
  let any = 0;
  let all = 0;
  for (let index = 0; index < HASH_DIGITS; index += 1) {
    const nibble = NIBBLES[bytes[at + index] as number] as number;
    any |= nibble;
    all |= nibble & 0xf0;
  }
  if (all !== 0 || at + HASH_DIGITS > bytes.length) return -1;
  return any === 0 ? 0 : 1;
}

function rulebookEnd(bytes: Uint8Array, at: number): number {
  if (standsAt(bytes, at, NULL)) return at + NULL.length;
  const end = bytes[at] === QUOTE ? stringEnd(bytes, at) : -1;
  return end - at > 2 && end - at - 2 <= MOST_RULEBOOK ? end : -1;
}

function readSeq(bytes: Uint8Array, at: number, into: PlainEntry): number {
  let end = at;
  let seq = 0;
  for (; isDigit(bytes[end] as number); end += 1) seq = seq * 10 + ((bytes[end] as number) - ZERO);
  into.seq = seq;
  return bytes[at] === ZERO || end === at || end - at > 15 ? -1 : end;
}
