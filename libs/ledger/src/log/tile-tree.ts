import type { Digest } from '../digest.js';
import { LogFormatError } from './log-format-error.js';
import { consistencySpans, HASH_BYTES, inclusionSpans, nodeHash, splitOf, type Span } from './merkle-tree.js';
import { hashesAtLevel, TILE_WIDTH } from './tile-path.js';

/** Gives the bytes of a tile of hashes: `width` times 32. */
export type ReadTile = (level: number, index: number, width: number) => Promise<Uint8Array>;

const TILE_HEIGHT = 8;
const KEPT_TILES = 128;

/**
 * A tree of a fixed size that is read from its tiles: roots, inclusion and consistency proofs. It keeps at most 128 tiles (2 MiB) with the hashes
 * inside them, so that proofs for neighbouring leaves cost little. It trusts the tiles: compare `root()` with a checkpoint, or verify the proofs.
 */
export class TileTree {
  /** A tile as rows: its hashes, then what each pair of them makes, and so on. */
  private readonly tiles = new Map<string, readonly (readonly Uint8Array[])[]>();

  constructor(
    readonly size: number,
    private readonly readTile: ReadTile,
    private readonly digest: Digest,
  ) {
    if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`There is no tree of ${size} leaves.`);
  }

  async root(): Promise<Uint8Array> {
    return this.size === 0 ? this.digest(new Uint8Array()) : this.hashOf({ start: 0, end: this.size });
  }

  async inclusionProof(index: number): Promise<Uint8Array[]> {
    return this.hashesOf(inclusionSpans(index, this.size));
  }

  /** Proof that the tree of the first `old` leaves is a beginning of this one; empty for the same size. @throws RangeError unless 1 <= old <= size. */
  async consistencyProof(old: number): Promise<Uint8Array[]> {
    return this.hashesOf(consistencySpans(old, this.size));
  }

  async leaf(index: number): Promise<Uint8Array> {
    return this.hashOf({ start: index, end: index + 1 });
  }

  private async hashesOf(spans: readonly Span[]): Promise<Uint8Array[]> {
    const hashes: Uint8Array[] = [];
    for (const span of spans) hashes.push(await this.hashOf(span));
    return hashes;
  }

  /** The hash over leaves that begin at a multiple of their length, or end where the tree ends. */
  private async hashOf({ start, end }: Span): Promise<Uint8Array> {
    const length = end - start;
    const height = Math.round(Math.log2(length));
    if (2 ** height === length) return this.completeTree(height, start / length);
    const middle = start + splitOf(length);
    return nodeHash(await this.hashOf({ start, end: middle }), await this.hashOf({ start: middle, end }), this.digest);
  }

  /** The hash over 2^height leaves, the index-th such tree from the left. */
  private async completeTree(height: number, index: number): Promise<Uint8Array> {
    const level = Math.floor(height / TILE_HEIGHT);
    const inside = height % TILE_HEIGHT;
    const perTile = 2 ** (TILE_HEIGHT - inside);
    const rows = await this.tile(level, Math.floor(index / perTile));
    const hash = rows[inside]?.[index % perTile];
    if (hash === undefined)
      throw new RangeError(`There is no complete tree ${index} of height ${height} in a tree of ${this.size} leaves.`);
    return hash;
  }

  private async tile(level: number, index: number): Promise<readonly (readonly Uint8Array[])[]> {
    const name = `${level}/${index}`;
    const known = this.tiles.get(name);
    this.tiles.delete(name);
    const rows = known ?? this.rowsOf(name, await this.bytesOf(level, index));
    this.tiles.set(name, rows);
    const [oldest] = this.tiles.keys();
    if (this.tiles.size > KEPT_TILES && oldest !== undefined) this.tiles.delete(oldest);
    return rows;
  }

  private async bytesOf(level: number, index: number): Promise<Uint8Array> {
    const width = Math.min(TILE_WIDTH, hashesAtLevel(level, this.size) - index * TILE_WIDTH);
    const bytes = await this.readTile(level, index, width);
    if (bytes.length !== width * HASH_BYTES)
      throw new LogFormatError(`tile ${level}/${index}`, `is ${bytes.length} bytes long, not ${width * HASH_BYTES}`);
    return bytes;
  }

  private rowsOf(name: string, bytes: Uint8Array): readonly (readonly Uint8Array[])[] {
    let row: Uint8Array[] = Array.from({ length: bytes.length / HASH_BYTES }, (_, at) =>
      bytes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES),
    );
    const rows = [row];
    while (row.length > 1) {
      const above: Uint8Array[] = [];
      for (let at = 0; at + 1 < row.length; at += 2) above.push(nodeHash(row[at] as Uint8Array, row[at + 1] as Uint8Array, this.digest));
      rows.push(above);
      row = above;
    }
    if (rows.length > TILE_HEIGHT + 1) throw new LogFormatError(`tile ${name}`, `is wider than ${TILE_WIDTH} hashes`);
    return rows;
  }
}
