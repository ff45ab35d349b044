import type { Digest } from '../digest.js';
import { HASH_BYTES, nodeHash } from './merkle-tree.js';
import { sameBytes } from './plain-text.js';

/** A size or an index: a number within 2^53, or a bigint below 2^64 where somebody else's claim is greater. */
export type Count = number | bigint;

const LIMIT = 2n ** 64n;

export interface InclusionClaim {
  readonly leaf: Uint8Array;
  readonly index: Count;
  readonly size: Count;
  /** From the leaf's sibling up. */
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

export interface ConsistencyClaim {
  readonly oldSize: Count;
  readonly oldRoot: Uint8Array;
  readonly size: Count;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** The tree of leaves from start to before end, a subtree of draft-ietf-plants-merkle-tree-certs section 4. */
export interface SubtreeInclusionClaim extends Omit<InclusionClaim, 'size'> {
  readonly start: Count;
  readonly end: Count;
}

export interface SubtreeConsistencyClaim extends Omit<ConsistencyClaim, 'oldSize'> {
  readonly start: Count;
  readonly end: Count;
}

/** RFC 9162 section 2.1.3.2. Never throws: whatever does not prove it is false. */
export function verifyInclusion({ leaf, index, size, proof, root }: InclusionClaim, digest: Digest): boolean {
  const [leafBits, lastBits] = [bitsOf(index), bitsBelow(size)];
  if (leafBits === undefined || lastBits === undefined || !areHashes([leaf, root, ...proof])) return false;
  if (!isAtMost(leafBits, lastBits)) return false;
  // Up to the highest bit in which leaf and last leaf differ, siblings lie on both sides; above it, only complete trees to the left do.
  let inner = lastBits.length;
  while (inner > 0 && bit(leafBits, inner - 1) === bit(lastBits, inner - 1)) inner -= 1;
  let hash = leaf;
  let used = 0;
  for (let level = 0; level < lastBits.length; level += 1) {
    const isRight = bit(leafBits, level);
    if (level >= inner && !isRight) continue;
    const sibling = proof[used++];
    if (sibling === undefined) return false;
    hash = isRight ? nodeHash(sibling, hash, digest) : nodeHash(hash, sibling, digest);
  }
  return used === proof.length && sameBytes(hash, root);
}

/**
 * Is the old tree a beginning of the new one? RFC 9162 section 2.1.4.2. An old tree of no leaves proves nothing and is refused, to itself too:
 * a caller that begins with nothing has nothing to compare. Never throws.
 */
export function verifyConsistency({ oldSize, ...claim }: ConsistencyClaim, digest: Digest): boolean {
  return wholeOf(oldSize) !== 0n && verifySubtreeConsistency({ ...claim, start: 0, end: oldSize }, digest);
}

/** Does the leaf with this index (of the whole log) stand in the subtree whose hash is `root`? */
export function verifySubtreeInclusion({ start, end, index, ...claim }: SubtreeInclusionClaim, digest: Digest): boolean {
  const [first, after, at] = [wholeOf(start), wholeOf(end), wholeOf(index)];
  if (first === undefined || after === undefined || at === undefined || !isSubtree(first, after) || at < first) return false;
  return verifyInclusion({ ...claim, index: at - first, size: after - first }, digest);
}

/**
 * Is the subtree (hash `oldRoot`) part of the tree of `size` leaves? draft-ietf-plants-merkle-tree-certs, section 4.4.3. The empty subtree is part of
 * every tree that reaches so far, and says nothing of its root.
 */
export function verifySubtreeConsistency(claim: SubtreeConsistencyClaim, digest: Digest): boolean {
  const [start, end, size] = [wholeOf(claim.start), wholeOf(claim.end), wholeOf(claim.size)];
  if (start === undefined || end === undefined || size === undefined || end > size) return false;
  if (start === end) return claim.proof.length === 0 && sameBytes(claim.oldRoot, digest(new Uint8Array()));
  // The old root is hashed only where there is a proof; of another length, it could pass for a longer neighbour.
  if (!isSubtree(start, end) || !areHashes(claim.proof.length === 0 ? [] : [claim.oldRoot, ...claim.proof])) return false;
  return climb({ first: start, last: end - 1n, newest: size - 1n }, claim, digest);
}

interface Edges {
  /** First and last leaf of the subtree, and the last leaf of the tree: as nodes of the level that is looked at. */
  readonly first: bigint;
  readonly last: bigint;
  readonly newest: bigint;
}

function climb(leaves: Edges, { proof, oldRoot, root }: SubtreeConsistencyClaim, digest: Digest): boolean {
  let at = leaves;
  while (at.first !== at.last && (at.last === at.newest || isOdd(at.last))) at = above(at);
  const rest = [...proof];
  const seed = at.first === at.last ? oldRoot : rest.shift();
  if (seed === undefined) return false;
  let [oldHash, hash] = [seed, seed];
  for (const node of rest) {
    if (at.newest === 0n) return false;
    if (isOdd(at.last) || at.last === at.newest) {
      if (at.first < at.last) oldHash = nodeHash(node, oldHash, digest);
      hash = nodeHash(node, hash, digest);
      while (!isOdd(at.last) && at.last !== 0n) at = above(at);
    } else {
      hash = nodeHash(hash, node, digest);
    }
    at = above(at);
  }
  return at.newest === 0n && sameBytes(oldHash, oldRoot) && sameBytes(hash, root);
}

function above({ first, last, newest }: Edges): Edges {
  return { first: first >> 1n, last: last >> 1n, newest: newest >> 1n };
}

function isOdd(value: bigint): boolean {
  return (value & 1n) === 1n;
}

/** A subtree starts at a multiple of the smallest power of two that is not smaller than its length. */
function isSubtree(start: bigint, end: bigint): boolean {
  if (start >= end) return false;
  let power = 1n;
  while (power < end - start) power <<= 1n;
  return start % power === 0n;
}

function areHashes(values: readonly Uint8Array[]): boolean {
  return values.length <= 130 && values.every((value) => value.length === HASH_BYTES);
}

function wholeOf(count: Count): bigint | undefined {
  if (typeof count === 'number' && !Number.isSafeInteger(count)) return undefined;
  const value = BigInt(count);
  return value >= 0n && value < LIMIT ? value : undefined;
}

/** The binary digits, lowest first; undefined for what is no count. Numbers go without bigint, because inclusion is checked a million times. */
function bitsOf(count: Count): boolean[] | undefined {
  if (typeof count === 'bigint' && count > BigInt(Number.MAX_SAFE_INTEGER)) {
    return count < LIMIT ? Array.from(count.toString(2), (digit) => digit === '1').reverse() : undefined;
  }
  let rest = Number(count);
  if (!Number.isSafeInteger(rest) || rest < 0) return undefined;
  const bits: boolean[] = [];
  while (rest > 0) {
    bits.push(rest % 2 === 1);
    rest = Math.floor(rest / 2);
  }
  return bits;
}

function bitsBelow(size: Count): boolean[] | undefined {
  return typeof size === 'bigint' ? (size > 0n ? bitsOf(size - 1n) : undefined) : size > 0 ? bitsOf(size - 1) : undefined;
}

function bit(bits: readonly boolean[], level: number): boolean {
  return bits[level] ?? false;
}

function isAtMost(bits: readonly boolean[], most: readonly boolean[]): boolean {
  for (let level = Math.max(bits.length, most.length) - 1; level >= 0; level -= 1) {
    if (bit(bits, level) !== bit(most, level)) return bit(most, level);
  }
  return true;
}
