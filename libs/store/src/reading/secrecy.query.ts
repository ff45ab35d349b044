import type { DataSource } from 'typeorm';
import { Binding, ms, read } from './bound-query.js';
import type { Reader } from './reader.js';
import { caseSight, evidenceSight, presidingSight, reportSight } from './visibility.js';

/** Something that bears a level of secrecy. */
export interface SecretItem {
  readonly kind: 'case' | 'report' | 'evidence';
  readonly id: string;
}

export interface Secrecy {
  readonly level: string;
  readonly compartment: string | null;
  /** Where looks at it and changes of its secrecy are entered: access/<case>, or access/<report> as long as a report has no case. */
  readonly accessStream: string;
  /** A ruling of its case is published: nothing is made public before (law.md, Secrecy). */
  readonly ruledInPublic: boolean;
  /** Both parties were served in its case. */
  readonly partiesServed: boolean;
}

/** Levels at which reading is itself an entry (law.md, Secrecy). */
export function isRestricted(level: string): boolean {
  return level === 'RESTRICTED' || level === 'SOURCE_PROTECTED';
}

/**
 * The secrecy of an item for somebody who reads it, or, with `presiding`, for a chair who orders it without reading. Undefined: no such item for them.
 */
export async function findSecrecy(
  dataSource: DataSource,
  reader: Reader,
  { kind, id }: SecretItem,
  presiding = false,
): Promise<Secrecy | undefined> {
  const binding = new Binding();
  const { from, home, alias, sees } = HOMES[kind](reader, binding);
  const may = presiding ? `(${sees} or ${presidingSight(reader, binding, alias)})` : sees;
  const [row] = await read<{ level: string; compartment: string | null; home: string; ruled: boolean; served: boolean }>(
    dataSource,
    `select ${alias}.level, ${alias}.compartment, coalesce(${home}) as home,
        exists (select 1 from tregua.published_rulings p where p.case_id = coalesce(${home})) as ruled,
        exists (select 1 from tregua.cases s where s.id = coalesce(${home}) and s.parties_served) as served
       from ${from} where ${alias}.id = ${binding.put(id, 'uuid')} and ${may}`,
    binding,
  );
  if (row === undefined) return undefined;
  const { level, compartment } = row;
  return { level, compartment, accessStream: `access/${row.home}`, ruledInPublic: row.ruled, partiesServed: row.served };
}

interface Home {
  readonly from: string;
  readonly home: string;
  readonly alias: 'c' | 'r' | 'e';
  readonly sees: string;
}

const HOMES: { readonly [kind in SecretItem['kind']]: (reader: Reader, binding: Binding) => Home } = {
  case: (reader, binding) => ({ from: 'tregua.cases c', home: 'c.id', alias: 'c', sees: caseSight(reader, binding).sees }),
  report: (reader, binding) => ({
    from: 'tregua.reports r',
    home: 'r.case_id, r.id',
    alias: 'r',
    sees: reportSight(reader, binding).sees,
  }),
  evidence: (reader, binding) => ({
    from: 'tregua.evidence e left join tregua.reports o on o.id = e.report_id',
    home: 'e.case_id, o.case_id, e.report_id',
    alias: 'e',
    sees: evidenceSight(reader, binding).sees,
  }),
};

/** Somebody who was named to read a RESTRICTED case. */
export interface CaseGrant {
  readonly person: string;
  readonly grantedBy: string;
  readonly grantedAt: number;
}

/** Who was named to read a case, for somebody who reads it or presides. Undefined: no such case for them. */
export async function listCaseGrants(dataSource: DataSource, reader: Reader, caseId: string): Promise<readonly CaseGrant[] | undefined> {
  if ((await findSecrecy(dataSource, reader, { kind: 'case', id: caseId }, true)) === undefined) return undefined;
  const rows = await dataSource.query<{ person: string; granted_by: string; at: string }[]>(
    `select person, granted_by, ${ms('granted_at')} as at from tregua.case_grants where case_id = $1 order by granted_at, person`,
    [caseId],
  );
  return rows.map(({ person, granted_by: grantedBy, at }) => ({ person, grantedBy, grantedAt: Number(at) }));
}

/** The compartments that somebody was let into. It tells nothing of what lies in them. */
export async function listCompartments(
  dataSource: DataSource,
  person: string,
): Promise<readonly { readonly compartment: string; readonly grantedBy: string; readonly grantedAt: number }[]> {
  const rows = await dataSource.query<{ compartment: string; granted_by: string; at: string }[]>(
    `select compartment, granted_by, ${ms('granted_at')} as at from tregua.compartment_grants where person = $1 order by compartment`,
    [person],
  );
  return rows.map(({ compartment, granted_by: grantedBy, at }) => ({ compartment, grantedBy, grantedAt: Number(at) }));
}
