import { rulebookOf, currentRulebookId, type Fields, type JsonObject } from '@tregua/casework';
import { commitmentOf } from '@tregua/ledger';
import { sealPayload, sealValue, sha256 } from './sealing.js';

const place = { stream: 'case/x', seq: 3 };
const fields: Fields = {
  reasons: { kind: 'text', max: 20, optional: true },
  count: { kind: 'integer', min: 0, max: 9, optional: true },
  choices: { kind: 'secret', of: { vote: { kind: 'code', of: ['yes', 'no'] } }, optional: true },
  items: {
    kind: 'list',
    of: { kind: 'group', fields: { note: { kind: 'text', max: 20 }, n: { kind: 'integer', min: 0, max: 9 } } },
    min: 0,
    max: 3,
    optional: true,
  },
  'a/b~c': { kind: 'text', max: 20, optional: true },
};
const seal = (payload: JsonObject, fromTheLaw = false): ReturnType<typeof sealPayload> =>
  sealPayload(payload, fields, place, rulebookOf(currentRulebookId), fromTheLaw);

describe('sealing a payload', () => {
  it('puts a commitment in the place of every text and secret, however deep, and leaves the rest', () => {
    const payload = {
      reasons: 'Because.',
      count: 2,
      choices: { vote: 'yes' },
      items: [
        { note: 'one', n: 1 },
        { note: 'two', n: 2 },
      ],
      'a/b~c': 'odd',
    };
    const { payload: sealed, sealed: values, problems } = seal(payload);
    expect(problems).toEqual([]);
    expect(JSON.stringify(sealed)).not.toMatch(/Because|one|two|odd|yes/);
    expect(sealed).toMatchObject({ count: 2, items: [{ n: 1 }, { n: 2 }] });
    expect(values.map(({ field, value }) => [field, value])).toEqual([
      ['/payload/reasons', 'Because.'],
      ['/payload/choices', { vote: 'yes' }],
      ['/payload/items/0/note', 'one'],
      ['/payload/items/1/note', 'two'],
      ['/payload/a~1b~0c', 'odd'],
    ]);
    expect(sealed['reasons']).toEqual({ sealed: commitmentOf(values[0] as never, sha256) });
    expect(new Set(values.map(({ salt }) => salt)).size).toBe(5);
  });

  it('commits to the same text differently each time: a guess cannot be tried', () => {
    expect(seal({ reasons: 'same' }).payload).not.toEqual(seal({ reasons: 'same' }).payload);
  });

  it.each<[string, JsonObject, object]>([
    ['an empty text', { reasons: ' ' }, { pointer: '/reasons', rule: 'isText' }],
    ['a text too long', { reasons: 'x'.repeat(21) }, { pointer: '/reasons', rule: 'isText' }],
    ['a number', { reasons: 1 }, { pointer: '/reasons', rule: 'isText' }],
    ['a commitment', { reasons: { sealed: '0'.repeat(64) } }, { pointer: '/reasons', rule: 'isText' }],
    ['half a character', { reasons: '\udc00' }, { pointer: '/reasons', rule: 'isText' }],
    ['a zero byte', { reasons: 'a\0b' }, { pointer: '/reasons', rule: 'isText' }],
    ['a secret that is none', { choices: 'yes' }, { pointer: '/choices', rule: 'isGroup' }],
    ['a secret of another shape', { choices: { vote: 'perhaps' } }, { pointer: '/choices/vote', rule: 'isCode' }],
    ['a text inside a list', { items: [{ note: null, n: 1 }] }, { pointer: '/items/0/note', rule: 'isText' }],
  ])('names %s', (_, payload, problem) => {
    expect(seal(payload).problems).toEqual([problem]);
  });

  it('lets a commitment through where the law itself carries it on', () => {
    const payload = { reasons: { sealed: '0'.repeat(64) } };
    expect(seal(payload, true)).toEqual({ payload, sealed: [], problems: [] });
  });

  it('takes no field from the prototype', () => {
    expect(seal({ constructor: 'x', toString: 'y' }).payload).toEqual({ constructor: 'x', toString: 'y' });
  });

  it('seals one value at one place', () => {
    const { commitment, sealed } = sealValue({ any: 'thing' }, '/payload/proposed', place);
    expect(commitment.sealed).toBe(commitmentOf(sealed, sha256));
    expect(sealed).toMatchObject({ ...place, field: '/payload/proposed', value: { any: 'thing' } });
  });
});
