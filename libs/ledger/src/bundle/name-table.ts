const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Names and the order in which they came, in a few large blocks: a million names as objects would cost more memory than all else. */
export class NameTable {
  private bytes = new Uint8Array(1 << 12);
  private ends = new Float64Array(1 << 8);
  private slots = new Int32Array(1 << 10);
  private scratch = new Uint8Array(1 << 10);
  size = 0;

  /** Takes a name; gives its index, or the one that it has already. */
  add(name: string): number {
    const length = this.write(name);
    const known = this.indexOfBytes(this.scratch, 0, length);
    if (known >= 0) return known;
    const from = this.startOf(this.size);
    if (from + length > this.bytes.length) this.bytes = grown(this.bytes, new Uint8Array(2 * (from + length)));
    this.bytes.set(this.scratch.subarray(0, length), from);
    if (this.size === this.ends.length) this.ends = grown(this.ends, new Float64Array(2 * this.size));
    this.ends[this.size] = from + length;
    this.size += 1;
    if (this.size * 2 > this.slots.length) this.spread();
    else this.place(this.size - 1);
    return this.size - 1;
  }

  /** -1: it is not here. */
  indexOf(name: string): number {
    return this.indexOfBytes(this.scratch, 0, this.write(name));
  }

  /** The index of the name that these bytes are. */
  indexOfBytes(bytes: Uint8Array, from: number, to: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hashOf(bytes, from, to) & mask; ; slot = (slot + 1) & mask) {
      const index = (this.slots[slot] as number) - 1;
      if (index < 0 || this.is(index, bytes, from, to)) return index;
    }
  }

  at(index: number): string {
    return decoder.decode(this.bytes.subarray(this.startOf(index), this.ends[index]));
  }

  /** How many bytes of UTF-8 a name has. */
  bytesAt(index: number): number {
    return (this.ends[index] as number) - this.startOf(index);
  }

  /** Is this name these bytes? */
  is(index: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.startOf(index);
    if ((this.ends[index] as number) - start !== to - from) return false;
    for (let at = from, own = start; at < to; at += 1, own += 1) if (bytes[at] !== this.bytes[own]) return false;
    return true;
  }

  private startOf(index: number): number {
    return index === 0 ? 0 : (this.ends[index - 1] as number);
  }

  private place(index: number): void {
    const mask = this.slots.length - 1;
    let slot = hashOf(this.bytes, this.startOf(index), this.ends[index] as number) & mask;
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

/** FNV-1a, mixed once more, since the low bits choose the slot. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}

function grown<T extends Uint8Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
