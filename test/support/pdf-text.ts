import { inflateSync } from 'node:zlib';

/** What a PDF says where it is compressed: every stream, inflated, and the text of its pages, glyph by glyph through the fonts' own maps to Unicode. For searching what must not be there. */
export function insideOfPdf(pdf: Buffer): string[] {
  const streams = streamsOf(pdf);
  const maps = streams.filter((stream) => stream.includes('begincmap')).map(mapOf);
  const pages = streams.filter((stream) => /\bT[jJ]\b/.test(stream));
  return [...streams, ...pages.flatMap((page) => maps.map((map) => textOf(page, map)))];
}

/** As Latin-1 and as UTF-8: an attachment may be the latter. */
function streamsOf(pdf: Buffer): string[] {
  const found: string[] = [];
  for (let at = pdf.indexOf('stream'); at >= 0; at = pdf.indexOf('stream', at + 6)) {
    if (pdf.toString('latin1', at - 3, at) === 'end') continue;
    const from = at + 6 + (pdf[at + 6] === 0x0d ? 2 : 1);
    const end = pdf.indexOf('endstream', from);
    if (end < 0) break;
    const inflated = inflatedOrNothing(pdf.subarray(from, end));
    const bytes = inflated ?? pdf.subarray(from, end);
    found.push(bytes.toString('latin1'), bytes.toString('utf8'));
    at = end;
  }
  return found;
}

function inflatedOrNothing(bytes: Buffer): Buffer | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: 64 * 1024 * 1024 });
  } catch {
    return undefined; // a stream that is kept as it is
  }
}

/** Glyph (four hexadecimal digits) to text: `<0003> <0041>` one by one, `<0003> <0005> <0041>` in a row. */
function mapOf(cmap: string): Map<string, string> {
  const map = new Map<string, string>();
  const textOfHex = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const [, block = ''] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, glyph = '', hex = ''] of block.matchAll(/<([0-9a-f]{4})>\s*<((?:[0-9a-f]{4})+)>/gi))
      map.set(glyph.toLowerCase(), textOfHex(hex));
  for (const [, block = ''] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, first = '', last = '', hex = ''] of block.matchAll(/<([0-9a-f]{4})>\s*<([0-9a-f]{4})>\s*<([0-9a-f]{4})>/gi)) {
      const [from, to, code] = [first, last, hex].map((digits) => Number.parseInt(digits, 16)) as [number, number, number];
      for (let glyph = from; glyph <= to; glyph += 1)
        map.set(glyph.toString(16).padStart(4, '0'), String.fromCharCode(code + glyph - from));
    }
  return map;
}

/** Every glyph that the page shows, by one font's map; glyphs of other fonts come out as nonsense or not at all. */
function textOf(page: string, map: ReadonlyMap<string, string>): string {
  const shown = page.matchAll(/<([0-9a-f\s]+)>|\(((?:\\[\s\S]|[^\\()])*)\)/gi);
  return [...shown]
    .map(([, hex, literal = '']) =>
      hex === undefined ? Buffer.from(unescaped(literal), 'latin1').toString('hex') : hex.replace(/\s/g, '').toLowerCase(),
    )
    .map((digits) => (digits.match(/.{4}/g) ?? []).map((glyph) => map.get(glyph) ?? '').join(''))
    .join('');
}

/** ISO 32000-1, 7.3.4.2. */
function unescaped(literal: string): string {
  const named: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  return literal.replace(/\\([0-7]{1,3}|[\s\S])/g, (_, what: string) =>
    /^[0-7]/.test(what) ? String.fromCharCode(Number.parseInt(what, 8) & 0xff) : (named[what] ?? what),
  );
}
