import { LogFormatError } from './log-format-error.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map(Array.from(ALPHABET, (character, value) => [character.charCodeAt(0), value]));
const PAD = '='.charCodeAt(0);

/** RFC 4648 section 4, padded. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [first, second, third] = [bytes[index] as number, bytes[index + 1], bytes[index + 2]];
    text += ALPHABET[first >> 2];
    text += ALPHABET[((first & 3) << 4) | ((second ?? 0) >> 4)];
    text += second === undefined ? '=' : ALPHABET[((second & 15) << 2) | ((third ?? 0) >> 6)];
    text += third === undefined ? '=' : ALPHABET[third & 63];
  }
  return text;
}

/**
 * Reads RFC 4648 section 4 strictly: no white space, the padding in full, and no bits set that carry nothing. So one content has one spelling.
 *
 * @param field what the text is, for the error.
 * @throws LogFormatError
 */
export function fromBase64(text: string, field: string): Uint8Array {
  if (text.length % 4 !== 0) throw new LogFormatError(field, 'is no base64 (its length is no multiple of 4)');
  const pads = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - pads);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let index = 0; index < text.length - pads; index += 1) {
    const code = text.charCodeAt(index);
    const value = VALUES.get(code);
    if (value === undefined) {
      throw new LogFormatError(
        field,
        code === PAD ? 'is no base64 (padding in the middle)' : 'is no base64 (a character outside the alphabet)',
      );
    }
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 0xff;
    }
  }
  if ((held & ((1 << bits) - 1)) !== 0)
    throw new LogFormatError(field, 'is base64 of a spelling of its own (bits are set that carry nothing)');
  return bytes;
}

/** A SHA-256 hash in base64. @throws LogFormatError unless it is 32 bytes. */
export function hashFromBase64(text: string, field: string): Uint8Array {
  const bytes = fromBase64(text, field);
  if (bytes.length !== 32) throw new LogFormatError(field, `is a hash of ${bytes.length} bytes, not of 32`);
  return bytes;
}
