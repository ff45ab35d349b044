import type { StreamTable } from './stream-table.js';

const QUOTE = 0x22;
const PREFIXES = ['', 'case/', 'report/'].map((text) => new TextEncoder().encode(text));
const MOST = 128;

/**
 * Which streams of the law an entry may name: every text in its data that is the name of one, or the id of a case or a report. It is a guess by form, made on the bytes, and
 * joins rather too much than too little. What the replay finds besides joins groups later.
 */
export class References {
  private readonly block = new Uint8Array(MOST + 8);
  /** 1: an id or a name of this length is among the streams. */
  private readonly lengths = new Uint8Array(MOST + 1);
  /** The least of these. */
  private least = MOST;

  constructor(private readonly streams: StreamTable) {
    for (let index = 0; index < streams.length; index += 1) {
      const name = streams.nameAt(index);
      if (!/^(?:case|report)\//.test(name) || name.length > MOST) continue;
      this.lengths[name.length] = 1;
      const id = name.length - name.indexOf('/') - 1;
      this.lengths[id] = 1;
      this.least = Math.min(this.least, id);
    }
  }

  /** Calls back with the index of each stream that is named between two places of an entry's bytes. */
  in(bytes: Uint8Array, from: number, to: number, found: (index: number) => void): void {
    let open = bytes.indexOf(QUOTE, from);
    while (open >= 0) {
      let at = open + this.least;
      if (at >= to) return;
      // What is looked for is long: only behind the last quote within that length can it begin.
      while (at > open && bytes[at] !== QUOTE) at -= 1;
      if (at === open) {
        at += this.least + 1;
        while (at < to && bytes[at] !== QUOTE) at += 1;
        const length = at - open - 1;
        if (at < to && length <= MOST && this.lengths[length] === 1) this.lookUp(bytes, open + 1, length, found);
      }
      open = at;
    }
  }

  private lookUp(bytes: Uint8Array, from: number, length: number, found: (index: number) => void): void {
    for (const prefix of PREFIXES) {
      this.block.set(prefix);
      for (let index = 0; index < length; index += 1) this.block[prefix.length + index] = bytes[from + index] as number;
      const index = this.streams.indexOfBytes(this.block, 0, prefix.length + length);
      if (index >= 0) found(index);
    }
  }
}
