/**
 * Which characters a TrueType font can show, from its `cmap` (OpenType 1.9, formats 4 and 12). PDF/A forbids text without a glyph, and a text that
 * somebody wrote must not keep a dossier from being made.
 */
export class Glyphs {
  private constructor(private readonly ranges: readonly (readonly [from: number, to: number])[]) {}

  /** @throws when the bytes are no font with a Unicode `cmap`. */
  static of(font: Buffer): Glyphs {
    const tables = font.readUInt16BE(4);
    for (let index = 0; index < tables; index += 1) {
      const record = 12 + index * 16;
      if (font.toString('latin1', record, record + 4) === 'cmap') return new Glyphs(readCmap(font, font.readUInt32BE(record + 8)));
    }
    throw new Error('The font has no cmap.');
  }

  has(codePoint: number): boolean {
    return this.ranges.some(([from, to]) => codePoint >= from && codePoint <= to);
  }

  /**
   * The text as this font can show it: line breaks stay, every other control and every character without a glyph becomes its code point in
   * brackets, such as `[U+1F600]`.
   */
  shown(text: string): string {
    let shown = '';
    for (const char of text.replaceAll('\r\n', '\n')) {
      const code = char.codePointAt(0) as number;
      const isPlain = char === '\n' || (code >= 0x20 && !(code >= 0xe000 && code <= 0xf8ff) && this.has(code));
      shown += isPlain ? char : char === '\t' ? ' ' : `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
    }
    return shown;
  }
}

function readCmap(font: Buffer, cmap: number): [number, number][] {
  const ranges: [number, number][] = [];
  const count = font.readUInt16BE(cmap + 2);
  for (let index = 0; index < count; index += 1) {
    const at = cmap + font.readUInt32BE(cmap + 4 + index * 8 + 4);
    const format = font.readUInt16BE(at);
    if (format === 12) ranges.push(...readFormat12(font, at));
    if (format === 4) ranges.push(...readFormat4(font, at));
  }
  if (ranges.length === 0) throw new Error('The font has no cmap of a kind that is read here.');
  return ranges;
}

function readFormat12(font: Buffer, at: number): [number, number][] {
  const groups = font.readUInt32BE(at + 12);
  return Array.from({ length: groups }, (_, index) => {
    const group = at + 16 + index * 12;
    return [font.readUInt32BE(group), font.readUInt32BE(group + 4)];
  });
}

/** Segments may have holes (a glyph of 0): each code is looked up, and what follows on makes a range. */
function readFormat4(font: Buffer, at: number): [number, number][] {
  const segments = font.readUInt16BE(at + 6) / 2;
  const [ends, starts] = [at + 14, at + 16 + segments * 2];
  const [deltas, offsets] = [starts + segments * 2, starts + segments * 4];
  const ranges: [number, number][] = [];
  for (let segment = 0; segment < segments; segment += 1) {
    const [from, to] = [font.readUInt16BE(starts + segment * 2), font.readUInt16BE(ends + segment * 2)];
    const delta = font.readUInt16BE(deltas + segment * 2);
    const offset = font.readUInt16BE(offsets + segment * 2);
    for (let code = from; code <= to && code < 0xffff; code += 1) {
      const place = offsets + segment * 2 + offset + (code - from) * 2;
      const glyph = offset === 0 ? (code + delta) & 0xffff : font.readUInt16BE(place);
      if (glyph === 0) continue;
      const last = ranges.at(-1);
      if (last !== undefined && last[1] === code - 1) last[1] = code;
      else ranges.push([code, code]);
    }
  }
  return ranges;
}
