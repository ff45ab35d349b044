import { parseCanonical } from '../canonical/canonical-bytes.js';
import type { Json, JsonObject } from '../canonical/json.js';
import type { Finding } from '../chain/finding.js';
import type { Head } from '../chain/verify-chain.js';
import type { SealedValue } from '../entry/commitment.js';
import { asEntry, type Entry } from '../entry/entry.js';
import { instantOf } from '../entry/instant.js';
import { isHash } from '../hex.js';
import { EXPORT_FORMAT, LINE_KINDS, type ExportedState, type ExportHeader, type LineKind } from './export-format.js';

/** The file is no export at all, or larger than the limits: nothing can be said about a history in it. */
export class UnreadableExportError extends Error {
  override readonly name = 'UnreadableExportError';
}

/** An entry's line as it was found. */
export interface ReadEntry {
  /** Line of the file, from 1. */
  readonly line: number;
  /** What stands between `{"entry":` and `}`, or the whole line when it is not even that. */
  readonly bytes: Uint8Array;
  /** Absent when the bytes are no canonical entry. */
  readonly entry?: Entry;
}

export interface ReadExport {
  readonly header: ExportHeader;
  readonly rulebooks: readonly JsonObject[];
  /** Entries by the stream to which they say they belong; unreadable ones by the stream in whose place they stand. File order. */
  readonly streams: ReadonlyMap<string, readonly ReadEntry[]>;
  readonly sealed: readonly (SealedValue & { readonly line: number })[];
  readonly states: readonly (ExportedState & { readonly line: number })[];
  /** What is wrong with the lines themselves. */
  readonly findings: readonly Finding[];
}

const PREFIX = new TextEncoder().encode('{"entry":');

/**
 * Reads the lines of an export (without their line feeds). Lines that are wrong become findings that say in whose place they stand.
 *
 * @throws UnreadableExportError only when the first line is no header of this format.
 */
export function readExport(lines: Iterable<Uint8Array>): ReadExport {
  let reading: Reading | undefined;
  for (const line of lines) {
    if (reading === undefined) reading = new Reading(readHeader(line));
    else reading.next(line);
  }
  if (reading === undefined) throw new UnreadableExportError('The file is empty.');
  return reading.end();
}

class Reading {
  private readonly rulebooks: JsonObject[] = [];
  private readonly streams = new Map<string, ReadEntry[]>();
  private readonly sealed: (SealedValue & { line: number })[] = [];
  private readonly states: (ExportedState & { line: number })[] = [];
  private readonly findings: Finding[] = [];
  private line = 1;
  private stage = 1;
  private ended = false;
  /** Where the reading stands among the header's streams. */
  private streamIndex = 0;
  private seq = 0;

  private readonly indexes: ReadonlyMap<string, number>;

  constructor(private readonly header: ExportHeader) {
    for (const { stream } of header.heads) this.streams.set(stream, []);
    this.indexes = new Map(header.heads.map(({ stream }, index) => [stream, index]));
  }

  next(bytes: Uint8Array): void {
    this.line += 1;
    if (this.ended) return this.name('lineAfterTheEnd', '', 0, 'A line stands after the end.');
    if (startsWith(bytes, PREFIX) && bytes.at(-1) === 0x7d) return this.takeEntry(bytes);
    const read = readLine(bytes);
    if (typeof read === 'string') return this.takeUnreadable(bytes, read);
    this.checkOrder(read.kind);
    this.take(read.kind, read.value);
  }

  end(): ReadExport {
    if (!this.ended) this.name('endIsMissing', '', 0, 'The last line, which counts the others, is missing.');
    const { header, rulebooks, streams, sealed, states, findings } = this;
    return { header, rulebooks, streams, sealed, states, findings };
  }

  private takeEntry(line: Uint8Array): void {
    this.checkOrder('entry');
    const bytes = line.subarray(PREFIX.length, -1);
    const place = this.expected();
    let entry: Entry;
    try {
      entry = asEntry(parseCanonical(bytes));
    } catch {
      // The chain's check reads the same bytes and names what is wrong with them.
      this.keep(place.stream, { line: this.line, bytes });
      this.seq = place.seq;
      return;
    }
    if (!this.indexes.has(entry.stream)) {
      this.name(
        'streamIsNotNamed',
        entry.stream,
        entry.seq,
        `The header does not name this entry's stream; ${place.stream} ${place.seq} should stand here.`,
      );
    } else if (entry.stream !== place.stream) {
      this.name('entryIsMisplaced', entry.stream, entry.seq, `${place.stream} ${place.seq} should stand here.`);
    }
    this.keep(entry.stream, { line: this.line, bytes, entry });
    if (this.indexes.has(entry.stream)) this.seq = entry.seq;
  }

  /** A line of no kind: while entries are due, it stands in the place of one. */
  private takeUnreadable(bytes: Uint8Array, says: string): void {
    const place = this.expected();
    if (this.stage > LINE_KINDS.indexOf('entry') || place.stream === '' || this.rulebooks.length === 0) {
      return this.name('lineIsUnreadable', '', 0, says);
    }
    this.name('lineIsUnreadable', place.stream, place.seq, `In this entry's place stands a line that cannot be read: ${says}`);
    this.keep(place.stream, { line: this.line, bytes });
    this.seq = place.seq;
  }

  private take(kind: LineKind, value: unknown): void {
    switch (kind) {
      case 'rulebook':
        if (isObject(value) && typeof value['id'] === 'string') this.rulebooks.push(value);
        else this.name('rulebookIsMalformed', '', 0, 'A rulebook without an id.');
        return;
      case 'sealed':
        if (isSealedValue(value)) this.sealed.push({ ...value, line: this.line });
        else this.name('sealedValueIsMalformed', '', 0, 'A disclosed value lacks its stream, seq, field, value or salt.');
        return;
      case 'state':
        if (isState(value)) this.states.push({ ...value, line: this.line });
        else this.name('stateIsMalformed', '', 0, 'A state lacks its stream or is no object.');
        return;
      case 'end':
        this.ended = true;
        if (value !== this.line - 1)
          this.name('countDiffers', '', 0, `The last line should count ${this.line - 1} lines before it, and does not.`);
        return;
      case 'header':
        return this.name('headerComesAgain', '', 0, 'A second header.');
      case 'entry':
        // Another spelling of an entry's line than the one that begins every line of an entry: its bytes cannot be cut out.
        return this.name(
          'entryIsMalformed',
          this.expected().stream,
          this.expected().seq,
          'The line of an entry is not spelt as it must be.',
        );
    }
  }

  /** The entry that should come next, by the header's heads. */
  private expected(): { stream: string; seq: number } {
    const { heads } = this.header;
    const head = heads[this.streamIndex];
    if (head !== undefined && this.seq < head.seq) return { stream: head.stream, seq: this.seq + 1 };
    const after = heads[this.streamIndex + 1];
    return after === undefined ? { stream: head?.stream ?? '', seq: this.seq + 1 } : { stream: after.stream, seq: 1 };
  }

  private keep(stream: string, read: ReadEntry): void {
    const list = this.streams.get(stream);
    if (list === undefined) this.streams.set(stream, [read]);
    else list.push(read);
    this.streamIndex = this.indexes.get(stream) ?? this.streamIndex;
  }

  private checkOrder(kind: LineKind): void {
    const stage = LINE_KINDS.indexOf(kind);
    if (stage < this.stage) this.name('lineIsOutOfOrder', '', 0, `A line "${kind}" after one of "${LINE_KINDS[this.stage] ?? ''}".`);
    else this.stage = stage;
  }

  private name(what: string, stream: string, seq: number, says: string): void {
    this.findings.push({ what, stream, seq, line: this.line, says });
  }
}

function readHeader(bytes: Uint8Array): ExportHeader {
  const read = readLine(bytes);
  if (typeof read === 'string') throw new UnreadableExportError(`The first line is no header: ${read}`);
  const problem = read.kind === 'header' ? headerProblem(read.value) : 'it is of another kind.';
  if (problem !== undefined) throw new UnreadableExportError(`The first line is no header of ${EXPORT_FORMAT}: ${problem}`);
  return read.value as unknown as ExportHeader;
}

function headerProblem(header: Json): string | undefined {
  if (!isObject(header)) return 'it is no object.';
  if (header['format'] !== EXPORT_FORMAT) return 'the format is another.';
  if (!['madeAt', 'subject', 'rulebook', 'notice', 'audience'].every((key) => typeof header[key] === 'string')) return 'a text is missing.';
  try {
    instantOf(header['madeAt'] as string);
  } catch {
    return 'madeAt is no instant.';
  }
  if (!Number.isSafeInteger(header['processVersion'])) return 'processVersion is no whole number.';
  const heads = header['heads'];
  if (!Array.isArray(heads) || heads.length === 0 || heads.length > 10_000 || !heads.every(isHead)) return 'heads are malformed.';
  if (new Set(heads.map((head) => head.stream)).size !== heads.length) return 'a stream is named twice.';
  if (!heads.some((head) => head.stream === header['subject'])) return 'the subject has no head.';
  return undefined;
}

function readLine(bytes: Uint8Array): { kind: LineKind; value: Json } | string {
  let value: Json;
  try {
    value = parseCanonical(bytes);
  } catch (error) {
    return error instanceof Error ? error.message : 'unreadable';
  }
  const keys = isObject(value) ? Object.keys(value) : [];
  const kind = LINE_KINDS.find((name) => name === keys[0]);
  if (kind === undefined || keys.length !== 1) return `A line is an object with one key, one of ${LINE_KINDS.join(', ')}.`;
  return { kind, value: (value as JsonObject)[kind] as Json };
}

function isHead(value: unknown): value is Head {
  return isObject(value) && typeof value['stream'] === 'string' && Number.isSafeInteger(value['seq']) && isHash(value['hash']);
}

function isSealedValue(value: unknown): value is SealedValue {
  if (!isObject(value) || Object.keys(value).length !== 5) return false;
  const { stream, seq, field, salt } = value;
  return (
    typeof stream === 'string' && Number.isSafeInteger(seq) && typeof field === 'string' && isHash(salt) && Object.hasOwn(value, 'value')
  );
}

function isState(value: unknown): value is ExportedState {
  return isObject(value) && typeof value['stream'] === 'string' && isObject(value['state']);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return bytes.length > prefix.length && prefix.every((byte, index) => bytes[index] === byte);
}
