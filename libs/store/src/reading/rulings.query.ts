import type { DataSource } from 'typeorm';
import type { OperativePart } from '../writing/operative-part.js';
import { Binding, ms, read } from './bound-query.js';
import { limitOf, pageOf, placeOf, type Page } from './page.js';

/** A ruling as the public reads it. There is no reader to ask about: it is of PUBLIC level by the act of publication itself. */
export interface PublishedRuling {
  /** The case's reference for people. */
  readonly reference: string;
  readonly number: number;
  readonly publishedAt: number;
  /** standing, or why it no longer does: the part itself stays as it was published. */
  readonly status: string;
  /** A conflict of interest came to light later and is not decided yet. */
  readonly contested: boolean;
  readonly operative: OperativePart;
}

interface RulingRow {
  readonly case_id: string;
  readonly reference: string;
  readonly number: number;
  readonly published_at: string;
  readonly status: string | null;
  readonly contested: boolean | null;
  readonly operative: OperativePart;
}

const SELECT = `select p.case_id, c.reference, p.number, ${ms('p.published_at')} as published_at, p.operative, r.value->>'status' as status,
    (r.value->>'contested')::boolean as contested
  from tregua.published_rulings p join tregua.cases c on c.id = p.case_id
  left join lateral (
    select value from jsonb_array_elements(c.snapshot->'judgment'->'rulings') where (value->>'number')::integer = p.number
  ) r on true`;

/** Cases with published rulings, by publication, the newest first. A case's rulings of one moment stand together. */
export async function listPublishedRulings(
  dataSource: DataSource,
  filter: { readonly cursor?: string; readonly limit?: number } = {},
): Promise<Page<PublishedRuling>> {
  const binding = new Binding();
  const limit = limitOf(filter.limit);
  const after = filter.cursor === undefined ? undefined : placeOf(filter.cursor);
  // Two rulings of one case are never published at the same instant: a correction comes later.
  const where =
    after === undefined
      ? 'true'
      : `(p.published_at, p.case_id) < (${binding.put(new Date(after.at).toISOString(), 'timestamptz')}, ${binding.put(after.id, 'uuid')})`;
  const rows = await read<RulingRow>(
    dataSource,
    `${SELECT} where ${where} order by p.published_at desc, p.case_id desc, p.number desc limit ${binding.put(limit + 1, 'integer')}`,
    binding,
  );
  return pageOf(rows, limit, (row) => ({ at: Number(row.published_at), id: row.case_id }), publishedRuling);
}

/** Every published ruling of a case, the first one first. Empty: none, or no such case; the two are not told apart. */
export async function findPublishedRulings(dataSource: DataSource, reference: string): Promise<readonly PublishedRuling[]> {
  const binding = new Binding();
  const rows = await read<RulingRow>(
    dataSource,
    `${SELECT} where c.reference = ${binding.put(reference, 'text')} order by p.number`,
    binding,
  );
  return rows.map(publishedRuling);
}

function publishedRuling({ reference, number, published_at: publishedAt, status, contested, operative }: RulingRow): PublishedRuling {
  return { reference, number, publishedAt: Number(publishedAt), status: status ?? 'standing', contested: contested ?? false, operative };
}
