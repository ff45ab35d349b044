import { toHex } from '../hex.js';

/**
 * The points of small order of edwards25519, in canonical spelling (https://cr.yp.to/ecdh.html; RFC 7748 section 7 and "Taming the many EdDSAs",
 * table 1): with such a public key one signature fits many messages, and verifiers disagree.
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
]);

const X_ZERO_WITH_SIGN: ReadonlySet<string> = new Set([
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
]);

/** Why an Ed25519 public key is not taken: a spelling that RFC 8032 section 5.1.3 does not allow, or a point of small order. */
export function weakKeyProblem(publicKey: Uint8Array): string | undefined {
  if (publicKey.length !== 32) return 'is no Ed25519 key of 32 bytes';
  const hex = toHex(publicKey);
  if (!isBelowPrime(publicKey) || X_ZERO_WITH_SIGN.has(hex)) return 'is an Ed25519 key in a spelling that is not canonical';
  return SMALL_ORDER.has(hex) ? 'is an Ed25519 key of small order, under which anything verifies' : undefined;
}

/** Is y, the lower 255 bits with the lowest byte first, smaller than 2^255 - 19? */
function isBelowPrime(publicKey: Uint8Array): boolean {
  if (((publicKey[31] as number) & 0x7f) !== 0x7f) return true;
  return publicKey.subarray(1, 31).some((byte) => byte !== 0xff) || (publicKey[0] as number) < 0xed;
}
