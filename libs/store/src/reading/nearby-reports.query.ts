import type { DataSource } from 'typeorm';
import { Binding, read } from './bound-query.js';
import type { Reader } from './reader.js';
import { mentionSight } from './visibility.js';

const NEAR_METRES = 10_000;
const NEAR_MS = 24 * 3_600_000;
const METRES_A_DEGREE = 111_320;

/** A report of an act near another in time and place. Of one that the reader may not read: that it is there, when, how far, and what kind. */
export interface NearbyReport {
  readonly readable: boolean;
  readonly id?: string;
  readonly reference?: string;
  readonly state?: string;
  readonly codes: readonly string[];
  readonly startsAt: number;
  /** Between the two middles, in whole hundreds of metres. */
  readonly distanceMetres: number;
}

interface Row {
  readonly sees: boolean;
  readonly id: string;
  readonly reference: string;
  readonly state: string;
  readonly codes: readonly string[];
  readonly starts_at: string;
  readonly metres: number;
}

/**
 * Submitted reports of acts that began within 24 h and 10 km of this instant (ms) and point (decimal degrees), the nearest in time first. For somebody
 * who is about to write the same down again: so it tells, of the reader's own team, also what they may not read, without anything to find it by.
 */
export async function findNearbyReports(
  dataSource: DataSource,
  reader: Reader,
  {
    at,
    latitude,
    longitude,
    limit,
  }: { readonly at: number; readonly latitude: number; readonly longitude: number; readonly limit: number },
): Promise<{ readonly items: readonly NearbyReport[]; readonly more: boolean }> {
  const binding = new Binding();
  const sight = mentionSight(reader, binding);
  const [lat, lon] = [binding.put(latitude, 'double precision'), binding.put(longitude, 'double precision')];
  const [from, until] = [binding.put(at - NEAR_MS, 'bigint'), binding.put(at + NEAR_MS, 'bigint')];
  const slack = binding.put(NEAR_METRES / METRES_A_DEGREE + 0.001, 'double precision');
  const degrees = (name: string): string =>
    `case when s.content->'place'->>'${name}' ~ '^-?[0-9]{1,3}([.][0-9]{1,6})?$' then (s.content->'place'->>'${name}')::double precision end`;
  // No act is submitted before it began: that leaves few to look into where the act is of these days.
  const rows = await read<Row>(
    dataSource,
    `with seen as materialized (
        select r.id, r.reference, r.state, ${sight.sees} as sees, r.snapshot->'content' as content, r.snapshot->'codes' as codes
          from tregua.reports r
         where r.submitted_at >= ${binding.put(new Date(at - NEAR_MS).toISOString(), 'timestamptz')} and ${sight.knows()}),
      placed as (select s.*, ${degrees('latitude')} as lat, ${degrees('longitude')} as lon,
        case when jsonb_typeof(s.content->'startsAt') = 'number' then (s.content->>'startsAt')::bigint end as starts_at from seen s),
      near as (select p.*, 2 * 6371008.8 * asin(least(1, sqrt(power(sin(radians(p.lat - ${lat}) / 2), 2)
          + cos(radians(p.lat)) * cos(radians(${lat})) * power(sin(radians(p.lon - ${lon}) / 2), 2)))) as metres
        from placed p where p.starts_at between ${from} and ${until} and p.lat between ${lat} - ${slack} and ${lat} + ${slack})
      select id, reference, state, sees, coalesce(codes, '[]') as codes, starts_at, (round(metres / 100) * 100)::int as metres from near
       where metres <= ${NEAR_METRES} order by abs(starts_at - ${binding.put(at, 'bigint')}), metres, id limit ${binding.put(limit + 1, 'integer')}`,
    binding,
  );
  return { items: rows.slice(0, limit).map(nearbyReport), more: rows.length > limit };
}

function nearbyReport({ sees, id, reference, state, codes, starts_at: startsAt, metres }: Row): NearbyReport {
  return { readable: sees, ...(sees ? { id, reference, state } : {}), codes, startsAt: Number(startsAt), distanceMetres: metres };
}
