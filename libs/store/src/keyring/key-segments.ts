import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readSync, renameSync, statSync, writeSync } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { KeysAreElsewhere, placeOfKey, type DataKey, type DataKeys } from './data-keys.js';
import { flushFolder } from '@tregua/platform';
import { WRAPPED_BYTES, type MasterKeys } from './master-keys.js';

const MAGIC = Buffer.from('tregua-keys/v1\0\0');
const HEADER_BYTES = 128;
const RECORD_BYTES = 64;
const LIVE = 1;
/** Keys are made in advance, more the longer a process runs: one fsync for all of them, and few lost when it ends. */
const FIRST_SLOTS = 64;
const MOST_SLOTS = 1024;

/**
 * Data keys in files: a folder of mode 700, a file of mode 600 for some hundreds of keys that were made together. A file is written whole and
 * on the disk before the first of its keys is given out, belongs to the process that made it, and is never added to: so any number of
 * processes share the folder without a lock. A record stands at a place that the key's id names, so nothing is searched and nothing is kept in
 * memory: a destroyed key is gone for every process at once.
 *
 * ```
 * header, 128 bytes: magic 16, segment 8, slots 4 (big endian), id of the master 32, segment key wrapped by the master 60, zeros
 * record, 64 bytes:  nonce 12, key under the segment key 32, tag 16, 1, zeros; all zeros once the key is destroyed
 * ```
 */
export class KeySegments implements DataKeys {
  private readonly segmentKeys = new Map<string, Buffer>();
  private left: DataKey[] = [];
  private slots = FIRST_SLOTS;

  constructor(
    readonly folder: string,
    private readonly masters: MasterKeys,
  ) {
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
    if ((statSync(folder).mode & 0o077) !== 0)
      throw new Error(`The folder of keys ${folder} can be read by others than its owner: it must have mode 700.`);
  }

  take(): DataKey {
    if (this.left.length === 0) this.makeSegment();
    return this.left.pop() as DataKey;
  }

  find(id: string): Buffer | undefined {
    const place = placeOfKey(id);
    if (place === undefined) throw new KeysAreElsewhere(id, this.folder);
    const file = this.fileOf(place.segment);
    let descriptor: number;
    try {
      descriptor = openSync(file, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new KeysAreElsewhere(id, this.folder);
      throw error;
    }
    try {
      const segmentKey = this.segmentKeys.get(place.segment) ?? this.openSegment(descriptor, place.segment);
      const record = Buffer.alloc(RECORD_BYTES);
      if (readSync(descriptor, record, 0, RECORD_BYTES, HEADER_BYTES + place.slot * RECORD_BYTES) !== RECORD_BYTES)
        throw new KeysAreElsewhere(id, file);
      return record.every((byte) => byte === 0) ? undefined : openRecord(record, segmentKey, id);
    } finally {
      closeSync(descriptor);
    }
  }

  /**
   * Overwrites the records and brings that to the disk; a file of which no key is left is removed. What a disk keeps of what was overwritten opens
   * with the master alone: `rotate` and `retire` end that too. One process at a time: the caller holds the erasure lock of the database.
   */
  async destroy(ids: readonly string[]): Promise<void> {
    const slots = new Map<string, number[]>();
    for (const id of ids) {
      const place = placeOfKey(id);
      if (place === undefined) throw new Error(`${id} is the name of a master key: other values lie under it.`);
      slots.set(place.segment, [...(slots.get(place.segment) ?? []), place.slot]);
    }
    for (const [segment, gone] of slots) await this.overwrite(segment, gone);
  }

  /** Wraps each segment's key with the current master, in a new file in the old one's place. Under the erasure lock. @returns how many. */
  rewrap(): number {
    let wrapped = 0;
    for (const segment of this.segments()) {
      const file = this.fileOf(segment);
      const bytes = readWhole(file);
      if (masterOf(bytes) === this.masters.current) continue;
      writeHeader(bytes, segment, this.masters, this.unwrapHeader(bytes, segment));
      this.put(file, bytes);
      wrapped += 1;
    }
    return wrapped;
  }

  /** Masters with which a segment is wrapped. */
  mastersInUse(): readonly string[] {
    return [...new Set(this.segments().map((segment) => masterOf(readWhole(this.fileOf(segment)))))].sort();
  }

  segments(): readonly string[] {
    return readdirSync(this.folder)
      .flatMap((name) => /^([0-9a-f]{16})\.keys$/.exec(name)?.[1] ?? [])
      .sort();
  }

  private makeSegment(): void {
    // A master that was rotated away may be forgotten soon: nothing new goes under it.
    this.masters.refresh();
    const segment = randomBytes(8).toString('hex');
    const segmentKey = randomBytes(32);
    const bytes = Buffer.alloc(HEADER_BYTES + this.slots * RECORD_BYTES);
    bytes.writeUInt32BE(this.slots, 24);
    writeHeader(bytes, segment, this.masters, segmentKey);
    const made: DataKey[] = [];
    for (let slot = 0; slot < this.slots; slot += 1) {
      const made1 = { id: `${segment}.${slot}`, key: randomBytes(32) };
      writeRecord(bytes, slot, made1, segmentKey);
      made.push(made1);
    }
    this.put(this.fileOf(segment), bytes);
    this.segmentKeys.set(segment, segmentKey);
    this.left = made.reverse();
    this.slots = Math.min(MOST_SLOTS, this.slots * 2);
  }

  /** Whole or not at all, and on the disk when this returns. */
  private put(file: string, bytes: Buffer): void {
    const draft = `${file}.new`;
    const descriptor = openSync(draft, 'w', 0o600);
    try {
      writeSync(descriptor, bytes);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, file);
    flushFolder(this.folder);
  }

  private async overwrite(segment: string, gone: readonly number[]): Promise<void> {
    const path = this.fileOf(segment);
    if (!existsSync(path)) return;
    const file = await open(path, 'r+');
    let isEmpty: boolean;
    try {
      const size = (await file.stat()).size;
      for (const slot of gone) {
        const at = HEADER_BYTES + slot * RECORD_BYTES;
        if (at + RECORD_BYTES <= size) await file.write(Buffer.alloc(RECORD_BYTES), 0, RECORD_BYTES, at);
      }
      await file.sync();
      const rest = Buffer.alloc(size - HEADER_BYTES);
      await file.read(rest, 0, rest.length, HEADER_BYTES);
      isEmpty = rest.every((byte) => byte === 0);
    } finally {
      await file.close();
    }
    // Keys that this process has made and not given out are on the disk too: such a file is not empty.
    if (!isEmpty) return;
    await unlink(path);
    this.segmentKeys.delete(segment);
    flushFolder(this.folder);
  }

  private openSegment(descriptor: number, segment: string): Buffer {
    const header = Buffer.alloc(HEADER_BYTES);
    readSync(descriptor, header, 0, HEADER_BYTES, 0);
    const key = this.unwrapHeader(header, segment);
    this.segmentKeys.set(segment, key);
    return key;
  }

  private unwrapHeader(header: Buffer, segment: string): Buffer {
    if (!header.subarray(0, 16).equals(MAGIC) || header.toString('hex', 16, 24) !== segment)
      throw new Error(`${this.fileOf(segment)} is no file of keys, or bears another's name.`);
    return this.masters.unwrap({ master: masterOf(header), wrapped: header.subarray(60, 60 + WRAPPED_BYTES) }, segmentPlace(segment));
  }

  private fileOf(segment: string): string {
    return join(this.folder, `${segment}.keys`);
  }
}

function writeHeader(bytes: Buffer, segment: string, masters: MasterKeys, segmentKey: Buffer): void {
  const { master, wrapped } = masters.wrap(segmentKey, segmentPlace(segment));
  MAGIC.copy(bytes, 0);
  bytes.write(segment, 16, 'hex');
  bytes.fill(0, 28, HEADER_BYTES);
  bytes.write(master, 28, 'latin1');
  wrapped.copy(bytes, 60);
}

function masterOf(header: Buffer): string {
  return header.toString('latin1', 28, 60).replace(/\0+$/, '');
}

function segmentPlace(segment: string): Buffer {
  return Buffer.from(`tregua-segment/v1\0${segment}`);
}

function writeRecord(bytes: Buffer, slot: number, { id, key }: DataKey, segmentKey: Buffer): void {
  const at = HEADER_BYTES + slot * RECORD_BYTES;
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', segmentKey, nonce);
  cipher.setAAD(Buffer.from(id));
  Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]).copy(bytes, at);
  bytes[at + WRAPPED_BYTES] = LIVE;
}

function openRecord(record: Buffer, segmentKey: Buffer, id: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', segmentKey, record.subarray(0, 12), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(id));
  decipher.setAuthTag(record.subarray(44, WRAPPED_BYTES));
  return Buffer.concat([decipher.update(record.subarray(12, 44)), decipher.final()]);
}

function readWhole(file: string): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(statSync(file).size);
    readSync(descriptor, bytes, 0, bytes.length, 0);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}
