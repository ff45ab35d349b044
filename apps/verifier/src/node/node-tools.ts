import { createHash, createPublicKey, hash, verify, type KeyObject } from 'node:crypto';
import * as zlib from 'node:zlib';
import type { Tools } from '../tools.js';
import { crc32 } from '../zip/crc32.js';
import { examineStamp } from './timestamp/examine-stamp.js';

/** RFC 8410, 4: what stands in front of an Ed25519 key in SubjectPublicKeyInfo. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** The verifier's tools out of Node's own modules. zlib.crc32 came with Node 20.15 and 22.2. */
export const nodeTools: Tools = {
  // By way of a text: a Buffer of its own for each digest costs three times as much (1.2 and 0.4 µs).
  digest: (bytes) => bytesOf(hash('sha256', bytes, 'binary')),
  hasher: () => {
    const hasher = createHash('sha256');
    return { update: (bytes) => void hasher.update(bytes), digest: () => hasher.digest() };
  },
  crc32: typeof zlib.crc32 === 'function' ? (bytes, seed) => zlib.crc32(bytes, seed) : crc32,
  signatures: { verify: isSigned },
  examineStamp,
};

function bytesOf(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

function isSigned(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
  } catch {
    return false;
  }
  return verify(null, message, key, signature);
}
