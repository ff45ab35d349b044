import fc from 'fast-check';
import { canonicalBytes } from '@tregua/ledger';
import { asKept } from './first-difference.js';
import { isWrittenAs } from './written-as.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a subject may be made of, keys that are undefined included. */
const values = (text: fc.Arbitrary<string>): fc.Arbitrary<unknown> =>
  fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, false, 0, -0, 1, -1),
      fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 }),
      text,
      fc.array(tie('value'), { maxLength: 5 }),
      fc.dictionary(text, fc.option(tie('value'), { nil: undefined }), { maxKeys: 6 }),
    ),
  })).value;

const plain = fc
  .string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) })
  .map((text) => text.replace(/["\\]/g, ''));

describe('isWrittenAs', () => {
  it('says yes to what a plain value is written as', () => {
    fc.assert(
      fc.property(values(plain), (value) => {
        expect(isWrittenAs(value, canonicalBytes(asKept(value)))).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('says yes to nothing else, whatever byte is changed, put in or left out', () => {
    const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }), how: fc.constantFrom('set', 'add', 'drop') });
    fc.assert(
      fc.property(
        values(
          fc.oneof(
            plain,
            fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
          ),
        ),
        change,
        (value, { at, byte, how }) => {
          const written = canonicalBytes(asKept(value));
          const place = at % written.length;
          const behind = written.subarray(place + (how === 'add' ? 0 : 1));
          const changed = Uint8Array.from([...written.subarray(0, place), ...(how === 'drop' ? [] : [byte]), ...behind]);
          if (isWrittenAs(value, changed)) expect(Buffer.from(changed).equals(written)).toBe(true);
          if (isWrittenAs(value, written)) expect(written.every((one) => one < 0x80)).toBe(true);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['keys that do not ascend', { a: 1, b: 2 }, '{"b":2,"a":1}'],
    ['a key that comes twice', { a: 1 }, '{"a":1,"a":1}'],
    ['a key too few', { a: 1, b: 2 }, '{"a":1}'],
    ['a key too many', { a: 1 }, '{"a":1,"b":2}'],
    ['a key that every object inherits', {}, '{"__proto__":{}}'],
    ['white space', [1, 2], '[1, 2]'],
    ['another way to write a number', [10], '[1e1]'],
    ['a zero in front', [1], '[01]'],
    ['a minus before a zero', [0], '[-0]'],
    ['a comma at the end', [1], '[1,]'],
    ['a comma at the beginning', { a: 1 }, '{,"a":1}'],
    ['an end that is missing', { a: [1] }, '{"a":[1'],
    ['a key without end', { a: 1 }, `{"${'a'.repeat(100_000)}`],
    ['what stands behind', null, 'null '],
    ['nothing', '', ''],
  ])('says no to %s', (_, value, written) => {
    expect(isWrittenAs(value, bytesOf(written))).toBe(false);
  });
});
