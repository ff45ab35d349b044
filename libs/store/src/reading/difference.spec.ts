import type { Json } from '@tregua/casework';
import { differences } from './difference.query.js';

describe('differences of two subjects', () => {
  it.each<[string, Json, Json, readonly object[]]>([
    ['none', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
    ['a value', { a: 1 }, { a: 2 }, [{ pointer: '/a', before: 1, after: 2 }]],
    ['what came', { a: 1 }, { a: 1, b: null }, [{ pointer: '/b', after: null }]],
    ['what went', { a: 1, b: 0 }, { a: 1 }, [{ pointer: '/b', before: 0 }]],
    [
      'an item of a list',
      { l: [1, 2] },
      { l: [1, 3, 4] },
      [
        { pointer: '/l/1', before: 2, after: 3 },
        { pointer: '/l/2', after: 4 },
      ],
    ],
    ['deep inside', { a: { b: { c: 1 } } }, { a: { b: { c: null } } }, [{ pointer: '/a/b/c', before: 1, after: null }]],
    ['a list where an object was', { a: {} }, { a: [] }, [{ pointer: '/a', before: {}, after: [] }]],
    ['names that a pointer must escape', { 'a/b~': 1 }, {}, [{ pointer: '/a~1b~0', before: 1 }]],
    ['a birth', {}, { id: 'x' }, [{ pointer: '/id', after: 'x' }]],
  ])('%s', (_, before, after, expected) => {
    expect(differences(before, after)).toEqual(expected);
  });
});
