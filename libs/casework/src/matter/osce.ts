import { groundsAgainst, type Agreement } from './agreement.js';
import type { Count, Observation, RowProblem, RowResult } from './observation.js';
import type { CsvRow } from './ucdp.js';

export const osceDataset = 'osce-smm-daily';

export const osceColumns = ['report_ref', 'period_end_local', 'region', 'cfv_total', 'explosions_total', 'explosions_qualifier'] as const;

const DAY_MS = 86_400_000;
/** The mission's local time in winter; a day's counts carry the precision of a day anyway. */
const LOCAL_OFFSET_MS = 2 * 3_600_000;

export function missingOsceColumns(header: readonly string[]): string[] {
  return osceColumns.filter((column) => !header.includes(column));
}

/**
 * One row of daily counts by region, as monitors publish them: violations in all, and explosions among them. An empty cell is not stated,
 * which is not zero. The two numbers stay apart, and a total says nothing of who fired.
 */
export function readOsceRow(row: CsvRow, number: number, agreement: Agreement, isKnown: (sourceKey: string) => boolean): RowResult {
  const problems = problemsOf(row);
  const sourceKey = [row['report_ref'], row['period_end_local'], row['region']].every((part) => slugOf(part) !== '')
    ? `${osceDataset}/${slugOf(row['report_ref'])}/${slugOf(row['period_end_local'])}/${slugOf(row['region'])}`
    : null;
  if (problems.length > 0 || sourceKey === null) return { row: number, sourceKey, outcome: 'refused', problems };
  if (isKnown(sourceKey)) return { row: number, sourceKey, outcome: 'duplicate' };
  const observation = observationOf(row, sourceKey);
  const [ground] = groundsAgainst(agreement, { earliest: observation.startsAt, place: null });
  if (ground !== undefined) return { row: number, sourceKey, outcome: 'inadmissible', ground };
  return { row: number, sourceKey, outcome: 'accepted', observation, remarks: [] };
}

function observationOf(row: CsvRow, sourceKey: string): Observation {
  const endsAt = periodEnd(row['period_end_local']) ?? 0;
  const counts: Count[] = [
    ...countOf('violation', row['cfv_total'], 'exact'),
    ...countOf('explosion', row['explosions_total'], qualifierOf(row['explosions_qualifier'])),
  ];
  return {
    sourceKey,
    dataset: osceDataset,
    series: osceDataset,
    codes: ['X0'],
    startsAt: endsAt - DAY_MS,
    endsAt,
    timePrecision: 'day',
    place: null,
    placePrecision: 'region',
    placeName: (row['region'] ?? '').trim().slice(0, 200),
    area: slugOf(row['region']),
    sides: [],
    counts,
    deaths: null,
    civilianDeaths: 0,
    epistemicLevel: 'observed',
    allegedBy: 'monitors',
    rating: { reliability: 'A', credibility: '2' },
    evidence: [],
  };
}

function problemsOf(row: CsvRow): RowProblem[] {
  const problem = (field: string, rule: string, holds: boolean): RowProblem[] => (holds ? [] : [{ field, rule }]);
  const [total, explosions] = [row['cfv_total'] ?? '', row['explosions_total'] ?? ''];
  return [
    ...problem('report_ref', 'isGiven', slugOf(row['report_ref']) !== ''),
    ...problem('region', 'isGiven', slugOf(row['region']) !== ''),
    ...problem('period_end_local', 'isDate', periodEnd(row['period_end_local']) !== undefined),
    ...problem('cfv_total', 'isCount', /^\d{0,7}$/.test(total)),
    ...problem('explosions_total', 'isCount', /^\d{0,7}$/.test(explosions)),
    ...problem('cfv_total', 'isGivenOrExplosionsAre', total !== '' || explosions !== ''),
    ...problem('explosions_total', 'isAtMostAllViolations', total === '' || explosions === '' || !(Number(explosions) > Number(total))),
  ];
}

/** YYYY-MM-DD or YYYY-MM-DD HH:MM, local: where only the day is given, its end. */
function periodEnd(text: string | undefined): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}):(\d{2}))?$/.exec((text ?? '').trim());
  if (match === null) return undefined;
  const day = Date.parse(`${match[1]}T00:00:00Z`);
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== match[1]) return undefined;
  const minutes = match[2] === undefined ? 24 * 60 : Number(match[2]) * 60 + Number(match[3]);
  return minutes > 24 * 60 ? undefined : day + minutes * 60_000 - LOCAL_OFFSET_MS;
}

function countOf(unit: string, text: string | undefined, qualifier: Count['qualifier']): Count[] {
  return text === undefined || text === '' ? [] : [{ unit, number: Number(text), qualifier }];
}

function qualifierOf(text: string | undefined): Count['qualifier'] {
  const qualifiers: { readonly [word: string]: Count['qualifier'] } = {
    exact: 'exact',
    about: 'about',
    'at least': 'at-least',
    'at most': 'at-most',
  };
  return qualifiers[(text ?? '').trim().toLowerCase()] ?? 'unknown';
}

function slugOf(text: string | undefined): string {
  return (text ?? '')
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 48);
}
