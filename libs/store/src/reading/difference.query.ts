import type { DataSource } from 'typeorm';
import type { Case, Json, Subject } from '@tregua/casework';
import type { Entry } from '@tregua/ledger';
import { findCase } from './cases.query.js';
import { foldOf } from './fold.query.js';
import type { Reader } from './reader.js';
import { findReport } from './reports.query.js';
import { readsNames } from './visibility.js';
import { withoutNames, withoutVotes } from './withheld.js';

/** One value of a subject that an entry changed. */
export interface Change {
  /** RFC 6901 pointer into the subject. */
  readonly pointer: string;
  /** Absent: it was not there before. */
  readonly before?: Json;
  /** Absent: it is not there any more. */
  readonly after?: Json;
}

export interface EntryDifference {
  readonly seq: number;
  readonly hash: string;
  readonly entry: Entry;
  readonly withheld: readonly string[];
  /** States before and after; null before a birth. */
  readonly from: string | null;
  readonly to: string;
  readonly changes: readonly Change[];
  /** There are more changes than are listed. */
  readonly more: boolean;
}

const MOST_CHANGES = 1000;

/**
 * What one entry changed: the subject before and after it, by folding the entries anew, and each value that differs. Undefined: no such entry, or the
 * reader does not read the subject whole.
 *
 * @param stream case/<id> or report/<id>.
 */
export async function findDifference(
  dataSource: DataSource,
  reader: Reader,
  stream: string,
  seq: number,
): Promise<EntryDifference | undefined> {
  if (!(await readsWhole(dataSource, reader, stream))) return undefined;
  for await (const { entry, hash, before, after } of foldUpTo(dataSource, stream, seq)) {
    const shown = stream.startsWith('case/') && !readsNames(reader) ? nameless : whole;
    const [one, other] = [before === undefined ? {} : shown.subject(before), shown.subject(after)];
    const all = differences(one as unknown as Json, other as unknown as Json);
    const changes = all.slice(0, MOST_CHANGES);
    return { seq, hash, ...shown.entry(entry), from: before?.state ?? null, to: after.state, changes, more: all.length > changes.length };
  }
  return undefined;
}

/** Every value that differs, the deepest place that tells it. Lists are compared item by item. */
export function differences(before: Json, after: Json, pointer = ''): Change[] {
  if (before === after) return [];
  if (!isTree(before) || !isTree(after) || Array.isArray(before) !== Array.isArray(after)) return [{ pointer, before, after }];
  const [one, other] = [before as Tree, after as Tree];
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.flatMap((name): Change[] => {
    const inner = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const [was, is] = [one[name], other[name]];
    if (was === undefined) return is === undefined ? [] : [{ pointer: inner, after: is }];
    return is === undefined ? [{ pointer: inner, before: was }] : differences(was, is, inner);
  });
}

/** Whether this reader reads a case or report whole, and not only parts that were served. */
export async function readsWhole(dataSource: DataSource, reader: Reader, stream: string): Promise<boolean> {
  const [kind, id] = stream.split('/') as ['case' | 'report', string];
  if (kind === 'case') return (await findCase(dataSource, reader, id))?.readable === true;
  return (await findReport(dataSource, reader, id)) !== undefined;
}

async function* foldUpTo(dataSource: DataSource, stream: string, seq: number): ReturnType<typeof foldOf> {
  for await (const step of foldOf(dataSource, stream, seq)) if (step.seq === seq) yield step;
}

interface Shown {
  readonly subject: (subject: Subject) => object;
  readonly entry: (entry: Entry) => { readonly entry: Entry; readonly withheld: readonly string[] };
}

const whole: Shown = { subject: (subject) => subject, entry: (entry) => ({ entry, withheld: [] }) };
const nameless: Shown = { subject: (subject) => withoutVotes(subject as Case), entry: withoutNames };

type Tree = { readonly [name: string]: Json | undefined };

function isTree(value: Json): boolean {
  return typeof value === 'object' && value !== null;
}
