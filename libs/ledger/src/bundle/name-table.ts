const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** So many names hang on one that is written out. */
const BLOCK = 16;

/**
 * Names and the order in which they came, in a few large blocks: a million names as objects would cost more memory than all else. Of each name only what it does not share
 * with the one before is kept: paths come sorted, and differ in their last bytes.
 */
export class NameTable {
  /** Of each name: how many bytes it has from the one before, how many follow, and these. The first of a block has none from before. */
  private bytes = new Uint8Array(1 << 12);
  private used = 0;
  /** Where each block begins. */
  private blocks = new Float64Array(1 << 4);
  private hashes = new Int32Array(1 << 8);
  private slots = new Int32Array(1 << 10);
  private scratch = new Uint8Array(1 << 10);
  /** The name that was written out last, and where the one behind it begins. */
  private readonly last = { index: -1, bytes: new Uint8Array(1 << 10), length: 0, end: 0 };
  size = 0;

  /** Takes a name; gives its index, or the one that it has already. */
  add(name: string): number {
    const length = this.write(name);
    const hash = hashOf(this.scratch, 0, length);
    const known = this.find(hash, this.scratch, 0, length);
    if (known >= 0) return known;
    const index = this.size;
    if (index === this.hashes.length) this.hashes = grown(this.hashes, new Int32Array(2 * index));
    this.hashes[index] = hash;
    this.append(index, length);
    this.size += 1;
    if (this.size * 2 > this.slots.length) this.spread();
    else this.place(index);
    return index;
  }

  /** -1: it is not here. */
  indexOf(name: string): number {
    return this.indexOfBytes(this.scratch, 0, this.write(name));
  }

  /** The index of the name that these bytes are. */
  indexOfBytes(bytes: Uint8Array, from: number, to: number): number {
    return this.find(hashOf(bytes, from, to), bytes, from, to);
  }

  at(index: number): string {
    const { bytes, length } = this.unfold(index);
    return decoder.decode(bytes.subarray(0, length));
  }

  /** How many bytes of UTF-8 a name has. */
  bytesAt(index: number): number {
    return this.unfold(index).length;
  }

  /** Is this name these bytes? */
  is(index: number, bytes: Uint8Array, from: number, to: number): boolean {
    const name = this.unfold(index);
    if (name.length !== to - from) return false;
    for (let at = to - 1, own = name.length - 1; own >= 0; at -= 1, own -= 1) if (bytes[at] !== name.bytes[own]) return false;
    return true;
  }

  private find(hash: number, bytes: Uint8Array, from: number, to: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const index = (this.slots[slot] as number) - 1;
      if (index < 0 || (this.hashes[index] === hash && this.is(index, bytes, from, to))) return index;
    }
  }

  /** Appends what the scratch holds. */
  private append(index: number, length: number): void {
    const isFirst = index % BLOCK === 0;
    const { last, scratch } = this;
    if (!isFirst) this.unfold(index - 1);
    let shared = 0;
    while (!isFirst && shared < last.length && shared < length && last.bytes[shared] === scratch[shared]) shared += 1;
    if (isFirst) {
      if (index / BLOCK === this.blocks.length) this.blocks = grown(this.blocks, new Float64Array(2 * this.blocks.length));
      this.blocks[index / BLOCK] = this.used;
    }
    const most = this.used + length - shared + 2 * MOST_NUMBER;
    if (most > this.bytes.length) this.bytes = grown(this.bytes, new Uint8Array(2 * most));
    this.number(shared);
    this.number(length - shared);
    this.bytes.set(scratch.subarray(shared, length), this.used);
    this.used += length - shared;
  }

  /** Writes a name out; what is given holds until the next call. */
  private unfold(index: number): { readonly bytes: Uint8Array; readonly length: number } {
    const { last } = this;
    const first = index - (index % BLOCK);
    if (last.index > index || last.index < first) {
      last.index = first - 1;
      last.end = this.blocks[first / BLOCK] as number;
    }
    for (; last.index < index; last.index += 1) {
      const shared = this.numberAt(last);
      last.length = shared + this.numberAt(last);
      if (last.length > last.bytes.length) last.bytes = grown(last.bytes, new Uint8Array(2 * last.length));
      for (let at = shared; at < last.length; at += 1, last.end += 1) last.bytes[at] = this.bytes[last.end] as number;
    }
    return last;
  }

  /** Seven bits a byte, the lowest first. */
  private number(value: number): void {
    for (let rest = value; ; rest >>>= 7) {
      this.bytes[this.used] = rest < 0x80 ? rest : (rest & 0x7f) | 0x80;
      this.used += 1;
      if (rest < 0x80) return;
    }
  }

  private numberAt(reading: { end: number }): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[reading.end] as number;
      reading.end += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  private place(index: number): void {
    const mask = this.slots.length - 1;
    let slot = (this.hashes[index] as number) & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = index + 1;
  }

  private spread(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    for (let index = 0; index < this.size; index += 1) this.place(index);
  }

  /** Writes a name into the scratch; gives how many bytes it has. */
  private write(name: string): number {
    if (this.scratch.length < name.length * 3) this.scratch = new Uint8Array(name.length * 3);
    const { scratch } = this;
    for (let index = 0; index < name.length; index += 1) {
      const code = name.charCodeAt(index);
      if (code > 0x7f) return encoder.encodeInto(name, scratch).written;
      scratch[index] = code;
    }
    return name.length;
  }
}

/** Bytes of a number within 2^31. */
const MOST_NUMBER = 5;

/** FNV-1a, mixed once more, since the low bits choose the slot. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}

function grown<T extends Uint8Array | Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
