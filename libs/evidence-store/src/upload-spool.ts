import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';

/** A piece of a file, written once and never altered. */
export interface SpooledPart {
  /** Its name in the spool: 32 lower-case hex digits. */
  readonly file: string;
  readonly size: number;
  /** 64 lower-case hex. */
  readonly sha256: string;
}

const NAME = /^[0-9a-f]{32}$/;

/**
 * Where files lie that come in pieces, until the last piece is here: a folder on this machine. Each piece is a file of its own under a random name, and
 * counts once somebody has written that name down: so two senders never write into each other's bytes, and a crash leaves no half piece that counts.
 */
export class UploadSpool {
  private readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
  }

  /**
   * Cuts what comes into pieces of `partBytes`, and hands each over when it is on the disk. What a broken line left of the last one is a piece as well.
   *
   * @param limitBytes more than this is not read; the caller has refused what declares more.
   */
  async *receive(bytes: Readable, partBytes: number, limitBytes: number): AsyncGenerator<SpooledPart> {
    await mkdir(this.root, { recursive: true, mode: 0o700 });
    let left = limitBytes;
    let part: OpenPart | undefined;
    try {
      for await (const chunk of untilItBreaks(bytes)) {
        let rest = chunk.subarray(0, left);
        left -= rest.length;
        while (rest.length > 0) {
          part ??= await OpenPart.begin(this.root);
          const taken = rest.subarray(0, partBytes - part.size);
          await part.write(taken);
          rest = rest.subarray(taken.length);
          if (part.size < partBytes) continue;
          const full = part;
          part = undefined;
          yield await full.end();
        }
        if (left === 0) break;
      }
      if (part !== undefined) {
        const last = part;
        part = undefined;
        yield await last.end();
      }
    } finally {
      await part?.drop();
    }
  }

  /** The pieces one after the other. @throws PartIsDamaged at the first that is not what it was. */
  open(parts: readonly SpooledPart[]): Readable {
    return Readable.from(this.read(parts), { objectMode: false });
  }

  /** Is it there, and still what it was? */
  async isIntact(part: SpooledPart): Promise<boolean> {
    try {
      for await (const _ of this.read([part])) continue;
      return true;
    } catch (error) {
      if (error instanceof PartIsDamaged) return false;
      throw error;
    }
  }

  async remove(files: readonly string[]): Promise<void> {
    for (const file of files) await rm(this.placeOf(file), { force: true });
  }

  /** Removes pieces that nobody knows and that were not touched for so long: what a crash left before their names were written down. */
  async removeUnknown(known: ReadonlySet<string>, untouchedForMs: number): Promise<number> {
    let removed = 0;
    for (const file of await readdir(this.root).catch(() => [] as string[])) {
      if (!NAME.test(file) || known.has(file)) continue;
      const { mtimeMs } = await stat(this.placeOf(file)).catch(() => ({ mtimeMs: Infinity }));
      if (Date.now() - mtimeMs < untouchedForMs) continue;
      await this.remove([file]);
      removed += 1;
    }
    return removed;
  }

  private async *read(parts: readonly SpooledPart[]): AsyncGenerator<Buffer> {
    for (const part of parts) {
      const digest = createHash('sha256');
      let size = 0;
      try {
        for await (const chunk of createReadStream(this.placeOf(part.file)) as AsyncIterable<Buffer>) {
          digest.update(chunk);
          size += chunk.length;
          yield chunk;
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new PartIsDamaged(part.file);
        throw error;
      }
      if (size !== part.size || digest.digest('hex') !== part.sha256) throw new PartIsDamaged(part.file);
    }
  }

  private placeOf(file: string): string {
    if (!NAME.test(file)) throw new RangeError('Not the name of a piece.');
    return join(this.root, file);
  }
}

export class PartIsDamaged extends Error {
  constructor(readonly file: string) {
    super(`The piece ${file} is not what it was.`);
    this.name = 'PartIsDamaged';
  }
}

class OpenPart {
  size = 0;
  private readonly digest = createHash('sha256');

  private constructor(
    private readonly root: string,
    private readonly file: string,
    private readonly handle: Awaited<ReturnType<typeof open>>,
  ) {}

  static async begin(root: string): Promise<OpenPart> {
    const file = randomBytes(16).toString('hex');
    return new OpenPart(root, file, await open(join(root, file), 'wx', 0o600));
  }

  async write(bytes: Buffer): Promise<void> {
    this.digest.update(bytes);
    await this.handle.writeFile(bytes);
    this.size += bytes.length;
  }

  async end(): Promise<SpooledPart> {
    await this.handle.sync();
    await this.handle.close();
    return { file: this.file, size: this.size, sha256: this.digest.digest('hex') };
  }

  async drop(): Promise<void> {
    await this.handle.close();
    await rm(join(this.root, this.file), { force: true });
  }
}

/** A line that breaks is how most uploads of the field end: what came counts. What is not wanted is let run out, so that the sender hears the answer. */
async function* untilItBreaks(bytes: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of bytes.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    if (!bytes.destroyed) throw error;
  } finally {
    bytes.resume();
  }
}
