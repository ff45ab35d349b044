import { fromBase64, toBase64 } from './base64.js';
import { joined } from '../digest.js';
import { LogFormatError } from './log-format-error.js';
import { textOf, utf8 } from './plain-text.js';

/** c2sp.org/signed-note. At least 16 signatures must be accepted; post-quantum ones are nearly 5 kB each. */
export const NOTE_LIMITS = { bytes: 262_144, signatures: 64 } as const;

export interface NoteSignature {
  /** The key's name, as the line says it. */
  readonly name: string;
  /** 32 bits. Name and id together say which key; neither proves anything. */
  readonly keyId: number;
  /** Behind the key id: for type 0x01 64 bytes, for 0x04 a time of 8 bytes and 64 bytes. */
  readonly signature: Uint8Array;
}

export interface Note {
  /** With its last newline, without the empty line. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const EM_DASH = '\u2014';
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;
const NAME = /^[^\p{White_Space}+]+$/u;

export function isKeyName(name: string): boolean {
  return name.isWellFormed() && !CONTROL.test(name) && NAME.test(name);
}

/** Reads a note; says nothing yet about who signed it. @throws LogFormatError */
export function parseNote(input: Uint8Array | string): Note {
  const whole = textOf(input, NOTE_LIMITS.bytes, 'note');
  if (whole.includes('\r')) throw new LogFormatError('note', 'has carriage returns; its lines end with a newline alone');
  if (CONTROL.test(whole)) throw new LogFormatError('note', 'has a control character');
  const gap = whole.lastIndexOf('\n\n');
  if (gap < 0) throw new LogFormatError('note', 'has no empty line between its text and its signatures');
  return { text: whole.slice(0, gap + 1), signatures: parseSignatureLines(whole.slice(gap + 2)) };
}

/** Signature lines alone, as a witness answers them. @throws LogFormatError */
export function parseSignatureLines(lines: string): NoteSignature[] {
  if (!lines.endsWith('\n')) throw new LogFormatError('note signatures', lines === '' ? 'are missing' : 'do not end with a newline');
  const parts = lines.slice(0, -1).split('\n');
  if (parts.length > NOTE_LIMITS.signatures) throw new LogFormatError('note signatures', `are more than ${NOTE_LIMITS.signatures}`);
  return parts.map((line, index) => signatureOf(line, `note signature ${index + 1}`));
}

function signatureOf(line: string, field: string): NoteSignature {
  const [dash, name = '', encoded, ...more] = line.split(' ');
  if (dash !== EM_DASH || encoded === undefined || more.length > 0) throw new LogFormatError(field, 'is not "\u2014 <key name> <base64>"');
  if (!isKeyName(name)) throw new LogFormatError(field, 'has a key name that is empty or has a space or a plus');
  const bytes = fromBase64(encoded, field);
  if (bytes.length < 5) throw new LogFormatError(field, 'is shorter than a key id and a signature');
  return { name, keyId: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), signature: bytes.slice(4) };
}

/** One line with its newline. */
export function signatureLine({ name, keyId, signature }: NoteSignature): string {
  const id = new Uint8Array(4);
  new DataView(id.buffer).setUint32(0, keyId);
  return `${EM_DASH} ${name} ${toBase64(joined(id, signature))}\n`;
}

/** @throws LogFormatError when the text could not be read again. */
export function writeNote({ text, signatures }: Note): string {
  checkNoteText(text);
  if (signatures.length === 0) throw new LogFormatError('note', 'has no signature');
  return `${text}\n${signatures.map(signatureLine).join('')}`;
}

/** @throws LogFormatError unless the text can stand in a note. */
export function checkNoteText(text: string): void {
  utf8(text, 'note text');
  if (!text.endsWith('\n')) throw new LogFormatError('note text', 'does not end with a newline');
  if (CONTROL.test(text)) throw new LogFormatError('note text', 'has a control character');
}
