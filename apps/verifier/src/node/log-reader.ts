import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { tilePath, TILE_WIDTH, type LogReader, type TileName } from '@tregua/ledger';

/** An entry bundle holds at most 256 entries of 64 KiB. */
const MOST_BYTES = 17 * 1024 * 1024;
const TIMEOUT_MS = 30_000;

/** A log in a folder, or behind a URL: `checkpoint` and `tile/…` as c2sp.org/tlog-tiles lays them out. */
export function logReaderOf(place: string): LogReader {
  const read = /^https?:\/\//.test(place) ? fromUrl(place.replace(/\/+$/, '')) : fromFolder(place);
  return {
    checkpoint: () => read('checkpoint'),
    tile: async (name) => (await read(tilePath(name.level, name.index, name.width))) ?? (await cutFromFull(read, name)),
  };
}

type Read = (path: string) => Promise<Uint8Array | undefined>;

/** A partial tile may be gone once the full one is there. */
async function cutFromFull(read: Read, { level, index, width }: TileName): Promise<Uint8Array | undefined> {
  if (width === TILE_WIDTH) return undefined;
  const full = await read(tilePath(level, index));
  if (full === undefined) return undefined;
  return level === 'entries' ? firstEntries(full, width) : full.subarray(0, width * 32);
}

function firstEntries(bundle: Uint8Array, count: number): Uint8Array {
  let at = 0;
  for (let entry = 0; entry < count && at + 2 <= bundle.length; entry += 1)
    at += 2 + (((bundle[at] as number) << 8) | (bundle[at + 1] as number));
  return bundle.subarray(0, at);
}

function fromFolder(folder: string): Read {
  return async (path) => {
    const file = join(folder, path);
    try {
      if ((await stat(file)).size > MOST_BYTES) throw new Error(`${path} of the log is larger than any tile.`);
      return await readFile(file);
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
  };
}

function fromUrl(url: string): Read {
  return async (path) => {
    const answer = await fetch(`${url}/${path}`, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (answer.status === 404) return undefined;
    if (!answer.ok || answer.body === null) throw new Error(`${url}/${path} answered ${answer.status}.`);
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
      length += part.length;
      if (length > MOST_BYTES) throw new Error(`${path} of the log is larger than any tile.`);
      parts.push(part);
    }
    return Buffer.concat(parts);
  };
}
