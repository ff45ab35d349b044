import fc from 'fast-check';
import { canonicalBytes, streamFile } from '@tregua/ledger';
import { References } from './references.js';
import { StreamPlaces, StreamTable } from './stream-table.js';

const ids = Array.from({ length: 6 }, (_, index) => `0190d000-0000-7000-8000-00000000000${index}`);
const names = [...ids.flatMap((id) => [`case/${id}`, `report/${id}`]), 'calendar/eu', 'person/0190d000-0000-7000-8000-000000000009'].sort();

function tableOf(streams: readonly string[]): StreamTable {
  const places = new StreamPlaces();
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const stream of streams) {
    const stated = {
      file: streamFile(stream, 'events'),
      hash: '0'.repeat(64),
      process: null,
      nonce: null,
      rulebook: null,
      seq: 1,
      sight: 'exact' as const,
      state: null,
      stream,
    };
    const bytes = canonicalBytes(stated);
    places.add(stated, at, at + bytes.length);
    pieces.push(bytes, Uint8Array.of(0x2c));
    at += bytes.length + 1;
  }
  const whole = Buffer.concat(pieces);
  return new StreamTable(places.end(), (from, to) => whole.subarray(from, to));
}

/** Every text between two quotes, looked up by itself. */
function slowly(text: string, streams: readonly string[]): string[] {
  const quotes = [...text.matchAll(/"/g)].map(({ index }) => index);
  const between = quotes.slice(1).map((quote, index) => text.slice((quotes[index] as number) + 1, quote));
  return between.flatMap((part) => ['', 'case/', 'report/'].map((prefix) => prefix + part).filter((name) => streams.includes(name)));
}

describe('References', () => {
  it('finds every stream of the law that is named between two quotes, and no other', () => {
    const table = tableOf(names);
    const references = new References(table);
    const lawful = names.filter((name) => /^(?:case|report)\//.test(name));
    const part = fc.oneof(
      fc.constantFrom(...ids, ...names, '', ':', ',', 'about'),
      fc.string({ unit: fc.constantFrom('a', '{', ':', '0'), maxLength: 60 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), fc.nat({ max: 20 }), (parts, from) => {
        const text = parts.join('"');
        const start = Math.min(from, text.length);
        const found: string[] = [];
        references.in(new TextEncoder().encode(text), start, text.length, (index) => found.push(table.nameAt(index)));
        expect(found.filter((name) => lawful.includes(name))).toEqual(slowly(text.slice(start), lawful));
      }),
      { numRuns: 3_000 },
    );
  });
});
