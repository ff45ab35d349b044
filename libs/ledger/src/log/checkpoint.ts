import { hashFromBase64, toBase64 } from './base64.js';
import { LogFormatError } from './log-format-error.js';
import { HASH_BYTES } from './merkle-tree.js';
import { checkNoteText, parseNote, type Note } from './note.js';
import { decimal } from './plain-text.js';

/** c2sp.org/tlog-checkpoint: what a log says of itself at one size. */
export interface Checkpoint {
  /** Which log. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Lines behind the root, opaque. Ours has none. */
  readonly extensions?: readonly string[];
}

/** The note text that is signed. @throws LogFormatError */
export function checkpointText({ origin, size, root, extensions = [] }: Checkpoint): string {
  if (!Number.isSafeInteger(size) || size < 0) throw new LogFormatError('checkpoint size', 'is no whole number within 2^53');
  if (root.length !== HASH_BYTES) throw new LogFormatError('checkpoint root', `is ${root.length} bytes long, not ${HASH_BYTES}`);
  const lines = [origin, String(size), toBase64(root), ...extensions];
  if (lines.some((line) => line === '' || line.includes('\n')))
    throw new LogFormatError('checkpoint', 'has a line that is empty or broken');
  const text = `${lines.join('\n')}\n`;
  checkNoteText(text);
  return text;
}

/** Reads the text of a checkpoint; who signed it is another question. @throws LogFormatError */
export function readCheckpointText(text: string): Checkpoint {
  if (!text.endsWith('\n')) throw new LogFormatError('checkpoint', 'does not end with a newline');
  const [origin = '', size = '', root = '', ...extensions] = text.slice(0, -1).split('\n');
  if (origin === '') throw new LogFormatError('checkpoint origin', 'is empty');
  if (extensions.includes('')) throw new LogFormatError('checkpoint', 'has an empty line');
  const checkpoint = { origin, size: decimal(size, 'checkpoint size'), root: hashFromBase64(root, 'checkpoint root') };
  return extensions.length === 0 ? checkpoint : { ...checkpoint, extensions };
}

/** A checkpoint with its signatures, read and not yet believed. @throws LogFormatError */
export function parseCheckpoint(input: Uint8Array | string): { readonly note: Note; readonly checkpoint: Checkpoint } {
  const note = parseNote(input);
  return { note, checkpoint: readCheckpointText(note.text) };
}
