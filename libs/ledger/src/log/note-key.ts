import { joined, type Digest } from '../digest.js';
import { fromBase64, toBase64 } from './base64.js';
import { LogFormatError } from './log-format-error.js';
import { isKeyName } from './note.js';
import { sameBytes, utf8 } from './plain-text.js';
import { weakKeyProblem } from './weak-key.js';

/** Ed25519 (RFC 8032), handed in: node:crypto in Node, @noble/curves in a page. Private keys are seeds of 32 bytes. `verify` never throws. */
export interface Signatures {
  sign(privateKey: Uint8Array, message: Uint8Array): Uint8Array;
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** The signature types of c2sp.org/signed-note that are understood. Notes may hold others: those are signatures of unknown keys, and ignored. */
export const SIGNATURE_TYPES = { ed25519: 0x01, cosignatureV1: 0x04 } as const;

/** All types that the specification names, with the length of their public key where it is fixed. */
const KNOWN_TYPES: Readonly<Record<number, { readonly name: string; readonly keyBytes?: number }>> = {
  0x01: { name: 'Ed25519', keyBytes: 32 },
  0x02: { name: 'ECDSA' },
  0x04: { name: 'Ed25519 cosignature/v1', keyBytes: 32 },
  0x05: { name: 'RFC 6962 tree head' },
  0x06: { name: 'ML-DSA-44 cosignature', keyBytes: 1312 },
};

/** A public key as a *vkey* says it. Name and id are looked for in signature lines; the key decides. */
export interface VerifierKey {
  readonly name: string;
  readonly keyId: number;
  /** Signature type byte. */
  readonly type: number;
  readonly publicKey: Uint8Array;
}

export interface SigningKey extends VerifierKey {
  /** Seed of 32 bytes. */
  readonly privateKey: Uint8Array;
}

const MAX_KEY_TEXT = 16_384;

/** Can signatures of this key be checked here? */
export function isUnderstood(type: number): boolean {
  return type === SIGNATURE_TYPES.ed25519 || type === SIGNATURE_TYPES.cosignatureV1;
}

/** SHA-256(name ‖ newline ‖ type ‖ public key), its first four bytes as a number. */
export function noteKeyId(name: string, type: number, publicKey: Uint8Array, digest: Digest): number {
  const hash = digest(joined(utf8(`${name}\n`, 'key name'), Uint8Array.of(type), publicKey));
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0);
}

/** A key out of its parts. @throws LogFormatError when the name or the key cannot serve. */
export function verifierKeyOf(name: string, type: number, publicKey: Uint8Array, digest: Digest): VerifierKey {
  if (!isKeyName(name)) throw new LogFormatError('key name', 'is empty, or has a space, a plus or a control character');
  const { keyBytes } = KNOWN_TYPES[type] ?? {};
  if (keyBytes !== undefined && publicKey.length !== keyBytes) {
    throw new LogFormatError('public key', `is ${publicKey.length} bytes long; type ${type} has ${keyBytes}`);
  }
  const weak = isUnderstood(type) ? weakKeyProblem(publicKey) : undefined;
  if (weak !== undefined) throw new LogFormatError('public key', weak);
  return { name, type, publicKey, keyId: noteKeyId(name, type, publicKey, digest) };
}

/**
 * `<name>+<key id in hexadecimal>+<base64 of type and key>`.
 *
 * @throws LogFormatError on another form, on a key id that is not that of the key, and on Ed25519 keys about which verifiers disagree.
 */
export function parseVerifierKey(text: string, digest: Digest): VerifierKey {
  if (text.length > MAX_KEY_TEXT) throw new LogFormatError('verifier key', `is longer than ${MAX_KEY_TEXT} characters`);
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text);
  if (match === null) throw new LogFormatError('verifier key', 'is not <name>+<8 lower-case hexadecimal digits>+<base64>');
  const [, name = '', id = '', encoded = ''] = match;
  const bytes = fromBase64(encoded, 'verifier key');
  if (bytes.length < 2) throw new LogFormatError('verifier key', 'holds no key');
  const key = verifierKeyOf(name, bytes[0] as number, bytes.slice(1), digest);
  // ECDSA keys name themselves by another hash (signed-note, type 0x02); they are not understood here anyway.
  if (key.type !== 0x02 && key.keyId !== Number.parseInt(id, 16))
    throw new LogFormatError('verifier key', 'has a key id that is not that of its key');
  return { ...key, keyId: Number.parseInt(id, 16) };
}

export function writeVerifierKey({ name, keyId, type, publicKey }: VerifierKey): string {
  return `${name}+${keyId.toString(16).padStart(8, '0')}+${toBase64(joined(Uint8Array.of(type), publicKey))}`;
}

const PRIVATE = 'PRIVATE+KEY+';

/** The text in which golang.org/x/mod/sumdb/note keeps a private key: `PRIVATE+KEY+<name>+<key id>+<base64 of type and seed>`. */
export function writeSigningKey({ name, keyId, type, privateKey }: SigningKey): string {
  return `${PRIVATE}${name}+${keyId.toString(16).padStart(8, '0')}+${toBase64(joined(Uint8Array.of(type), privateKey))}`;
}

/**
 * @param publicKeyOf gives the public key of a seed.
 * @throws LogFormatError; the text itself is in no message.
 */
export function parseSigningKey(text: string, publicKeyOf: (seed: Uint8Array) => Uint8Array, digest: Digest): SigningKey {
  const match = text.length > MAX_KEY_TEXT ? null : /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text);
  if (match === null) throw new LogFormatError('signing key', 'is not PRIVATE+KEY+<name>+<key id>+<base64>');
  const [, name = '', id = '', encoded = ''] = match;
  const bytes = fromBase64(encoded, 'signing key');
  if (bytes.length !== 33 || !isUnderstood(bytes[0] as number))
    throw new LogFormatError('signing key', 'is no Ed25519 seed of a type that can sign here');
  const privateKey = bytes.slice(1);
  const key = verifierKeyOf(name, bytes[0] as number, publicKeyOf(privateKey), digest);
  if (key.keyId !== Number.parseInt(id, 16)) throw new LogFormatError('signing key', 'has a key id that is not that of its key');
  return { ...key, privateKey };
}

/** Two keys are the same key when type-independent material is the same (c2sp.org/tlog-policy). */
export function sameKey(first: VerifierKey, second: VerifierKey): boolean {
  return sameBytes(first.publicKey, second.publicKey);
}
