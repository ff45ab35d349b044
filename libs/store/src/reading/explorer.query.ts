import type { DataSource } from 'typeorm';
import { entryOf, type Entry } from '@tregua/ledger';
import { Binding, ms, read } from './bound-query.js';
import { entrySight, streamsOfCase } from './entry-sight.js';
import { limitOf, type Page } from './page.js';
import type { Reader } from './reader.js';
import type { SecretItem } from './secrecy.query.js';
import { homesOf } from './value-places.js';
import { readsNames } from './visibility.js';
import { withoutNames } from './withheld.js';

export interface EntryFilter {
  /** Pseudonymous id of whoever acted. */
  readonly actor?: string;
  /** Kinds of entries: CaseOpened, RestrictedRead … */
  readonly types?: readonly string[];
  /** Milliseconds: not before, and before. */
  readonly from?: number;
  readonly until?: number;
  /** Only what belongs to this case. */
  readonly caseId?: string;
  readonly oldestFirst?: boolean;
  readonly cursor?: string;
  readonly limit?: number;
}

/** An entry of any stream, as far as this reader may read it; texts are read in the history of the stream itself. */
export interface FoundEntryRecord {
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: number;
  readonly entry: Entry;
  /** JSON pointers into the entry of what is not shown. */
  readonly withheld: readonly string[];
}

interface EntryRow {
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
  readonly bytes: Buffer;
}

/** Where a page ended: instant, stream and seq. */
interface EntryPlace {
  readonly at: number;
  readonly stream: string;
  readonly seq: number;
}

/**
 * Entries by actor, kind, time and case, the newest first. Without a case it walks the index of time, actor or kind, so it is for readers who may read
 * nearly all of them: others would make it look at a million entries to show none.
 */
export async function listEntries(dataSource: DataSource, reader: Reader, filter: EntryFilter = {}): Promise<Page<FoundEntryRecord>> {
  const binding = new Binding();
  const limit = limitOf(filter.limit);
  const where = [entrySight(reader, binding)];
  const order = filter.oldestFirst === true ? ['>', 'asc'] : ['<', 'desc'];
  if (filter.actor !== undefined) where.push(`x.actor = ${binding.put(filter.actor, 'text')}`);
  // One kind is an equality: its index then gives the order too.
  const [type, ...more] = filter.types ?? [];
  if (type !== undefined)
    where.push(more.length === 0 ? `x.type = ${binding.put(type, 'text')}` : `x.type = any(${binding.put(filter.types, 'text[]')})`);
  if (filter.from !== undefined) where.push(`x.at >= ${instant(binding, filter.from)}`);
  if (filter.until !== undefined) where.push(`x.at < ${instant(binding, filter.until)}`);
  const after = filter.cursor === undefined ? undefined : entryPlaceOf(filter.cursor);
  if (after !== undefined) {
    const place = `(${instant(binding, after.at)}, ${binding.put(after.stream, 'text')}, ${binding.put(after.seq, 'integer')})`;
    where.push(`(x.at, x.stream, x.seq) ${order[0]} ${place}`);
  }
  // As an array, so that the planner looks into the streams one by one, and never through all entries.
  if (filter.caseId !== undefined) where.push(`x.stream = any(array(${streamsOfCase(binding.put(filter.caseId, 'text'))}))`);
  const rows = await read<EntryRow>(
    dataSource,
    `select x.stream, x.seq, encode(x.hash, 'hex') as hash, ${ms('x.at')} as at, x.bytes from tregua.entries x
      where ${where.join(' and ')} order by x.at ${order[1]}, x.stream ${order[1]}, x.seq ${order[1]} limit ${binding.put(limit + 1, 'integer')}`,
    binding,
  );
  const shown = rows.slice(0, limit).map((row) => found(row, reader));
  const last = shown.at(-1);
  return { items: shown, ...(rows.length > limit && last !== undefined ? { next: entryCursor(last) } : {}) };
}

/** The cases and reports of level RESTRICTED or above to which these streams belong: reading them is itself an entry. */
export async function restrictedAmong(dataSource: DataSource, streams: readonly string[]): Promise<readonly SecretItem[]> {
  const homes = [...new Set((await homesOf(dataSource.manager, streams)).values())];
  const binding = new Binding();
  const of = binding.put(homes, 'text[]');
  const level = `level in ('RESTRICTED', 'SOURCE_PROTECTED')`;
  return await read<SecretItem>(
    dataSource,
    `select 'case' as kind, id from tregua.cases where stream = any(${of}) and ${level}
     union all select 'report', id from tregua.reports where stream = any(${of}) and ${level} order by 1, 2`,
    binding,
  );
}

function found({ stream, seq, hash, at, bytes }: EntryRow, reader: Reader): FoundEntryRecord {
  const entry = entryOf(bytes);
  const bare = { stream, seq, hash, at: Number(at) };
  return stream.startsWith('case/') && !readsNames(reader) ? { ...bare, ...withoutNames(entry) } : { ...bare, entry, withheld: [] };
}

function entryCursor({ at, stream, seq }: EntryPlace): string {
  return Buffer.from(`${at} ${seq} ${stream}`).toString('base64url');
}

/** Undefined for what is no cursor of ours. */
export function entryPlaceOf(cursor: string): EntryPlace | undefined {
  const match = /^(-?\d{1,16}) (\d{1,10}) ([a-z][A-Za-z0-9._/-]{1,300})$/.exec(Buffer.from(cursor, 'base64url').toString());
  return match === null ? undefined : { at: Number(match[1]), seq: Number(match[2]), stream: match[3] as string };
}

function instant(binding: Binding, at: number): string {
  return binding.put(new Date(at).toISOString(), 'timestamptz');
}
