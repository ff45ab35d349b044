import type { DataSource } from 'typeorm';
import type { Agreement, Incident, Observation, Role } from '@tregua/casework';
import { limitOf, pageOf, placeOf, type Page } from './page.js';
import type { Reader } from './reader.js';

/** Observations and incidents are the Commission's working matter: parties, the cell and the public see what is made of them, not them. */
const SEE_MATTER: readonly Role[] = [
  ...(['monitor', 'team_lead', 'registrar', 'investigator', 'custodian', 'rapporteur'] as const),
  ...(['member', 'chair', 'vice_chair', 'legal_adviser', 'auditor'] as const),
];

/** Whether this reader may see observations, incidents and imports. */
export function seesMatter(reader: Reader): boolean {
  return reader.roles.some((role) => SEE_MATTER.includes(role));
}

export interface ImportRecord {
  readonly id: string;
  readonly dataset: string;
  readonly fileDigest: string;
  readonly fileBytes: number;
  readonly agreement: string;
  readonly by: string;
  readonly importedAt: number;
  readonly rows: number;
  readonly accepted: number;
  readonly inadmissible: number;
  readonly duplicate: number;
  readonly refused: number;
}

const IMPORT = `select id, dataset, encode(file_digest, 'hex') as "fileDigest", file_bytes::float8 as "fileBytes", agreement, by_person as "by",
  (extract(epoch from imported_at) * 1000)::float8 as "importedAt", rows, accepted, inadmissible, duplicate, refused from tregua.imports`;

/** Imports, the newest first. There are few. */
export async function listImports(dataSource: DataSource, reader: Reader): Promise<readonly ImportRecord[]> {
  if (!seesMatter(reader)) return [];
  return await dataSource.query<ImportRecord[]>(`${IMPORT} order by imported_at desc, id desc limit 100`);
}

export async function findImport(dataSource: DataSource, reader: Reader, id: string): Promise<ImportRecord | undefined> {
  if (!seesMatter(reader)) return undefined;
  const [found] = await dataSource.query<ImportRecord[]>(`${IMPORT} where id = $1`, [id]);
  return found;
}

export interface ImportResultRecord {
  readonly row: number;
  readonly sourceKey: string | null;
  readonly outcome: string;
  readonly ground: string | null;
  readonly remarks: readonly unknown[];
}

/** Results of an import's rows after a row number, in the file's order; `outcome` narrows them. */
export async function importResults(
  dataSource: DataSource,
  reader: Reader,
  id: string,
  { after = 0, limit, outcome }: { readonly after?: number; readonly limit?: number; readonly outcome?: string } = {},
): Promise<readonly ImportResultRecord[]> {
  if (!seesMatter(reader)) return [];
  return await dataSource.query<ImportResultRecord[]>(
    `select row_number as row, source_key as "sourceKey", outcome, ground, remarks from tregua.import_results
      where import_id = $1 and row_number > $2 and ($4::text is null or outcome = $4) order by row_number limit $3`,
    [id, after, limitOf(limit), outcome ?? null],
  );
}

export interface IncidentRecord {
  readonly id: string;
  readonly severity: number;
  readonly incident: Incident;
  /** The report that was made of it. */
  readonly report: string | null;
}

interface IncidentRow {
  readonly id: string;
  readonly severity: number;
  readonly starts: string;
  readonly detail: Incident;
  readonly report: string | null;
}

const INCIDENT = `select i.id, i.severity, (extract(epoch from i.starts_at) * 1000)::bigint as starts, i.detail,
  (select r.id from tregua.reports r where r.source_key = 'incident/' || i.anchor order by r.created_at limit 1) as report from tregua.incidents i`;

const recordOf = ({ id, severity, detail, report }: IncidentRow): IncidentRecord => ({ id, severity, incident: detail, report });

/** Incidents, the newest first. */
export async function listIncidents(
  dataSource: DataSource,
  reader: Reader,
  { limit, cursor }: { readonly limit?: number; readonly cursor?: string } = {},
): Promise<Page<IncidentRecord>> {
  if (!seesMatter(reader)) return { items: [] };
  const place = cursor === undefined ? undefined : placeOf(cursor);
  const most = limitOf(limit);
  const rows = await dataSource.query<IncidentRow[]>(
    `${INCIDENT} where ($1::timestamptz is null or (i.starts_at, i.id) < ($1, $2::uuid)) order by i.starts_at desc, i.id desc limit $3`,
    [place === undefined ? null : new Date(place.at), place?.id ?? null, most + 1],
  );
  return pageOf(rows, most, (row) => ({ at: Number(row.starts), id: row.id }), recordOf);
}

/** Incidents of which no report was made yet, the oldest first: what filing goes through. */
export async function unreportedIncidents(dataSource: DataSource, limit: number): Promise<readonly IncidentRecord[]> {
  const rows = await dataSource.query<IncidentRow[]>(
    `${INCIDENT} where not exists (select 1 from tregua.reports r where r.source_key = 'incident/' || i.anchor) order by i.starts_at, i.id limit $1`,
    [limit],
  );
  return rows.map(recordOf);
}

/** Drafts that filing began and did not get to submit: an incident's report is made in two steps. */
export async function unfinishedReports(dataSource: DataSource, author: string): Promise<readonly string[]> {
  const rows = await dataSource.query<{ id: string }[]>(
    `select id from tregua.reports where source_key like 'incident/%' and state = 'DRAFT' and author = $1 order by created_at limit 10000`,
    [author],
  );
  return rows.map(({ id }) => id);
}

export async function findIncident(
  dataSource: DataSource,
  reader: Reader,
  id: string,
): Promise<
  (IncidentRecord & { readonly observations: readonly Observation[]; readonly candidates: readonly CandidateRecord[] }) | undefined
> {
  if (!seesMatter(reader)) return undefined;
  const [row] = await dataSource.query<IncidentRow[]>(`${INCIDENT} where i.id = $1`, [id]);
  if (row === undefined) return undefined;
  const observations = await dataSource.query<{ detail: Observation }[]>(
    `select o.detail from tregua.incident_observations l join tregua.observations o on o.source_key = l.source_key
      where l.incident_id = $1 order by o.starts_at, o.source_key limit 1000`,
    [id],
  );
  return { ...recordOf(row), observations: observations.map(({ detail }) => detail), candidates: await candidatesOf(dataSource, id) };
}

export interface CandidateRecord {
  readonly incident: string;
  readonly score: number;
  readonly reasons: readonly { readonly code: string; readonly weight: number; readonly value: number }[];
}

async function candidatesOf(dataSource: DataSource, id: string): Promise<readonly CandidateRecord[]> {
  return await dataSource.query<CandidateRecord[]>(
    `select case when one = $1 then other else one end as incident, score, reasons from tregua.duplicate_candidates
      where one = $1 or other = $1 order by score desc, 1`,
    [id],
  );
}

/** Agreements on file, as they were put in force. They are public. */
export async function listAgreements(dataSource: DataSource): Promise<readonly Agreement[]> {
  const rows = await dataSource.query<{ definition: Agreement }[]>('select definition from tregua.agreements order by id');
  return rows.map(({ definition }) => definition);
}
