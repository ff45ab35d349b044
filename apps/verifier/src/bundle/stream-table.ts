import { fromHex, NameTable, streamFile, toHex, type BundleStream, type Head, type StreamSight } from '@tregua/ledger';

const HASH = 32;
const SIGHTS: readonly StreamSight[] = ['exact', 'abridged', 'withheld'];

/** The streams that `bundle.json` names, as numbers and bytes: as objects a hundred thousand of them would take more memory than all else. Sorted by stream, as they came. */
export class StreamTable implements Iterable<BundleStream> {
  private readonly names = new NameTable();
  private readonly rulebooks = new NameTable();
  /** Head, nonce, state. */
  private hashes = new Uint8Array((3 * HASH) << 6);
  /** seq, process, rulebook: the latter two from 1, 0 for null. */
  private numbers = new Float64Array(3 << 6);
  /** Sight; 4: there is a nonce; 8: there is a state. */
  private marks = new Uint8Array(1 << 6);

  get length(): number {
    return this.names.size;
  }

  /** Takes one more, which has been checked and stands behind the others. */
  add({ stream, seq, hash, nonce, rulebook, process, state, sight }: BundleStream): void {
    const index = this.names.add(stream);
    this.makeRoom(index);
    const hashes = [hash, nonce, state];
    hashes.forEach((one, which) => one !== null && this.hashes.set(fromHex(one), (3 * index + which) * HASH));
    this.numbers[3 * index] = seq;
    this.numbers[3 * index + 1] = process === null ? 0 : process + 1;
    this.numbers[3 * index + 2] = rulebook === null ? 0 : this.rulebooks.add(rulebook) + 1;
    this.marks[index] = SIGHTS.indexOf(sight) | (nonce === null ? 0 : 4) | (state === null ? 0 : 8);
  }

  /** @throws RangeError where there is none. */
  at(index: number): BundleStream {
    if (index < 0 || index >= this.length) throw new RangeError(`There is no stream ${index}.`);
    const stream = this.names.at(index);
    const mark = this.marks[index] as number;
    const [process, rulebook] = [this.numbers[3 * index + 1] as number, this.numbers[3 * index + 2] as number];
    return {
      file: streamFile(stream, 'events'),
      hash: this.hashOf(index, 0),
      nonce: (mark & 4) === 0 ? null : this.hashOf(index, 1),
      process: process === 0 ? null : process - 1,
      rulebook: rulebook === 0 ? null : this.rulebooks.at(rulebook - 1),
      seq: this.numbers[3 * index] as number,
      sight: SIGHTS[mark & 3] as StreamSight,
      state: (mark & 8) === 0 ? null : this.hashOf(index, 2),
      stream,
    };
  }

  /** Where each stream ends, as stated. */
  heads(): Head[] {
    return Array.from({ length: this.length }, (_, index) => ({
      stream: this.names.at(index),
      seq: this.numbers[3 * index] as number,
      hash: this.hashOf(index, 0),
    }));
  }

  nameAt(index: number): string {
    return this.names.at(index);
  }

  sightAt(index: number): StreamSight {
    return SIGHTS[(this.marks[index] as number) & 3] as StreamSight;
  }

  /** -1: it is not here. */
  indexOf(stream: string): number {
    return this.names.indexOf(stream);
  }

  /** As `indexOf`, by the bytes of the name. */
  indexOfBytes(bytes: Uint8Array, from: number, to: number): number {
    return this.names.indexOfBytes(bytes, from, to);
  }

  has(stream: string): boolean {
    return this.indexOf(stream) >= 0;
  }

  get(stream: string): BundleStream | undefined {
    const index = this.indexOf(stream);
    return index < 0 ? undefined : this.at(index);
  }

  /** The SHA-256 of a stream's state; null where none is stated, or where there is no such stream. */
  stateOf(stream: string): string | null {
    const index = this.indexOf(stream);
    return index < 0 || ((this.marks[index] as number) & 8) === 0 ? null : this.hashOf(index, 2);
  }

  /** Every rulebook that a stream names, once. */
  rulebookIds(): string[] {
    return Array.from({ length: this.rulebooks.size }, (_, index) => this.rulebooks.at(index));
  }

  *[Symbol.iterator](): Iterator<BundleStream> {
    for (let index = 0; index < this.length; index += 1) yield this.at(index);
  }

  private hashOf(index: number, which: number): string {
    const from = (3 * index + which) * HASH;
    return toHex(this.hashes.subarray(from, from + HASH));
  }

  private makeRoom(index: number): void {
    if (index < this.marks.length) return;
    const room = 2 * (index + 1);
    const { hashes, numbers, marks } = this;
    (this.hashes = new Uint8Array(3 * HASH * room)).set(hashes);
    (this.numbers = new Float64Array(3 * room)).set(numbers);
    (this.marks = new Uint8Array(room)).set(marks);
  }
}
