import type { Digest } from '@tregua/ledger';
import { siblingOf, type ReadProof } from './proof-line.js';

/**
 * 2^19 nodes of 32 bytes: more is not kept, so that the memory does not grow with the log. A log of 1,000,000 entries then costs 2.0 hashes an entry; twice the memory would
 * make that 1.5, which is a hundredth of the time.
 */
const MOST_SLOTS = 1 << 19;
const HASH = 32;
/** A node is level * 2^46 + position; larger trees are checked without the memory. */
const POSITIONS = 2 ** 46;

/**
 * Checks inclusion proofs that lead to one root. Proofs of one tree share most of their nodes: a node that stood on a way to the root, and its sibling, is known from
 * then on, and a later proof is followed only up to the first known node. That costs one hash per node of the tree instead of one per line of a proof.
 */
export class InclusionCheck {
  private readonly mask: number;
  private readonly keys: Float64Array;
  private readonly nodes: Uint8Array;
  private readonly block = new Uint8Array(1 + 2 * HASH);
  private readonly sibling = new Uint8Array(HASH);
  /** What one proof has passed: positions and hashes, to be kept if it holds. */
  private readonly passedKeys: number[] = [];
  private readonly passed = new Uint8Array(2 * 64 * HASH);
  /** Nodes that were hashed. */
  hashed = 0;

  constructor(
    readonly size: number,
    private readonly root: Uint8Array,
    private readonly digest: Digest,
  ) {
    this.block[0] = 1;
    let slots = 256;
    while (slots < MOST_SLOTS && slots < size * 4) slots *= 2;
    this.mask = slots - 1;
    this.keys = new Float64Array(slots).fill(-1);
    this.nodes = new Uint8Array(slots * HASH);
  }

  /** Does the leaf stand at the proof's index in the tree? Follows RFC 9162 section 2.1.3.2. */
  holds(leaf: Uint8Array, proof: ReadProof): boolean {
    if (proof.index >= this.size || proof.siblings !== siblingsOf(proof.index, this.size)) return false;
    this.passedKeys.length = 0;
    let hash = leaf;
    let position = proof.index;
    let last = this.size - 1;
    let used = 0;
    for (let level = 0; last > 0; level += 1, position = Math.floor(position / 2), last = Math.floor(last / 2)) {
      const known = this.knownAt(level, position, hash);
      if (known !== undefined) return known && this.keep();
      const isRight = position % 2 === 1;
      if (!isRight && position === last) continue;
      if (!siblingOf(proof, used, this.sibling)) return false;
      used += 1;
      this.pass(level, position, hash);
      this.pass(level, isRight ? position - 1 : position + 1, this.sibling);
      this.block.set(isRight ? this.sibling : hash, 1);
      this.block.set(isRight ? hash : this.sibling, 1 + HASH);
      hash = this.digest(this.block);
      this.hashed += 1;
    }
    return same(hash, 0, this.root, 0) && this.keep();
  }

  private knownAt(level: number, position: number, hash: Uint8Array): boolean | undefined {
    const slot = slotOf(level, position) & this.mask;
    if (this.keys[slot] !== level * POSITIONS + position) return undefined;
    return same(hash, 0, this.nodes, slot * HASH);
  }

  private pass(level: number, position: number, hash: Uint8Array): void {
    this.passed.set(hash, this.passedKeys.length * HASH);
    this.passedKeys.push(level * POSITIONS + position);
  }

  private keep(): true {
    if (this.size >= POSITIONS) return true;
    for (let index = 0; index < this.passedKeys.length; index += 1) {
      const key = this.passedKeys[index] as number;
      const level = Math.floor(key / POSITIONS);
      const slot = slotOf(level, key % POSITIONS) & this.mask;
      // Where two nodes want one slot the higher one stays: more proofs pass it.
      const held = this.keys[slot] as number;
      if (held >= 0 && Math.floor(held / POSITIONS) > level) continue;
      this.keys[slot] = key;
      this.nodes.set(this.passed.subarray(index * HASH, (index + 1) * HASH), slot * HASH);
    }
    return true;
  }
}

/** How many siblings the proof of a leaf has. */
export function siblingsOf(index: number, size: number): number {
  if (size <= MOST_QUICK) {
    // Up to the highest bit in which leaf and last leaf differ siblings lie on both sides; above it, only complete trees to the left do.
    const inner = 32 - Math.clz32(index ^ (size - 1));
    return inner + ones(index >>> inner);
  }
  let count = 0;
  for (let position = index, last = size - 1; last > 0; position = Math.floor(position / 2), last = Math.floor(last / 2)) {
    if (position % 2 === 1 || position < last) count += 1;
  }
  return count;
}

const MOST_QUICK = 2 ** 31;

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

function slotOf(level: number, position: number): number {
  return Math.imul(position, 0x85ebca6b) + Math.imul(level + 1, 0x9e3779b1);
}

function same(one: Uint8Array, from: number, other: Uint8Array, at: number): boolean {
  for (let index = 0; index < HASH; index += 1) if (one[from + index] !== other[at + index]) return false;
  return true;
}
