import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';

const { Point } = ed25519;

/**
 * Ed25519 as node:crypto (OpenSSL) checks it: RFC 8032 section 5.1.7 without the cofactor. `ed25519.verify` multiplies by the cofactor, so that whoever
 * holds a private key could make a signature that the page takes and the command refuses. Never throws.
 */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    const s = littleEndian(signature.subarray(32));
    if (s >= Point.Fn.ORDER) return false;
    const key = Point.fromBytes(publicKey, true);
    const hashed = new Uint8Array(64 + message.length);
    hashed.set(signature.subarray(0, 32));
    hashed.set(publicKey, 32);
    hashed.set(message, 64);
    const k = Point.Fn.create(littleEndian(sha512(hashed)));
    const expected = Point.BASE.multiplyUnsafe(s).subtract(key.multiplyUnsafe(k)).toBytes();
    return expected.every((byte, index) => byte === signature[index]);
  } catch {
    return false; // bytes that are no point of the curve
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
