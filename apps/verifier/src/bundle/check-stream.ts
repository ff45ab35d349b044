import {
  ChainWalk,
  commitmentOf,
  isHash,
  parseCanonical,
  sealOf,
  streamFile,
  streamTagOf,
  valueAt,
  ZERO_HASH,
  type BundleStream,
  type DisclosedLine,
  type Entry,
  type Head,
  type Json,
  type JsonObject,
} from '@tregua/ledger';
import type { Bag } from '../bag/read-bag.js';
import type { LineCursor } from '../bag/line-cursor.js';
import type { Findings, Place } from '../finding.js';
import type { Tools } from '../tools.js';
import type { InclusionCheck } from './inclusion.js';
import { readProofLine, type ReadProof } from './proof-line.js';
import { isWithheld, readWithheld } from './withheld.js';

export interface StreamCheck {
  readonly bag: Bag;
  readonly tools: Tools;
  readonly findings: Findings;
  /** Absent where the bundle has no log, or no checkpoint that could be read. */
  readonly inclusion: InclusionCheck | undefined;
  /** Heads of this stream that are known from outside. */
  readonly known: readonly Head[];
  /** The instant of the export. */
  readonly at: string;
  readonly onEntry: (entry: Entry) => void;
}

export interface CheckedStream {
  readonly entries: number;
  readonly withheld: number;
  readonly disclosed: number;
  readonly proven: number;
  /** The first entry from which on the chain is broken, or Infinity. */
  readonly brokenFrom: number;
  /** Where the log has the last entry, and when that one says that it was; for comparing with what others saw. */
  readonly lastIndex: number;
}

/** What makes a replay meaningless from that entry on. A head that differs does not: the false history is judged as it stands. */
const BREAKS = new Set([
  'entryIsMalformed',
  'entryIsNotWhatFollowed',
  'entriesAreMissing',
  'entryIsOutOfOrder',
  'entryOfAnotherStream',
  'predecessorDiffers',
  'predecessorIsMissing',
]);

/** Checks one stream of a bundle in one pass over its files: canonical bytes, chain, head, disclosed values, inclusion. */
export function checkStream(statement: BundleStream, check: StreamCheck): CheckedStream {
  return new StreamReading(statement, check).run();
}

class StreamReading {
  private readonly walk: ChainWalk;
  private readonly files: { readonly [name in 'events' | 'disclosed' | 'proofs']: string };
  private readonly tag: string | undefined;
  private readonly disclosures: Disclosures;
  private readonly proofs: LineCursor | undefined;
  private entries = 0;
  private withheld = 0;
  private proven = 0;
  private brokenFrom = Number.POSITIVE_INFINITY;
  private lastIndex = -1;
  private reported = 0;
  private isLate = false;

  constructor(
    private readonly statement: BundleStream,
    private readonly check: StreamCheck,
  ) {
    const { stream, seq, hash, nonce } = statement;
    const { bag, tools, known } = check;
    this.walk = new ChainWalk(stream, tools.digest, [{ stream, seq, hash }, ...known]);
    const path = (name: 'events' | 'disclosed' | 'proofs'): string => `data/${streamFile(stream, name)}`;
    this.files = { events: path('events'), disclosed: path('disclosed'), proofs: path('proofs') };
    this.tag = nonce === null ? undefined : streamTagOf(stream, nonce, tools.digest);
    this.disclosures = new Disclosures(stream, this.files.disclosed, check);
    this.proofs = bag.lines(this.files.proofs);
  }

  run(): CheckedStream {
    const { bag, inclusion } = this.check;
    const events = bag.lines(this.files.events);
    if (events === undefined) {
      this.broken('streamIsMissing', 0, { file: this.files.events }, 'bundle.json names this stream, and its file is not there.');
      return this.result();
    }
    if (inclusion !== undefined && this.proofs === undefined) {
      this.broken('proofsAreMissing', 0, { file: this.files.proofs }, 'The entries of this stream are not proven to be in the log.');
    }
    for (let bytes = events.next(); bytes !== undefined; bytes = events.next()) this.take(bytes, events);
    if (events.problem !== undefined)
      this.name(
        'lineIsMalformed',
        this.walk.seq + 1,
        this.at(this.files.events, events),
        `Where this entry should stand ${events.problem}.`,
      );
    this.walk.end();
    this.report(undefined);
    this.disclosures.end();
    this.endProofs();
    return this.result();
  }

  private take(bytes: Uint8Array, events: LineCursor): void {
    const before = { prev: this.walk.hash, seq: this.walk.seq };
    const shown = isWithheld(bytes) ? this.takeWithheld(bytes, events) : this.takeEntry(bytes, events);
    this.report(events);
    this.entries += 1;
    const { seq } = this.walk;
    this.disclosures.upTo(seq, shown?.data);
    if (shown === undefined) return this.skipProof();
    if (shown.at > this.check.at && !this.isLate) {
      this.isLate = true;
      this.broken(
        'entryIsLaterThanTheExport',
        seq,
        this.at(this.files.events, events),
        `This entry is dated ${shown.at}, after the export (${this.check.at}).`,
      );
    }
    // A withheld entry does not say what it was built on: that is what stands before it.
    this.takeProof({ seq, prev: shown.prev ?? (seq === 1 ? ZERO_HASH : before.prev), eventHash: this.walk.hash, at: shown.at });
  }

  private takeEntry(bytes: Uint8Array, events: LineCursor): { data: JsonObject | undefined; at: string; prev: string } | undefined {
    const entry = this.walk.next({ bytes });
    if (entry === undefined) return undefined;
    if (this.statement.sight === 'withheld')
      this.broken(
        'sightDiffers',
        entry.seq,
        this.at(this.files.events, events),
        'The stream is stated as withheld, and this entry is here.',
      );
    if (entry.stream === this.statement.stream) this.check.onEntry(entry);
    return entry;
  }

  private takeWithheld(bytes: Uint8Array, events: LineCursor): { data: JsonObject | undefined; at: string; prev: undefined } | undefined {
    const line = readWithheld(bytes);
    this.withheld += 1;
    if (typeof line === 'string') {
      this.broken('withheldLineIsMalformed', this.walk.seq + 1, this.at(this.files.events, events), line);
      this.walk.withheld({ seq: this.walk.seq + 1, at: '', hash: ZERO_HASH });
      return undefined;
    }
    this.walk.withheld(line);
    if (this.statement.sight === 'exact')
      this.broken(
        'sightDiffers',
        line.seq,
        this.at(this.files.events, events),
        'The stream is stated as exact, and this entry is withheld.',
      );
    const data = line.shown?.['data'];
    return { data: isObject(data) ? data : undefined, at: line.at, prev: undefined };
  }

  /** Findings of the chain since the last entry, with the line at which they showed. */
  private report(events: LineCursor | undefined): void {
    for (; this.reported < this.walk.findings.length; this.reported += 1) {
      const finding = this.walk.findings[this.reported];
      if (finding === undefined) return;
      const place = events === undefined ? { file: this.files.events } : this.at(this.files.events, events);
      if (BREAKS.has(finding.what)) this.brokenFrom = Math.min(this.brokenFrom, finding.seq);
      this.check.findings.take({ weight: 'broken', ...finding, ...place });
    }
  }

  private takeProof(line: { readonly seq: number; readonly prev: string; readonly eventHash: string; readonly at: string }): void {
    const { inclusion, tools } = this.check;
    const { proofs, tag } = this;
    if (proofs === undefined) return;
    const bytes = proofs.next();
    if (bytes === undefined) return;
    const place = this.at(this.files.proofs, proofs);
    const proof = readProofLine(bytes);
    if (proof === undefined)
      return this.broken(
        'proofIsMalformed',
        line.seq,
        place,
        'This line is no inclusion proof in the form {"index":…,"proof":[…],"seq":…}.',
      );
    if (proof.seq !== line.seq)
      return this.broken('proofIsOfAnotherEntry', line.seq, place, `The proof of entry ${proof.seq} stands here.`);
    if (proof.index <= this.lastIndex)
      this.broken('proofsAreOutOfOrder', line.seq, place, 'The log has this entry before its predecessor.');
    this.lastIndex = proof.index;
    if (inclusion === undefined || tag === undefined) return;
    const leaf = tools.digest(leafBytes(tag, line));
    this.prove(leaf, proof, inclusion, line.seq, place);
  }

  private prove(leaf: Uint8Array, proof: ReadProof, inclusion: InclusionCheck, seq: number, place: Place): void {
    if (inclusion.holds(leaf, proof)) this.proven += 1;
    else this.broken('entryIsNotInTheLog', seq, place, `The checkpoint's tree does not hold this entry at index ${proof.index}.`);
  }

  private skipProof(): void {
    this.proofs?.next();
  }

  private endProofs(): void {
    const { proofs } = this;
    if (proofs === undefined) return;
    if (proofs.line < this.entries) {
      this.broken(
        'proofIsMissing',
        proofs.line + 1,
        { file: this.files.proofs },
        `There are ${proofs.line} proofs for ${this.entries} entries.`,
      );
    }
    if (proofs.next() !== undefined)
      this.broken(
        'proofOfNothing',
        this.entries + 1,
        this.at(this.files.proofs, proofs),
        'A proof stands here for an entry that is not in the stream.',
      );
    while (proofs.next() !== undefined);
    if (proofs.problem !== undefined)
      this.broken('lineIsMalformed', 0, this.at(this.files.proofs, proofs), `In this file ${proofs.problem}.`);
  }

  private at(file: string, cursor: LineCursor): Place {
    return { ...this.check.bag.placeOf(file, cursor.offset), line: cursor.line };
  }

  private name(what: string, seq: number, place: Place, says: string): void {
    this.brokenFrom = Math.min(this.brokenFrom, seq);
    this.broken(what, seq, place, says);
  }

  private broken(what: string, seq: number, place: Place, says: string): void {
    this.check.findings.broken(what, { stream: this.statement.stream, seq, ...place }, says);
  }

  private result(): CheckedStream {
    const { entries, withheld, proven, brokenFrom, lastIndex } = this;
    return { entries, withheld, proven, brokenFrom, lastIndex, disclosed: this.disclosures.opened };
  }
}

/** The disclosed values of a stream, read beside its entries. */
class Disclosures {
  opened = 0;
  private readonly cursor: LineCursor | undefined;
  private next: DisclosedLine | undefined;
  private place: Place = {};
  private previous = '';

  constructor(
    private readonly stream: string,
    private readonly file: string,
    private readonly check: StreamCheck,
  ) {
    this.cursor = check.bag.lines(file);
    this.advance();
  }

  /** Opens what is disclosed of entries up to this one, which holds these data. */
  upTo(seq: number, data: JsonObject | undefined): void {
    while (this.next !== undefined && this.next.seq <= seq) {
      if (this.next.seq < seq) this.broken('sealedValueHasNoEntry', 'A value is disclosed for an entry that is not here.');
      else this.open(this.next, data);
      this.advance();
    }
  }

  end(): void {
    while (this.next !== undefined) {
      this.broken('sealedValueHasNoEntry', 'A value is disclosed for an entry that is not here.');
      this.advance();
    }
    const { cursor } = this;
    if (cursor?.problem !== undefined)
      this.check.findings.broken(
        'lineIsMalformed',
        { stream: this.stream, ...this.check.bag.placeOf(this.file), line: cursor.line },
        `In this file ${cursor.problem}.`,
      );
  }

  private open(line: DisclosedLine, data: JsonObject | undefined): void {
    const commitment = data === undefined ? undefined : sealOf(valueAt(data, line.field));
    if (commitment === undefined) return this.broken('fieldIsNotSealed', 'A value is disclosed for a field that the entry does not seal.');
    const sealed = { stream: this.stream, seq: line.seq, field: line.field, value: line.value as Json, salt: line.salt };
    if (commitmentOf(sealed, this.check.tools.digest) === commitment) this.opened += 1;
    else this.broken('sealedValueDiffers', 'The disclosed value and salt are not those to which the entry committed.');
  }

  private advance(): void {
    this.next = undefined;
    const { cursor } = this;
    for (let bytes = cursor?.next(); cursor !== undefined && bytes !== undefined; bytes = cursor.next()) {
      this.place = { ...this.check.bag.placeOf(this.file, cursor.offset), line: cursor.line };
      const line = readDisclosed(bytes);
      if (line === undefined) {
        this.check.findings.broken(
          'sealedValueIsMalformed',
          { stream: this.stream, ...this.place },
          'A disclosed value has exactly field, salt, seq and value, in canonical form.',
        );
        continue;
      }
      const order = `${String(line.seq).padStart(16, '0')} ${line.field}`;
      this.next = line;
      if (order === this.previous) this.broken('sealedValueComesAgain', 'This field is disclosed twice.');
      else if (order < this.previous) this.broken('disclosuresAreOutOfOrder', 'Disclosed values are sorted by entry and field.');
      this.previous = order;
      return;
    }
  }

  private broken(what: string, says: string): void {
    const { seq = 0, field = '' } = this.next ?? {};
    this.check.findings.broken(what, { stream: this.stream, seq, field, ...this.place }, says);
  }
}

function readDisclosed(bytes: Uint8Array): DisclosedLine | undefined {
  try {
    const value = parseCanonical(bytes);
    if (!isObject(value) || Object.keys(value).join() !== 'field,salt,seq,value') return undefined;
    const { field, salt, seq } = value;
    return typeof field === 'string' && isHash(salt) && Number.isSafeInteger(seq) && (seq as number) > 0
      ? (value as unknown as DisclosedLine)
      : undefined;
  } catch {
    return undefined;
  }
}

const encoder = new TextEncoder();

/** What the log hashes for an entry: a zero byte, and the bytes that `writeLogEntry` writes. All parts have been checked when the entry was. */
export function leafBytes(
  tag: string,
  line: { readonly seq: number; readonly prev: string; readonly eventHash: string; readonly at: string },
): Uint8Array {
  const { seq, prev, eventHash, at } = line;
  return encoder.encode(`\0{"at":"${at}","eventHash":"${eventHash}","prev":"${prev}","seq":${seq},"tag":"${tag}","v":1}`);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
