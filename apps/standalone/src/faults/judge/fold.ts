import { evolve, processOf, rulebookOf, type Actor, type Process, type Recorded, type Row, type Subject } from '@tregua/casework';
import { entryOf, instantOf } from '@tregua/ledger';
import type { EntryRow } from './records.js';

/** One entry of a case or a report, folded: where the subject stood before it and after. */
export interface Step {
  readonly entry: EntryRow;
  readonly recorded: Recorded;
  readonly row: Row;
  readonly before: Subject | undefined;
  readonly after: Subject;
}

export interface Folded {
  readonly stream: string;
  readonly process: Process<Subject>;
  readonly steps: readonly Step[];
  /** Why the fold ended before the last entry. */
  readonly broken?: string;
}

/** Folds every case and report anew from its entries, as the law does; nothing of what the tables say is used. */
export function foldAll(entries: readonly EntryRow[]): Folded[] {
  const streams = new Map<string, EntryRow[]>();
  for (const entry of entries) {
    if (!/^(?:case|report)\//.test(entry.stream)) continue;
    const list = streams.get(entry.stream);
    if (list === undefined) streams.set(entry.stream, [entry]);
    else list.push(entry);
  }
  return [...streams].map(([stream, list]) => foldOne(stream, list));
}

function foldOne(stream: string, entries: readonly EntryRow[]): Folded {
  const process = processOf(stream.startsWith('case/') ? 'case' : 'report');
  const steps: Step[] = [];
  let before: Subject | undefined;
  try {
    for (const entry of [...entries].sort((one, other) => one.seq - other.seq)) {
      const recorded = recordedIn(entry);
      const row = process.rows[recorded.command];
      if (row === undefined) throw new Error(`${recorded.command} is no command of a ${process.name}.`);
      const after = evolve(process, before, recorded, rulebookOf(recorded.rulebook));
      steps.push({ entry, recorded, row, before, after });
      before = after;
    }
    return { stream, process, steps };
  } catch (error) {
    return { stream, process, steps, broken: error instanceof Error ? error.message : 'unknown' };
  }
}

export function recordedIn({ bytes }: EntryRow): Recorded {
  const { command, type, at, actor, rulebook, data } = entryOf(bytes);
  return {
    command,
    type,
    at: instantOf(at),
    actor: actor as unknown as Actor,
    rulebook: rulebook ?? '',
    data: data as unknown as Recorded['data'],
  };
}
