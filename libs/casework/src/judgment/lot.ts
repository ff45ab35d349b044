/**
 * Drawing by lot as a pure function: the door brings 256 bits of fresh randomness as a fact, the entry keeps them, and everybody can draw again and
 * must get the same names. `purpose` keeps two draws from one lot apart (the panel and its alternates, say).
 *
 * The generator is xoshiro128** (Blackman and Vigna), seeded with the lot and the purpose; indexes are taken by rejection, so that no name is likelier than another.
 */
export function shuffled<T>(items: readonly T[], lot: string, purpose: string): T[] {
  const next = generator(lot, purpose);
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = below(last + 1, next);
    const moved = order[last] as T;
    order[last] = order[other] as T;
    order[other] = moved;
  }
  return order;
}

/** An unbiased whole number in [0, bound). */
function below(bound: number, next: () => number): number {
  const limit = Math.floor(0x1_0000_0000 / bound) * bound;
  for (;;) {
    const drawn = next();
    if (drawn < limit) return drawn % bound;
  }
}

function generator(lot: string, purpose: string): () => number {
  if (!/^[0-9a-f]{64}$/.test(lot)) throw new Error('A lot is 64 hexadecimal characters.');
  const words = [0, 1, 2, 3].map((index) => hashOf(`${index}:${purpose}:${lot}`));
  // A state of zeros would stay zero for ever.
  let [a, b, c, d] = words.every((word) => word === 0) ? [1, 2, 3, 4] : (words as [number, number, number, number]);
  const next = (): number => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const kept = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= kept;
    d = rotated(d, 11);
    return result;
  };
  for (let warmUp = 0; warmUp < 16; warmUp += 1) next();
  return next;
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** FNV-1a over the characters, then the finalizer of MurmurHash3: every digit of the lot moves every bit of the seed. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
