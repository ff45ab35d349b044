import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ed25519, sha256 } from '@tregua/platform';
import {
  checkpointText,
  fsck,
  leafHash,
  parseCheckpoint,
  parseSigningKey,
  parseTilePath,
  parseVerifierKey,
  readEntryBundle,
  signNote,
  tilePath,
  TileTree,
  TreeFrontier,
  verifyConsistency,
  verifyInclusion,
  verifyNote,
  writeEntryBundle,
  type TileName,
} from '@tregua/ledger';

const log = JSON.parse(readFileSync(join(import.meta.dirname, 'tlog-tiles-15.json'), 'utf8')) as {
  vkey: string;
  skey: string;
  files: Record<string, string | { base64: string }>;
};

const checkpoints = Object.keys(log.files).filter((name) => name.startsWith('checkpoint'));
const published = (path: string): Uint8Array => {
  const content = log.files[path];
  if (content === undefined) throw new Error(`The vector has no ${path}.`);
  return new Uint8Array(typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.base64, 'base64'));
};

const key = parseSigningKey(log.skey.split(' ')[0] as string, (seed) => ed25519.publicKeyOf(seed), sha256);
const entries = readEntryBundle(published(tilePath('entries', 0, 15)), 15);
const leaves = entries.map((entry) => leafHash(entry, sha256));

describe('a whole tile log, at every size from 0 to 15', () => {
  it('has 17 checkpoints', () => {
    expect(checkpoints).toHaveLength(17);
  });

  it.each(checkpoints)('%s comes out byte for byte from the entries and the key', (name) => {
    const size = name === 'checkpoint' ? 15 : Number(name.split('.')[1]);
    const frontier = new TreeFrontier(sha256);
    for (const leaf of leaves.slice(0, size)) frontier.append(leaf);
    const text = checkpointText({ origin: 'example.com/log/testdata', size, root: frontier.root() });
    expect(signNote(text, [key], ed25519)).toBe(log.files[name]);
  });

  it.each(checkpoints)('%s is read and verified with the published key', (name) => {
    const { note, checkpoint } = parseCheckpoint(log.files[name] as string);
    expect(checkpoint.origin).toBe('example.com/log/testdata');
    expect(verifyNote(note, [parseVerifierKey(log.vkey, sha256)], ed25519).trusted).toBe(true);
  });

  it.each(Object.keys(log.files).filter((name) => name.startsWith('tile/')))('%s comes out byte for byte', (path) => {
    const { level, index, width } = parseTilePath(path);
    expect(tilePath(level, index, width)).toBe(path);
    expect(index).toBe(0);
    if (level === 'entries') {
      expect(Buffer.from(writeEntryBundle(entries.slice(0, width))).equals(published(path))).toBe(true);
      return;
    }
    const frontier = new TreeFrontier(sha256);
    for (const leaf of leaves.slice(0, width)) frontier.append(leaf);
    expect(frontier.takeTiles().map((tile) => [tilePath(tile.level, tile.index, tile.width), Buffer.from(tile.bytes).toString('base64')])).toEqual([
      [path, Buffer.from(published(path)).toString('base64')],
    ]);
  });

  it('gives proofs out of its tiles that lead to the published roots', async () => {
    const rootAt = (size: number): Uint8Array => parseCheckpoint(log.files[`checkpoint.${size}`] as string).checkpoint.root;
    for (let size = 1; size <= 15; size += 1) {
      const tree = new TileTree(size, (level, index, width) => Promise.resolve(published(tilePath(level, index, width))), sha256);
      expect(await tree.root()).toEqual(rootAt(size));
      for (let old = 1; old <= size; old += 1) {
        const [index, proof] = [old - 1, await tree.inclusionProof(old - 1)];
        expect(verifyInclusion({ leaf: leaves[index] as Uint8Array, index, size, proof, root: rootAt(size) }, sha256)).toBe(true);
        const growth = { oldSize: old, oldRoot: rootAt(old), size, root: rootAt(size), proof: await tree.consistencyProof(old) };
        expect(verifyConsistency(growth, sha256)).toBe(true);
      }
    }
  });

  it('holds under fsck but for its entries, which are not written as ours, and had every root that was published', async () => {
    const sizes = Array.from({ length: 15 }, (_, index) => index + 1);
    const report = await fsck(
      {
        checkpoint: () => Promise.resolve(Buffer.from(log.files['checkpoint'] as string)),
        tile: ({ level, index, width }: TileName) => Promise.resolve(published(tilePath(level, index, width))),
      },
      sha256,
      { rootsAt: sizes },
    );
    expect([...report.roots]).toEqual(sizes.map((size) => [size, parseCheckpoint(log.files[`checkpoint.${size}`] as string).checkpoint.root]));
    expect(report.root).toEqual(parseCheckpoint(log.files['checkpoint'] as string).checkpoint.root);
    expect(report.findings.map(({ code, index }) => [code, index])).toEqual(entries.map((_, index) => ['malformed', index]));
  });
});
