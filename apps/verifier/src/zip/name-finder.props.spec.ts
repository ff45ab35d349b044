import fc from 'fast-check';
import { NameFinder } from './name-finder.js';

const bytes = (name: string): Uint8Array => new TextEncoder().encode(name);

describe('NameFinder', () => {
  it('finds each name, and of two that are one the later', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 200 }), fc.string(), (names, other) => {
        const stand = names.map(bytes);
        const finder = new NameFinder(names.length, (index, found, from, to) =>
          Buffer.from(found.subarray(from, to)).equals(stand[index] as Uint8Array),
        );
        for (const [index, name] of stand.entries()) {
          const before = finder.replace(index, name, 0, name.length);
          expect(before).toBe(names.slice(0, index).lastIndexOf(names[index] as string));
        }
        for (const name of [...names, other]) {
          const block = bytes(`ab${name}c`);
          expect(finder.find(block, 2, block.length - 1)).toBe(names.lastIndexOf(name));
        }
      }),
    );
  });

  it('takes no more names than a slot can tell apart', () => {
    expect(() => new NameFinder(2 ** 20, () => true)).toThrow(RangeError);
  });
});
