import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';

/** The key of the Commission that devices seal to, as the API serves it. */
export interface IntakeKey {
  readonly id: string;
  /** Base64url of the point. */
  readonly publicKey: string;
}

/** What only the Commission can open: HPKE (RFC 9180), base mode, DHKEM(P-256), HKDF-SHA-256, AES-256-GCM; all in base64url. */
export interface SealedText {
  readonly key: string;
  readonly enc: string;
  readonly sealed: string;
}

const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const utf8 = (text: string): ArrayBuffer => Uint8Array.from(new TextEncoder().encode(text)).buffer;

/** @param associated what it is bound to: the report, its author, for a file its sealed digest. */
export async function sealText({ id, publicKey }: IntakeKey, text: string, associated: string): Promise<SealedText> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(fromBase64url(publicKey).buffer);
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: utf8('tregua-field/v1') }, utf8(text), utf8(associated));
  return { key: id, enc: base64url(enc), sealed: base64url(ct) };
}

export function base64(bytes: ArrayBuffer | Uint8Array): string {
  const whole = new Uint8Array(bytes);
  let text = '';
  for (let at = 0; at < whole.length; at += 8192) text += String.fromCharCode(...whole.subarray(at, at + 8192));
  return btoa(text);
}

function base64url(bytes: ArrayBuffer): string {
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}
