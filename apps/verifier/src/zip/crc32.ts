/** Eight tables, so that eight bytes are taken at a time (Kounavis and Berry, "slicing by 8"). Polynomial 0xEDB88320, as APPNOTE 4.4.7 asks. */
const TABLES = tables();

type Eight = readonly [Table, Table, Table, Table, Table, Table, Table, Table];
type Table = Uint32Array;

/** Goes on from `seed` (0 at the beginning) over more bytes. For where the platform brings none of its own. */
export function crc32(bytes: Uint8Array, seed = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES;
  let crc = ~seed;
  let at = 0;
  for (const whole = bytes.length - (bytes.length % 8); at < whole; at += 8) {
    const low = crc ^ (byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24));
    crc =
      word(t7, low & 255) ^
      word(t6, (low >>> 8) & 255) ^
      word(t5, (low >>> 16) & 255) ^
      word(t4, low >>> 24) ^
      word(t3, byte(bytes, at + 4)) ^
      word(t2, byte(bytes, at + 5)) ^
      word(t1, byte(bytes, at + 6)) ^
      word(t0, byte(bytes, at + 7));
  }
  for (; at < bytes.length; at += 1) crc = (crc >>> 8) ^ word(t0, (crc ^ byte(bytes, at)) & 255);
  return ~crc >>> 0;
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] as number;
}

function word(table: Table, at: number): number {
  return table[at] as number;
}

function tables(): Eight {
  const first: Table = new Uint32Array(256);
  for (let index = 0; index < 256; index += 1) {
    let crc = index;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    first[index] = crc >>> 0;
  }
  const all: Table[] = [first];
  for (let next = 1; next < 8; next += 1) {
    const before = all[next - 1] as Table;
    all.push(Uint32Array.from(before, (crc) => ((crc >>> 8) ^ word(first, crc & 255)) >>> 0));
  }
  return all as unknown as Eight;
}
