import type { DataSource } from 'typeorm';
import { contributingStates, gapsAt, type Contribution, type Gap, type Point } from '@tregua/casework';
import { Binding, read } from './bound-query.js';
import { seesMatter } from './imports.query.js';
import { limitOf, pageOf, placeOf, type Page } from './page.js';
import type { Reader } from './reader.js';

/** More contributions than this about one point and time are not added up in one answer. */
const MOST_CONTRIBUTIONS = 5_000;

export interface ContributionRecord {
  readonly contribution: Contribution;
  /** Pseudonymous. */
  readonly recordedBy: string;
  readonly recordedAt: number;
}

/**
 * Who watches what is the Commission's working matter: a party that knew where nobody looks would know where to go. A state reads what it gives
 * itself, and no more.
 */
function visible(reader: Reader, binding: Binding): string {
  if (seesMatter(reader)) return 'true';
  if (reader.roles.includes('state_officer') && reader.state !== undefined) return `state = ${binding.put(reader.state, 'text')}`;
  return 'false';
}

const RECORD = `definition as contribution, recorded_by as "recordedBy", (extract(epoch from recorded_at) * 1000)::float8 as "recordedAt"`;

/** Contributions that the reader may see, the newest first. */
export async function listContributions(
  dataSource: DataSource,
  reader: Reader,
  { state, cursor, limit }: { readonly state?: string; readonly cursor?: string; readonly limit?: number } = {},
): Promise<Page<ContributionRecord>> {
  const binding = new Binding();
  const most = limitOf(limit);
  const place = cursor === undefined ? undefined : placeOf(cursor);
  const conditions = [
    visible(reader, binding),
    ...(state === undefined ? [] : [`state = ${binding.put(state, 'text')}`]),
    ...(place === undefined
      ? []
      : [`(recorded_at, id) < (to_timestamp(${binding.put(place.at, 'float8')} / 1000), ${binding.put(place.id, 'uuid')})`]),
  ];
  const text = `select ${RECORD} from tregua.contributions where ${conditions.join(' and ')}
    order by recorded_at desc, id desc limit ${binding.put(most + 1, 'integer')}`;
  const rows = await read<ContributionRecord>(dataSource, text, binding);
  return pageOf(
    rows,
    most,
    ({ recordedAt, contribution }) => ({ at: recordedAt, id: contribution.id }),
    (row) => row,
  );
}

export async function findContribution(dataSource: DataSource, reader: Reader, id: string): Promise<ContributionRecord | undefined> {
  const binding = new Binding();
  const text = `select ${RECORD} from tregua.contributions where id = ${binding.put(id, 'uuid')} and ${visible(reader, binding)}`;
  return (await read<ContributionRecord>(dataSource, text, binding))[0];
}

export interface Coverage {
  /** States that watched the point within the time, each once. */
  readonly states: readonly string[];
  readonly contributions: readonly string[];
  /** When nobody did. A gap is no evidence of quiet. */
  readonly gaps: readonly Gap[];
}

/**
 * Who watched a point within a time (milliseconds, half open), and when nobody did. Undefined for who may not see all contributions: gaps counted from a part of
 * them would be none; 'tooMany' where the time must be narrower.
 */
export async function coverageAt(
  dataSource: DataSource,
  reader: Reader,
  point: Point,
  window: { readonly from: number; readonly until: number },
): Promise<Coverage | 'tooMany' | undefined> {
  if (!seesMatter(reader)) return undefined;
  const binding = new Binding();
  const [latitude, longitude] = [binding.put(Number(point.latitude), 'float8'), binding.put(Number(point.longitude), 'float8')];
  const rows = await read<{ definition: Contribution }>(
    dataSource,
    `select definition from tregua.contributions
      where starts_at < ${binding.put(new Date(window.until), 'timestamptz')} and ends_at > ${binding.put(new Date(window.from), 'timestamptz')}
        and south <= ${latitude} and north >= ${latitude} and west <= ${longitude} and east >= ${longitude}
      order by starts_at, id limit ${binding.put(MOST_CONTRIBUTIONS + 1, 'integer')}`,
    binding,
  );
  if (rows.length > MOST_CONTRIBUTIONS) return 'tooMany';
  const all = rows.map(({ definition }) => definition);
  // Of each by itself: does it leave a part of the time without a gap?
  const whole = gapsAt([], point, window);
  const watching = all.filter((contribution) => JSON.stringify(gapsAt([contribution], point, window)) !== JSON.stringify(whole));
  return { states: contributingStates(watching), contributions: watching.map(({ id }) => id), gaps: gapsAt(watching, point, window) };
}
