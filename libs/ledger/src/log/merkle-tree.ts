import type { Digest } from '../digest.js';

/** A tree is addressed by whole numbers within 2^53; the verifying functions take `bigint` as well, for claims of others. */
export const HASH_BYTES = 32;

/**
 * What is hashed is put together in one place that is used again: a digest takes it at once and keeps nothing of it. Arrays of more than 64 bytes lie
 * outside the heap of V8, and a million of them cost the garbage collector more than the hashing.
 */
const node = new Uint8Array(1 + 2 * HASH_BYTES).fill(1, 0, 1);
let leaf = new Uint8Array(1024);

/** RFC 6962 section 2.1: SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Uint8Array, digest: Digest): Uint8Array {
  if (entry.length >= leaf.length) leaf = new Uint8Array(entry.length * 2);
  leaf.set(entry, 1);
  return digest(leaf.subarray(0, 1 + entry.length));
}

/** RFC 6962 section 2.1: SHA-256(0x01 ‖ left ‖ right). @throws RangeError unless both are 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array, digest: Digest): Uint8Array {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES) throw new RangeError('A node is made of two hashes of 32 bytes.');
  node.set(left, 1);
  node.set(right, 1 + HASH_BYTES);
  return digest(node);
}

/** The largest power of two that is smaller than the size (from 2). RFC 6962 calls it k. */
export function splitOf(size: number): number {
  let power = 2 ** Math.floor(Math.log2(size - 1));
  // Math.log2 rounds near 2^53; one step either way mends it.
  if (power * 2 < size) power *= 2;
  return power >= size ? power / 2 : power;
}

/** Leaves from start to before end; its hash is MTH(D[start:end]) of RFC 6962. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What the nodes of an inclusion proof cover, from the leaf's sibling up. @throws RangeError unless 0 <= index < size. */
export function inclusionSpans(index: number, size: number): Span[] {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new RangeError(`There is no leaf ${index} in a tree of ${size}.`);
  }
  const spans: Span[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      spans.push({ start: middle, end });
      end = middle;
    } else {
      spans.push({ start, end: middle });
      start = middle;
    }
  }
  return spans.reverse();
}

/** What the nodes of a consistency proof cover (RFC 6962 section 2.1.2). Empty when the sizes are the same. @throws RangeError unless 1 <= old <= size. */
export function consistencySpans(old: number, size: number): Span[] {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(old) || old < 1 || old > size) {
    throw new RangeError(`There is no consistency proof from ${old} to ${size} leaves.`);
  }
  const spans: Span[] = [];
  let [start, end] = [0, size];
  while (end !== old) {
    const middle = start + splitOf(end - start);
    if (old <= middle) {
      spans.push({ start: middle, end });
      end = middle;
    } else {
      spans.push({ start, end: middle });
      start = middle;
    }
  }
  if (start > 0) spans.push({ start, end });
  return spans.reverse();
}

/** The root over leaf hashes; of none, SHA-256 of nothing. */
export function rootOf(leaves: readonly Uint8Array[], digest: Digest): Uint8Array {
  return leaves.length === 0 ? digest(new Uint8Array()) : spanHash(leaves, { start: 0, end: leaves.length }, digest);
}

/** Proof that leaf `index` stands in the tree of all these leaf hashes. */
export function inclusionProof(index: number, leaves: readonly Uint8Array[], digest: Digest): Uint8Array[] {
  return inclusionSpans(index, leaves.length).map((span) => spanHash(leaves, span, digest));
}

/** Proof that the tree of the first `old` leaf hashes is a beginning of the tree of all. */
export function consistencyProof(old: number, leaves: readonly Uint8Array[], digest: Digest): Uint8Array[] {
  return consistencySpans(old, leaves.length).map((span) => spanHash(leaves, span, digest));
}

function spanHash(leaves: readonly Uint8Array[], { start, end }: Span, digest: Digest): Uint8Array {
  if (end - start === 1) return leaves[start] as Uint8Array;
  const middle = start + splitOf(end - start);
  return nodeHash(spanHash(leaves, { start, end: middle }, digest), spanHash(leaves, { start: middle, end }, digest), digest);
}
