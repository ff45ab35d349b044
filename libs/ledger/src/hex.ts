const DIGITS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const HEX = /^(?:[0-9a-f]{2})*$/;

/** Lower-case hexadecimal, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 1) text += DIGITS[bytes[index] as number];
  return text;
}

/** @throws RangeError unless the text is lower-case hexadecimal of whole bytes. */
export function fromHex(text: string): Uint8Array {
  if (!HEX.test(text)) throw new RangeError('Not lower-case hexadecimal of whole bytes.');
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = Number.parseInt(text.slice(index * 2, index * 2 + 2), 16);
  return bytes;
}

/** Is it a SHA-256 digest as entries write it: 64 lower-case hexadecimal digits? */
export function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
