import { sha256 } from '@noble/hashes/sha2.js';
import type { Tools } from '../tools.js';
import { crc32 } from '../zip/crc32.js';
import { verifyEd25519 } from './verify-ed25519.js';

/** The verifier's tools for a page: no network, no WebAssembly. `crypto.subtle` is not used, since pages from a disk do not have it everywhere. */
export const pageTools: Tools = {
  digest: sha256,
  hasher: () => {
    const hasher = sha256.create();
    return { update: (bytes) => void hasher.update(bytes), digest: () => hasher.digest() };
  },
  crc32,
  signatures: { verify: verifyEd25519 },
};
