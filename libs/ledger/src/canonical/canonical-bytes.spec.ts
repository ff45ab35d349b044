import { canonicalBytes, parseCanonical } from './canonical-bytes.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: unknown): string => new TextDecoder().decode(canonicalBytes(value));

describe('canonicalBytes', () => {
  it.each([
    ['null', null, 'null'],
    ['keys in any order', { b: 1, a: { d: true, c: 'x' }, 1: [] }, '{"1":[],"a":{"c":"x","d":true},"b":1}'],
    ['the largest integers', [9007199254740991, -9007199254740991, 0], '[9007199254740991,-9007199254740991,0]'],
    ['minus zero as zero', -0, '0'],
    ['escapes', '"\\\b\t\n\f\r\u0001\u007f/', '"\\"\\\\\\b\\t\\n\\f\\r\\u0001\u007f/"'],
    ['characters of a pair of surrogates', '\u{1f600}', '"\u{1f600}"'],
    ['a key that names the prototype', JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
    ['an object without prototype', Object.assign(Object.create(null) as object, { a: 1 }), '{"a":1}'],
    ['no Unicode normalization', 'A\u030a', '"A\u030a"'],
  ])('writes %s', (_, value, expected) => {
    expect(text(value)).toBe(expected);
  });

  it.each([
    ['a float', 1.5, 'no integer within 2^53'],
    ['an integer beyond 2^53', 2 ** 53, 'no integer within 2^53'],
    ['not a number', Number.NaN, 'no integer'],
    ['undefined', undefined, 'type undefined'],
    ['undefined in an object', { a: undefined }, 'type undefined'],
    ['a hole in a list', [1, , 2], 'type undefined'],
    ['a big integer', 1n, 'type bigint'],
    ['a symbol', Symbol('a'), 'type symbol'],
    ['a function', () => 1, 'type function'],
    ['a date', new Date(0), 'plain objects'],
    ['a map', new Map(), 'plain objects'],
    ['bytes', new Uint8Array(2), 'plain objects'],
    ['a lone high surrogate', 'a\ud800', 'lone surrogate'],
    ['a lone low surrogate in a key', { '\udc00': 1 }, 'lone surrogate'],
    ['too deep a list', JSON.parse('['.repeat(65) + ']'.repeat(65)), 'deeper than 64'],
  ])('refuses %s', (_, value, message) => {
    expect(() => canonicalBytes(value)).toThrow(message);
  });
});

describe('parseCanonical', () => {
  it('reads what canonicalBytes wrote', () => {
    const value = { a: [1, 'é', null, { b: false }], z: '\u{1f600}' };
    expect(parseCanonical(canonicalBytes(value))).toEqual(value);
  });

  it.each([
    ['a doubled key', '{"a":1,"a":1}'],
    ['a doubled key in depth', '[{"a":1,"b":2,"a":1}]'],
    ['white space', '{"a": 1}'],
    ['an end of line', '{"a":1}\n'],
    ['keys in another order', '{"b":1,"a":1}'],
    ['a float', '1.5'],
    ['a whole number written as a float', '1.0'],
    ['a whole number with an exponent', '1e2'],
    ['minus zero', '-0'],
    ['an integer that a float cannot hold', '9007199254740993'],
    ['an escape that is not needed', '"\\u0041"'],
    ['an escape in capitals', '"\\u001F"'],
    ['an escaped solidus', '"\\/"'],
    ['an escaped lone surrogate', '"\\ud800"'],
    ['a byte order mark', '\ufeff1'],
    ['two values', '1 2'],
    ['nothing', ''],
    ['a number with a leading zero', '01'],
    ['ten thousand levels', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['ten thousand levels that are not closed', '{"a":'.repeat(10_000)],
  ])('refuses %s', (_, input) => {
    expect(() => parseCanonical(bytes(input))).toThrow(expect.objectContaining({ name: 'NotCanonicalError' }));
  });

  it.each([
    ['overlong', [0x22, 0xc0, 0x80, 0x22]],
    ['a surrogate in UTF-8', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['cut off', [0x22, 0xe2, 0x82, 0x22]],
  ])('refuses bytes that are no UTF-8: %s', (_, input) => {
    expect(() => parseCanonical(Uint8Array.from(input))).toThrow('no UTF-8');
  });
});
