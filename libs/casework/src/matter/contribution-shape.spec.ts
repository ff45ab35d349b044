import { contributionFields, contributionOf, contributionProblems } from './contribution-shape.js';
import { shapeProblems } from '../engine/shape.js';

const hour = 3_600_000;
const given = {
  state: 'FR',
  kind: 'patrol',
  team: 'alpha',
  area: [
    {
      ring: [
        { latitude: '47', longitude: '36' },
        { latitude: '47', longitude: '39' },
        { latitude: '49', longitude: '39' },
      ],
    },
  ],
  intervals: [{ from: 0, until: 10 * hour }],
};
const now = 24 * hour;

describe('a contribution as it is recorded', () => {
  it('has the fields that the law reads', () => {
    expect(contributionOf('c1', given)).toEqual({
      id: 'c1',
      state: 'FR',
      kind: 'patrol',
      team: 'alpha',
      asset: null,
      area: [
        [
          [
            ['47', '36'],
            ['47', '39'],
            ['49', '39'],
          ],
        ],
      ],
      intervals: [{ from: 0, until: 10 * hour }],
    });
    expect(contributionProblems(contributionOf('c1', given), now)).toEqual([]);
  });

  it.each([
    ['a state that is no code', { state: 'fr' }, '/state', 'stateIsCode'],
    ['a watch that ends before it begins', { intervals: [{ from: 5, until: 5 }] }, '/intervals/0/until', 'watchEndsAfterItBegins'],
    [
      'a watch to come',
      {
        intervals: [
          { from: 0, until: 1 },
          { from: 0, until: now + 1 },
        ],
      },
      '/intervals/1/until',
      'watchIsNotToCome',
    ],
  ])('refuses %s', (_, change, pointer, code) => {
    expect(contributionProblems(contributionOf('c1', { ...given, ...change }), now)).toMatchObject([{ pointer, code }]);
  });

  it('of another shape is refused by its fields', () => {
    expect(shapeProblems).toBeDefined();
    expect(Object.keys(contributionFields)).toEqual(['state', 'kind', 'team', 'asset', 'area', 'intervals']);
  });
});
