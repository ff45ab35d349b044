import type { DataSource } from 'typeorm';
import { marksShown, rulebookOf, type Case, type ShownMark } from '@tregua/casework';
import { Binding, read } from './bound-query.js';
import type { Reader } from './reader.js';
import { caseSight } from './visibility.js';

/**
 * The marks of a case's response clock, for those who read the case, and for the coordination cell, whose clock it is: the cell learns from them when
 * the breach was and nothing else (law-sources.md 6.4). Undefined where the reader may not know.
 */
export async function findResponseClock(dataSource: DataSource, reader: Reader, id: string): Promise<readonly ShownMark[] | undefined> {
  const binding = new Binding();
  const sight = caseSight(reader, binding);
  const isCell = binding.put(reader.roles.includes('coordination_cell'), 'boolean');
  const [row] = await read<{ snapshot: Case }>(
    dataSource,
    `select c.snapshot from tregua.cases c where c.id = ${binding.put(id, 'uuid')} and (${sight.sees} or (${isCell} and ${sight.knows()}))`,
    binding,
  );
  return row === undefined ? undefined : marksShown(row.snapshot, rulebookOf(row.snapshot.rulebook));
}
