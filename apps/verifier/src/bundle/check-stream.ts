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
  type Head,
  type Json,
  type JsonObject,
  type PlainEntry,
} from '@tregua/ledger';
import type { Bag } from '../bag/read-bag.js';
import type { LineCursor } from '../bag/line-cursor.js';
import type { Findings, Place } from '../finding.js';
import type { Tools } from '../tools.js';
import { leafBytes, LeafLine } from './leaf-line.js';
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
  /** Of each entry of this stream: what it names may have to be replayed with it. Absent where nothing is replayed. */
  readonly onEntry: ((bytes: Uint8Array, from: number, to: number) => void) | undefined;
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
  private readonly leaf: LeafLine | undefined;
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
    this.leaf = this.tag === undefined ? undefined : new LeafLine(this.tag);
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
    // The replay asks for the state later; here it lies next to what was just read.
    bag.readBeside(`data/${streamFile(this.statement.stream, 'state')}`);
    return this.result();
  }

  private take(bytes: Uint8Array, events: LineCursor): void {
    const plain = this.statement.sight === 'withheld' ? undefined : this.walk.nextPlain(bytes);
    if (plain === undefined) return this.takeWithCare(bytes, events);
    this.entries += 1;
    if (this.walk.findings.length > this.reported) this.report(events);
    this.check.onEntry?.(bytes, plain.data, plain.dataEnd);
    if (this.disclosures.hasUpTo(plain.seq)) this.disclosures.upTo(plain.seq, dataOf(plain));
    if (!this.isLate && isLaterThan(plain, this.check.at)) this.checkLate(plain.seq, this.walk.lastAt, events);
    const proof = this.nextProof(plain.seq);
    if (proof !== undefined && this.leaf !== undefined) this.prove(this.leaf.of(plain, this.walk.hashed), proof, plain.seq);
  }

  /** What is not plainly the entry that has to follow: this names what is wrong. */
  private takeWithCare(bytes: Uint8Array, events: LineCursor): void {
    const before = { prev: this.walk.hash, seq: this.walk.seq };
    const shown = isWithheld(bytes) ? this.takeWithheld(bytes, events) : this.takeEntry(bytes, events);
    this.report(events);
    this.entries += 1;
    const { seq } = this.walk;
    this.disclosures.upTo(seq, shown?.data);
    if (shown === undefined) return this.skipProof();
    if (!this.isLate) this.checkLate(seq, shown.at, events);
    const proof = this.nextProof(seq);
    if (proof === undefined || this.tag === undefined) return;
    // A withheld entry does not say what it was built on: that is what stands before it.
    const prev = shown.prev ?? (seq === 1 ? ZERO_HASH : before.prev);
    this.prove(leafBytes(this.tag, { seq, prev, eventHash: this.walk.hash, at: shown.at }), proof, seq);
  }

  private checkLate(seq: number, at: string, events: LineCursor): void {
    if (at <= this.check.at) return;
    this.isLate = true;
    const says = `This entry is dated ${at}, after the export (${this.check.at}).`;
    this.broken('entryIsLaterThanTheExport', seq, this.at(this.files.events, events), says);
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
    if (entry.stream === this.statement.stream) this.check.onEntry?.(bytes, 0, bytes.length);
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

  /** The proof that stands beside the entry, where it is one that can be followed. */
  private nextProof(seq: number): ReadProof | undefined {
    const { proofs } = this;
    const bytes = proofs?.next();
    if (proofs === undefined || bytes === undefined) return undefined;
    const proof = readProofLine(bytes);
    if (proof === undefined) {
      const says = 'This line is no inclusion proof in the form {"index":…,"proof":[…],"seq":…}.';
      this.broken('proofIsMalformed', seq, this.at(this.files.proofs, proofs), says);
      return undefined;
    }
    if (proof.seq !== seq) {
      this.broken('proofIsOfAnotherEntry', seq, this.at(this.files.proofs, proofs), `The proof of entry ${proof.seq} stands here.`);
      return undefined;
    }
    if (proof.index <= this.lastIndex)
      this.broken('proofsAreOutOfOrder', seq, this.at(this.files.proofs, proofs), 'The log has this entry before its predecessor.');
    this.lastIndex = proof.index;
    return proof;
  }

  /** @param line the bytes whose hash is the leaf. */
  private prove(line: Uint8Array, proof: ReadProof, seq: number): void {
    const { inclusion, tools } = this.check;
    const { proofs } = this;
    if (inclusion === undefined || proofs === undefined) return;
    if (inclusion.holds(tools.digest(line), proof)) {
      this.proven += 1;
      return;
    }
    const says = `The checkpoint's tree does not hold this entry at index ${proof.index}.`;
    this.broken('entryIsNotInTheLog', seq, this.at(this.files.proofs, proofs), says);
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

  /** Is something disclosed of an entry up to this one? */
  hasUpTo(seq: number): boolean {
    return this.next !== undefined && this.next.seq <= seq;
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

/** Is the entry's instant another than this one, and later? Both have 24 characters. */
function isLaterThan({ bytes, at }: PlainEntry, instant: string): boolean {
  for (let index = 0; index < instant.length; index += 1) {
    const difference = (bytes[at + index] as number) - instant.charCodeAt(index);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** The data of an entry, which are read only where something of them is disclosed. */
function dataOf({ bytes, data, dataEnd }: PlainEntry): JsonObject {
  return JSON.parse(decoder.decode(bytes.subarray(data, dataEnd))) as JsonObject;
}

const decoder = new TextDecoder();

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
