const INDEX_BITS = 20;
const INDEX = 2 ** INDEX_BITS - 1;

/**
 * Finds things by their names without keeping the names: a slot holds a number and twelve bits of the name's hash, and only where these are right the name is read again where
 * it stands.
 */
export class NameFinder {
  /** The number from 1, and above it the bits of the hash. 0: nothing. */
  private readonly slots: Uint32Array;

  /**
   * @param most numbers, which lie below; less than 2^20.
   * @param isNamed whether a thing, by its number, has the name that these bytes are.
   */
  constructor(
    most: number,
    private readonly isNamed: (index: number, bytes: Uint8Array, from: number, to: number) => boolean,
  ) {
    if (most >= INDEX) throw new RangeError(`${most} names are too many.`);
    let slots = 64;
    while (slots * 5 < most * 6) slots *= 2;
    this.slots = new Uint32Array(slots);
  }

  /** Takes a name that nothing else has. */
  add(index: number, bytes: Uint8Array, from: number, to: number): void {
    const hash = hashOf(bytes, from, to);
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = hash & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = valueOf(index, hash);
  }

  /** Takes a name, from whatever had it; that is given, or -1. */
  replace(index: number, bytes: Uint8Array, from: number, to: number): number {
    const slot = this.slotOf(bytes, from, to);
    const before = this.slots[slot] as number;
    this.slots[slot] = valueOf(index, hashOf(bytes, from, to));
    return (before & INDEX) - 1;
  }

  /** -1: nothing has this name. */
  find(bytes: Uint8Array, from: number, to: number): number {
    return ((this.slots[this.slotOf(bytes, from, to)] as number) & INDEX) - 1;
  }

  /** Where a name stands, or would stand. */
  private slotOf(bytes: Uint8Array, from: number, to: number): number {
    const hash = hashOf(bytes, from, to);
    const { slots } = this;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const value = slots[slot] as number;
      if (value === 0) return slot;
      if (value >>> INDEX_BITS === hash >>> INDEX_BITS && this.isNamed((value & INDEX) - 1, bytes, from, to)) return slot;
    }
  }
}

function valueOf(index: number, hash: number): number {
  return (((hash >>> INDEX_BITS) << INDEX_BITS) | (index + 1)) >>> 0;
}

/**
 * What FNV-1a multiplies by, but another one each time the program is started: who writes a bundle cannot choose a million names that want one slot, which would take hours to
 * tell apart. What is found does not depend on it.
 */
const FACTOR = Math.floor(Math.random() * 2 ** 32) | 1;

/** FNV-1a by a factor of our own, mixed once more: the low bits choose the slot, the high ones stand in it. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), FACTOR);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
