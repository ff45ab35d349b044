import { rulebookOf } from '../rulebook/index.js';
import { duplicateCandidates } from './duplicate.js';
import { addCounts, clusterObservations, growIncidents } from './incident.js';
import type { Observation } from './observation.js';
import { groupBySeries, sectorAt, seriesKeyOf, weekOf } from './sector.js';

const rulebook = rulebookOf('paris-2026-draft-1');
const minute = 60_000;
const day = 86_400_000;
const start = Date.parse('2026-03-02T08:00:00Z');

function observed(key: string, changes: Partial<Observation> = {}): Observation {
  return {
    sourceKey: key,
    dataset: 'test',
    series: 'team-1',
    codes: ['K3'],
    startsAt: start,
    endsAt: start + minute,
    timePrecision: 'minute',
    place: { latitude: '48', longitude: '37', radiusMetres: 500 },
    placePrecision: 'point',
    placeName: 'Village',
    area: null,
    sides: ['a', 'b'],
    counts: [{ unit: 'explosion', number: 10, qualifier: 'exact' }],
    deaths: { min: 1, best: 1, max: 2 },
    civilianDeaths: 0,
    epistemicLevel: 'observed',
    allegedBy: 'monitors',
    rating: { reliability: 'A', credibility: '2' },
    evidence: [],
    ...changes,
  };
}
const at = (latitude: string, longitude: string, radiusMetres: number) => ({ place: { latitude, longitude, radiusMetres } });
const dayOf = (offset: number) => ({ startsAt: start + offset * day, endsAt: start + (offset + 1) * day, timePrecision: 'day' as const });
const cluster = (...observations: Observation[]) => clusterObservations(observations, rulebook);

describe('observations become incidents', () => {
  it('132 records of one day and place are one incident with 132 records', () => {
    const records = Array.from({ length: 132 }, (_, index) => observed(`r${String(index).padStart(3, '0')}`, dayOf(0)));
    const incidents = cluster(...records);
    expect(incidents).toHaveLength(1);
    expect(incidents[0]?.observations).toHaveLength(132);
    expect(incidents[0]?.deaths).toEqual({ min: 132, best: 132, max: 264 });
  });

  it('one barrage: counts of one series are added', () => {
    const [incident, ...others] = cluster(observed('a'), observed('b', { startsAt: start + 40 * minute, endsAt: start + 45 * minute }));
    expect(others).toEqual([]);
    expect(incident?.tallies).toMatchObject([
      { series: 'team-1', observations: 2, counts: [{ unit: 'explosion', number: 20, qualifier: 'exact' }] },
    ]);
    expect(incident?.deaths.best).toBe(2);
  });

  it('one event seen by two teams: counts are not added', () => {
    const [incident, ...others] = cluster(
      observed('a'),
      observed('b', {
        series: 'team-2',
        counts: [{ unit: 'explosion', number: 12, qualifier: 'about' }],
        deaths: { min: 0, best: 3, max: 3 },
      }),
    );
    expect(others).toEqual([]);
    expect(incident?.tallies.map(({ series, counts }) => [series, counts[0]?.number])).toEqual([
      ['team-1', 10],
      ['team-2', 12],
    ]);
    expect(incident?.deaths).toEqual({ min: 1, best: 3, max: 3 });
  });

  it.each<[string, Partial<Observation>]>([
    ['two hours later', { startsAt: start + 120 * minute, endsAt: start + 121 * minute }],
    ['4 km away', at('48.036', '37', 500)],
    ['another kind of act', { codes: ['P4'] }],
    ['between other sides', { sides: ['a', 'c'] }],
    ['known by day only', dayOf(0)],
  ])('%s: another incident', (_name, changes) => {
    expect(cluster(observed('a'), observed('b', changes))).toHaveLength(2);
  });

  it('1.8 km away, within both circles and the slack: the same', () => {
    expect(cluster(observed('a'), observed('b', at('48.016', '37', 500)))).toHaveLength(1);
  });

  it('an act that its source does not describe takes the code of what is known', () => {
    expect(cluster(observed('a', { codes: ['X0'] }), observed('b'))[0]?.codes).toEqual(['K3']);
    expect(cluster(observed('a', { codes: ['X0'] }))[0]?.codes).toEqual(['X0']);
  });

  it('does not chain a front: everything matches the anchor', () => {
    const along = Array.from({ length: 10 }, (_, index) => observed(`p${index}`, at(String(48 + index * 0.015), '37', 500)));
    const incidents = cluster(...along);
    expect(incidents.length).toBeGreaterThan(3);
    expect(Math.max(...incidents.map(({ observations }) => observations.length))).toBeLessThan(4);
  });

  it('merges nothing that is known only by region, though the point that stands for it is the same', () => {
    expect(
      cluster(observed('a', { ...dayOf(0), ...at('48', '37', 60_000) }), observed('b', { ...dayOf(0), ...at('48', '37', 60_000) })),
    ).toHaveLength(2);
    expect(
      cluster(observed('a', { ...dayOf(0), ...at('48', '37', 10_000) }), observed('b', { ...dayOf(0), ...at('48', '37', 10_000) })),
    ).toHaveLength(1);
  });

  it('ranges are the same only where they are equal', () => {
    const range = (days: number) => ({ ...dayOf(0), timePrecision: 'range' as const, endsAt: start + days * day });
    expect(cluster(observed('a', range(3)), observed('b', range(3)))).toHaveLength(1);
    expect(cluster(observed('a', range(3)), observed('b', range(30)))).toHaveLength(2);
  });

  it('does not depend on the order of the rows', () => {
    const records = [observed('a'), observed('b', at('48.016', '37', 500)), observed('c', dayOf(1)), observed('d', at('48.4', '37', 500))];
    expect(cluster(...records)).toEqual(cluster(...[...records].reverse()));
  });

  it('a sum is exact only where every part is', () => {
    const count = (number: number, qualifier: 'exact' | 'about') => ({ unit: 'explosion', number, qualifier });
    expect(addCounts([count(1, 'exact'), count(2, 'exact')])).toEqual([{ unit: 'explosion', number: 3, qualifier: 'exact' }]);
    expect(addCounts([count(1, 'exact'), count(2, 'about')])).toEqual([{ unit: 'explosion', number: 3, qualifier: 'about' }]);
  });
});

describe('a later import', () => {
  it('grows the incidents that are there and clusters the others; each keeps its anchor', () => {
    const standing = [[observed('m')], [observed('n', at('49', '37', 500))]];
    const earlier = observed('a', { startsAt: start - 10 * minute, endsAt: start - 9 * minute });
    const { grown, fresh } = growIncidents(standing, [earlier, observed('z', dayOf(3))], rulebook);
    expect(grown.map(({ anchor, observations, startsAt }) => [anchor, observations, startsAt])).toEqual([
      ['m', ['m', 'a'], start - 10 * minute],
    ]);
    expect(fresh.map(({ anchor }) => anchor)).toEqual(['z']);
  });
});

describe('duplicate candidates', () => {
  const candidates = (...observations: Observation[]) => duplicateCandidates(cluster(...observations), rulebook);

  it('give each reason with its weight', () => {
    const [candidate] = candidates(observed('a', dayOf(0)), observed('b', { ...dayOf(0), ...at('48.05', '37', 10_000) }));
    expect(candidate).toMatchObject({ one: 'a', other: 'b', score: 90 });
    expect(candidate?.reasons.map(({ code, weight }) => [code, weight])).toEqual([
      ['timesOverlap', 30],
      ['placesOverlap', 30],
      ['sameGroup', 20],
      ['sameCounts', 10],
    ]);
  });

  it('lose by coarse places and times', () => {
    const range = { ...dayOf(0), timePrecision: 'range' as const, endsAt: start + 3 * day };
    expect(candidates(observed('a', dayOf(0)), observed('b', { ...range, ...at('48.05', '37', 60_000) }))[0]?.score).toBe(60);
    const vague = observed('b', { ...range, ...at('48.05', '37', 60_000), codes: ['X0'] });
    expect(candidates(observed('a', dayOf(0)), vague)).toEqual([]);
  });

  it('the same evidence alone makes none: one article names many places', () => {
    const shared = { evidence: ['f'.repeat(64)] };
    expect(
      candidates(observed('a', { ...dayOf(0), ...shared }), observed('b', { ...dayOf(0), ...shared, ...at('49', '37', 500) })),
    ).toEqual([]);
    expect(candidates(observed('a', { ...dayOf(0), ...shared }), observed('b', { ...dayOf(5), ...shared }))).toEqual([]);
  });
});

describe('series', () => {
  it('hold a sector and a UTC week, Monday to Monday', () => {
    expect(weekOf(Date.parse('2026-03-08T23:59:59.999Z'))).toEqual({
      from: Date.parse('2026-03-02T00:00:00Z'),
      until: Date.parse('2026-03-09T00:00:00Z'),
    });
    expect(seriesKeyOf('cell-480-370', Date.parse('2026-03-02T00:00:00Z'))).toBe('cell-480-370/2026-03-02');
    expect(sectorAt({ latitude: '48.05', longitude: '37.99' })).toBe('cell-480-379');
  });

  it('gather small matters', () => {
    const items = [
      { sector: 's', startsAt: start, id: 1 },
      { sector: 's', startsAt: start + 6 * day, id: 2 },
      { sector: 's', startsAt: start + 7 * day, id: 3 },
      { sector: 't', startsAt: start, id: 4 },
    ];
    expect([...groupBySeries(items).values()].map((group) => group.map(({ id }) => id))).toEqual([[1, 2], [3], [4]]);
  });
});
