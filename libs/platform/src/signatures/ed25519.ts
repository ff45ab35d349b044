import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/** DER in front of a seed (RFC 8410, PKCS #8) and of a public key (SPKI) of Ed25519. */
const SEED_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Making a key object costs as much as a signature: each byte array is made into one once. */
const privateKeys = new WeakMap<Uint8Array, KeyObject>();
const publicKeys = new WeakMap<Uint8Array, KeyObject>();

/** Ed25519 (RFC 8032) by node:crypto, in the form in which `@tregua/ledger` takes it. Private keys are seeds of 32 bytes. `verify` never throws. */
export const ed25519 = {
  sign(seed: Uint8Array, message: Uint8Array): Uint8Array {
    return Uint8Array.from(sign(null, message, privateKeyOf(seed)));
  },
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    try {
      return verify(null, message, publicKeyObject(publicKey), signature);
    } catch {
      return false; // bytes that are no key verify nothing
    }
  },
  /** The 32 bytes of the public key that belong to a seed. */
  publicKeyOf(seed: Uint8Array): Uint8Array {
    const der = createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' });
    return Uint8Array.from(der.subarray(PUBLIC_PREFIX.length));
  },
};

/** SHA-256 by node:crypto, as `@tregua/ledger` takes it. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(bytes).digest());
}

function privateKeyOf(seed: Uint8Array): KeyObject {
  let key = privateKeys.get(seed);
  if (key === undefined) {
    if (seed.length !== 32) throw new RangeError('A seed of Ed25519 is 32 bytes long.');
    key = createPrivateKey({ key: Buffer.concat([SEED_PREFIX, seed]), format: 'der', type: 'pkcs8' });
    privateKeys.set(seed, key);
  }
  return key;
}

function publicKeyObject(bytes: Uint8Array): KeyObject {
  let key = publicKeys.get(bytes);
  if (key === undefined) {
    key = createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, bytes]), format: 'der', type: 'spki' });
    publicKeys.set(bytes, key);
  }
  return key;
}
