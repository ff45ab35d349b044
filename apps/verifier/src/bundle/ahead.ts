import { plainEnd, standsAt } from '@tregua/ledger';
import { joinedOf } from '../bag/joined.js';

/** A value that is longer is not plain: the reader would hold more and more of the file. */
const MOST_OF_ONE = 64 * 1024;
const MOST_BEFORE = 32 * 1024 * 1024;

/** Reads a large file of JSON from its beginning, holding little more than one piece of it. */
export class Ahead {
  private readonly pieces: Iterator<Uint8Array>;
  private held: Uint8Array = new Uint8Array(0);
  private at = 0;
  /** Where in the file what is held begins. */
  private from = 0;

  constructor(pieces: Iterable<Uint8Array>) {
    this.pieces = pieces[Symbol.iterator]();
  }

  /** What stands up to and with the first such text, and moves behind it. */
  upTo(text: Uint8Array): Uint8Array | undefined {
    for (let from = 0; ;) {
      for (; from + text.length <= this.held.length; from += 1) {
        if (!standsAt(this.held, from, text)) continue;
        this.at = from + text.length;
        return this.held.slice(0, this.at);
      }
      if (this.held.length > MOST_BEFORE || !this.more()) return undefined;
    }
  }

  /** How many bytes stand before the next one. */
  get place(): number {
    return this.from + this.at;
  }

  /** The byte that comes next; none at the end. */
  byte(): number | undefined {
    return this.at < this.held.length || this.more() ? this.held[this.at] : undefined;
  }

  skip(): void {
    this.at += 1;
  }

  /** The plainly canonical value that comes next, which something follows. The bytes hold until the next call. */
  plainValue(): Uint8Array | undefined {
    for (;;) {
      const from = this.at;
      const end = plainEnd(this.held, from);
      if (end >= 0 && end < this.held.length) {
        this.at = end;
        return this.held.subarray(from, end);
      }
      if (this.held.length - from > MOST_OF_ONE || !this.more()) return undefined;
    }
  }

  /** All that was not read. */
  *rest(): Generator<Uint8Array> {
    do yield this.held.subarray(this.at);
    while (this.next());
  }

  /** Nothing more will be read. */
  end(): void {
    this.pieces.return?.();
  }

  private next(): boolean {
    const step = this.pieces.next();
    if (step.done === true) return false;
    this.from += this.held.length;
    this.held = step.value;
    this.at = 0;
    return true;
  }

  /** Takes one more piece to what is held and was not read. */
  private more(): boolean {
    const left = this.held.subarray(this.at);
    if (!this.next()) return false;
    this.from -= left.length;
    this.held = joinedOf([left, this.held]);
    return true;
  }
}
