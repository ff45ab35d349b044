import type { Agreement } from './agreement.js';
import { groundsAgainst } from './agreement.js';
import { allegedByOf, meansOf } from './ucdp-derivation.js';
import type { Estimate, Observation, RowProblem, RowResult } from './observation.js';
import type { Ceiling } from './rating.js';

export const ucdpDataset = 'ucdp-ged';

/** Columns without which a file is not of this form. Article, headline and original source may be empty, as in the shipped extract. */
export const ucdpColumns = [
  ...['id', 'type_of_violence', 'side_a', 'side_b', 'where_prec', 'where_coordinates', 'latitude', 'longitude'],
  ...['event_clarity', 'date_prec', 'date_start', 'date_end', 'deaths_civilians', 'best', 'high', 'low'],
] as const;

export type CsvRow = { readonly [column: string]: string | undefined };

const DAY_MS = 86_400_000;

/** where_prec 1..7 as an uncertainty radius (1 km, 10 km, district 30 km, province 60 km, wider areas, country). */
const places: { readonly [prec: string]: { readonly radiusMetres: number; readonly precision: Observation['placePrecision'] } } = {
  '1': { radiusMetres: 1_000, precision: 'point' },
  '2': { radiusMetres: 10_000, precision: 'settlement' },
  '3': { radiusMetres: 30_000, precision: 'district' },
  '4': { radiusMetres: 60_000, precision: 'region' },
  '5': { radiusMetres: 100_000, precision: 'region' },
  '6': { radiusMetres: 500_000, precision: 'country' },
  '7': { radiusMetres: 500_000, precision: 'country' },
};

/** The row after the header holds HXL tags (#date+start …), not data. */
export function isHxlRow(row: CsvRow): boolean {
  const given = Object.values(row).filter((cell) => cell !== undefined && cell !== '');
  return given.length > 0 && given.every((cell) => cell?.startsWith('#'));
}

/** The columns that a file lacks. */
export function missingUcdpColumns(header: readonly string[]): string[] {
  return ucdpColumns.filter((column) => !header.includes(column));
}

/**
 * One row of the UCDP Georeferenced Event Dataset, as an observation, or why not. `number` is the row's place in the file, for people.
 * `isKnown` says whether a source key was imported before. What may name people (article, headline, original source, description of the
 * place) is read for its derived code and not kept.
 */
export function readUcdpRow(row: CsvRow, number: number, agreement: Agreement, isKnown: (sourceKey: string) => boolean): RowResult {
  const id = row['id'] ?? '';
  const problems = problemsOf(row);
  const sourceKey = /^\d{1,12}$/.test(id) ? `${ucdpDataset}/${id}` : null;
  if (problems.length > 0 || sourceKey === null) return { row: number, sourceKey, outcome: 'refused', problems };
  if (isKnown(sourceKey)) return { row: number, sourceKey, outcome: 'duplicate' };
  const observation = observationOf(row, sourceKey);
  const [ground] = groundsAgainst(agreement, { earliest: observation.startsAt, place: observation.place });
  if (ground !== undefined) return { row: number, sourceKey, outcome: 'inadmissible', ground };
  return { row: number, sourceKey, outcome: 'accepted', observation, remarks: remarksOn(row) };
}

function observationOf(row: CsvRow, sourceKey: string): Observation {
  const where = places[row['where_prec'] ?? ''] ?? { radiusMetres: 500_000, precision: 'country' };
  const startsAt = dayOf(row['date_start']) ?? 0;
  const lastDay = dayOf(row['date_end']) ?? startsAt;
  const deaths = deathsOf(row);
  const civilianDeaths = countOf(row['deaths_civilians']);
  const allegedBy = row['derived_source'] || allegedByOf(row['source_original'] ?? '');
  const act = row['derived_means'] || meansOf(`${row['source_headline'] ?? ''} ${row['source_article'] ?? ''}`);
  const name = (row['where_coordinates'] ?? '').trim();
  return {
    sourceKey,
    dataset: ucdpDataset,
    series: ucdpDataset,
    codes: [...(civilianDeaths > 0 ? ['C1'] : []), codeOfMeans[act] ?? 'X0'].sort(),
    startsAt,
    endsAt: lastDay + DAY_MS,
    timePrecision: row['date_prec'] === '1' && lastDay === startsAt ? 'day' : 'range',
    place: {
      latitude: plainDecimal(row['latitude'] ?? ''),
      longitude: plainDecimal(row['longitude'] ?? ''),
      radiusMetres: where.radiusMetres,
    },
    placePrecision: where.precision,
    placeName: name === '' ? null : name.slice(0, 200),
    area: null,
    sides: [sideOf(row['side_a']), sideOf(row['side_b'])],
    counts: [{ unit: 'death', number: deaths.best, qualifier: deaths.min === deaths.max ? 'exact' : 'about' }],
    deaths,
    civilianDeaths,
    epistemicLevel: row['event_clarity'] === '2' ? 'told' : 'assessed',
    allegedBy,
    rating: ratingOf(allegedBy),
    evidence: [],
  };
}

/** Some rows have a best estimate outside of low and high: the range is widened to hold it, and the result says so. */
function deathsOf(row: CsvRow): Estimate {
  const [low, best, high] = [countOf(row['low']), countOf(row['best']), countOf(row['high'])];
  return { min: Math.min(low, best, high), best, max: Math.max(low, best, high) };
}

function remarksOn(row: CsvRow): string[] {
  const { min, best, max } = deathsOf(row);
  return min === countOf(row['low']) && max === countOf(row['high']) && best >= min ? [] : ['estimateWasWidened'];
}

const codeOfMeans: { readonly [means: string]: string } = {
  shelling: 'K3',
  'small-arms': 'K1',
  mine: 'K8',
  uav: 'K5',
  air: 'K4',
};

/** A source that belongs to one side is C3 at best; where nobody knows the source, it cannot be judged. */
function ratingOf(allegedBy: string): Ceiling {
  if (allegedBy === 'independent') return { reliability: 'B', credibility: '3' };
  if (allegedBy === 'both') return { reliability: 'C', credibility: '2' };
  if (allegedBy === 'unknown') return { reliability: 'F', credibility: '6' };
  return { reliability: 'C', credibility: '3' };
}

function problemsOf(row: CsvRow): RowProblem[] {
  const problem = (field: string, rule: string, holds: boolean): RowProblem[] => (holds ? [] : [{ field, rule }]);
  const [start, end] = [dayOf(row['date_start']), dayOf(row['date_end'])];
  const counts = ['deaths_civilians', 'best', 'high', 'low'];
  return [
    ...problem('id', 'isKey', /^\d{1,12}$/.test(row['id'] ?? '')),
    ...problem('where_prec', 'isListed', places[row['where_prec'] ?? ''] !== undefined),
    ...problem('latitude', 'isDecimal', isDegrees(row['latitude'], 90)),
    ...problem('longitude', 'isDecimal', isDegrees(row['longitude'], 180)),
    ...problem('event_clarity', 'isListed', ['1', '2'].includes(row['event_clarity'] ?? '')),
    ...problem('date_prec', 'isListed', ['1', '2', '3', '4', '5'].includes(row['date_prec'] ?? '')),
    ...problem('date_start', 'isDate', start !== undefined),
    ...problem('date_end', 'isDate', end !== undefined),
    ...problem('date_end', 'isNotBeforeStart', start === undefined || end === undefined || end >= start),
    ...problem('side_a', 'isGiven', (row['side_a'] ?? '').trim() !== ''),
    ...problem('side_b', 'isGiven', (row['side_b'] ?? '').trim() !== ''),
    ...counts.flatMap((field) => problem(field, 'isCount', /^\d{1,6}$/.test(row[field] ?? ''))),
  ];
}

/** Midnight UTC of a day that exists. The data set knows days only, so the earliest possible instant is the day's first. */
function dayOf(text: string | undefined): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00:00(?:\.0+)?)?$/.exec(text ?? '');
  if (match === null) return undefined;
  const at = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return new Date(at).toISOString().slice(0, 10) === match.slice(1, 4).join('-') ? at : undefined;
}

function isDegrees(text: string | undefined, limit: number): boolean {
  return text !== undefined && /^-?\d{1,3}(\.\d{1,12})?$/.test(text) && Math.abs(Number(text)) <= limit;
}

/** At most 6 places, no trailing zeros: one spelling for one place. */
function plainDecimal(text: string): string {
  return String(Number(Number(text).toFixed(6)));
}

function countOf(text: string | undefined): number {
  return Number(text ?? '0');
}

function sideOf(text: string | undefined): string {
  return (text ?? '')
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 64);
}
