import { constants, verify, type KeyObject } from 'node:crypto';

/** Digests that are taken, by their object identifier (RFC 5754, RFC 8702). SHA-1 and MD5 are not. */
const DIGESTS: { readonly [oid: string]: string } = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

const RSA_PSS = '1.2.840.113549.1.1.10';
/** Names that hold their digest: RSA (RFC 8017) and ECDSA (RFC 5758). */
const WITH_DIGEST: { readonly [oid: string]: string } = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};
const RSA = '1.2.840.113549.1.1.1';
const ED25519 = '1.3.101.112';

export function digestOf(oid: string): string | undefined {
  return Object.hasOwn(DIGESTS, oid) ? DIGESTS[oid] : undefined;
}

/** RSA (PKCS #1 v1.5 or PSS), ECDSA or Ed25519; anything else is no. */
export function isSignedBy(key: KeyObject, bytes: Uint8Array, signature: Uint8Array, algorithm: string, digest: string): boolean {
  const kind = key.asymmetricKeyType;
  if (algorithm === ED25519) return kind === 'ed25519' && verify(null, bytes, key, signature);
  if (algorithm === RSA_PSS) {
    if (kind !== 'rsa' && kind !== 'rsa-pss') return false;
    return verify(digest, bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }, signature);
  }
  const named = algorithm === RSA ? digest : WITH_DIGEST[algorithm];
  if (named === undefined || (kind !== 'rsa' && kind !== 'ec')) return false;
  return verify(named, bytes, key, signature);
}
