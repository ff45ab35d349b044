/**
 * A file of which any part can be read. Reading is synchronous: Node reads a file descriptor, the page's worker a FileReaderSync. What is handed out stays as
 * it is.
 */
export interface Source {
  /** Bytes. */
  readonly size: number;
  /** Exactly `length` bytes from `offset`; both lie within `size`. */
  read(offset: number, length: number): Uint8Array;
}

/** A source that is held in memory. */
export function sourceOfBytes(bytes: Uint8Array): Source {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

export const WINDOW_BYTES = 256 * 1024;
/** What stands in front of a file is looked at behind it: its header, which has a path. */
const BEFORE = 1024;

/** Reads ahead, because most files of a bundle are small and stand one behind another. One window for each place that is read at a time. */
export class Window implements Source {
  private from = 0;
  private held: Uint8Array = new Uint8Array(0);

  constructor(private readonly source: Source) {}

  get size(): number {
    return this.source.size;
  }

  read(offset: number, length: number): Uint8Array {
    if (offset < this.from || offset + length > this.from + this.held.length) {
      this.from = Math.max(0, offset - BEFORE);
      const room = Math.max(length, WINDOW_BYTES) + offset - this.from;
      this.held = this.source.read(this.from, Math.min(room, this.source.size - this.from));
    }
    return this.held.subarray(offset - this.from, offset - this.from + length);
  }
}
