import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Source } from '../zip/source.js';

/** A file on disk as a source. @throws where it cannot be opened, or is no file. */
export function openSource(path: string): Source & { close(): void } {
  const file = openSync(path, 'r');
  const stat = fstatSync(file);
  if (!stat.isFile()) {
    closeSync(file);
    throw new Error('It is no file.');
  }
  return {
    size: stat.size,
    close: () => closeSync(file),
    read: (offset, length) => {
      const bytes = Buffer.allocUnsafeSlow(length);
      let done = 0;
      while (done < length) {
        const read = readSync(file, bytes, done, length - done, offset + done);
        if (read === 0) throw new Error('The file became shorter while it was read.');
        done += read;
      }
      return bytes;
    },
  };
}
