import { ListOfLines } from './list-of-lines.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('lines of JSON that are parsed at once', () => {
  it('come back one by one, in their order, and are forgotten then', () => {
    const list = new ListOfLines();
    for (const line of ['{"a":"Ї, ї"}', '[1,2]', 'null']) list.add(bytes(line));
    expect(list.count).toBe(3);
    expect(list.take()).toEqual([{ a: 'Ї, ї' }, [1, 2], null]);
    expect([list.count, list.length, list.take()]).toEqual([0, 0, []]);
    list.add(bytes('7'));
    expect(list.take()).toEqual([7]);
  });

  it('find room however long they are', () => {
    const list = new ListOfLines();
    const lines = [10, 131_060, 131_072, 400_000].map((length) => `"${'x'.repeat(length)}"`);
    for (const line of lines) list.add(bytes(line));
    expect(list.take()).toEqual(lines.map((line) => JSON.parse(line) as unknown));
  });

  it('are refused together where one is no JSON, and leave nothing behind', () => {
    const list = new ListOfLines();
    list.add(bytes('{"a":1}'));
    list.add(bytes('{"a":'));
    expect(() => list.take()).toThrow(SyntaxError);
    expect(list.take()).toEqual([]);
  });
});
