import { fromHex, isHash, toHex } from '../hex.js';
import { instantOf } from '../entry/instant.js';
import { hashFromBase64, toBase64 } from './base64.js';
import { LogFormatError } from './log-format-error.js';
import { decimal } from './plain-text.js';

/** What whoever filed holds in hand until the log has the entry: no value, no salt, no name. */
export interface Receipt {
  /** Of the log; the receipt's first line is `<origin>/receipt`, so that it can pass for no checkpoint. */
  readonly origin: string;
  readonly tag: string;
  readonly seq: number;
  readonly eventHash: string;
  readonly at: string;
}

const SUFFIX = '/receipt';

/** The text that the receipt key signs as a note. @throws LogFormatError */
export function receiptText({ origin, tag, seq, eventHash, at }: Receipt): string {
  if (!isHash(eventHash)) throw new LogFormatError('receipt hash', 'is no digest');
  const text = `${origin}${SUFFIX}\n${tag}\n${seq}\n${toBase64(fromHex(eventHash))}\n${at}\n`;
  readReceiptText(text);
  return text;
}

/** @throws LogFormatError */
export function readReceiptText(text: string): Receipt {
  const [first = '', tag, seq = '', eventHash = '', at = '', ...more] = text.split('\n');
  if (more.length !== 1 || more[0] !== '') throw new LogFormatError('receipt', 'has not exactly five lines');
  if (!first.endsWith(SUFFIX) || first.length === SUFFIX.length) throw new LogFormatError('receipt origin', `does not end with ${SUFFIX}`);
  if (!isHash(tag)) throw new LogFormatError('receipt tag', 'is no digest');
  const number = decimal(seq, 'receipt seq');
  if (number < 1) throw new LogFormatError('receipt seq', 'is no whole number from 1');
  try {
    instantOf(at);
  } catch {
    throw new LogFormatError('receipt at', 'is no instant in UTC with milliseconds');
  }
  return { origin: first.slice(0, -SUFFIX.length), tag, seq: number, eventHash: toHex(hashFromBase64(eventHash, 'receipt hash')), at };
}
