import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';

/** Sealing as the pages do it, written a second time from the description and not from their code. */
const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const utf8 = (text: string): ArrayBuffer => Uint8Array.from(Buffer.from(text)).buffer;
const url = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString('base64url');

export interface IntakeKey {
  readonly id: string;
  readonly publicKey: string;
}

export interface SealedText {
  readonly key: string;
  readonly enc: string;
  readonly sealed: string;
}

export async function sealTo({ id, publicKey }: IntakeKey, text: string, associated: string): Promise<SealedText> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(Uint8Array.from(Buffer.from(publicKey, 'base64url')).buffer);
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: utf8('tregua-field/v1') }, utf8(text), utf8(associated));
  return { key: id, enc: url(enc), sealed: url(ct) };
}

const PIECE = 4 * 1024 * 1024;

/** The file's pieces under a fresh key, and what must be known to open them. */
export function sealFile(bytes: Buffer): { readonly key: string; readonly sealed: Buffer; readonly sha256: string } {
  const key = randomBytes(32);
  const count = Math.ceil(bytes.length / PIECE);
  const pieces = Array.from({ length: count }, (_, number) => {
    const nonce = Buffer.concat([Buffer.alloc(7), Buffer.from([0, 0, 0, number, number === count - 1 ? 1 : 0])]);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const piece = bytes.subarray(number * PIECE, (number + 1) * PIECE);
    return Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
  });
  return { key: key.toString('base64'), sealed: Buffer.concat(pieces), sha256: createHash('sha256').update(bytes).digest('hex') };
}
