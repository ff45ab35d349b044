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

  constructor(private readonly streams: StreamTable) {
    for (let index = 0; index < streams.length; index += 1) {
      const name = streams.nameAt(index);
      if (!/^(?:case|report)\//.test(name) || name.length > MOST) continue;
      this.lengths[name.length] = 1;
      this.lengths[name.length - name.indexOf('/') - 1] = 1;
    }
  }

  /** Calls back with the index of each stream that is named between two places of an entry's bytes. */
  in(bytes: Uint8Array, from: number, to: number, found: (index: number) => void): void {
    let open = to;
    for (let at = from; at < to; at += 1) {
      if (bytes[at] !== QUOTE) continue;
      const length = at - open - 1;
      if (length > 0 && length <= MOST && this.lengths[length] === 1) this.lookUp(bytes, open + 1, length, found);
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
