import { closeSync, openSync, readSync } from 'node:fs';
import { EXPORT_LIMITS, UnreadableExportError, type ExportLimits } from '@tregua/ledger';

const LINE_FEED = 0x0a;
const CHUNK_BYTES = 256 * 1024;

/**
 * The lines of a file, without their line feeds, read in pieces.
 *
 * @throws UnreadableExportError beyond a limit, before more is read.
 */
export function* linesOfFile(path: string, limits: ExportLimits = EXPORT_LIMITS): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    yield* linesOf(chunksOf(file), limits);
  } finally {
    closeSync(file);
  }
}

function* chunksOf(file: number): Generator<Uint8Array> {
  for (;;) {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const length = readSync(file, chunk, 0, CHUNK_BYTES, null);
    if (length === 0) return;
    yield chunk.subarray(0, length);
  }
}

/** Splits pieces at line feeds. What follows the last line feed is a line too, unless it is empty. */
export function* linesOf(chunks: Iterable<Uint8Array>, limits: ExportLimits = EXPORT_LIMITS): Generator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let pending = 0;
  let lines = 0;
  let total = 0;
  const take = (last: Uint8Array): Uint8Array => {
    const line = pieces.length === 0 ? last.slice() : joinedOf([...pieces, last], pending + last.length);
    pieces = [];
    pending = 0;
    lines += 1;
    if (lines > limits.lines) throw new UnreadableExportError(`The file has more than ${limits.lines} lines.`);
    if (line.length > limits.lineBytes) throw new UnreadableExportError(`Line ${lines} is longer than ${limits.lineBytes} bytes.`);
    return line;
  };
  for (const chunk of chunks) {
    total += chunk.length;
    if (total > limits.totalBytes) throw new UnreadableExportError(`The file is larger than ${limits.totalBytes} bytes.`);
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
      yield take(chunk.subarray(from, at));
      from = at + 1;
    }
    pieces.push(chunk.slice(from));
    pending += chunk.length - from;
    if (pending > limits.lineBytes) throw new UnreadableExportError(`Line ${lines + 1} is longer than ${limits.lineBytes} bytes.`);
  }
  if (pending > 0) yield take(new Uint8Array(0));
}

function joinedOf(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
