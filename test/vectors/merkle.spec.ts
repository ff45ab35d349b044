import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '@tregua/platform';
import {
  fromHex,
  leafHash,
  nodeHash,
  rootOf,
  toHex,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from '@tregua/ledger';

const file = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');

type Probe = Record<string, string> & { path: string; desc: string; wantErr: boolean; proof: string[] | null };

/** Some sizes and indexes are greater than 2^53, so numbers are taken from the text as they are written. */
const probes = file('merkle-probes.ndjson')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line.replaceAll(/"(size1|size2|size|leafIdx|treeSize|start|end)":(\d+)/g, '"$1":"$2"')) as Probe);

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

function verdict(probe: Probe): boolean {
  const count = (key: string): bigint => BigInt(probe[key] as string);
  const hash = (key: string): Uint8Array => bytes(probe[key] as string);
  const proof = (probe.proof ?? []).map(bytes);
  switch (probe.path.split('/')[0]) {
    case 'inclusion':
      return verifyInclusion({ leaf: hash('leafHash'), index: count('leafIdx'), size: count('treeSize'), proof, root: hash('root') }, sha256);
    case 'consistency':
      return verifyConsistency({ oldSize: count('size1'), oldRoot: hash('root1'), size: count('size2'), root: hash('root2'), proof }, sha256);
    case 'subtreeinclusion':
      return verifySubtreeInclusion(
        { leaf: hash('leafHash'), index: count('leafIdx'), start: count('start'), end: count('end'), proof, root: hash('root') },
        sha256,
      );
    case 'subtreeconsistency':
      return verifySubtreeConsistency(
        { start: count('start'), end: count('end'), size: count('size'), oldRoot: hash('root1'), root: hash('root2'), proof },
        sha256,
      );
    default:
      throw new Error(`A probe of another kind: ${probe.path}`);
  }
}

describe('Merkle probes', () => {
  it('are 518, of four kinds', () => {
    const kinds = probes.map(({ path, wantErr }) => `${path.split('/')[0]} ${wantErr ? 'must fail' : 'must hold'}`);
    const counted: Record<string, number> = {};
    for (const kind of kinds) counted[kind] = (counted[kind] ?? 0) + 1;
    expect(counted).toEqual({
      'inclusion must fail': 92,
      'inclusion must hold': 6,
      'consistency must fail': 92,
      'consistency must hold': 6,
      'subtreeinclusion must fail': 192,
      'subtreeinclusion must hold': 12,
      'subtreeconsistency must fail': 106,
      'subtreeconsistency must hold': 12,
    });
  });

  it.each(probes.map((probe): [string, Probe] => [probe.path, probe]))('%s', (_, probe) => {
    expect(verdict(probe)).toBe(!probe.wantErr);
  });

  it('take a tree of nothing for no beginning, not even of itself', () => {
    const root = rootOf([], sha256);
    expect(verifyConsistency({ oldSize: 0, oldRoot: root, size: 0, root, proof: [] }, sha256)).toBe(false);
  });
});

describe('the tree of eight leaves', () => {
  const tree = JSON.parse(file('rfc6962-tree.json')) as Record<'leafInputsHex' | 'level0' | 'level1' | 'level2' | 'level3' | 'rootsForSize1to8', string[]> & {
    emptyRoot: string;
  };
  const leaves = tree.leafInputsHex.map((hex) => leafHash(fromHex(hex), sha256));

  it('has the leaf hashes and the nodes that are published', () => {
    expect(leaves.map(toHex)).toEqual(tree.level0);
    let row = leaves;
    for (const level of [tree.level1, tree.level2, tree.level3]) {
      row = level.map((_, at) => nodeHash(row[at * 2] as Uint8Array, row[at * 2 + 1] as Uint8Array, sha256));
      expect(row.map(toHex)).toEqual(level);
    }
  });

  it('has the root that is published at each size', () => {
    expect(toHex(rootOf([], sha256))).toBe(tree.emptyRoot);
    expect(leaves.map((_, at) => toHex(rootOf(leaves.slice(0, at + 1), sha256)))).toEqual(tree.rootsForSize1to8);
  });
});
