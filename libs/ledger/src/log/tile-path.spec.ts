import { edgeTiles, parseTilePath, tilePath, tilesOfLevel } from './tile-path.js';

describe('paths of tiles', () => {
  it.each<[number | 'entries', number, number, string]>([
    [0, 0, 256, 'tile/0/000'],
    [0, 999, 256, 'tile/0/999'],
    [0, 1000, 256, 'tile/0/x001/000'],
    [3, 1234067, 256, 'tile/3/x001/x234/067'],
    ['entries', 1234067, 255, 'tile/entries/x001/x234/067.p/255'],
    [63, 0, 1, 'tile/63/000.p/1'],
    [0, Number.MAX_SAFE_INTEGER, 256, 'tile/0/x009/x007/x199/x254/x740/991'],
  ])('level %s, index %i, width %i is %s', (level, index, width, path) => {
    expect(tilePath(level, index, width)).toBe(path);
    expect(parseTilePath(path)).toEqual({ level, index, width });
  });

  it.each([
    'tile/0/0',
    'tile/0/00',
    'tile/0/0000',
    'tile/00/000',
    'tile/64/000',
    'tile/100/000',
    'tile/-1/000',
    'tile/0/x000/001',
    'tile/0/001/000',
    'tile/0/x001/x000',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/0/000.p/256',
    'tile/0/000.p/999',
    'tile/0/000.p/',
    'tile/0/000/',
    '/tile/0/000',
    'tile/0/../000',
    'tile/entries/%30%30%30',
    'tile/Entries/000',
    'tile/0/x009/x007/x199/x254/x740/992',
    `tile/0/${'x999/'.repeat(30)}999`,
    'checkpoint',
    '',
    'tile/0/000\n',
    'tile/0/٠٠٠',
  ])('%j is none', (path) => {
    expect(() => parseTilePath(path)).toThrow('tile path');
  });

  it.each<[number | 'entries', number, number]>([
    [64, 0, 1],
    [-1, 0, 1],
    [0.5, 0, 1],
    [0, -1, 1],
    [0, 2 ** 53, 1],
    [0, 0, 0],
    [0, 0, 257],
  ])('are not written for level %s, index %d, width %d', (level, index, width) => {
    expect(() => tilePath(level, index, width)).toThrow(RangeError);
  });

  it('are, for 70,000 leaves, those of the example in c2sp.org/tlog-tiles', () => {
    expect([...tilesOfLevel(0, 70_000)]).toHaveLength(274);
    expect(edgeTiles(70_000)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
    expect([...tilesOfLevel(1, 70_000)]).toEqual([
      { level: 1, index: 0, width: 256 },
      { level: 1, index: 1, width: 17 },
    ]);
    expect(edgeTiles(256)).toEqual([{ level: 1, index: 0, width: 1 }]);
    expect(edgeTiles(0)).toEqual([]);
  });
});
