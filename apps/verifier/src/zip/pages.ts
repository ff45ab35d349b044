import type { Source } from './source.js';

const PAGE_BYTES = 16 * 1024;
const PAGES = 16;

/**
 * Reads small pieces here and there, mostly near others that were read before. The pages that were used last are held, and never more than these: so a table of a million
 * things can stay in the file.
 */
export class Pages {
  private readonly held: Uint8Array[] = [];
  private readonly numbers = new Float64Array(PAGES).fill(-1);
  /** When each was used. */
  private readonly used = new Float64Array(PAGES);
  private uses = 0;
  private last = 0;

  constructor(private readonly source: Source) {}

  /** Exactly `length` bytes from `offset`; both lie within the source. What is handed out stays as it is. */
  read(offset: number, length: number): Uint8Array {
    const number = Math.floor(offset / PAGE_BYTES);
    const from = offset - number * PAGE_BYTES;
    // What lies across two pages is rare.
    if (from + length > PAGE_BYTES) return this.source.read(offset, length);
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
    let oldest = 0;
    for (let slot = 1; slot < PAGES; slot += 1) if ((this.used[slot] as number) < (this.used[oldest] as number)) oldest = slot;
    const offset = number * PAGE_BYTES;
    this.held[oldest] = this.source.read(offset, Math.min(PAGE_BYTES, this.source.size - offset));
    this.numbers[oldest] = number;
    return oldest;
  }
}
