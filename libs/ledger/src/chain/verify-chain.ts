import type { Digest } from '../digest.js';
import { entryOf, EVENT, eventHash, isStreamName, ZERO_HASH, type Entry } from '../entry/entry.js';
import { HASH_DIGITS, INSTANT_CHARACTERS, noPlainEntry, readPlainEntry, type PlainEntry } from '../entry/plain-entry.js';
import { asciiBytes } from '../canonical/scan-plain.js';
import { fromHex, NIBBLES, toHex } from '../hex.js';
import type { Finding } from './finding.js';

/** The place that a stream has reached, and its hash: what a receipt or an export states. */
export interface Head {
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
}

/** One entry as it was found: its exact bytes, and (for a reader that keeps them) the hash that was stored beside them. */
export interface FoundEntry {
  readonly bytes: Uint8Array;
  readonly hash?: string;
}

/**
 * Checks one stream from its first entry: canonical bytes, seq without gaps, prev, stored hashes, time that does not run backwards, and the
 * heads that are known. Each finding names the stream and the entry to which it belongs.
 *
 * An entry is convicted by its successor: when entry n+1 names another hash than entry n has, n is named (and n+1, which may be the false one).
 * The last entry has no successor, so a change in it shows only against a known head.
 *
 * @param stream the stream that the entries are said to be of.
 * @param heads known from outside, of this stream; others are passed over.
 */
export function verifyChain(stream: string, entries: Iterable<FoundEntry>, digest: Digest, heads: readonly Head[] = []): Finding[] {
  const walk = new ChainWalk(stream, digest, heads);
  for (const found of entries) walk.next(found);
  return walk.end();
}

/** The same check, fed one entry at a time, so that a long stream need not be held in memory. */
export class ChainWalk {
  readonly findings: Finding[] = [];
  /** seq of the last entry that was read, 0 before the first. */
  seq = 0;
  /** The instant of the last entry; undefined while it is only known to stand in its line. */
  private at: string | undefined = '';
  private line: Uint8Array = new Uint8Array(0);
  private atInLine = 0;
  /** Of the last entry: 32 bytes, and in hexadecimal when somebody asked. */
  private hashBytes: Uint8Array = new Uint8Array(32);
  private hashText: string | undefined = ZERO_HASH;
  private readonly met = new Set<Head>();
  private readonly known: readonly Head[];
  /** Where the name of the stream is a good one. */
  private readonly streamBytes: Uint8Array | undefined;
  private plain: PlainEntry | undefined;

  constructor(
    private readonly stream: string,
    private readonly digest: Digest,
    heads: readonly Head[],
  ) {
    this.known = heads.filter((head) => head.stream === stream);
    this.streamBytes = isStreamName(stream) ? asciiBytes(stream) : undefined;
  }

  /** Of the last entry that was read, in hexadecimal; zeros before the first. */
  get hash(): string {
    return (this.hashText ??= toHex(this.hashBytes));
  }

  /** The instant of the last entry that was read. */
  get lastAt(): string {
    return (this.at ??= String.fromCharCode(...this.line.subarray(this.atInLine, this.atInLine + INSTANT_CHARACTERS)));
  }

  /** The same in 32 bytes, which are not to be changed. */
  get hashed(): Uint8Array {
    return this.hashBytes;
  }

  /**
   * Takes the next entry without making an object of it, where it is plainly in form and just what had to follow. Otherwise it gives undefined and has taken nothing: `next` says what
   * is wrong. What it gives holds until the next call.
   */
  nextPlain(bytes: Uint8Array): PlainEntry | undefined {
    const plain = (this.plain ??= noPlainEntry());
    if (this.streamBytes === undefined || !readPlainEntry(bytes, this.streamBytes, plain)) return undefined;
    if (plain.seq !== this.seq + 1 || !this.isPrevious(plain) || this.isBefore(plain)) return undefined;
    this.seq = plain.seq;
    this.hashBytes = this.digest(blockOf(bytes));
    this.hashText = undefined;
    this.meet();
    return plain;
  }

  /** Takes the next entry; gives it back read, or undefined when its bytes are no entry. */
  next({ bytes, hash: stored }: FoundEntry): Entry | undefined {
    const hash = eventHash(bytes, this.digest);
    let entry: Entry;
    try {
      entry = entryOf(bytes);
    } catch (error) {
      this.name('entryIsMalformed', this.seq + 1, `The bytes are no canonical entry: ${error instanceof Error ? error.message : ''}`);
      this.step(this.seq + 1, hash, this.lastAt);
      return undefined;
    }
    this.checkPlace(entry);
    if (stored !== undefined && stored !== hash) {
      this.name('hashDiffers', entry.seq, 'The hash that is kept beside this entry is not the hash of its bytes.');
    }
    if (entry.at < this.lastAt)
      this.name('timeRunsBackwards', entry.seq, `This entry is dated ${entry.at}, before its predecessor (${this.lastAt}).`);
    this.step(entry.seq, hash, entry.at);
    return entry;
  }

  /** Takes an entry of which only its place, its instant and its hash are shown. The entry behind it must have been built on that hash. */
  withheld({ seq, at, hash }: { readonly seq: number; readonly at: string; readonly hash: string }): void {
    if (seq !== this.seq + 1) this.name('entryIsOutOfOrder', seq, `Entry ${seq} is withheld here, where ${this.seq + 1} must stand.`);
    if (at < this.lastAt) this.name('timeRunsBackwards', seq, `This entry is dated ${at}, before its predecessor (${this.lastAt}).`);
    this.step(seq, hash, at);
  }

  /** What is missing at the end. */
  end(): Finding[] {
    for (const head of this.known) {
      if (this.met.has(head)) continue;
      if (head.seq > this.seq) {
        this.name('tailIsMissing', this.seq + 1, `Entries ${this.seq + 1} to ${head.seq} are missing: a known head stands at ${head.seq}.`);
      } else {
        this.name('knownEntryIsMissing', head.seq, 'A known head names this entry, and it is not here.');
      }
    }
    return this.findings;
  }

  private checkPlace(entry: Entry): void {
    if (entry.stream !== this.stream) {
      this.name('entryOfAnotherStream', this.seq + 1, `The entry found here says that it is ${entry.stream} ${entry.seq}.`);
    }
    if (entry.seq > this.seq + 1) {
      this.name('entriesAreMissing', this.seq + 1, `Entries ${this.seq + 1} to ${entry.seq - 1} are missing.`);
      this.name('predecessorIsMissing', entry.seq, `Before this entry stands ${this.seq}.`);
    } else if (entry.seq <= this.seq) {
      this.name('entryIsOutOfOrder', entry.seq, `This entry comes again, or too late: ${this.seq} was read before it.`);
    } else if (entry.prev !== this.hash) {
      if (this.seq > 0) this.name('entryIsNotWhatFollowed', this.seq, 'The next entry was built on other bytes than these.');
      this.name('predecessorDiffers', entry.seq, 'This entry names another predecessor than the one that is here.');
    }
  }

  private step(seq: number, hash: string, at: string): void {
    this.seq = seq;
    this.hashText = hash;
    this.hashBytes = fromHex(hash);
    this.at = at;
    this.meet();
  }

  private meet(): void {
    const { seq } = this;
    for (const head of this.known) {
      if (head.seq !== seq) continue;
      this.met.add(head);
      if (head.hash !== this.hash) this.name('headDiffers', seq, 'This entry is not the one that the known head names.');
    }
  }

  private isPrevious({ bytes, prev }: PlainEntry): boolean {
    const hash = this.hashBytes;
    for (let index = 0; index < hash.length; index += 1) {
      const byte =
        ((NIBBLES[bytes[prev + 2 * index] as number] as number) << 4) | (NIBBLES[bytes[prev + 2 * index + 1] as number] as number);
      if (byte !== hash[index]) return false;
    }
    return hash.length * 2 === HASH_DIGITS;
  }

  /** Does the entry's instant lie before the last one's? Where it does not, it is the last one's from now on. */
  private isBefore({ bytes, at }: PlainEntry): boolean {
    for (let index = 0; index < INSTANT_CHARACTERS; index += 1) {
      const last = this.at === undefined ? (this.line[this.atInLine + index] as number) : this.at.charCodeAt(index);
      const difference = (bytes[at + index] as number) - last;
      if (difference < 0) return true;
      // Of the empty text, before the first entry, each character is NaN.
      if (difference !== 0) break;
    }
    this.at = undefined;
    this.line = bytes;
    this.atInLine = at;
    return false;
  }

  private name(what: string, seq: number, says: string): void {
    this.findings.push({ what, stream: this.stream, seq, says });
  }
}

/** The domain, and behind it the bytes that are hashed: one for all, since a digest is made at once. */
let block: Uint8Array = EVENT;

function blockOf(bytes: Uint8Array): Uint8Array {
  const length = EVENT.length + bytes.length;
  if (block.length < length) {
    block = new Uint8Array(2 * length);
    block.set(EVENT);
  }
  block.set(bytes, EVENT.length);
  return block.subarray(0, length);
}
