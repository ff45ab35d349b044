import { LogFormatError } from './log-format-error.js';
import { TILE_WIDTH } from './tile-path.js';

/** An entry's length is written in 16 bits. */
export const MAX_ENTRY_BYTES = 65_535;

/** c2sp.org/tlog-tiles: each entry behind its length in two bytes, high byte first. @throws RangeError on more than 256 entries, or an entry too long. */
export function writeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length < 1 || entries.length > TILE_WIDTH)
    throw new RangeError(`A bundle holds 1 to ${TILE_WIDTH} entries, not ${entries.length}.`);
  const bundle = new Uint8Array(entries.reduce((length, entry) => length + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_BYTES)
      throw new RangeError(`An entry is ${entry.length} bytes long; at most ${MAX_ENTRY_BYTES} can be written.`);
    bundle[at] = entry.length >> 8;
    bundle[at + 1] = entry.length & 0xff;
    bundle.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bundle;
}

/** The entries of a bundle of exactly `width` entries. @throws LogFormatError */
export function readEntryBundle(bundle: Uint8Array, width: number): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length) {
    const length = ((bundle[at] as number) << 8) | (bundle[at + 1] ?? 0);
    if (at + 2 + length > bundle.length) throw new LogFormatError('entry bundle', `ends in the middle of entry ${entries.length}`);
    if (entries.length === width) throw new LogFormatError('entry bundle', `holds more than ${width} entries`);
    entries.push(bundle.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  if (entries.length !== width) throw new LogFormatError('entry bundle', `holds ${entries.length} entries, not ${width}`);
  return entries;
}
