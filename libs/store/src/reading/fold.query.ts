import type { DataSource } from 'typeorm';
import { evolve, processOf, rulebookOf, type Actor, type Recorded, type Row, type Subject } from '@tregua/casework';
import { entryOf, instantOf, type Entry } from '@tregua/ledger';
import { Binding, read } from './bound-query.js';

/** One step of a subject's life: the entry, and the subject before and after it. */
export interface Step {
  readonly seq: number;
  readonly hash: string;
  readonly entry: Entry;
  readonly row: Row;
  readonly before: Subject | undefined;
  readonly after: Subject;
}

/** Entries that are read at once. */
const AT_ONCE = 500;

/**
 * Folds a case's or a report's own stream anew, entry by entry up to `upTo`: what the subject was before and after each. Whether the reader may see it is
 * asked by the caller.
 *
 * @param stream case/<id> or report/<id>.
 */
export async function* foldOf(dataSource: DataSource, stream: string, upTo = Number.MAX_SAFE_INTEGER): AsyncGenerator<Step> {
  const process = processOf(stream.startsWith('case/') ? 'case' : 'report');
  let before: Subject | undefined;
  for (let after = 0; ;) {
    const rows = await entriesAfter(dataSource, stream, after);
    for (const { seq, hash, bytes } of rows) {
      if (seq > upTo) return;
      const entry = entryOf(bytes);
      const recorded = recordedOf(entry);
      const next: Subject = evolve(process, before, recorded, rulebookOf(recorded.rulebook));
      yield { seq, hash, entry, row: process.rows[recorded.command] as Row, before, after: next };
      before = next;
      after = seq;
    }
    if (rows.length < AT_ONCE) return;
  }
}

async function entriesAfter(
  dataSource: DataSource,
  stream: string,
  after: number,
): Promise<readonly { readonly seq: number; readonly hash: string; readonly bytes: Buffer }[]> {
  const binding = new Binding();
  return await read(
    dataSource,
    `select seq, encode(hash, 'hex') as hash, bytes from tregua.entries where stream = ${binding.put(stream, 'text')}
        and seq > ${binding.put(after, 'integer')} order by seq limit ${AT_ONCE}`,
    binding,
  );
}

function recordedOf({ command, type, at, actor, rulebook, data, stream, seq }: Entry): Recorded {
  if (rulebook === null) throw new Error(`Entry ${seq} of ${stream} is under no rulebook.`);
  return { command, type, at: instantOf(at), actor: actor as unknown as Actor, rulebook, data: data as unknown as Recorded['data'] };
}
