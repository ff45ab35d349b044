import { commissionRoles, type Role } from '@tregua/casework';
import type { Binding } from './bound-query.js';
import type { Reader } from './reader.js';

/**
 * THE visibility predicate. Every reading of cases, reports and evidence is built from these fragments and from nothing else (law.md, Secrecy and
 * Panel, conflicts, votes):
 *
 * - PUBLIC < PARTIES < COMMISSION < RESTRICTED (a named grant) < SOURCE_PROTECTED (nobody here: two keys open it, elsewhere);
 * - whoever is recused from a case is blind to it, to its reports and its evidence, and to its lead and its children, whatever else they hold;
 * - a compartment needs a grant; the auditor needs none, and sees all but SOURCE_PROTECTED;
 * - a party's agent knows that a case exists in which the party was notified, and reads what was served on the party, entry by entry;
 * - the cell, in which a party sits, sees no more than PARTIES until both parties are served;
 * - monitors see their own reports and team leads their team's, once they were submitted; the administrator sees no content at all.
 */
export interface Sight {
  /** The reader may read the thing's content. */
  readonly sees: string;
  /** The reader may know that it exists, and its state. Whoever sees, knows. Asked for once: it binds values of its own. */
  readonly knows: () => string;
}

const holds = ({ roles }: Reader, ...wanted: readonly Role[]): boolean => roles.some((role) => wanted.includes(role));
const anyOf = (branches: readonly string[]): string => (branches.length === 0 ? 'false' : `(${branches.join(' or ')})`);

/**
 * Votes are recorded by name for the Commission and the auditor, and shown to parties and the public as numbers (law-sources.md 5.3). The cell, in
 * which a party sits, reads no names either.
 */
export function readsNames(reader: Reader): boolean {
  return holds(reader, 'auditor', ...commissionRoles);
}

/** What a reader may see of `tregua.cases` under the alias `c`. */
export function caseSight(reader: Reader, binding: Binding): Sight {
  const me = binding.put(reader.id, 'text');
  const open = `not (c.id = any(${blindTo(me)}) or coalesce(c.lead = any(${blindTo(me)}), false))`;
  const content = [
    ...levels(reader, 'c', me, 'c.id'),
    ...(holds(reader, 'coordination_cell') ? [`(c.parties_served and c.level = 'COMMISSION' and c.compartment is null)`] : []),
  ];
  const sees = `(${open} and ${anyOf(content)})`;
  return { sees, knows: () => `(${open} and ${anyOf([...content, ...existence(reader, binding, me)])})` };
}

/** What a reader may see of `tregua.reports` under the alias `r`. A draft is its author's alone until it is submitted: no lead and no auditor reads it. */
export function reportSight(reader: Reader, binding: Binding): Sight {
  const me = binding.put(reader.id, 'text');
  const branches = levels(reader, 'r', me, 'r.case_id');
  if (holds(reader, 'team_lead') && reader.team !== undefined) branches.push(`r.team = ${binding.put(reader.team, 'text')}`);
  if (holds(reader, 'party_agent') && reader.party !== undefined) branches.push(`r.party = ${binding.put(reader.party, 'text')}`);
  const mine = holds(reader, 'administrator') ? 'false' : `r.author = ${me}`;
  const sees = `(not coalesce(r.case_id = any(${blindTo(me)}), false) and (${mine} or (r.submitted_at is not null and ${anyOf(branches)})))`;
  return { sees, knows: () => sees };
}

/**
 * Of which reports under the alias `r` somebody may be told that they are there, before they write the same down again: those that they read, and what
 * their own team submitted, at the ordinary levels. Whoever only knows is told nothing by which to find it.
 */
export function mentionSight(reader: Reader, binding: Binding): Sight {
  const { sees } = reportSight(reader, binding);
  if (!holds(reader, 'monitor', 'team_lead') || reader.team === undefined) return { sees, knows: () => sees };
  const me = binding.put(reader.id, 'text');
  const knows = (): string => `(${sees} or (r.submitted_at is not null and r.team = ${binding.put(reader.team, 'text')}
    and r.level in ('PUBLIC', 'PARTIES', 'COMMISSION') and r.compartment is null and not coalesce(r.case_id = any(${blindTo(me)}), false)))`;
  return { sees, knows };
}

/** What a reader may see of `tregua.evidence` under the alias `e`: at its own level, and only where the case or report that it belongs to is seen. */
export function evidenceSight(reader: Reader, binding: Binding): Sight {
  const ofCase = caseSight(reader, binding).sees;
  const ofReport = reportSight(reader, binding).sees;
  const me = binding.put(reader.id, 'text');
  const home = `(exists (select 1 from tregua.cases c where c.id = e.case_id and ${ofCase})
    or exists (select 1 from tregua.reports r where r.id = e.report_id and ${ofReport}))`;
  const mine = holds(reader, 'administrator') ? [] : [`(e.received_by = ${me})`];
  const blind = `coalesce(e.case_id = any(${blindTo(me)}), false)
    or exists (select 1 from tregua.reports b where b.id = e.report_id and b.case_id = any(${blindTo(me)}))`;
  const level = anyOf([
    ...levels(reader, 'e', me, 'e.case_id'),
    ...(holds(reader, 'team_lead', 'coordination_cell')
      ? [`e.level in ('PUBLIC', 'PARTIES', 'COMMISSION') and e.compartment is null`]
      : []),
  ]);
  const sees = `(not (${blind}) and ${anyOf([...mine, `(${level} and ${home})`])})`;
  return { sees, knows: () => sees };
}

/**
 * What the chair may order the secrecy of without reading it: else nobody could name who may read what was restricted. Not what they are recused from,
 * no draft, and nothing SOURCE_PROTECTED, which takes two keys.
 */
export function presidingSight(reader: Reader, binding: Binding, alias: 'c' | 'r' | 'e'): string {
  if (!holds(reader, 'chair', 'vice_chair')) return 'false';
  const me = binding.put(reader.id, 'text');
  const blind = {
    c: `c.id = any(${blindTo(me)}) or coalesce(c.lead = any(${blindTo(me)}), false)`,
    r: `r.submitted_at is null or coalesce(r.case_id = any(${blindTo(me)}), false)`,
    e: `coalesce(e.case_id = any(${blindTo(me)}), false)
      or exists (select 1 from tregua.reports b where b.id = e.report_id and (b.submitted_at is null or b.case_id = any(${blindTo(me)})))`,
  }[alias];
  return `(${alias}.level <> 'SOURCE_PROTECTED' and not (${blind}))`;
}

/** Which entries of a case a reader who does not see the whole may read: those served on the party. Alias `x` for the entry, `c` for its case. */
export function servedSight(reader: Reader, binding: Binding): string {
  if (!holds(reader, 'party_agent') || reader.party === undefined) return 'false';
  return `exists (select 1 from tregua.served_items s where s.case_id = c.id and s.seq = x.seq and s.party = ${binding.put(reader.party, 'text')})`;
}

/** Which entries of office/<case> a party's agent reads: the party's own requests for time. Alias `x` for the entry, `c` for its case. */
export function askedSight(reader: Reader, binding: Binding): string {
  if (!holds(reader, 'party_agent') || reader.party === undefined) return 'false';
  return `exists (select 1 from tregua.time_requests t where t.case_id = c.id and t.seq = x.seq and t.party = ${binding.put(reader.party, 'text')})`;
}

/** Cases that somebody is recused from, with their leads: a child's recusal blinds to the lead in which it is heard. One look, however many rows. */
function blindTo(me: string): string {
  return `array(select q.case_id from tregua.recusals q where q.person = ${me}
    union all select l.lead from tregua.recusals q join tregua.cases l on l.id = q.case_id where q.person = ${me} and l.lead is not null)`;
}

/** By level and compartment, role by role. `caseId` is where a grant would name the case. */
function levels(reader: Reader, alias: string, me: string, caseId: string): string[] {
  const branches: string[] = [];
  const compartment = `(${alias}.compartment is null
    or ${alias}.compartment = any(array(select g.compartment from tregua.compartment_grants g where g.person = ${me})))`;
  if (holds(reader, 'auditor')) branches.push(`${alias}.level <> 'SOURCE_PROTECTED'`);
  if (holds(reader, ...commissionRoles)) {
    branches.push(`(${alias}.level in ('PUBLIC', 'PARTIES', 'COMMISSION') and ${compartment})`);
    branches.push(`(${alias}.level = 'RESTRICTED' and ${compartment}
      and coalesce(${caseId} = any(array(select g.case_id from tregua.case_grants g where g.person = ${me})), false))`);
  }
  if (holds(reader, 'coordination_cell')) branches.push(`(${alias}.level in ('PUBLIC', 'PARTIES') and ${compartment})`);
  if (!holds(reader, 'administrator')) branches.push(`(${alias}.level = 'PUBLIC' and ${alias}.compartment is null)`);
  return branches;
}

/** Who may know that a case exists without reading it. Never of one that is RESTRICTED, or above, or in a compartment. */
function existence(reader: Reader, binding: Binding, me: string): string[] {
  const ordinary = `c.level in ('PUBLIC', 'PARTIES', 'COMMISSION') and c.compartment is null`;
  const branches: string[] = [];
  if (holds(reader, 'party_agent') && reader.party !== undefined)
    branches.push(`(${binding.put(reader.party, 'text')} = any(c.parties) and ${ordinary})`);
  // The cell's response clock rings for every case, so it must know of it from the start.
  if (holds(reader, 'coordination_cell')) branches.push(`(${ordinary})`);
  if (holds(reader, 'state_officer') && reader.state !== undefined)
    branches.push(`(${binding.put(reader.state, 'text')} = any(c.addressed_states) and ${ordinary})`);
  if (holds(reader, 'monitor', 'team_lead'))
    branches.push(
      `(c.id = any(array(select o.case_id from tregua.reports o where o.author = ${me} and o.case_id is not null)) and ${ordinary})`,
    );
  if (holds(reader, 'team_lead') && reader.team !== undefined) {
    const team = binding.put(reader.team, 'text');
    branches.push(
      `(c.id = any(array(select o.case_id from tregua.reports o where o.team = ${team} and o.case_id is not null)) and ${ordinary})`,
    );
  }
  return branches;
}
