import type { Source } from './source.js';

/** How much is held at most: so many pages of so many bytes. */
export interface Room {
  readonly pages: number;
  readonly pageBytes: number;
}

const LITTLE: Room = { pages: 16, pageBytes: 16 * 1024 };

/**
 * Reads small pieces here and there, mostly near others that were read before. The pages that were used last are held, and never more than these: so a table of a million
 * things can stay in the file.
 */
export class Pages {
  private readonly held: Uint8Array[] = [];
  private readonly numbers: Float64Array;
  /** When each was used. */
  private readonly used: Float64Array;
  private uses = 0;
  private last = 0;

  constructor(
    private readonly source: Source,
    private readonly room = LITTLE,
  ) {
    this.numbers = new Float64Array(room.pages).fill(-1);
    this.used = new Float64Array(room.pages);
  }

  /** Exactly `length` bytes from `offset`; both lie within the source. What is handed out stays as it is. */
  read(offset: number, length: number): Uint8Array {
    const { pageBytes } = this.room;
    const number = Math.floor(offset / pageBytes);
    const from = offset - number * pageBytes;
    // What lies across two pages is rare.
    if (from + length > pageBytes) return this.source.read(offset, length);
    return this.page(number).subarray(from, from + length);
  }

  private page(number: number): Uint8Array {
    if (this.numbers[this.last] !== number) {
      let slot = this.numbers.indexOf(number);
      if (slot < 0) slot = this.load(number);
      this.last = slot;
      this.used[slot] = this.uses += 1;
    }
    return this.held[this.last] as Uint8Array;
  }

  private load(number: number): number {
    const { pages, pageBytes } = this.room;
    let oldest = 0;
    for (let slot = 1; slot < pages; slot += 1) if ((this.used[slot] as number) < (this.used[oldest] as number)) oldest = slot;
    const offset = number * pageBytes;
    this.held[oldest] = this.source.read(offset, Math.min(pageBytes, this.source.size - offset));
    this.numbers[oldest] = number;
    return oldest;
  }
}
