import { sha256 } from '@noble/hashes/sha2.js';
import { device, dropPieces } from './device-store';
import { base64 } from './seal-text';

/** What a draft holds of a picked file. `key` opens its pieces, and after finalising lies under the Commission's key only. */
export interface SealedFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly kind: string;
  readonly size: number;
  readonly sealedSize: number;
  readonly sha256: string;
  readonly sealedSha256: string;
  readonly key: string;
}

/** As the server opens them (apps/api/src/evidence/sealed-file.ts). */
const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * Reads a file once, piece by piece, and keeps it on this device sealed under a key of its own: digests of the file and of its sealed bytes are made on
 * the way, and no more than a piece is in memory.
 */
export async function sealFile(id: string, file: File, tell: (done: number) => void): Promise<SealedFile> {
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
  const [inside, outside] = [sha256.create(), sha256.create()];
  const count = Math.ceil(file.size / PIECE_BYTES);
  let sealedSize = 0;
  try {
    for (let number = 0; number < count; number += 1) {
      const clear = await file.slice(number * PIECE_BYTES, (number + 1) * PIECE_BYTES).arrayBuffer();
      inside.update(new Uint8Array(clear));
      const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonceOf(number, number === count - 1) }, key, clear);
      outside.update(new Uint8Array(sealed));
      await device.pieces.put({ file: id, number, bytes: sealed });
      sealedSize += sealed.byteLength;
      tell(Math.min(file.size, (number + 1) * PIECE_BYTES));
    }
  } catch (error) {
    await dropPieces(id);
    throw error;
  }
  return {
    id,
    name: file.name.slice(-255) || 'file',
    mediaType: /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,60}$/.test(file.type) ? file.type : 'application/octet-stream',
    kind: kindOf(file.type),
    size: file.size,
    sealedSize,
    sha256: hex(inside.digest()),
    sealedSha256: hex(outside.digest()),
    key: base64(raw),
  };
}

function kindOf(type: string): string {
  if (type.startsWith('image/')) return 'photo';
  if (type.startsWith('video/')) return 'video';
  return type.startsWith('audio/') ? 'audio' : 'document';
}

function nonceOf(number: number, isLast: boolean): Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(7, number);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
