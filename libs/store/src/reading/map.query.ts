import type { DataSource } from 'typeorm';
import { Binding, read } from './bound-query.js';
import { seesMatter } from './imports.query.js';
import type { Reader } from './reader.js';
import { caseSight, reportSight } from './visibility.js';

/** Cells of a twentieth of a degree: some 5 km, finer than most places are known. */
const CELLS_A_DEGREE = 20;
const MOST_CELLS = 5_000;
const MOST_DAYS = 5_000;

export const mapStandings = ['attributed', 'notAttributed', 'pending', 'closed', 'notOpen'] as const;
/**
 * What the Commission has said of an act: attributed to a party, ruled on without attribution, not ruled on yet, ended without a ruling; or it
 * is in a case that the reader may not read.
 */
export type MapStanding = (typeof mapStandings)[number];

export interface MapFilter {
  /** Acts that began at or after this instant (ms), and before the other. What bears no time then falls away. */
  readonly from?: number;
  readonly until?: number;
  readonly kind?: 'report' | 'incident';
  /** At least this severe. */
  readonly severity?: number;
  readonly code?: string;
  readonly state?: string;
  readonly verified?: boolean;
  readonly standing?: MapStanding;
}

export interface MapBox {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export interface MapCell {
  /** Its middle, in decimal degrees. */
  readonly latitude: string;
  readonly longitude: string;
  readonly count: number;
  readonly verified: number;
  readonly attributed: number;
  readonly notAttributed: number;
  readonly pending: number;
  readonly severity: number;
}

export interface MapCount {
  readonly value: string;
  readonly count: number;
}

export interface MapOverview {
  readonly total: number;
  /** Of them without a point: they stand in no cell. */
  readonly withoutPlace: number;
  readonly withoutTime: number;
  readonly cells: readonly MapCell[];
  /** There are more cells than are listed. */
  readonly more: boolean;
  /** By day (UTC), the newest first; none for a day without any. */
  readonly days: readonly { readonly day: string; readonly count: number; readonly verified: number }[];
  readonly kinds: readonly MapCount[];
  readonly severities: readonly MapCount[];
  readonly codes: readonly MapCount[];
  readonly states: readonly MapCount[];
  readonly verification: readonly MapCount[];
  readonly standings: readonly MapCount[];
}

export interface MapPoint {
  readonly kind: 'report' | 'incident';
  readonly id: string;
  readonly reference: string | null;
  readonly state: string | null;
  readonly severity: number;
  readonly codes: readonly string[];
  readonly startsAt: number | null;
  readonly timePrecision: string | null;
  readonly latitude: string;
  readonly longitude: string;
  readonly radiusMetres: number;
  readonly verified: boolean;
  readonly standing: MapStanding;
}

/**
 * Acts by place and time, added up, as far as the reader may read each: submitted reports, and incidents of which no report was made yet. Built from the
 * predicate of visibility; what somebody may not read is in none of the numbers.
 */
export async function readMap(dataSource: DataSource, reader: Reader, filter: MapFilter = {}): Promise<MapOverview> {
  const binding = new Binding();
  const seen = actsSeen(reader, filter, binding);
  const counted = (value: string): string =>
    `(select coalesce(jsonb_agg(jsonb_build_object('value', g.value, 'count', g.n) order by g.n desc, g.value), '[]') from
      (select ${value} as value, count(*)::int as n from act group by 1 having ${value} is not null order by 2 desc limit 200) g)`;
  const text = `with act as materialized (${seen}), cell as (
      select floor(latitude * ${CELLS_A_DEGREE}) as y, floor(longitude * ${CELLS_A_DEGREE}) as x, count(*)::int as count,
        (count(*) filter (where verified))::int as verified, (count(*) filter (where standing = 'attributed'))::int as attributed,
        (count(*) filter (where standing = 'notAttributed'))::int as "notAttributed",
        (count(*) filter (where standing = 'pending'))::int as pending, max(severity)::int as severity
      from act where latitude is not null and longitude is not null group by 1, 2 order by 3 desc, 1, 2 limit ${MOST_CELLS + 1})
    select (select count(*)::int from act) as total,
      (select count(*)::int from act where latitude is null or longitude is null) as "withoutPlace",
      (select count(*)::int from act where starts_at is null) as "withoutTime",
      (select coalesce(jsonb_agg(jsonb_build_object('latitude', trim_scale(round((y + 0.5) / ${CELLS_A_DEGREE}, 6))::text,
          'longitude', trim_scale(round((x + 0.5) / ${CELLS_A_DEGREE}, 6))::text, 'count', count, 'verified', verified, 'attributed', attributed,
          'notAttributed', "notAttributed", 'pending', pending, 'severity', severity) order by count desc, y, x), '[]') from cell) as cells,
      (select coalesce(jsonb_agg(jsonb_build_object('day', d.day, 'count', d.n, 'verified', d.v) order by d.day desc), '[]') from (
        select to_char(to_timestamp(starts_at / 1000.0) at time zone 'UTC', 'YYYY-MM-DD') as day, count(*)::int as n,
          (count(*) filter (where verified))::int as v from act where starts_at is not null group by 1 order by 1 desc limit ${MOST_DAYS}) d) as days,
      ${counted('kind')} as kinds, ${counted('severity::text')} as severities, ${counted('state')} as states,
      (select coalesce(jsonb_agg(jsonb_build_object('value', g.value, 'count', g.n) order by g.n desc, g.value), '[]') from
        (select code as value, count(*)::int as n from act, jsonb_array_elements_text(codes) code group by 1 order by 2 desc limit 200) g) as codes,
      ${counted(`case when verified then 'verified' else 'unverified' end`)} as verification, ${counted('standing')} as standings`;
  const [row] = await read<Omit<MapOverview, 'more'>>(dataSource, text, binding);
  if (row === undefined) throw new Error('A sum without a row.');
  return { ...row, cells: row.cells.slice(0, MOST_CELLS), more: row.cells.length > MOST_CELLS };
}

/** Single acts whose point lies in the box, the gravest and newest first; `more` where the limit cut some off. */
export async function readMapPoints(
  dataSource: DataSource,
  reader: Reader,
  filter: MapFilter,
  box: MapBox,
  limit: number,
): Promise<{ readonly items: readonly MapPoint[]; readonly more: boolean }> {
  const binding = new Binding();
  const seen = actsSeen(reader, filter, binding);
  const at = (degrees: number): string => binding.put(degrees, 'numeric');
  const rows = await read<MapPoint & { readonly startsAtText: string | null }>(
    dataSource,
    `select kind, id, reference, state, severity::int as severity, codes, starts_at::text as "startsAtText", time_precision as "timePrecision",
        latitude::text as latitude, longitude::text as longitude, radius as "radiusMetres", verified, standing from (${seen}) act
      where latitude between ${at(box.south)} and ${at(box.north)} and longitude between ${at(box.west)} and ${at(box.east)}
      order by severity desc, starts_at desc nulls last, id limit ${binding.put(limit + 1, 'integer')}`,
    binding,
  );
  const items = rows
    .slice(0, limit)
    .map(({ startsAtText, ...point }) => ({ ...point, startsAt: startsAtText === null ? null : Number(startsAtText) }));
  return { items, more: rows.length > limit };
}

/** One row an act. Numbers of a record are read with care: content that is no number is no place. */
function actsSeen(reader: Reader, filter: MapFilter, binding: Binding): string {
  const { from, until, kind, severity, code, state, verified, standing } = filter;
  const where = [
    ...(from === undefined ? [] : [`starts_at >= ${binding.put(from, 'bigint')}`]),
    ...(until === undefined ? [] : [`starts_at < ${binding.put(until, 'bigint')}`]),
    ...(kind === undefined ? [] : [`kind = ${binding.put(kind, 'text')}`]),
    ...(severity === undefined ? [] : [`severity >= ${binding.put(severity, 'smallint')}`]),
    ...(code === undefined ? [] : [`codes ? ${binding.put(code, 'text')}`]),
    ...(state === undefined ? [] : [`state = ${binding.put(state, 'text')}`]),
    ...(verified === undefined ? [] : [`verified = ${binding.put(verified, 'boolean')}`]),
    ...(standing === undefined ? [] : [`standing = ${binding.put(standing, 'text')}`]),
  ];
  const branches = [
    ...(kind === 'incident' ? [] : [reports(reader, binding)]),
    ...(kind === 'report' || !seesMatter(reader) ? [] : [INCIDENTS]),
  ];
  const all = branches.length === 0 ? `${reports(reader, binding)} and false` : branches.join(' union all ');
  return `select * from (${all}) everything ${where.length === 0 ? '' : `where ${where.join(' and ')}`}`;
}

const DEGREES = `'^-?[0-9]{1,3}([.][0-9]{1,6})?$'`;
const degrees = (content: string, name: string): string =>
  `case when ${content}->'place'->>'${name}' ~ ${DEGREES} then (${content}->'place'->>'${name}')::numeric end`;
const number = (value: string): string => `case when jsonb_typeof(${value}) = 'number' then (${value})::bigint end`;

function reports(reader: Reader, binding: Binding): string {
  const content = `r.snapshot->'content'`;
  const ofCase = caseSight(reader, binding).sees;
  return `select 'report' as kind, r.id, r.reference, r.state, r.severity, coalesce(r.snapshot->'codes', '[]') as codes,
      ${number(`${content}->'startsAt'`)} as starts_at, ${content}->>'timePrecision' as time_precision,
      ${degrees(content, 'latitude')} as latitude, ${degrees(content, 'longitude')} as longitude,
      coalesce((${number(`${content}->'place'->'radiusMetres'`)})::int, 0) as radius,
      coalesce(r.snapshot->'verifiedRevision' = r.snapshot->'revision', false) as verified, ${standingOf('k')} as standing
    from tregua.reports r left join lateral (
      select c.ended, c.snapshot->'judgment' as judgment, c.snapshot->'violations' as violations, ${ofCase} as open
      from tregua.cases c where c.id = r.case_id) k on true
    where r.submitted_at is not null and r.state <> 'DRAFT' and ${reportSight(reader, binding).sees}`;
}

/** Of a report: by the latest outcome of the charged acts that bear its codes, and only once there is a ruling. */
function standingOf(alias: string): string {
  const outcomes = `exists (select 1 from jsonb_array_elements(${alias}.violations) v
      where (v->>'report' = r.id::text or r.snapshot->'codes' ? (v->>'code'))
        and ${alias}.judgment->'assessments'->(v->>'key')->>'outcome' in ('VIOLATION_ATTRIBUTED', 'VIOLATION_SHARED'))`;
  return `case when r.case_id is null then case when r.ended then 'closed' else 'pending' end
    when not ${alias}.open then 'notOpen'
    when jsonb_array_length(${alias}.judgment->'rulings') = 0 then case when ${alias}.ended then 'closed' else 'pending' end
    when ${outcomes} then 'attributed' else 'notAttributed' end`;
}

const INCIDENTS = `select 'incident' as kind, i.id, null as reference, null as state, i.severity, coalesce(i.detail->'codes', '[]') as codes,
    (extract(epoch from i.starts_at) * 1000)::bigint as starts_at, i.detail->>'timePrecision' as time_precision,
    ${degrees('i.detail', 'latitude')} as latitude, ${degrees('i.detail', 'longitude')} as longitude,
    coalesce((${number(`i.detail->'place'->'radiusMetres'`)})::int, 0) as radius, false as verified, 'pending' as standing
  from tregua.incidents i where not exists (select 1 from tregua.reports f where f.source_key = 'incident/' || i.anchor)`;
