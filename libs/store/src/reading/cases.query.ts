import type { DataSource } from 'typeorm';
import type { Case, Deadline } from '@tregua/casework';
import { ASSIGNEE } from './assignments.query.js';
import { Binding, ms, read } from './bound-query.js';
import { limitOf, pageOf, placeOf, type Page } from './page.js';
import type { Reader } from './reader.js';
import { caseSight, readsNames } from './visibility.js';
import { withoutVotes } from './withheld.js';

/** What everybody who may know of a case learns of it; the rest only for those who may read it. */
export interface CaseRecord {
  readonly id: string;
  readonly reference: string;
  readonly state: string;
  readonly ended: boolean;
  readonly openedAt: number;
  /** Seq of the case's stream: its ETag. */
  readonly seq: number;
  /** False: only that it exists, and its state. Then what follows is absent. */
  readonly readable: boolean;
  readonly severity?: number;
  readonly level?: string;
  readonly compartment?: string;
  readonly movedAt?: number;
  readonly nextDueAt?: number;
  readonly lead?: string;
  /** With whom it lies, for the Commission and its auditors; absent: with nobody. */
  readonly assignee?: string;
  /** The case as it stands, when it was asked for; without who voted how for whoever learns numbers only. */
  readonly snapshot?: Case;
}

export interface CaseFilter {
  readonly state?: string;
  readonly severity?: number;
  /** Only cases whose next deadline is due before this instant (ms); then the order is by that deadline, the earliest first. */
  readonly dueBefore?: number;
  readonly ended?: boolean;
  /** Only cases that lie with this person, or with nobody (null). Nobody but the Commission and its auditors finds any so. */
  readonly assignee?: string | null;
  readonly cursor?: string;
  readonly limit?: number;
  /** Brings each case as it stands: for a page that shows next actions. */
  readonly withSnapshot?: boolean;
}

interface CaseRow {
  readonly id: string;
  readonly reference: string;
  readonly state: string;
  readonly ended: boolean;
  readonly opened_at: string;
  readonly seq: number;
  readonly sees: boolean;
  readonly severity: number;
  readonly level: string;
  readonly compartment: string | null;
  readonly moved_at: string;
  readonly next_due_at: string | null;
  readonly lead: string | null;
  readonly assignee: string | null;
  readonly snapshot: Case | null;
}

const COLUMNS = `c.id, c.reference, c.state, c.ended, ${ms('c.opened_at')} as opened_at, c.seq, c.severity, c.level, c.compartment,
  ${ms('c.moved_at')} as moved_at, ${ms('c.next_due_at')} as next_due_at, c.lead, ${ASSIGNEE} as assignee`;

/** Cases, newest first, or by what is due first. A cursor that is none of ours begins at the start. */
export async function listCases(dataSource: DataSource, reader: Reader, filter: CaseFilter = {}): Promise<Page<CaseRecord>> {
  const binding = new Binding();
  const sight = caseSight(reader, binding);
  const limit = limitOf(filter.limit);
  const after = filter.cursor === undefined ? undefined : placeOf(filter.cursor);
  const byDue = filter.dueBefore !== undefined;
  const where = [sight.knows()];
  if (filter.state !== undefined) where.push(`c.state = ${binding.put(filter.state, 'text')}`);
  // Who may not read a case must not learn its severity or its deadline by asking for it.
  if (filter.severity !== undefined) where.push(`c.severity = ${binding.put(filter.severity, 'smallint')} and ${sight.sees}`);
  if (filter.ended !== undefined) where.push(`c.ended = ${binding.put(filter.ended, 'boolean')}`);
  if (filter.dueBefore !== undefined) where.push(`c.next_due_at < ${instant(binding, filter.dueBefore)} and ${sight.sees}`);
  if (filter.assignee !== undefined) where.push(readsNames(reader) ? `${liesWith(binding, filter.assignee)} and ${sight.sees}` : 'false');
  if (after !== undefined) {
    const place = `(${instant(binding, after.at)}, ${binding.put(after.id, 'uuid')})`;
    where.push(byDue ? `(c.next_due_at, c.id) > ${place}` : `(c.opened_at, c.id) < ${place}`);
  }
  const rows = await read<CaseRow>(
    dataSource,
    `select ${COLUMNS}, ${sight.sees} as sees, ${filter.withSnapshot === true ? 'c.snapshot' : 'null::jsonb as snapshot'} from tregua.cases c
      where ${where.join(' and ')} order by ${byDue ? 'c.next_due_at, c.id' : 'c.opened_at desc, c.id desc'} limit ${binding.put(limit + 1, 'integer')}`,
    binding,
  );
  return pageOf(
    rows,
    limit,
    (row) => ({ at: Number(byDue ? row.next_due_at : row.opened_at), id: row.id }),
    (row) => caseRecord(row, reader),
  );
}

/** One case, or undefined where there is none that this reader may know of: the two are not told apart. */
export async function findCase(dataSource: DataSource, reader: Reader, id: string): Promise<CaseRecord | undefined> {
  return await findCaseBy(dataSource, reader, 'c.id', id, 'uuid');
}

/** By its reference for people, TR-XXXX-XXXX. */
export async function findCaseByReference(dataSource: DataSource, reader: Reader, reference: string): Promise<CaseRecord | undefined> {
  return await findCaseBy(dataSource, reader, 'c.reference', reference, 'text');
}

/**
 * The case as it stands, and the time, for whoever may know of it: only to work out which steps are open to them. Nothing of it may be shown: who knows
 * of a case does not therefore read it.
 */
export async function findStanding(
  dataSource: DataSource,
  reader: Reader,
  id: string,
): Promise<{ readonly snapshot: Case; readonly at: number } | undefined> {
  const binding = new Binding();
  const sight = caseSight(reader, binding);
  const text = `select c.snapshot, tregua.now_ms() as at from tregua.cases c where c.id = ${binding.put(id, 'uuid')} and ${sight.knows()}`;
  const [row] = await read<{ snapshot: Case; at: string }>(dataSource, text, binding);
  return row === undefined ? undefined : { snapshot: row.snapshot, at: Number(row.at) };
}

async function findCaseBy(
  dataSource: DataSource,
  reader: Reader,
  column: string,
  value: string,
  type: string,
): Promise<CaseRecord | undefined> {
  const binding = new Binding();
  const sight = caseSight(reader, binding);
  const text = `select ${COLUMNS}, ${sight.sees} as sees, c.snapshot from tregua.cases c where ${column} = ${binding.put(value, type)} and ${sight.knows()}`;
  const [row] = await read<CaseRow>(dataSource, text, binding);
  return row === undefined ? undefined : caseRecord(row, reader);
}

/** A case's live deadlines by due time, paused ones last; of a snapshot, so that they are those of the same seq. */
export function deadlinesOf(snapshot: Pick<Case, 'deadlines'>): readonly Deadline[] {
  return Object.values(snapshot.deadlines).sort(
    (one, other) =>
      Number(one.pausedWithMs !== undefined) - Number(other.pausedWithMs !== undefined) ||
      one.dueAt - other.dueAt ||
      (one.key < other.key ? -1 : 1),
  );
}

function caseRecord(row: CaseRow, reader: Reader): CaseRecord {
  const bare = { id: row.id, reference: row.reference, state: row.state, ended: row.ended, openedAt: Number(row.opened_at), seq: row.seq };
  if (!row.sees) return { ...bare, readable: false };
  return {
    ...bare,
    readable: true,
    severity: row.severity,
    level: row.level,
    movedAt: Number(row.moved_at),
    ...(row.compartment === null ? {} : { compartment: row.compartment }),
    ...(row.next_due_at === null ? {} : { nextDueAt: Number(row.next_due_at) }),
    ...(row.lead === null ? {} : { lead: row.lead }),
    ...(row.assignee === null || !readsNames(reader) ? {} : { assignee: row.assignee }),
    ...(row.snapshot === null ? {} : { snapshot: readsNames(reader) ? row.snapshot : withoutVotes(row.snapshot) }),
  };
}

/** By the index of whoever it is; what lies with nobody is most of all, and each is asked. */
function liesWith(binding: Binding, person: string | null): string {
  if (person === null) return `${ASSIGNEE} is null`;
  const of = binding.put(person, 'uuid');
  return `c.id = any(array(select o.case_id from tregua.assignments o where o.person = ${of})) and ${ASSIGNEE} = ${of}`;
}

function instant(binding: Binding, at: number): string {
  return binding.put(new Date(at).toISOString(), 'timestamptz');
}
