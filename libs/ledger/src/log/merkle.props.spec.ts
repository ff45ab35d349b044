import { createHash } from 'node:crypto';
import { jest } from '@jest/globals';
import fc from 'fast-check';
import { consistencyProof, inclusionProof, leafHash, nodeHash, rootOf } from './merkle-tree.js';
import { hashesAtLevel, tilesOfLevel } from './tile-path.js';
import { TileTree } from './tile-tree.js';
import { TreeFrontier, type Tile } from './tree-frontier.js';
import { verifyConsistency, verifyInclusion } from './verify-proof.js';

const sha256 = (bytes: Uint8Array): Uint8Array => Uint8Array.from(createHash('sha256').update(bytes).digest());
const leavesOf = (count: number, mark = ''): Uint8Array[] =>
  Array.from({ length: count }, (_, at) => leafHash(Buffer.from(`${mark}${at}`), sha256));

/** Trees around each border of a tile, and any between; three levels of tiles begin at 65,536. */
const sizes = fc.oneof(
  fc.integer({ min: 1, max: 70 }),
  fc.constantFrom(255, 256, 257, 511, 512, 513, 768, 1000),
  fc.integer({ min: 1, max: 1300 }),
);
const leaves = leavesOf(1300);

/** RFC 6962 section 2.1, letter by letter, as something to compare with. */
function mth(of: readonly Uint8Array[]): Uint8Array {
  if (of.length === 0) return sha256(new Uint8Array());
  if (of.length === 1) return of[0] as Uint8Array;
  let k = 1;
  while (k * 2 < of.length) k *= 2;
  return nodeHash(mth(of.slice(0, k)), mth(of.slice(k)), sha256);
}

function grown(size: number): { frontier: TreeFrontier; tiles: Map<string, Tile> } {
  const frontier = new TreeFrontier(sha256);
  for (const leaf of leaves.slice(0, size)) frontier.append(leaf);
  return { frontier, tiles: new Map(frontier.takeTiles().map((tile) => [`${tile.level}/${tile.index}/${tile.width}`, tile])) };
}

/** Every way to change a proof a little: a bit of a hash, a hash less, more, or at another place. */
const changes = fc.record({ kind: fc.constantFrom('bit', 'drop', 'add', 'swap', 'cut'), at: fc.nat(), bit: fc.nat({ max: 255 }) });

function changed(proof: readonly Uint8Array[], { kind, at, bit }: { kind: string; at: number; bit: number }): Uint8Array[] | undefined {
  const copy: Uint8Array[] = proof.map((hash) => Uint8Array.from(hash));
  if (kind === 'add') {
    copy.splice(at % (copy.length + 1), 0, new Uint8Array(32).fill(bit));
    return copy;
  }
  if (copy.length === 0) return undefined;
  const place = at % copy.length;
  if (kind === 'drop') copy.splice(place, 1);
  if (kind === 'cut') copy[place] = (copy[place] as Uint8Array).slice(0, 31);
  if (kind === 'bit') (copy[place] as Uint8Array)[bit >> 3]! ^= 1 << (bit & 7);
  if (kind === 'swap') {
    const next = (place + 1) % copy.length;
    if (next === place) return undefined;
    [copy[place], copy[next]] = [copy[next] as Uint8Array, copy[place] as Uint8Array];
  }
  return copy;
}

/** Some trees here have tens of thousands of leaves: a busy machine takes a while. */
jest.setTimeout(60_000);

describe('the growing edge of a tree', () => {
  it('has the root of RFC 6962 at each size', () => {
    const frontier = new TreeFrontier(sha256);
    expect(frontier.root()).toEqual(rootOf([], sha256));
    for (let size = 1; size <= 600; size += 1) {
      frontier.append(leaves[size - 1] as Uint8Array);
      if (size <= 70 || size % 13 === 0 || size % 256 < 3) {
        expect(frontier.root()).toEqual(mth(leaves.slice(0, size)));
        expect(rootOf(leaves.slice(0, size), sha256)).toEqual(frontier.root());
      }
    }
  });

  it('gives exactly the tiles that the tree has, however often they are taken', () => {
    fc.assert(
      fc.property(sizes, fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 8 }), (size, steps) => {
        const frontier = new TreeFrontier(sha256);
        const kept = new Map<string, Tile>();
        const keep = (): void => frontier.takeTiles().forEach((tile) => kept.set(`${tile.level}/${tile.index}/${tile.width}`, tile));
        let next = steps.shift();
        for (const leaf of leaves.slice(0, size)) {
          frontier.append(leaf);
          if (next !== undefined && frontier.size >= next) {
            keep();
            next = steps.length === 0 ? undefined : frontier.size + (steps.shift() as number);
          }
        }
        keep();
        expect(frontier.takeTiles()).toEqual([]);
        const { tiles } = grown(size);
        for (let level = 0; hashesAtLevel(level, size) > 0; level += 1) {
          for (const { index, width } of tilesOfLevel(level, size)) {
            const name = `${level}/${index}/${width}`;
            expect(kept.get(name)).toEqual(tiles.get(name));
            expect(tiles.get(name)?.bytes).toHaveLength(width * 32);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('goes on from its last tiles as if it had never stopped', () => {
    fc.assert(
      fc.property(sizes, sizes, (first, second) => {
        const size = Math.min(first, second);
        const { tiles } = grown(size);
        const tileBytes = (level: number, index: number, width: number): Uint8Array => tiles.get(`${level}/${index}/${width}`)!.bytes;
        const again = TreeFrontier.at(size, tileBytes, sha256);
        expect(again.takeTiles()).toEqual([]);
        for (const leaf of leaves.slice(size, Math.max(first, second))) again.append(leaf);
        expect(again.root()).toEqual(grown(Math.max(first, second)).frontier.root());
      }),
      { numRuns: 30 },
    );
  });
});

describe('proofs', () => {
  it('of inclusion verify; with any change they do not', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), changes, (size, at, change) => {
        const index = at % size;
        const tree = leaves.slice(0, size);
        const proof = inclusionProof(index, tree, sha256);
        const claim = { leaf: leaves[index] as Uint8Array, index, size, proof, root: rootOf(tree, sha256) };
        expect(verifyInclusion(claim, sha256)).toBe(true);
        expect(verifyInclusion({ ...claim, index: BigInt(index), size: BigInt(size) }, sha256)).toBe(true);
        const other = changed(proof, change);
        if (other !== undefined) expect(verifyInclusion({ ...claim, proof: other }, sha256)).toBe(false);
        expect(verifyInclusion({ ...claim, leaf: leaves[(index + 1) % 1300] as Uint8Array }, sha256)).toBe(false);
        expect(verifyInclusion({ ...claim, index: size }, sha256)).toBe(false);
        if (size > 1) expect(verifyInclusion({ ...claim, index: (index + 1) % size }, sha256)).toBe(false);
      }),
      { numRuns: 120 },
    );
  });

  it('of consistency verify; with any change, and from another history, they do not', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), changes, (size, at, change) => {
        const oldSize = (at % size) + 1;
        const tree = leaves.slice(0, size);
        const proof = consistencyProof(oldSize, tree, sha256);
        const claim = { oldSize, oldRoot: rootOf(tree.slice(0, oldSize), sha256), size, root: rootOf(tree, sha256), proof };
        expect(verifyConsistency(claim, sha256)).toBe(true);
        const other = changed(proof, change);
        if (other !== undefined) expect(verifyConsistency({ ...claim, proof: other }, sha256)).toBe(false);
        expect(verifyConsistency({ ...claim, oldRoot: rootOf(leavesOf(oldSize, 'other'), sha256) }, sha256)).toBe(false);
        expect(verifyConsistency({ ...claim, oldSize: 0 }, sha256)).toBe(false);
        expect(verifyConsistency({ ...claim, oldSize: size + 1 }, sha256)).toBe(false);
      }),
      { numRuns: 120 },
    );
  });

  it('out of tiles are the same as out of leaves', async () => {
    for (const size of [1, 2, 255, 256, 257, 300, 512, 700, 1300]) {
      const { tiles } = grown(size);
      let reads = 0;
      const read = (level: number, index: number, width: number): Promise<Uint8Array> => {
        reads += 1;
        return Promise.resolve(tiles.get(`${level}/${index}/${width}`)!.bytes);
      };
      const tree = new TileTree(size, read, sha256);
      const all = leaves.slice(0, size);
      expect(await tree.root()).toEqual(rootOf(all, sha256));
      for (let index = 0; index < size; index += 1 + Math.floor(size / 17)) {
        expect(await tree.inclusionProof(index)).toEqual(inclusionProof(index, all, sha256));
        expect(await tree.consistencyProof(index + 1)).toEqual(consistencyProof(index + 1, all, sha256));
        expect(await tree.leaf(index)).toEqual(leaves[index]);
      }
      // Each tile is read once.
      expect(reads).toBeLessThanOrEqual(tiles.size);
    }
  });
});

describe('a tree of three levels of tiles', () => {
  it('is right at its borders', async () => {
    const frontier = new TreeFrontier(sha256);
    const tiles = new Map<string, Uint8Array>();
    const roots = new Map<number, Uint8Array>();
    const take = (): void =>
      frontier.takeTiles().forEach(({ level, index, width, bytes }) => tiles.set(`${level}/${index}/${width}`, bytes));
    const all: Uint8Array[] = [];
    for (let count = 1; count <= 70_000; count += 1) {
      const leaf = sha256(Uint8Array.of(count & 0xff, count >> 8, count >> 16));
      all.push(leaf);
      frontier.append(leaf);
      if ([65_535, 65_536, 65_537, 70_000].includes(count)) {
        roots.set(count, frontier.root());
        take();
      }
    }
    // The example of c2sp.org/tlog-tiles: 273 full tiles, one of width 112, one full at level 1, one of width 17, one of width 1.
    for (const name of ['0/273/112', '1/0/256', '1/1/17', '2/0/1']) expect(tiles.has(name)).toBe(true);
    for (const [size, root] of roots) {
      const tree = new TileTree(size, (level, index, width) => Promise.resolve(tiles.get(`${level}/${index}/${width}`)!), sha256);
      expect(root).toEqual(mth(all.slice(0, size)));
      expect(await tree.root()).toEqual(root);
      for (const index of [0, 255, 65_534, size - 1]) {
        expect(verifyInclusion({ leaf: all[index]!, index, size, proof: await tree.inclusionProof(index), root }, sha256)).toBe(true);
      }
    }
    const growth = { oldSize: 65_537, oldRoot: roots.get(65_537)!, size: 70_000, root: roots.get(70_000)! };
    const newest = new TileTree(70_000, (level, index, width) => Promise.resolve(tiles.get(`${level}/${index}/${width}`)!), sha256);
    expect(verifyConsistency({ ...growth, proof: await newest.consistencyProof(65_537) }, sha256)).toBe(true);
  });
});
