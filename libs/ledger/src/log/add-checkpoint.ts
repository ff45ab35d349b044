import { hashFromBase64, toBase64 } from './base64.js';
import { parseCheckpoint, type Checkpoint } from './checkpoint.js';
import { LogFormatError } from './log-format-error.js';
import { NOTE_LIMITS, type Note } from './note.js';
import { decimal, textOf } from './plain-text.js';
import { MAX_PROOF_HASHES } from './tlog-proof.js';

/** The longest body that a witness reads: a note at its limit, and 63 hashes. */
export const MAX_ADD_CHECKPOINT_BYTES = NOTE_LIMITS.bytes + 4096;

/** What a log sends a witness (c2sp.org/tlog-witness, `POST <prefix>/add-checkpoint`). */
export interface AddCheckpoint {
  /** The size that the log believes the witness to have. */
  readonly oldSize: number;
  /** Consistency proof from the old size to the checkpoint's. Empty from 0. */
  readonly proof: readonly Uint8Array[];
  /** The signed note. */
  readonly checkpoint: string;
}

export function writeAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  return `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${checkpoint}`;
}

/** @throws LogFormatError */
export function parseAddCheckpoint(input: Uint8Array | string): AddCheckpoint & { readonly note: Note; readonly head: Checkpoint } {
  const text = textOf(input, MAX_ADD_CHECKPOINT_BYTES, 'add-checkpoint body');
  const gap = text.indexOf('\n\n');
  if (gap < 0) throw new LogFormatError('add-checkpoint body', 'has no empty line in front of the checkpoint');
  const [old = '', ...lines] = text.slice(0, gap).split('\n');
  if (!old.startsWith('old ')) throw new LogFormatError('old size', 'is missing: the first line is "old <size>"');
  const oldSize = decimal(old.slice(4), 'old size');
  if (lines.length > MAX_PROOF_HASHES) throw new LogFormatError('consistency proof', `has more than ${MAX_PROOF_HASHES} lines`);
  const proof = lines.map((line, at) => hashFromBase64(line, `consistency proof line ${at + 1}`));
  const checkpoint = text.slice(gap + 2);
  const { note, checkpoint: head } = parseCheckpoint(checkpoint);
  return { oldSize, proof, checkpoint, note, head };
}
