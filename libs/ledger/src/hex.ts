const DIGITS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** 0 to 15 for a lower-case hexadecimal digit, 255 for all else. */
export const NIBBLES = Uint8Array.from({ length: 256 }, (_, byte) => '0123456789abcdef'.indexOf(String.fromCharCode(byte)) & 0xff);

/** Lower-case hexadecimal, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 1) text += DIGITS[bytes[index] as number];
  return text;
}

/** @throws RangeError unless the text is lower-case hexadecimal of whole bytes. */
export function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  let wrong = text.length & 1;
  for (let index = 0; index < bytes.length; index += 1) {
    const [high, low] = [nibbleOf(text.charCodeAt(2 * index)), nibbleOf(text.charCodeAt(2 * index + 1))];
    wrong |= (high | low) & 0xf0;
    bytes[index] = (high << 4) | low;
  }
  if (wrong !== 0) throw new RangeError('Not lower-case hexadecimal of whole bytes.');
  return bytes;
}

function nibbleOf(code: number): number {
  return code < 0x100 ? (NIBBLES[code] as number) : 0xff;
}

/** Is it a SHA-256 digest as entries write it: 64 lower-case hexadecimal digits? */
export function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
