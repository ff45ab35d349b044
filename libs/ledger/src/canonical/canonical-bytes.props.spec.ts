import fc from 'fast-check';
import { canonicalBytes, parseCanonical } from './canonical-bytes.js';
import { canonicalJson } from './canonical-json.js';

const restricted = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 5 }),
  ),
})).value;

/** The slow way, from the standard's text: sort by code units, then let JSON.stringify write. */
function slowly(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(slowly).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${slowly(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

describe('canonical bytes of anything', () => {
  it('are read back as the same value, and written again as the same bytes', () => {
    fc.assert(
      fc.property(restricted, (value) => {
        const bytes = canonicalBytes(value);
        const again = parseCanonical(bytes);
        expect(Buffer.from(canonicalBytes(again)).equals(bytes)).toBe(true);
        expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual(again);
      }),
      { numRuns: 5_000 },
    );
  });

  it('are what the slow way writes, floats included', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        expect(canonicalJson(value)).toBe(slowly(value));
      }),
      { numRuns: 5_000 },
    );
  });
});
