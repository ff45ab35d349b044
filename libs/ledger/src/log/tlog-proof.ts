import { fromBase64, hashFromBase64, toBase64 } from './base64.js';
import { LogFormatError } from './log-format-error.js';
import { NOTE_LIMITS } from './note.js';
import { decimal, textOf } from './plain-text.js';
import { parseCheckpoint, type Checkpoint } from './checkpoint.js';
import type { Note } from './note.js';

const HEADER = 'c2sp.org/tlog-proof@v1';
/** A tree within 2^53 leaves has no deeper proof; c2sp.org/tlog-witness allows 63 lines. */
export const MAX_PROOF_HASHES = 63;
const MAX_BYTES = NOTE_LIMITS.bytes + 65_536;

/** c2sp.org/tlog-proof: that an entry stands in a log, to be checked without a network. */
export interface TlogProof {
  /** Opaque, and not vouched for by anybody. */
  readonly extra?: Uint8Array;
  readonly index: number;
  /** From the leaf's sibling up. */
  readonly proof: readonly Uint8Array[];
  /** The note with all its signatures, as it was published. */
  readonly checkpoint: string;
}

export interface ParsedTlogProof extends TlogProof {
  readonly note: Note;
  readonly head: Checkpoint;
}

export function writeTlogProof({ extra, index, proof, checkpoint }: TlogProof): string {
  const lines = [HEADER, ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]), `index ${index}`, ...proof.map(toBase64)];
  const text = `${lines.join('\n')}\n\n${checkpoint}`;
  parseTlogProof(text);
  return text;
}

/** @throws LogFormatError */
export function parseTlogProof(input: Uint8Array | string): ParsedTlogProof {
  const text = textOf(input, MAX_BYTES, 'tlog-proof');
  const gap = text.indexOf('\n\n');
  if (gap < 0) throw new LogFormatError('tlog-proof', 'has no empty line between proof and checkpoint');
  const [header, ...lines] = text.slice(0, gap).split('\n');
  if (header !== HEADER) throw new LogFormatError('tlog-proof', `does not begin with the line ${HEADER}`);
  const extra = lines[0]?.startsWith('extra ') === true ? fromBase64((lines.shift() as string).slice(6), 'tlog-proof extra') : undefined;
  const indexLine = lines.shift();
  if (indexLine?.startsWith('index ') !== true) throw new LogFormatError('tlog-proof index', 'is missing');
  const index = decimal(indexLine.slice(6), 'tlog-proof index');
  if (lines.length > MAX_PROOF_HASHES) throw new LogFormatError('tlog-proof', `has more than ${MAX_PROOF_HASHES} hashes`);
  const proof = lines.map((line, at) => hashFromBase64(line, `tlog-proof hash ${at + 1}`));
  const checkpoint = text.slice(gap + 2);
  const { note, checkpoint: head } = parseCheckpoint(checkpoint);
  return { ...(extra === undefined ? {} : { extra }), index, proof, checkpoint, note, head };
}
