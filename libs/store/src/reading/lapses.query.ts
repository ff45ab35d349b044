import type { DataSource } from 'typeorm';
import type { Deadline } from '@tregua/casework';
import { instantOf } from '@tregua/ledger';
import { Binding, ms, read } from './bound-query.js';
import { streamsOfCase } from './entry-sight.js';
import { foldOf, type Step } from './fold.query.js';
import type { Reader } from './reader.js';
import { readsWhole } from './difference.query.js';

/** A deadline that was let pass, and what came of it. */
export interface LapseRecord {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly command: string;
  /** The deadline that lapsed; null where the entry ends none of its own. */
  readonly deadline: Pick<Deadline, 'key' | 'kind' | 'about' | 'term' | 'startedAt' | 'dueAt'> | null;
  readonly from: string;
  readonly to: string;
  /** Deadlines that began with it. */
  readonly began: readonly { readonly key: string; readonly dueAt: number }[];
  /** Entries of other streams of the case in the same transaction. */
  readonly followed: readonly { readonly stream: string; readonly seq: number; readonly type: string }[];
  /** What happened next in the case, or null. */
  readonly next: { readonly seq: number; readonly type: string; readonly at: number; readonly role: string } | null;
}

/** Lapses of a case, the oldest first. Undefined: the reader does not read the case whole. At most 500. */
export async function listLapses(dataSource: DataSource, reader: Reader, caseId: string): Promise<readonly LapseRecord[] | undefined> {
  const stream = `case/${caseId}`;
  if (!(await readsWhole(dataSource, reader, stream))) return undefined;
  const lapses: LapseRecord[] = [];
  let open: LapseRecord | undefined;
  for await (const step of foldOf(dataSource, stream)) {
    if (open !== undefined) lapses.push({ ...open, next: nextOf(step) });
    open = step.row.lapses === undefined || lapses.length >= 500 ? undefined : lapseOf(step);
  }
  if (open !== undefined) lapses.push(open);
  const followed = await followUps(dataSource, caseId, lapses);
  return lapses.map((lapse) => ({ ...lapse, followed: followed.get(lapse.at) ?? [] }));
}

function lapseOf({ seq, entry, row, before, after }: Step): LapseRecord {
  const about = entry.data['payload'] === null ? undefined : (entry.data['payload'] as { readonly about?: unknown }).about;
  const ended = Object.values(before?.deadlines ?? {}).filter(
    ({ kind, key, about: of }) => kind === row.lapses && (typeof about !== 'string' || of === about) && isOver(key, before, after),
  );
  const [lapsed] = ended.sort((one, other) => one.dueAt - other.dueAt);
  const began = Object.values(after.deadlines).filter(({ key, startedAt }) => before?.deadlines[key]?.startedAt !== startedAt);
  const { at, type, command } = entry;
  return {
    seq,
    at: instantOf(at),
    type,
    command,
    deadline: lapsed === undefined ? null : deadlineOf(lapsed),
    from: before?.state ?? '',
    to: after.state,
    began: began.map(({ key, dueAt }) => ({ key, dueAt })),
    followed: [],
    next: null,
  };
}

function isOver(key: string, before: Step['before'], after: Step['after']): boolean {
  return after.deadlines[key] === undefined || after.deadlines[key]?.startedAt !== before?.deadlines[key]?.startedAt;
}

function deadlineOf({ key, kind, about, term, startedAt, dueAt }: Deadline): NonNullable<LapseRecord['deadline']> {
  return { key, kind, ...(about === undefined ? {} : { about }), term, startedAt, dueAt };
}

function nextOf({ seq, entry }: Step): NonNullable<LapseRecord['next']> {
  const { role } = entry.actor as { readonly role?: unknown };
  return { seq, type: entry.type, at: instantOf(entry.at), role: typeof role === 'string' ? role : '' };
}

/** What one transaction entered bears one instant. */
async function followUps(
  dataSource: DataSource,
  caseId: string,
  lapses: readonly LapseRecord[],
): Promise<ReadonlyMap<number, LapseRecord['followed']>> {
  if (lapses.length === 0) return new Map();
  const binding = new Binding();
  const id = binding.put(caseId, 'text');
  const instants = binding.put(
    lapses.map(({ at }) => new Date(at).toISOString()),
    'timestamptz[]',
  );
  const rows = await read<{ at: string; stream: string; seq: number; type: string }>(
    dataSource,
    `select ${ms('x.at')} as at, x.stream, x.seq, x.type from tregua.entries x
      where x.stream = any(array(${streamsOfCase(id)})) and x.stream <> 'case/' || ${id} and x.actor = 'system' and x.at = any(${instants}) order by x.at, x.stream, x.seq`,
    binding,
  );
  const followed = new Map<number, LapseRecord['followed'][number][]>();
  for (const { at, stream, seq, type } of rows) followed.set(Number(at), [...(followed.get(Number(at)) ?? []), { stream, seq, type }]);
  return followed;
}
