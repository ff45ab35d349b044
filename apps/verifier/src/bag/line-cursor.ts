import { joinedOf } from './joined.js';

const LINE_FEED = 0x0a;

/** Walks over the lines of a file that is read in pieces, so that several files can be read side by side. */
export class LineCursor {
  /** Of the line that was read last, from 1. */
  line = 0;
  /** Where the line that was read last begins, in bytes from the beginning of the file. */
  offset = 0;
  /** A line that is longer than the limit, or has no line feed at its end. The reading ends there. */
  problem: string | undefined;
  private piece: Uint8Array = new Uint8Array(0);
  private from = 0;
  private next_ = 0;

  /**
   * @param pieces gives the next bytes of the file; none: its end.
   * @param limit bytes of a line, and how many lines.
   */
  constructor(
    private readonly pieces: () => Uint8Array | undefined,
    private readonly limit: { readonly lineBytes: number; readonly lines: number },
  ) {}

  /** The next line without its line feed; none at the end. The bytes stay valid. */
  next(): Uint8Array | undefined {
    if (this.problem !== undefined) return undefined;
    let carried: Uint8Array[] | undefined;
    let length = 0;
    this.offset = this.next_;
    for (;;) {
      const at = this.piece.indexOf(LINE_FEED, this.from);
      const end = at < 0 ? this.piece.length : at;
      length += end - this.from;
      if (length > this.limit.lineBytes) return this.stop(`a line is longer than ${this.limit.lineBytes} bytes`);
      const part = this.piece.subarray(this.from, end);
      if (at >= 0) {
        this.from = at + 1;
        this.next_ += length + 1;
        this.line += 1;
        if (this.line > this.limit.lines) return this.stop(`there are more than ${this.limit.lines} lines`);
        return carried === undefined ? part : joinedOf([...carried, part]);
      }
      if (part.length > 0) (carried ??= []).push(part);
      const piece = this.pieces();
      if (piece === undefined) return length === 0 ? undefined : this.stop('the last line has no line feed');
      this.piece = piece;
      this.from = 0;
    }
  }

  private stop(problem: string): undefined {
    this.problem = problem;
    this.line += 1;
    // The rest is read all the same, for the digest of the whole file.
    while (this.pieces() !== undefined);
  }
}
