import { createHash } from 'node:crypto';
import { Transform, type Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { BagFile } from './staged-bag.js';

/** As MS-DOS writes 1980-01-01 00:00:00: made of local fields, which is what yazl reads, so that no time zone shows. */
const EARLIEST = new Date(1980, 0, 1, 0, 0, 0, 0);
const MODE = 0o100644;

/**
 * The bag as a zip, streamed: every entry stored, one after the other, none open before its turn. Nothing in it depends on anything but names and
 * contents. An original whose bytes are no longer what their name says ends the stream with an error.
 */
export function zipBag(folder: string, files: readonly BagFile[]): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.on('error', (error: Error) => output.destroy(error));
  for (const { path, sha256, size, open } of files) {
    const options = { mtime: EARLIEST, forceDosTimestamp: true, mode: MODE, compress: false, size };
    zip.addReadStreamLazy(`${folder}/${path}`, options, (give) => {
      open().then(
        (bytes) => {
          const checked = new Checked(path, sha256);
          bytes.on('error', (error) => output.destroy(error));
          checked.on('error', (error) => output.destroy(error));
          give(null, bytes.pipe(checked));
        },
        (error: unknown) => output.destroy(error instanceof Error ? error : new Error('A file of the bag cannot be opened.')),
      );
    });
  }
  zip.end();
  return output;
}

/** Lets bytes through, and says at their end whether they were the ones that the manifest names. */
class Checked extends Transform {
  private readonly hash = createHash('sha256');

  constructor(
    private readonly path: string,
    private readonly sha256: string,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
    this.hash.update(chunk);
    done(null, chunk);
  }

  override _flush(done: (error?: Error) => void): void {
    if (this.hash.digest('hex') === this.sha256) done();
    else done(new Error(`${this.path} is not what its digest says: it was changed while the bundle was built, or before.`));
  }
}
