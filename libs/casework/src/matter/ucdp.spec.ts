import type { Agreement } from './agreement.js';
import { isHxlRow, missingUcdpColumns, readUcdpRow, ucdpColumns, type CsvRow } from './ucdp.js';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);
const agreement: Agreement = {
  id: 'test',
  title: 'Test',
  parties: [
    { code: 'aa', name: 'A' },
    { code: 'bb', name: 'B' },
  ],
  inForceFrom: day('2015-02-15'),
  inForceUntil: null,
  version: 1,
  areas: [
    {
      version: 1,
      from: 0,
      until: null,
      shape: [
        [
          [
            ['47', '36'],
            ['47', '40'],
            ['50', '40'],
            ['50', '36'],
          ],
        ],
      ],
    },
  ],
  lines: [],
  zones: [],
  references: [],
};
const row: CsvRow = {
  id: '1001',
  type_of_violence: '1',
  side_a: 'Government of A',
  side_b: 'B Front',
  source_headline: 'Two killed in mortar fire',
  source_original: 'OSCE',
  where_prec: '1',
  where_coordinates: 'Lower village',
  latitude: '48.250000',
  longitude: '38.5',
  event_clarity: '1',
  date_prec: '1',
  date_start: '2016-05-01 00:00:00.000',
  date_end: '2016-05-01 00:00:00.000',
  deaths_civilians: '0',
  best: '2',
  high: '3',
  low: '2',
};
const read = (changes: CsvRow, known: readonly string[] = []) =>
  readUcdpRow({ ...row, ...changes }, 7, agreement, (key) => known.includes(key));
const observe = (changes: CsvRow) => {
  const result = read(changes);
  if (result.outcome !== 'accepted') throw new Error(JSON.stringify(result));
  return result.observation;
};

describe('a row of the UCDP data set', () => {
  it('becomes an observation', () => {
    expect(observe({})).toEqual({
      sourceKey: 'ucdp-ged/1001',
      dataset: 'ucdp-ged',
      series: 'ucdp-ged',
      codes: ['K3'],
      startsAt: day('2016-05-01'),
      endsAt: day('2016-05-02'),
      timePrecision: 'day',
      place: { latitude: '48.25', longitude: '38.5', radiusMetres: 1_000 },
      placePrecision: 'point',
      placeName: 'Lower village',
      area: null,
      sides: ['government-of-a', 'b-front'],
      counts: [{ unit: 'death', number: 2, qualifier: 'about' }],
      deaths: { min: 2, best: 2, max: 3 },
      civilianDeaths: 0,
      epistemicLevel: 'assessed',
      allegedBy: 'independent',
      rating: { reliability: 'B', credibility: '3' },
      evidence: [],
    });
  });

  it.each([
    ['1', 1_000, 'point'],
    ['2', 10_000, 'settlement'],
    ['3', 30_000, 'district'],
    ['4', 60_000, 'region'],
    ['5', 100_000, 'region'],
    ['6', 500_000, 'country'],
  ])('where_prec %s: a radius of %i m, %s', (prec, radiusMetres, placePrecision) => {
    const observation = observe({ where_prec: prec });
    expect(observation.place?.radiusMetres).toBe(radiusMetres);
    expect(observation.placePrecision).toBe(placePrecision);
  });

  it('with an uncertain date covers the whole range', () => {
    const observation = observe({ date_prec: '2', date_end: '2016-05-04 00:00:00.000' });
    expect([observation.timePrecision, observation.startsAt, observation.endsAt]).toEqual(['range', day('2016-05-01'), day('2016-05-05')]);
  });

  it('that is not clear was told, not assessed', () => {
    expect(observe({ event_clarity: '2' }).epistemicLevel).toBe('told');
  });

  it.each([
    ['Ukrainian military', 'government', 'C3'],
    ['DPR operational command', 'armed-group', 'C3'],
    ['Ukrainian military, DPR', 'both', 'C2'],
    ['OSCE', 'independent', 'B3'],
    ['Memorybook x3', 'memorial-list', 'C3'],
    ['Somebody', 'unknown', 'F6'],
  ])('of source %s is alleged by %s and rated %s', (source, allegedBy, rating) => {
    const observation = observe({ source_original: source });
    expect([observation.allegedBy, observation.rating.reliability + observation.rating.credibility]).toEqual([allegedBy, rating]);
  });

  it('keeps nothing of the texts that may name people', () => {
    const canary = 'Zyxwvut Canary';
    const texts = {
      source_article: canary,
      source_headline: canary,
      source_original: canary,
      where_description: canary,
      source_office: canary,
    };
    expect(JSON.stringify(read(texts))).not.toContain('Canary');
  });

  it('accuses nobody: who died does not say who fired', () => {
    expect(JSON.stringify(observe({ deaths_a: '2', deaths_b: '0' }))).not.toContain('accused');
  });

  it('takes the derived codes of the shipped extract before the texts', () => {
    const observation = observe({ source_original: '', source_headline: '', derived_source: 'memorial-list', derived_means: 'mine' });
    expect([observation.allegedBy, observation.codes]).toEqual(['memorial-list', ['K8']]);
  });

  it('names a civilian death apart, and leaves an act open that no headline names', () => {
    expect(observe({ deaths_civilians: '1', source_headline: 'One killed' }).codes).toEqual(['C1', 'X0']);
    expect(observe({ source_headline: 'One killed by a mine and shelling' }).codes).toEqual(['X0']);
  });

  it('with a best estimate outside of its range widens the range and says so', () => {
    const result = read({ low: '3', best: '2', high: '1' });
    expect(result).toMatchObject({
      outcome: 'accepted',
      remarks: ['estimateWasWidened'],
      observation: { deaths: { min: 1, best: 2, max: 3 } },
    });
    expect(read({})).toMatchObject({ remarks: [] });
  });
});

describe('the result of a row', () => {
  it('before entry into force, or outside of the area: inadmissible', () => {
    expect(read({ date_start: '2015-02-14', date_end: '2015-02-14' })).toMatchObject({
      outcome: 'inadmissible',
      ground: 'before-entry-into-force',
    });
    expect(read({ latitude: '53.0' })).toMatchObject({ outcome: 'inadmissible', ground: 'outside-area' });
  });

  it('on the first day: accepted. A range that may have begun before: the earliest possible instant counts', () => {
    expect(read({ date_start: '2015-02-15', date_end: '2015-02-15' }).outcome).toBe('accepted');
    expect(read({ date_prec: '2', date_start: '2015-02-14', date_end: '2015-02-16' }).outcome).toBe('inadmissible');
  });

  it('near the border with a coarse place: accepted, people judge', () => {
    expect(read({ latitude: '50.2', where_prec: '4' }).outcome).toBe('accepted');
    expect(read({ latitude: '50.2', where_prec: '1' }).outcome).toBe('inadmissible');
  });

  it('known already: duplicate', () => {
    expect(read({}, ['ucdp-ged/1001'])).toEqual({ row: 7, sourceKey: 'ucdp-ged/1001', outcome: 'duplicate' });
  });

  it.each<[string, CsvRow, string, string]>([
    ['no id', { id: '' }, 'id', 'isKey'],
    ['a latitude of 91', { latitude: '91' }, 'latitude', 'isDecimal'],
    ['a longitude in words', { longitude: 'east' }, 'longitude', 'isDecimal'],
    ['a precision of 9', { where_prec: '9' }, 'where_prec', 'isListed'],
    ['no clarity', { event_clarity: '' }, 'event_clarity', 'isListed'],
    ['a day that does not exist', { date_start: '2016-02-30' }, 'date_start', 'isDate'],
    ['an end before the start', { date_end: '2016-04-30' }, 'date_end', 'isNotBeforeStart'],
    ['a negative count', { best: '-1' }, 'best', 'isCount'],
    ['a count in words', { deaths_civilians: 'some' }, 'deaths_civilians', 'isCount'],
    ['no side', { side_b: ' ' }, 'side_b', 'isGiven'],
  ])('with %s: refused, and the field is named', (_name, changes, field, rule) => {
    expect(read(changes)).toMatchObject({ outcome: 'refused', problems: [{ field, rule }] });
  });

  it('lists every problem, not the first', () => {
    expect(read({ latitude: 'x', longitude: 'y', best: '' })).toMatchObject({
      problems: [{ field: 'latitude' }, { field: 'longitude' }, { field: 'best' }],
    });
  });
});

describe('the file', () => {
  it('has a row of tags after its header, which is no data', () => {
    expect(isHxlRow({ id: '', year: '#date+year', best: '#affected+killed' })).toBe(true);
    expect(isHxlRow(row)).toBe(false);
    expect(isHxlRow({ id: '', year: '' })).toBe(false);
  });

  it('is refused as a whole where columns are missing', () => {
    expect(missingUcdpColumns(ucdpColumns.filter((column) => column !== 'low'))).toEqual(['low']);
    expect(missingUcdpColumns([...ucdpColumns, 'gwnoa'])).toEqual([]);
  });
});
