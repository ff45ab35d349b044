import type { Fields } from '@tregua/casework';
import { payloadClass, payloadOf, shapeErrors } from './shape.js';
import { payloadSchema } from './shape-schema.js';

const fields: Fields = {
  ground: { kind: 'code', of: ['one', 'two'] },
  reason: { kind: 'text', max: 10, optional: true },
  at: { kind: 'instant', optional: true },
  place: {
    kind: 'group',
    fields: { latitude: { kind: 'decimal', min: -90, max: 90 }, name: { kind: 'text', max: 5, optional: true } },
    optional: true,
  },
  marks: { kind: 'list', of: { kind: 'integer', min: 0, max: 3 }, min: 1, max: 2, optional: true },
  items: {
    kind: 'list',
    of: { kind: 'group', fields: { key: { kind: 'key', max: 4 }, since: { kind: 'instant', optional: true } } },
    min: 0,
    max: 3,
    optional: true,
  },
  choices: { kind: 'secret', of: { vote: { kind: 'flag' } }, optional: true },
};
const type = payloadClass('Test', fields);
const errors = (body: unknown): string[] => shapeErrors(body, type, fields).map(({ pointer, code }) => `${pointer} ${code}`);

describe('the class that is built from a table of fields', () => {
  it.each<[string, unknown, string[]]>([
    ['everything right', { ground: 'one', reason: 'why', marks: [0, 3], items: [{ key: 'a' }], choices: { vote: true } }, []],
    ['the least', { ground: 'two' }, []],
    ['nothing', {}, ['/ground isGiven']],
    ['no object', [], [' isGroup']],
    ['null', null, [' isGroup']],
    ['several at once', { ground: 'three', reason: '', colour: 1 }, ['/colour isKnown', '/ground isCode', '/reason isText']],
    ['null for what is optional', { ground: 'one', reason: null }, ['/reason isText']],
    ['a list for a group', { ground: 'one', place: [{ latitude: '1' }] }, ['/place isGroup']],
    ['inside a group', { ground: 'one', place: { latitude: '91', x: 1 } }, ['/place/x isKnown', '/place/latitude isDecimal']],
    ['a group without what it needs', { ground: 'one', place: {} }, ['/place/latitude isGiven']],
    ['a short list', { ground: 'one', marks: [] }, ['/marks hasRightLength']],
    ['a long list', { ground: 'one', marks: [1, 1, 1] }, ['/marks hasRightLength']],
    ['items of a list', { ground: 'one', marks: [1, 7] }, ['/marks/1 isInteger']],
    ['lists in a list of groups', { ground: 'one', items: [[{ key: 'a' }]] }, ['/items/0 isGroup']],
    ['null in a list of groups', { ground: 'one', items: [{ key: 'a' }, null] }, ['/items/1 isGroup']],
    [
      'inside a list of groups',
      { ground: 'one', items: [{ key: 'a' }, { key: 'a b' }, {}] },
      ['/items/1/key isKey', '/items/2/key isGiven'],
    ],
    ['inside a secret', { ground: 'one', choices: { vote: 'yes' } }, ['/choices/vote isFlag']],
    ['an object like a list', { ground: 'one', marks: { 0: 1, length: 1 } }, ['/marks isList']],
    ['inherited names', { ground: 'one', toString: 1 }, ['/toString isKnown']],
  ])('says what is wrong with %s', (_, body, expected) => {
    expect(errors(body).sort()).toEqual([...expected].sort());
  });

  it('hands the law milliseconds for instants, wherever they stand, and nothing else changed', () => {
    const body = {
      ground: 'one',
      at: '2026-01-06T14:00:00+02:00',
      items: [{ key: 'a', since: '1970-01-01T00:00:00.001Z' }],
      choices: { vote: true },
    };
    expect(payloadOf(body, fields)).toEqual({ ground: 'one', at: 1767700800000, items: [{ key: 'a', since: 1 }], choices: { vote: true } });
  });

  it('and the schema say the same: closed objects, integers, date-times', () => {
    expect(payloadSchema(fields)).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['ground'],
      properties: {
        ground: { type: 'string', enum: ['one', 'two'] },
        at: { type: 'string', format: 'date-time' },
        marks: { type: 'array', items: { type: 'integer', minimum: 0, maximum: 3 }, minItems: 1, maxItems: 2 },
        place: { type: 'object', additionalProperties: false, required: ['latitude'] },
      },
    });
  });
});
