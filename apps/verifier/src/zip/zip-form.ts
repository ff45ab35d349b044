import { ZIP_DOS_DATE, ZIP_DOS_TIME } from '@tregua/ledger';

/** What one file of the zip is, before it is written. All other bytes of its headers follow from this. */
export interface ZipMember {
  /** UTF-8 of the path. */
  readonly name: Uint8Array;
  readonly size: number;
  readonly crc32: number;
  /** Where its local header stands. */
  readonly offset: number;
}

/** A regular file that its owner may write and everybody read, as Unix keeps it in the upper half of the attributes. */
const ATTRIBUTES = (0o100644 << 16) >>> 0;

export const LOCAL_BYTES = 30;
export const CENTRAL_BYTES = 46;
export const END_BYTES = 22;
export const END64_BYTES = 56;
export const LOCATOR_BYTES = 20;
export const MOST_32 = 0xffffffff;
const MOST_16 = 0xffff;

const VERSION_MADE_BY = (3 << 8) | 63;
const UTF8_NAME = 1 << 11;
/** Sizes and checksum stand behind the contents, because the writer streams. */
const SIZES_BEHIND = 1 << 3;
const FLAGS = UTF8_NAME | SIZES_BEHIND;
const EXTRA64_BYTES = 28;

/** Beyond what 32 bits tell, sizes and offsets stand in the fields of zip64 (APPNOTE 4.3.9.2, 4.5.3). */
export function isZip64({ size, offset }: Pick<ZipMember, 'size' | 'offset'>): boolean {
  return size >= MOST_32 || offset >= MOST_32;
}

/** APPNOTE 4.3.7. */
export function localHeader({ name }: Pick<ZipMember, 'name'>): Uint8Array {
  const writer = new Writer(LOCAL_BYTES + name.length);
  writer.four(0x04034b50).two(20).two(FLAGS).two(0).two(ZIP_DOS_TIME).two(ZIP_DOS_DATE);
  return writer.four(0).four(0).four(0).two(name.length).two(0).all(name).bytes;
}

/** APPNOTE 4.3.9: what follows the contents. */
export function dataDescriptor(member: Omit<ZipMember, 'name'>): Uint8Array {
  const { crc32, size } = member;
  if (!isZip64(member)) return new Writer(16).four(0x08074b50).four(crc32).four(size).four(size).bytes;
  return new Writer(24).four(0x08074b50).four(crc32).eight(size).eight(size).bytes;
}

/** How long `dataDescriptor` is. */
export function descriptorBytes(member: Pick<ZipMember, 'size' | 'offset'>): number {
  return isZip64(member) ? 24 : 16;
}

/** APPNOTE 4.3.12. */
export function centralRecord(member: ZipMember): Uint8Array {
  const { name, crc32, size, offset } = member;
  const large = isZip64(member);
  const extra = large ? EXTRA64_BYTES : 0;
  const writer = new Writer(CENTRAL_BYTES + name.length + extra);
  writer
    .four(0x02014b50)
    .two(VERSION_MADE_BY)
    .two(large ? 45 : 20)
    .two(FLAGS)
    .two(0)
    .two(ZIP_DOS_TIME)
    .two(ZIP_DOS_DATE);
  writer
    .four(crc32)
    .four(large ? MOST_32 : size)
    .four(large ? MOST_32 : size)
    .two(name.length)
    .two(extra)
    .two(0)
    .two(0)
    .two(0);
  writer
    .four(ATTRIBUTES)
    .four(large ? MOST_32 : offset)
    .all(name);
  if (large)
    writer
      .two(1)
      .two(EXTRA64_BYTES - 4)
      .eight(size)
      .eight(size)
      .eight(offset);
  return writer.bytes;
}

/** APPNOTE 4.3.14 to 4.3.16: what stands behind the central directory. */
export function endRecords(count: number, directory: { readonly offset: number; readonly size: number }): Uint8Array {
  const { offset, size } = directory;
  const large = count >= MOST_16 || size >= MOST_32 || offset >= MOST_32;
  const writer = new Writer(large ? END64_BYTES + LOCATOR_BYTES + END_BYTES : END_BYTES);
  if (large) {
    writer
      .four(0x06064b50)
      .eight(END64_BYTES - 12)
      .two(VERSION_MADE_BY)
      .two(45)
      .four(0)
      .four(0);
    writer.eight(count).eight(count).eight(size).eight(offset);
    writer
      .four(0x07064b50)
      .four(0)
      .eight(offset + size)
      .four(1);
  }
  const shown = large ? Math.min(count, MOST_16) : count;
  writer.four(0x06054b50).two(0).two(0).two(shown).two(shown);
  return writer.four(Math.min(size, MOST_32)).four(Math.min(offset, MOST_32)).two(0).bytes;
}

/** Little-endian, front to back. Byte by byte: a view would cost more than the few bytes of a header. */
class Writer {
  readonly bytes: Uint8Array;
  private at = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
  }

  two(value: number): this {
    this.bytes[this.at++] = value & 0xff;
    this.bytes[this.at++] = (value >>> 8) & 0xff;
    return this;
  }

  four(value: number): this {
    return this.two(value & MOST_16).two(value >>> 16);
  }

  eight(value: number): this {
    return this.four(value % 0x100000000).four(Math.floor(value / 0x100000000));
  }

  all(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
    return this;
  }
}
