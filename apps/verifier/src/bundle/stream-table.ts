import { asciiBytes, NameTable, streamFile, type BundleStream, type Head, type StreamSight } from '@tregua/ledger';
import { NameFinder } from '../zip/name-finder.js';

const SIGHTS: readonly StreamSight[] = ['exact', 'abridged', 'withheld'];
/** What stands before the name of a stream in its canonical form, and behind it. */
const [BEFORE, BEHIND] = streamFile('|', 'events').split('|') as [string, string];
const NAME_FROM = `{"file":"${BEFORE}`.length;
const BEHIND_NAME = asciiBytes(`${BEHIND}"`);
const decoder = new TextDecoder();

/** Where streams end. There may be a hundred thousand of them: they are read one by one, as long as the bundle can be read. */
export interface Heads extends Iterable<Head> {
  readonly length: number;
}

/** What is kept of the streams that `bundle.json` names: where each stands, and what is asked of many. */
export class StreamPlaces {
  length = 0;
  /** The first byte of each, and behind them one that lies one byte behind the last: between two stands a comma. */
  private starts = new Uint32Array(1 << 6);
  private sights = new Uint8Array(1 << 6);
  /** Every rulebook that a stream names. */
  readonly rulebooks = new NameTable();

  /** Takes one more, which has been checked and stands behind the others: from its first byte to behind its last one. */
  add({ sight, rulebook }: BundleStream, from: number, to: number): void {
    if (this.length + 1 === this.starts.length) this.resize(2 * this.starts.length);
    this.starts[this.length] = from;
    this.sights[this.length] = SIGHTS.indexOf(sight);
    if (rulebook !== null) this.rulebooks.add(rulebook);
    this.length += 1;
    this.starts[this.length] = to + 1;
  }

  /** Nothing more will come. */
  end(): this {
    this.resize(this.length + 1);
    return this;
  }

  from(index: number): number {
    return this.starts[index] as number;
  }

  to(index: number): number {
    return (this.starts[index + 1] as number) - 1;
  }

  sightOf(index: number): StreamSight {
    return SIGHTS[this.sights[index] as number] as StreamSight;
  }

  private resize(room: number): void {
    const { starts, sights } = this;
    (this.starts = new Uint32Array(room)).set(starts.subarray(0, room));
    (this.sights = new Uint8Array(room)).set(sights.subarray(0, room));
  }
}

/**
 * The streams that `bundle.json` names, sorted by stream. They stay in the file, and are read again when they are asked for: as objects a hundred thousand of them would take more
 * memory than all else.
 */
export class StreamTable implements Iterable<BundleStream> {
  private readonly finder: NameFinder;
  private readonly name = new Uint8Array(1 << 10);
  /** What was read last: the same one is often asked for again. */
  private last: { readonly index: number; readonly stream: BundleStream } | undefined;

  /** @param read the canonical bytes of a stream, by its place. They need to hold until the next call only. */
  constructor(
    private readonly places: StreamPlaces,
    private readonly read: (from: number, to: number) => Uint8Array,
  ) {
    this.finder = new NameFinder(places.length, (index, bytes, from, to) => this.isNamed(index, bytes, from, to));
    for (let index = 0; index < places.length; index += 1) {
      const bytes = this.bytesOf(index);
      this.finder.add(index, bytes, NAME_FROM, nameEnd(bytes));
    }
  }

  get length(): number {
    return this.places.length;
  }

  /** @throws RangeError where there is none. */
  at(index: number): BundleStream {
    if (index < 0 || index >= this.length) throw new RangeError(`There is no stream ${index}.`);
    if (this.last?.index !== index) this.last = { index, stream: JSON.parse(decoder.decode(this.bytesOf(index))) as BundleStream };
    return this.last.stream;
  }

  /** Where each stream ends, as stated. */
  heads(): Heads {
    return { length: this.length, [Symbol.iterator]: () => headsOf(this) };
  }

  nameAt(index: number): string {
    const bytes = this.bytesOf(index);
    return decoder.decode(bytes.subarray(NAME_FROM, nameEnd(bytes)));
  }

  sightAt(index: number): StreamSight {
    return this.places.sightOf(index);
  }

  /** -1: it is not here. */
  indexOf(stream: string): number {
    if (3 * stream.length > this.name.length) return -1;
    for (let at = 0; at < stream.length; at += 1) {
      const code = stream.charCodeAt(at);
      if (code > 0x7f) return -1;
      this.name[at] = code;
    }
    return this.finder.find(this.name, 0, stream.length);
  }

  /** As `indexOf`, by the bytes of the name. */
  indexOfBytes(bytes: Uint8Array, from: number, to: number): number {
    return this.finder.find(bytes, from, to);
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
    return this.get(stream)?.state ?? null;
  }

  /** Every rulebook that a stream names, once. */
  rulebookIds(): string[] {
    const { rulebooks } = this.places;
    return Array.from({ length: rulebooks.size }, (_, index) => rulebooks.at(index));
  }

  *[Symbol.iterator](): Iterator<BundleStream> {
    for (let index = 0; index < this.length; index += 1) yield this.at(index);
  }

  private bytesOf(index: number): Uint8Array {
    return this.read(this.places.from(index), this.places.to(index));
  }

  private isNamed(index: number, bytes: Uint8Array, from: number, to: number): boolean {
    const stated = this.bytesOf(index);
    const behind = NAME_FROM + to - from;
    for (let at = 0; at < BEHIND_NAME.length; at += 1) if (stated[behind + at] !== BEHIND_NAME[at]) return false;
    for (let at = behind - 1; at >= NAME_FROM; at -= 1) if (stated[at] !== bytes[from + at - NAME_FROM]) return false;
    return true;
  }
}

function* headsOf(streams: StreamTable): Generator<Head> {
  for (const { stream, seq, hash } of streams) yield { stream, seq, hash };
}

/** Where the name ends: it holds no quote, and the rest of the file's name follows. */
function nameEnd(stated: Uint8Array): number {
  return stated.indexOf(0x22, NAME_FROM) - BEHIND_NAME.length + 1;
}
