import { LogFormatError } from './log-format-error.js';

/** Hashes, or entries, of a full tile (c2sp.org/tlog-tiles). */
export const TILE_WIDTH = 256;

/** Where a tile stands: level 0 holds leaf hashes; `entries` holds the entries themselves. Width 1 to 256; 256 is a full tile. */
export interface TileName {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

const PATH = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** `tile/<L>/<N>[.p/<W>]`, without a slash in front. */
export function tilePath(level: number | 'entries', index: number, width: number = TILE_WIDTH): string {
  if (level !== 'entries' && !(Number.isInteger(level) && level >= 0 && level <= 63)) throw new RangeError(`There is no level ${level}.`);
  if (!Number.isSafeInteger(index) || index < 0) throw new RangeError(`There is no tile ${index}.`);
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) throw new RangeError(`There is no tile of width ${width}.`);
  let path = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** The reverse of `tilePath`. @throws LogFormatError on any other spelling. */
export function parseTilePath(path: string): TileName {
  const match = path.length > 80 ? null : PATH.exec(path);
  if (match === null) throw new LogFormatError('tile path', 'is not tile/<level>/<index>[.p/<width>]');
  const [, level, number = '', partial] = match;
  const index = Number(number.replaceAll(/[x/]/g, ''));
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  const name: TileName = { level: level === 'entries' ? 'entries' : Number(level), index, width };
  if (!Number.isSafeInteger(index)) throw new LogFormatError('tile path', 'has an index greater than 2^53 - 1');
  if (name.level !== 'entries' && name.level > 63) throw new LogFormatError('tile path', 'has a level above 63');
  if (partial !== undefined && width >= TILE_WIDTH) throw new LogFormatError('tile path', 'has a width above 255');
  if (tilePath(name.level, index, width) !== path) throw new LogFormatError('tile path', 'has leading zeros');
  return name;
}

/** How many hashes stand at a tile level in a tree of so many leaves: one for each full tile below. */
export function hashesAtLevel(level: number, size: number): number {
  let count = size;
  for (let below = 0; below < level; below += 1) count = Math.floor(count / TILE_WIDTH);
  return count;
}

/** All tiles of hashes that a tree of this size has at one level, full ones first. */
export function* tilesOfLevel(level: number, size: number): Generator<TileName & { readonly level: number }> {
  const hashes = hashesAtLevel(level, size);
  const full = Math.floor(hashes / TILE_WIDTH);
  for (let index = 0; index < full; index += 1) yield { level, index, width: TILE_WIDTH };
  if (hashes % TILE_WIDTH > 0) yield { level, index: full, width: hashes % TILE_WIDTH };
}

/** The right edge of a tree of this size: the partial tile of each level, if the level has one. Out of these alone the tree can be continued. */
export function edgeTiles(size: number): (TileName & { readonly level: number })[] {
  const edge: (TileName & { readonly level: number })[] = [];
  for (let level = 0, hashes = size; hashes > 0; level += 1, hashes = Math.floor(hashes / TILE_WIDTH)) {
    const width = hashes % TILE_WIDTH;
    if (width > 0) edge.push({ level, index: Math.floor(hashes / TILE_WIDTH), width });
  }
  return edge;
}
