/** A line of `proofs.jsonl`, read from its bytes without making objects: there may be a million of them. */
export interface ReadProof {
  readonly index: number;
  readonly seq: number;
  /** The line; `siblings` hashes stand in it in base64, the first at `from`, each `HASH_STEP` bytes after the one before. */
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly siblings: number;
}

/** 44 characters of base64 in quotes, and a comma. */
export const HASH_STEP = 47;
const HASH_CHARACTERS = 44;
const MOST_SIBLINGS = 63;

const INDEX = codes('{"index":');
const PROOF = codes(',"proof":[');
const SEQ = codes('],"seq":');
const [QUOTE, COMMA, EQUALS, CLOSE, ZERO] = [0x22, 0x2c, 0x3d, 0x7d, 0x30];

/** 255: no character of base64. */
const VALUES = new Uint8Array(256).fill(255);
for (const [value, code] of codes('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/').entries()) VALUES[code] = value;

/** Exactly `{"index":N,"proof":["…",…],"seq":N}`; anything else is undefined. */
export function readProofLine(bytes: Uint8Array): ReadProof | undefined {
  if (!standsAt(bytes, 0, INDEX)) return undefined;
  const index = numberAt(bytes, INDEX.length);
  if (index === undefined || !standsAt(bytes, index.end, PROOF)) return undefined;
  const from = index.end + PROOF.length;
  let at = from;
  let siblings = 0;
  while (bytes[at] === QUOTE) {
    if (siblings === MOST_SIBLINGS || bytes[at + HASH_CHARACTERS + 1] !== QUOTE) return undefined;
    siblings += 1;
    at += HASH_CHARACTERS + 2;
    if (bytes[at] !== COMMA) break;
    at += 1;
    if (bytes[at] !== QUOTE) return undefined;
  }
  if (!standsAt(bytes, at, SEQ)) return undefined;
  const seq = numberAt(bytes, at + SEQ.length);
  if (seq === undefined || bytes[seq.end] !== CLOSE || seq.end !== bytes.length - 1) return undefined;
  return { index: index.value, seq: seq.value, bytes, from, siblings };
}

/** Writes the 32 bytes of one sibling to `out`; false where the characters are no base64 of 32 bytes. */
export function siblingOf({ bytes, from }: ReadProof, which: number, out: Uint8Array): boolean {
  let at = from + which * HASH_STEP + 1;
  let to = 0;
  let wrong = 0;
  for (let group = 0; group < 10; group += 1, at += 4, to += 3) {
    const a = value(bytes, at);
    const b = value(bytes, at + 1);
    const c = value(bytes, at + 2);
    const d = value(bytes, at + 3);
    wrong |= (a | b | c | d) & 0xc0;
    out[to] = (a << 2) | (b >> 4);
    out[to + 1] = (b << 4) | (c >> 2);
    out[to + 2] = (c << 6) | d;
  }
  const [a, b, c] = [value(bytes, at), value(bytes, at + 1), value(bytes, at + 2)];
  wrong |= ((a | b | c) & 0xc0) | (c & 3);
  out[to] = (a << 2) | (b >> 4);
  out[to + 1] = (b << 4) | (c >> 2);
  return wrong === 0 && bytes[at + 3] === EQUALS;
}

function value(bytes: Uint8Array, at: number): number {
  return VALUES[bytes[at] as number] as number;
}

function numberAt(bytes: Uint8Array, from: number): { readonly value: number; readonly end: number } | undefined {
  let end = from;
  let found = 0;
  for (; end < bytes.length; end += 1) {
    const digit = (bytes[end] as number) - ZERO;
    if (digit < 0 || digit > 9) break;
    found = found * 10 + digit;
  }
  if (end === from || (bytes[from] === ZERO && end > from + 1) || !Number.isSafeInteger(found)) return undefined;
  return { value: found, end };
}

function standsAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text[index]) return false;
  return true;
}

function codes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
