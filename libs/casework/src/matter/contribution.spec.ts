import { contributingStates, covers, gapsAt, type Contribution } from './contribution.js';

const hour = 3_600_000;
const area = [
  [
    [
      ['47', '36'],
      ['47', '39'],
      ['49', '39'],
      ['49', '36'],
    ] as const,
  ],
];
const point = { latitude: '48', longitude: '37' };
const contribution = (id: string, state: string, ...intervals: readonly (readonly [number, number])[]): Contribution => ({
  id,
  state,
  kind: 'patrol',
  team: id,
  asset: null,
  area,
  intervals: intervals.map(([from, until]) => ({ from: from * hour, until: until * hour })),
});

describe('monitoring and verification, continuous, with contributions of members', () => {
  it('has no gap where contributions follow each other or overlap', () => {
    const contributions = [contribution('t1', 'xa', [0, 10]), contribution('t2', 'xb', [8, 20]), contribution('t3', 'xc', [20, 24])];
    expect(gapsAt(contributions, point, { from: 0, until: 24 * hour })).toEqual([]);
    expect(contributingStates(contributions)).toEqual(['xa', 'xb', 'xc']);
  });

  it('lists every interval without coverage: before, between and after', () => {
    const contributions = [contribution('t1', 'xa', [2, 5]), contribution('t2', 'xb', [4, 6], [9, 12])];
    expect(gapsAt(contributions, point, { from: 0, until: 24 * hour })).toEqual([
      { from: 0, until: 2 * hour, hours: 2 },
      { from: 6 * hour, until: 9 * hour, hours: 3 },
      { from: 12 * hour, until: 24 * hour, hours: 12 },
    ]);
  });

  it('does not count what looks elsewhere, or at another time', () => {
    const elsewhere = { latitude: '52', longitude: '37' };
    const contributions = [contribution('t1', 'xa', [0, 24]), contribution('t2', 'xb', [30, 40])];
    expect(gapsAt(contributions, elsewhere, { from: 0, until: 24 * hour })).toEqual([{ from: 0, until: 24 * hour, hours: 24 }]);
    expect(gapsAt(contributions, point, { from: 0, until: 24 * hour })).toEqual([]);
  });

  it('an interval within a longer one opens no gap', () => {
    const contributions = [contribution('t1', 'xa', [0, 24]), contribution('t2', 'xb', [3, 4])];
    expect(gapsAt(contributions, point, { from: 0, until: 24 * hour })).toEqual([]);
  });

  it('says whether a report was within its contribution', () => {
    const one = contribution('t1', 'xa', [0, 10]);
    expect(covers(one, point, 9 * hour)).toBe(true);
    expect(covers(one, point, 10 * hour)).toBe(false);
    expect(covers(one, { latitude: '52', longitude: '37' }, 5 * hour)).toBe(false);
  });
});
