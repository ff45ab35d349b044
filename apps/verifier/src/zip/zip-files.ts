import { BUNDLE_LIMITS } from '@tregua/ledger';
import { NameFinder } from './name-finder.js';
import { Pages } from './pages.js';
import type { Source } from './source.js';
import { CENTRAL_BYTES, descriptorBytes, LOCAL_BYTES, localHeader, MOST_32, type ZipMember } from './zip-form.js';

/** One file of the zip, where its contents lie. */
export interface ZipFile extends Omit<ZipMember, 'name'> {
  /** Among the files of the zip. */
  readonly index: number;
  /** First byte of the contents. */
  readonly start: number;
}

/** Of so many files only the first one's place is kept. */
const BLOCK = 8;

/** What all local headers begin with, up to the length of the name. */
const HEADER = localHeader({ name: new Uint8Array(0) });

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The files of a zip by their paths, in the order of its directory. There may be a million of them, so what the directory says of a file stays there and is read again; kept are a
 * few bytes for each. Of two files with one name the last one is meant.
 */
export class ZipFiles implements Iterable<ZipFile> {
  /** Records of the directory that were taken. */
  length = 0;
  /** Where the directory has the first file of each block, and where that file's header is. */
  private readonly blocks: Float64Array;
  private readonly finder: NameFinder;
  private readonly pages: Pages;
  /** 1: another of the same name came later. Made when the first one comes. */
  private replaced: Uint8Array | undefined;
  /** The file that was looked at last, as its record says; none yet. */
  private readonly here = { index: -2, record: 0, offset: 0, length: 0, name: 0, size: 0, crc32: 0 };
  private readonly path = new Uint8Array(3 * BUNDLE_LIMITS.pathBytes);

  /** @param most files. */
  constructor(
    source: Source,
    private readonly most: number,
  ) {
    this.pages = new Pages(source);
    this.blocks = new Float64Array(2 * Math.ceil(most / BLOCK));
    this.finder = new NameFinder(most, (index, bytes, from, to) => this.is(index, bytes, from, to));
  }

  /**
   * Takes the next record of the directory, which has been checked.
   * @param isNew no file before has this name, as their order shows.
   */
  add(name: Uint8Array, record: number, offset: number, isNew: boolean): void {
    const index = this.length;
    if (index % BLOCK === 0) this.blocks.set([record, offset], (2 * index) / BLOCK);
    this.length += 1;
    if (isNew) return this.finder.add(index, name, 0, name.length);
    const before = this.finder.replace(index, name, 0, name.length);
    if (before >= 0) (this.replaced ??= new Uint8Array(this.most))[before] = 1;
  }

  /** The index of a path, or -1. */
  indexOf(path: string): number {
    if (path.length > BUNDLE_LIMITS.pathBytes) return -1;
    const { written } = encoder.encodeInto(path, this.path);
    return this.finder.find(this.path, 0, written);
  }

  /** Did another file of the same name come later? Then this one is not meant by it. */
  isReplaced(index: number): boolean {
    return this.replaced?.[index] === 1;
  }

  pathAt(index: number): string {
    const { record, name } = this.seek(index);
    return decoder.decode(this.pages.read(record + CENTRAL_BYTES, name));
  }

  at(index: number): ZipFile {
    const { size, crc32, offset, name } = this.seek(index);
    return { index, size, crc32, offset, start: offset + LOCAL_BYTES + name };
  }

  /** The first whose path ends so. */
  find(end: string): ZipFile | undefined {
    for (let index = 0; index < this.length; index += 1)
      if (!this.isReplaced(index) && this.pathAt(index).endsWith(end)) return this.at(index);
    return undefined;
  }

  /** A quick yes: header and descriptor of a file are what they must be. */
  isPlainlyAround(source: Source, { index, size, crc32, offset, start }: ZipFile): boolean {
    if (size >= MOST_32 || offset >= MOST_32) return false;
    const around = [source.read(offset, start - offset), source.read(start + size, 16)] as const;
    const [header, descriptor] = around;
    const name = start - offset - LOCAL_BYTES;
    for (let at = 0; at < 26; at += 1) if (header[at] !== HEADER[at]) return false;
    if (header[26] !== (name & 0xff) || header[27] !== name >>> 8 || header[28] !== 0 || header[29] !== 0) return false;
    if (!this.is(index, header, LOCAL_BYTES, header.length)) return false;
    for (let at = 0; at < 4; at += 1) {
      const shift = 8 * at;
      if (descriptor[at] !== ((0x08074b50 >>> shift) & 0xff) || descriptor[4 + at] !== ((crc32 >>> shift) & 0xff)) return false;
      if (descriptor[8 + at] !== ((size >>> shift) & 0xff) || descriptor[12 + at] !== ((size >>> shift) & 0xff)) return false;
    }
    return true;
  }

  *[Symbol.iterator](): Iterator<ZipFile> {
    for (let index = 0; index < this.length; index += 1) if (!this.isReplaced(index)) yield this.at(index);
  }

  private is(index: number, bytes: Uint8Array, from: number, to: number): boolean {
    const { record, name: length } = this.seek(index);
    if (length !== to - from) return false;
    const name = this.pages.read(record + CENTRAL_BYTES, length);
    // Paths differ in their last bytes.
    for (let at = length - 1; at >= 0; at -= 1) if (name[at] !== bytes[from + at]) return false;
    return true;
  }

  /** Goes to a file's record: from where it stood last, or from the first of the block. What is given holds until the next call. */
  private seek(index: number): ZipFiles['here'] {
    const { here } = this;
    if (here.index === index) return here;
    const first = index - (index % BLOCK);
    if (here.index > index || here.index < first - 1) {
      here.index = first;
      here.record = this.blocks[(2 * first) / BLOCK] as number;
      here.offset = this.blocks[(2 * first) / BLOCK + 1] as number;
      this.look();
    }
    while (here.index < index) {
      here.index += 1;
      here.record += here.length;
      here.offset += LOCAL_BYTES + here.name + here.size + descriptorBytes(here);
      this.look();
    }
    return here;
  }

  private look(): void {
    const { here, pages } = this;
    const record = pages.read(here.record, CENTRAL_BYTES);
    here.name = two(record, 28);
    here.length = CENTRAL_BYTES + here.name + two(record, 30) + two(record, 32);
    here.crc32 = four(record, 16);
    here.size = four(record, 24);
    if (here.size !== MOST_32) return;
    const extra = pages.read(here.record + CENTRAL_BYTES + here.name + 4, 8);
    here.size = four(extra, 4) * 2 ** 32 + four(extra, 0);
  }
}

function two(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

function four(bytes: Uint8Array, at: number): number {
  return two(bytes, at) + two(bytes, at + 2) * 0x10000;
}
