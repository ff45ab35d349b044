import { shapeProblems } from '../engine/shape.js';
import type { JsonObject } from '../engine/types.js';
import { contentFields } from '../report/content-fields.js';
import { missingDetails, placeIsNamed } from '../report/content.js';
import { rulebookOf } from '../rulebook/index.js';
import { clusterObservations } from './incident.js';
import type { Observation } from './observation.js';
import { reportContentOf, reportKeyOf } from './report-of-incident.js';

const rulebook = rulebookOf('paris-2026-draft-1');
const observation: Observation = {
  sourceKey: 'ucdp-ged/1',
  dataset: 'ucdp-ged',
  series: 'ucdp-ged',
  codes: ['K3'],
  startsAt: 1_700_000_000_000,
  endsAt: 1_700_086_400_000,
  timePrecision: 'day',
  place: { latitude: '48.25', longitude: '38.5', radiusMetres: 1_000 },
  placePrecision: 'point',
  placeName: 'Lower village',
  area: null,
  sides: ['a', 'b'],
  counts: [{ unit: 'death', number: 2, qualifier: 'exact' }],
  deaths: { min: 2, best: 2, max: 2 },
  civilianDeaths: 0,
  epistemicLevel: 'assessed',
  allegedBy: 'government',
  rating: { reliability: 'C', credibility: '3' },
  evidence: [],
};
const contentOf = (changes: Partial<Observation>): JsonObject => {
  const [incident] = clusterObservations([{ ...observation, ...changes }], rulebook);
  if (incident === undefined) throw new Error('No incident.');
  return reportContentOf(incident, rulebook);
};
/** As the door does before the law sees it. */
const sealTexts = (value: unknown, name = ''): unknown => {
  if (typeof value === 'string' && ['name', 'narrative', 'remnants', 'marking', 'what', 'sensorTrack'].includes(name))
    return { sealed: '0'.repeat(64) };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sealTexts(inner, key)]));
};

describe('the report of an imported incident', () => {
  it.each([[['K1']], [['K3']], [['K4']], [['K5']], [['K8']], [['C1', 'K3']], [['C1', 'X0']], [['X0']]])(
    'of %j lacks nothing that the law asks for, and is of its shape',
    (codes) => {
      const content = contentOf({ codes, civilianDeaths: codes.includes('C1') ? 1 : 0 });
      expect(missingDetails(content, rulebook)).toEqual([]);
      expect(placeIsNamed(content)).toBe(true);
      expect(shapeProblems(sealTexts(content) as JsonObject, contentFields, rulebook)).toEqual([]);
    },
  );

  it('accuses nobody and keeps the rating of its source', () => {
    const content = contentOf({});
    expect(content).not.toHaveProperty('accused');
    expect(content).toMatchObject({ sourceReliability: 'C', sourceCredibility: '3', allegedBy: 'government', origin: 'import' });
  });

  it('is known by its incident, and by an area where there is no point', () => {
    expect(contentOf({})['sourceKey']).toBe('incident/ucdp-ged/1');
    expect(contentOf({ place: null, area: 'north', codes: ['X0'] })['place']).toMatchObject({ area: 'north' });
  });

  it('of observations from several sources says the weakest level, and no rating where they differ', () => {
    const [incident] = clusterObservations(
      [
        observation,
        {
          ...observation,
          sourceKey: 'z',
          epistemicLevel: 'told',
          allegedBy: 'armed-group',
          rating: { reliability: 'B', credibility: '2' },
        },
      ],
      rulebook,
    );
    expect(incident).toMatchObject({ epistemicLevel: 'told', allegedBy: 'both', rating: null });
    expect(incident === undefined ? '' : reportKeyOf(incident)).toBe('incident/ucdp-ged/1');
  });
});
