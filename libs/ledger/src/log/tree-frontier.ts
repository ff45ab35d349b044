import { joined, type Digest } from '../digest.js';
import { LogFormatError } from './log-format-error.js';
import { HASH_BYTES, nodeHash } from './merkle-tree.js';
import { edgeTiles, hashesAtLevel, TILE_WIDTH } from './tile-path.js';

/** A tile to be written: its hashes one after another, `width` times 32 bytes. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  readonly width: number;
  readonly bytes: Uint8Array;
}

const TILE_HEIGHT = 8;

/**
 * The right edge of a growing tree: takes leaf hashes, knows the root at each size, and gives the tiles to write. It holds at most 255 hashes a tile
 * level, however large the tree is; an append costs two hashes on average, a root at most 64.
 */
export class TreeFrontier {
  /** Complete trees from left to right, the largest first. */
  private readonly peaks: { readonly height: number; readonly hash: Uint8Array }[] = [];
  /** The hashes of the tile that is being filled, level by level. */
  private readonly filling: Uint8Array[][] = [];
  private finished: Tile[] = [];
  private count = 0;
  private taken = 0;

  constructor(private readonly digest: Digest) {}

  /**
   * Goes on where a tree of this size ended.
   *
   * @param tileBytes gives the bytes of each tile that `edgeTiles(size)` names.
   * @throws LogFormatError when a tile has another length than its width asks.
   */
  static at(size: number, tileBytes: (level: number, index: number, width: number) => Uint8Array, digest: Digest): TreeFrontier {
    const frontier = new TreeFrontier(digest);
    const edge = edgeTiles(size);
    for (const { level, index, width } of edge.toReversed()) {
      const bytes = tileBytes(level, index, width);
      if (bytes.length !== width * HASH_BYTES)
        throw new LogFormatError(`tile ${level}/${index}`, `is ${bytes.length} bytes long, not ${width * HASH_BYTES}`);
      while (frontier.filling.length <= level) frontier.filling.push([]);
      const hashes = Array.from({ length: width }, (_, at) => bytes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES));
      frontier.filling[level] = hashes;
      frontier.addPeaks(level * TILE_HEIGHT, hashes);
    }
    frontier.count = size;
    frontier.taken = size;
    return frontier;
  }

  get size(): number {
    return this.count;
  }

  append(leaf: Uint8Array): void {
    if (leaf.length !== HASH_BYTES) throw new RangeError('A leaf hash is 32 bytes long.');
    this.count += 1;
    this.keep(0, leaf);
    let [height, hash] = [0, leaf];
    for (let last = this.peaks.at(-1); last?.height === height; last = this.peaks.at(-1)) {
      this.peaks.pop();
      hash = nodeHash(last.hash, hash, this.digest);
      height += 1;
      if (height % TILE_HEIGHT === 0) this.keep(height / TILE_HEIGHT, hash);
    }
    this.peaks.push({ height, hash });
  }

  root(): Uint8Array {
    const last = this.peaks.at(-1);
    if (last === undefined) return this.digest(new Uint8Array());
    return this.peaks.slice(0, -1).reduceRight((right, peak) => nodeHash(peak.hash, right, this.digest), last.hash);
  }

  /** The tiles that came or grew since they were last taken: full ones in the order in which they were filled, then the partial ones of the edge. */
  takeTiles(): Tile[] {
    const tiles = this.finished;
    this.finished = [];
    tiles.push(...this.edge().filter(({ level }) => hashesAtLevel(level, this.taken) !== hashesAtLevel(level, this.count)));
    this.taken = this.count;
    return tiles;
  }

  /** The partial tile of each level that has one: with these the tree can go on (`TreeFrontier.at`). */
  edge(): Tile[] {
    return edgeTiles(this.count).map((name) => ({ ...name, bytes: joined(...(this.filling[name.level] ?? [])) }));
  }

  private keep(level: number, hash: Uint8Array): void {
    while (this.filling.length <= level) this.filling.push([]);
    const hashes = this.filling[level] as Uint8Array[];
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return;
    const index = Math.floor(this.count / TILE_WIDTH ** (level + 1)) - 1;
    this.finished.push({ level, index, width: TILE_WIDTH, bytes: joined(...hashes) });
    this.filling[level] = [];
  }

  private addPeaks(lowest: number, hashes: readonly Uint8Array[]): void {
    let from = 0;
    for (let height = TILE_HEIGHT - 1; height >= 0; height -= 1) {
      const length = 2 ** height;
      if ((hashes.length & length) === 0) continue;
      let row = hashes.slice(from, from + length);
      while (row.length > 1)
        row = row.filter((_, at) => at % 2 === 0).map((left, at) => nodeHash(left, row[at * 2 + 1] as Uint8Array, this.digest));
      this.peaks.push({ height: lowest + height, hash: row[0] as Uint8Array });
      from += length;
    }
  }
}
