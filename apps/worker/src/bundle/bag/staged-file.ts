import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What is gathered before it is written: a line at a time would be a call of the system at a time. */
const BUFFER_BYTES = 256 * 1024;

/** A file that is written piece by piece and hashed as it goes, so that it is never in memory whole. */
export class StagedFile {
  private readonly hash: Hash = createHash('sha256');
  private readonly waiting: Buffer[] = [];
  private waitingBytes = 0;
  private written = 0;

  private constructor(private readonly handle: FileHandle) {}

  static async create(path: string): Promise<StagedFile> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return new StagedFile(await open(path, 'wx', 0o600));
  }

  get size(): number {
    return this.written + this.waitingBytes;
  }

  async write(piece: Uint8Array | string): Promise<void> {
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    if (this.waitingBytes >= BUFFER_BYTES) await this.flush();
  }

  /** Ends the file. Answers with its digest in hexadecimal and its size. */
  async close(): Promise<{ readonly sha256: string; readonly size: number }> {
    await this.flush();
    await this.handle.close();
    return { sha256: this.hash.digest('hex'), size: this.written };
  }

  /** Gives it up: the folder is thrown away anyway. */
  async abandon(): Promise<void> {
    await this.handle.close().catch(() => undefined);
  }

  private async flush(): Promise<void> {
    if (this.waitingBytes === 0) return;
    const bytes = Buffer.concat(this.waiting);
    this.waiting.length = 0;
    this.waitingBytes = 0;
    this.hash.update(bytes);
    await this.handle.writeFile(bytes);
    this.written += bytes.length;
  }
}
