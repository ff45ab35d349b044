import type { PlainEntry } from '@tregua/ledger';

const codes = (text: string): Uint8Array => new TextEncoder().encode(text);

const AT = codes('\0{"at":"');
const EVENT_HASH = codes('","eventHash":"');
const PREV = codes('","prev":"');
const SEQ = codes('","seq":');
const DIGITS = codes('0123456789abcdef');
const [INSTANT, HASH, MOST_DIGITS] = [24, 64, 16];
const HASH_FROM = AT.length + INSTANT + EVENT_HASH.length;
const PREV_FROM = HASH_FROM + HASH + PREV.length;
const SEQ_FROM = PREV_FROM + HASH + SEQ.length;

/** What the log hashes for the entries of one stream, written over and over into one block. The same bytes as `leafBytes`. */
export class LeafLine {
  private readonly block: Uint8Array;
  private readonly tail: Uint8Array;

  /** @param tag in hexadecimal. */
  constructor(tag: string) {
    this.tail = codes(`,"tag":"${tag}","v":1}`);
    this.block = new Uint8Array(SEQ_FROM + MOST_DIGITS + this.tail.length);
    this.block.set(AT);
    this.block.set(EVENT_HASH, AT.length + INSTANT);
    this.block.set(PREV, HASH_FROM + HASH);
    this.block.set(SEQ, PREV_FROM + HASH);
  }

  /** @param hash the entry's own, 32 bytes. The bytes hold until the next call. */
  of({ bytes, at, prev, seq }: PlainEntry, hash: Uint8Array): Uint8Array {
    const { block } = this;
    for (let index = 0; index < INSTANT; index += 1) block[AT.length + index] = bytes[at + index] as number;
    for (let index = 0; index < hash.length; index += 1) {
      const byte = hash[index] as number;
      block[HASH_FROM + 2 * index] = DIGITS[byte >> 4] as number;
      block[HASH_FROM + 2 * index + 1] = DIGITS[byte & 15] as number;
    }
    for (let index = 0; index < HASH; index += 1) block[PREV_FROM + index] = bytes[prev + index] as number;
    let digits = 1;
    for (let limit = 10; seq >= limit; limit *= 10) digits += 1;
    for (let rest = seq, index = digits - 1; index >= 0; index -= 1, rest = Math.floor(rest / 10))
      block[SEQ_FROM + index] = 0x30 + (rest % 10);
    block.set(this.tail, SEQ_FROM + digits);
    return block.subarray(0, SEQ_FROM + digits + this.tail.length);
  }
}

const encoder = new TextEncoder();

/** What the log hashes for an entry: a zero byte, and the bytes that `writeLogEntry` writes. All parts have been checked when the entry was. */
export function leafBytes(
  tag: string,
  line: { readonly seq: number; readonly prev: string; readonly eventHash: string; readonly at: string },
): Uint8Array {
  const { seq, prev, eventHash, at } = line;
  return encoder.encode(`\0{"at":"${at}","eventHash":"${eventHash}","prev":"${prev}","seq":${seq},"tag":"${tag}","v":1}`);
}
