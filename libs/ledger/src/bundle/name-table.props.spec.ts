import fc from 'fast-check';
import { NameTable } from './name-table.js';

const names = fc.array(
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.tuple(fc.constantFrom('data/streams/case/', 'data/streams/case/a', ''), fc.string({ maxLength: 3 })).map((parts) => parts.join('')),
  ),
  { maxLength: 200 },
);

describe('NameTable', () => {
  it('is a list and an index of what was added, in whatever order it is asked', () => {
    fc.assert(
      fc.property(names, fc.boolean(), fc.array(fc.nat(10_000), { maxLength: 100 }), (added, sorted, asked) => {
        const list = sorted ? [...added].sort() : added;
        const table = new NameTable();
        const distinct = [...new Set(list)];
        for (const name of list) expect(table.add(name)).toBe(distinct.indexOf(name));
        expect(table.size).toBe(distinct.length);
        for (const index of [...distinct.keys(), ...(distinct.length === 0 ? [] : asked.map((one) => one % distinct.length))]) {
          const name = distinct[index] as string;
          expect(table.at(index)).toBe(name);
          expect(table.bytesAt(index)).toBe(new TextEncoder().encode(name).length);
          expect(table.indexOf(name)).toBe(index);
          expect(distinct.includes(`${name}/`)).toBe(table.indexOf(`${name}/`) >= 0);
        }
      }),
    );
  });
});
