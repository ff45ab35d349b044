import type { DataSource } from 'typeorm';
import { marksShown, rulebookOf, type Case, type ShownMark } from '@tregua/casework';
import { Binding, ms, read } from './bound-query.js';
import { limitOf, pageOf, placeOf, type Page } from './page.js';
import type { Reader } from './reader.js';
import { caseSight } from './visibility.js';

/** The response clock of one case. Whoever may only know of the case learns its marks, and nothing else of it. */
export interface ResponseClockRecord {
  readonly id: string;
  readonly reference: string;
  readonly state: string;
  readonly readable: boolean;
  readonly severity?: number;
  /** When the running mark rings; absent where no mark runs (any more). */
  readonly nextAt?: number;
  readonly marks: readonly ShownMark[];
}

/**
 * The marks of a case's response clock, for those who read the case, and for the coordination cell, whose clock it is: the cell learns from them when
 * the breach was and nothing else (law-sources.md 6.4). Undefined where the reader may not know.
 */
export async function findResponseClock(dataSource: DataSource, reader: Reader, id: string): Promise<readonly ShownMark[] | undefined> {
  const binding = new Binding();
  const text = `select c.snapshot from tregua.cases c where c.id = ${binding.put(id, 'uuid')} and ${clockSight(reader, binding).shown}`;
  const [row] = await read<{ snapshot: Case }>(dataSource, text, binding);
  return row === undefined ? undefined : marksShown(row.snapshot, rulebookOf(row.snapshot.rulebook));
}

/** Where no mark runs: after everything that does. */
const LAST = `timestamptz '9999-01-01 00:00:00Z'`;
const LAST_MS = Date.UTC(9999, 0, 1);

/**
 * Response clocks of all cases that have not ended, those whose next mark rings first before the others, and last those in which none runs. For the same
 * readers as `findResponseClock`. A cursor that is none of ours begins at the start.
 */
export async function listResponseClocks(
  dataSource: DataSource,
  reader: Reader,
  { cursor, limit: wanted, ringing }: { readonly cursor?: string; readonly limit?: number; readonly ringing?: boolean } = {},
): Promise<Page<ResponseClockRecord>> {
  const binding = new Binding();
  const { sees, shown } = clockSight(reader, binding);
  const limit = limitOf(wanted);
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const where = ['not c.ended', shown];
  if (ringing !== undefined) where.push(`(d.due_at is ${ringing ? 'not ' : ''}null)`);
  const order = `coalesce(d.due_at, ${LAST})`;
  if (after !== undefined)
    where.push(`(${order}, c.id) > (${binding.put(new Date(after.at).toISOString(), 'timestamptz')}, ${binding.put(after.id, 'uuid')})`);
  const rows = await read<ClockRow>(
    dataSource,
    `select c.id, c.reference, c.state, c.severity, ${sees} as sees, ${ms(order)} as next_at, c.snapshot
       from tregua.cases c left join tregua.deadlines d on d.stream = c.stream and d.kind = 'mark' and d.paused_with_ms is null
      where ${where.join(' and ')} order by ${order}, c.id limit ${binding.put(limit + 1, 'integer')}`,
    binding,
  );
  return pageOf(rows, limit, (row) => ({ at: Number(row.next_at), id: row.id }), clockRecord);
}

interface ClockRow {
  readonly id: string;
  readonly reference: string;
  readonly state: string;
  readonly severity: number;
  readonly sees: boolean;
  readonly next_at: string;
  readonly snapshot: Case;
}

function clockRecord({ id, reference, state, severity, sees, next_at: next, snapshot }: ClockRow): ResponseClockRecord {
  const nextAt = Number(next);
  return {
    id,
    reference,
    state,
    readable: sees,
    ...(sees ? { severity } : {}),
    ...(nextAt === LAST_MS ? {} : { nextAt }),
    marks: marksShown(snapshot, rulebookOf(snapshot.rulebook)),
  };
}

function clockSight(reader: Reader, binding: Binding): { readonly sees: string; readonly shown: string } {
  const sight = caseSight(reader, binding);
  const isCell = binding.put(reader.roles.includes('coordination_cell'), 'boolean');
  return { sees: sight.sees, shown: `(${sight.sees} or (${isCell} and ${sight.knows()}))` };
}
