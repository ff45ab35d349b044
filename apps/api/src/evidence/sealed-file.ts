import { createDecipheriv } from 'node:crypto';
import { Readable } from 'node:stream';

/**
 * How a device seals a file: pieces of 4 MiB, each AES-256-GCM under the file's own key, with its number and whether it is the last one in the nonce
 * (7 zero bytes, 4 bytes of number, 1 byte: last or not), so that no piece can be left out, doubled or moved. It is the STREAM construction of Hoang,
 * Reyhanitabar, Rogaway and Vizár (2015), as age and Tink use it; a key seals one file only.
 */
export const SEALED_PIECE_BYTES = 4 * 1024 * 1024;
const TAG_BYTES = 16;

/** How many bytes a file of this size has once it is sealed. */
export function sealedSizeOf(bytes: number): number {
  return bytes + TAG_BYTES * Math.ceil(bytes / SEALED_PIECE_BYTES);
}

/**
 * Opens a sealed file as its bytes come.
 *
 * @param size of the file in clear, which says where the last piece is.
 * @throws FileDoesNotOpen in the stream, where a piece is not what was sealed at its place.
 */
export function openSealedFile(bytes: Readable, key: Buffer, size: number): Readable {
  return Readable.from(pieces(bytes, key, Math.ceil(size / SEALED_PIECE_BYTES)), { objectMode: false });
}

async function* pieces(bytes: Readable, key: Buffer, count: number): AsyncGenerator<Buffer> {
  let number = 0;
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    held.push(chunk);
    heldBytes += chunk.length;
    while (heldBytes >= SEALED_PIECE_BYTES + TAG_BYTES) {
      const all = Buffer.concat(held);
      yield openPiece(all.subarray(0, SEALED_PIECE_BYTES + TAG_BYTES), key, number, number === count - 1);
      number += 1;
      held = [all.subarray(SEALED_PIECE_BYTES + TAG_BYTES)];
      heldBytes = all.length - SEALED_PIECE_BYTES - TAG_BYTES;
    }
  }
  if (heldBytes > 0) {
    yield openPiece(Buffer.concat(held), key, number, number === count - 1);
    number += 1;
  }
  if (number !== count) throw new FileDoesNotOpen();
}

function openPiece(piece: Buffer, key: Buffer, number: number, isLast: boolean): Buffer {
  if (piece.length <= TAG_BYTES) throw new FileDoesNotOpen();
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(number, 7);
  nonce[11] = isLast ? 1 : 0;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(piece.subarray(piece.length - TAG_BYTES));
    return Buffer.concat([decipher.update(piece.subarray(0, piece.length - TAG_BYTES)), decipher.final()]);
  } catch {
    throw new FileDoesNotOpen();
  }
}

export class FileDoesNotOpen extends Error {
  constructor() {
    super('A piece of the file does not open.');
    this.name = 'FileDoesNotOpen';
  }
}
