import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { EvidenceIsMissing, EvidenceIsTooLarge, EvidenceStore, type ReceivedBytes } from './evidence-store.js';

const HASH = /^[0-9a-f]{64}$/;

/**
 * On the file system: `<root>/ab/cd/abcd…`. Bytes are written beside, synced, and renamed into their place, so that a crash leaves either the whole
 * or nothing under a digest. Nobody chooses a name: no path of a client's ever reaches the disk.
 */
export class FileEvidenceStore extends EvidenceStore {
  private readonly root: string;

  constructor(root: string) {
    super();
    this.root = resolve(root);
  }

  override async receive(bytes: Readable, limitBytes: number): Promise<ReceivedBytes> {
    const incoming = join(this.root, 'incoming');
    await mkdir(incoming, { recursive: true, mode: 0o700 });
    const draft = join(incoming, randomBytes(16).toString('hex'));
    try {
      const received = await this.write(bytes, draft, limitBytes);
      const place = this.placeOf(received.sha256);
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      await chmod(draft, 0o400);
      await rename(draft, place); // What is there under this digest already is the same bytes.
      await syncFolder(dirname(place));
      return received;
    } catch (error) {
      bytes.destroy();
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
  }

  private async write(bytes: Readable, draft: string, limitBytes: number): Promise<ReceivedBytes> {
    const digest = createHash('sha256');
    let size = 0;
    const file = await open(draft, 'wx', 0o600);
    try {
      for await (const chunk of bytes as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > limitBytes) throw new EvidenceIsTooLarge(limitBytes);
        digest.update(chunk);
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    return { sha256: digest.digest('hex'), size };
  }

  override async sizeOf(sha256: string): Promise<number | undefined> {
    try {
      return (await stat(this.placeOf(sha256))).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  override async open(sha256: string): Promise<Readable> {
    if ((await this.sizeOf(sha256)) === undefined) throw new EvidenceIsMissing(sha256);
    return createReadStream(this.placeOf(sha256));
  }

  override async isIntact(sha256: string): Promise<boolean> {
    if ((await this.sizeOf(sha256)) === undefined) return false;
    const digest = createHash('sha256');
    for await (const chunk of createReadStream(this.placeOf(sha256)) as AsyncIterable<Buffer>) digest.update(chunk);
    return digest.digest('hex') === sha256;
  }

  override async remove(sha256: string): Promise<void> {
    await rm(this.placeOf(sha256), { force: true });
  }

  /** @throws RangeError for what is no digest: a path must never be built from anything else. */
  private placeOf(sha256: string): string {
    if (!HASH.test(sha256)) throw new RangeError('Not a SHA-256 digest in lower-case hexadecimal.');
    return join(this.root, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }
}

/** A rename is durable only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
