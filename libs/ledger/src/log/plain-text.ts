import { LogFormatError } from './log-format-error.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const DECIMAL = /^(?:0|[1-9][0-9]*)$/;

/** UTF-8. A string with a lone surrogate is refused, because it has no UTF-8. @throws LogFormatError */
export function utf8(text: string, field: string): Uint8Array {
  if (!text.isWellFormed()) throw new LogFormatError(field, 'is no Unicode text (a lone surrogate)');
  return encoder.encode(text);
}

/** The text of bytes, or of a string that was read already; at most so many bytes. @throws LogFormatError */
export function textOf(input: Uint8Array | string, limitBytes: number, field: string): string {
  const bytes = typeof input === 'string' ? utf8(input, field) : input;
  if (bytes.length > limitBytes) throw new LogFormatError(field, `is ${bytes.length} bytes long; at most ${limitBytes} are read`);
  if (typeof input === 'string') return input;
  try {
    return decoder.decode(bytes);
  } catch {
    throw new LogFormatError(field, 'is no UTF-8');
  }
}

/** A whole number in ASCII decimal without leading zeros, at most 2^53 - 1. @throws LogFormatError */
export function decimal(text: string, field: string): number {
  if (!DECIMAL.test(text)) throw new LogFormatError(field, 'is no whole number in decimal without leading zeros');
  const value = Number(text);
  if (text.length > 16 || !Number.isSafeInteger(value)) throw new LogFormatError(field, 'is greater than 2^53 - 1');
  return value;
}

export function sameBytes(first: Uint8Array, second: Uint8Array): boolean {
  return first.length === second.length && first.every((byte, index) => byte === second[index]);
}
