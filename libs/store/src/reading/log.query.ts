import type { DataSource } from 'typeorm';
import { sha256 } from '@tregua/docket';
import type { LogStand } from '../writing/log-leader.js';
import { instantText, TileTree, TILE_WIDTH, writeEntryBundle } from '@tregua/ledger';

/** A checkpoint as it was signed, with the cosignatures that it has so far. */
export interface LogCheckpoint {
  readonly id: string;
  readonly epoch: number;
  readonly origin: string;
  readonly size: number;
  /** 64 hex. */
  readonly root: string;
  /** The signed note. */
  readonly note: string;
  /** As many witnesses have cosigned as the policy asks. */
  readonly cosigned: boolean;
}

/** An entry's place in the log of some size, and the proof of it. */
export interface LogProof {
  readonly seq: number;
  readonly index: number;
  /** The log's own bytes of it: what the leaf is the hash of. */
  readonly entry: Buffer;
  /** From the leaf's sibling up, 32 bytes each. */
  readonly proof: readonly Uint8Array[];
}

/** For how long readers are kept at the last cosigned checkpoint when witnesses do not answer; then they get what is only signed. */
const COSIGNED_WITHIN = `interval '3 minutes'`;

const COLUMNS = `id, epoch, origin, size, encode(root, 'hex') as root, note, cosigned`;

/**
 * The checkpoint that readers are given: the newest that as many witnesses as the policy asks have cosigned; when there has been none for three
 * minutes, the newest that the log signed. Undefined before the first.
 */
export async function latestCheckpoint(dataSource: DataSource): Promise<LogCheckpoint | undefined> {
  const rows = await dataSource.query<CheckpointRow[]>(`
    (select ${COLUMNS}, 1 as turn from tregua.log_checkpoints
      where cosigned and epoch = (select epoch from tregua.log_tree) and cosigned_at > clock_timestamp() - ${COSIGNED_WITHIN} order by id desc limit 1)
    union all
    (select ${COLUMNS}, 2 from tregua.log_checkpoints where epoch = (select epoch from tregua.log_tree) order by id desc limit 1)
    order by turn limit 1`);
  return rows[0] === undefined ? undefined : checkpointOf(rows[0]);
}

/** The newest checkpoint that the log signed, cosigned or not. */
export async function newestSigned(dataSource: DataSource): Promise<LogCheckpoint | undefined> {
  const rows = await dataSource.query<CheckpointRow[]>(
    `select ${COLUMNS} from tregua.log_checkpoints where epoch = (select epoch from tregua.log_tree) order by id desc limit 1`,
  );
  return rows[0] === undefined ? undefined : checkpointOf(rows[0]);
}

/** The newest checkpoint with a token of RFC 3161, and the tokens. */
export async function timestampsOf(
  dataSource: DataSource,
  checkpoint: string,
): Promise<readonly { readonly authority: string; readonly token: Buffer }[]> {
  return await dataSource.query('select authority, token from tregua.log_timestamps where checkpoint = $1 order by authority', [
    checkpoint,
  ]);
}

/**
 * The hashes of a tile, 32 bytes each: level 0 leaves, above it roots of full tiles. Undefined unless all `width` of them are under a checkpoint
 * of `size` entries.
 */
export async function logTile(
  dataSource: DataSource,
  { level, index, width }: { readonly level: number; readonly index: number; readonly width: number },
): Promise<Buffer | undefined> {
  const from = index * TILE_WIDTH;
  const rows = await dataSource.query<{ tile: Buffer | null }[]>(
    level === 0
      ? `select string_agg(sha256('\\x00'::bytea || entry), '' order by idx) as tile from tregua.log_entries where idx >= $1 and idx < $2`
      : `select string_agg(hash, '' order by idx) as tile from tregua.log_nodes where idx >= $1 and idx < $2 and level = $3`,
    level === 0 ? [from, from + width] : [from, from + width, level],
  );
  const tile = rows[0]?.tile ?? undefined;
  return tile?.length === width * 32 ? tile : undefined;
}

/** Entries of a bundle, each behind its length in two bytes. Undefined unless all `width` of them are there. */
export async function logEntryBundle(dataSource: DataSource, index: number, width: number): Promise<Buffer | undefined> {
  const from = index * TILE_WIDTH;
  const rows = await dataSource.query<{ entry: Buffer }[]>(
    'select entry from tregua.log_entries where idx >= $1 and idx < $2 order by idx',
    [from, from + width],
  );
  return rows.length === width ? Buffer.from(writeEntryBundle(rows.map(({ entry }) => entry))) : undefined;
}

/** A tree of the log at some size, from which proofs are read. */
export function logTree(dataSource: DataSource, size: number): TileTree {
  const tile = async (level: number, index: number, width: number): Promise<Uint8Array> =>
    (await logTile(dataSource, { level, index, width })) ?? new Uint8Array();
  return new TileTree(size, tile, sha256);
}

/** Hash and time of one entry, for its receipt. */
export async function placeOfEntry(
  dataSource: DataSource,
  { stream, seq }: { readonly stream: string; readonly seq: number },
): Promise<{ readonly hash: string; readonly at: string } | undefined> {
  const rows = await dataSource.query<{ hash: string; at: Date }[]>(
    `select encode(hash, 'hex') as hash, at from tregua.entries where stream = $1 and seq = $2`,
    [stream, seq],
  );
  return rows[0] === undefined ? undefined : { hash: rows[0].hash, at: instantText(rows[0].at.getTime()) };
}

/** The proof of one entry in the log of `size`; undefined when it is not in it (yet). */
export async function logProof(
  dataSource: DataSource,
  { stream, seq }: { readonly stream: string; readonly seq: number },
  size: number,
): Promise<LogProof | undefined> {
  const rows = await dataSource.query<{ idx: string; entry: Buffer }[]>(
    'select idx, entry from tregua.log_entries where stream = $1 and seq = $2 and idx < $3',
    [stream, seq, size],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const index = Number(row.idx);
  return { seq, index, entry: row.entry, proof: await logTree(dataSource, size).inclusionProof(index) };
}

/** The proofs of all entries of a stream that the log of `size` holds, in the order of their seq; pages of 500, so that a long stream is never in memory whole. */
export async function* logProofs(
  dataSource: DataSource,
  stream: string,
  size: number,
  tree = logTree(dataSource, size),
): AsyncGenerator<LogProof> {
  for (let after = 0; ;) {
    const rows = await dataSource.query<{ seq: number; idx: string; entry: Buffer }[]>(
      'select seq, idx, entry from tregua.log_entries where stream = $1 and seq > $2 and idx < $3 order by seq limit 500',
      [stream, after, size],
    );
    for (const { seq, idx, entry } of rows) {
      const index = Number(idx);
      yield { seq, index, entry, proof: await tree.inclusionProof(index) };
      after = seq;
    }
    if (rows.length < 500) return;
  }
}

/** Does the log of this size hold these heads? A stream's entries are in the log in their order: its head says it of all. */
export async function logHolds(
  dataSource: DataSource,
  heads: readonly { readonly stream: string; readonly seq: number }[],
  size: number,
): Promise<boolean> {
  const [row] = await dataSource.query<{ missing: string }[]>(
    `select count(*) as missing from jsonb_to_recordset($1::jsonb) as h(stream text, seq integer)
      where not exists (select 1 from tregua.log_entries l where l.stream = h.stream and l.seq = h.seq and l.idx < $2)`,
    [JSON.stringify(heads.map(({ stream, seq }) => ({ stream, seq }))), size],
  );
  return Number(row?.missing) === 0;
}

/** Entries that have no index in the log yet, those that cannot get one, and those with an index that no checkpoint covers; seconds since the oldest of the first and of the last. */
export interface LogBacklog {
  readonly waiting: number;
  readonly aside: number;
  readonly unsigned: number;
  readonly oldestWaitingSeconds: number;
  readonly oldestUnsignedSeconds: number;
}

/** What waits, for whoever watches: how many entries have no index, how many of them cannot get one, and how many no checkpoint covers. */
export async function logBacklog(dataSource: DataSource): Promise<LogBacklog> {
  const [row] = await dataSource.query<Record<string, string>[]>(`
    select (select count(*) from tregua.log_pending) as waiting, (select count(*) from tregua.log_pending where set_aside_at is not null) as aside,
           (select size from tregua.log_tree) - tregua.logged_size() as unsigned,
           (select max(extract(epoch from tregua.now() - e.at)) from (select stream, seq from tregua.log_pending order by position limit 100) p
             join tregua.entries e using (stream, seq)) as waiting_age,
           (select extract(epoch from tregua.now() - e.at) from tregua.log_entries l join tregua.entries e using (stream, seq)
             where l.idx = tregua.logged_size()) as unsigned_age`);
  const of = (name: string): number => Math.max(0, Number(row?.[name] ?? 0));
  return {
    waiting: of('waiting'),
    aside: of('aside'),
    unsigned: of('unsigned'),
    oldestWaitingSeconds: of('waiting_age'),
    oldestUnsignedSeconds: of('unsigned_age'),
  };
}

type CheckpointRow = Omit<LogCheckpoint, 'size'> & { readonly size: string };

function checkpointOf({ id, epoch, origin, size, root, note, cosigned }: CheckpointRow): LogCheckpoint {
  return { id, epoch, origin, size: Number(size), root, note, cosigned };
}

/** Where the sequencer stands. */
export async function readStand(dataSource: DataSource): Promise<LogStand> {
  const [row] = await dataSource.query<{ epoch: number; size: string; root: string }[]>(
    `select epoch, size, encode(root, 'hex') as root from tregua.log_tree`,
  );
  if (row === undefined) throw new Error('The row of the log is gone.');
  return { epoch: row.epoch, size: Number(row.size), root: row.root };
}

/** Every checkpoint of this epoch that is kept, oldest first. */
export async function listCheckpoints(dataSource: DataSource): Promise<readonly LogCheckpoint[]> {
  const rows = await dataSource.query<CheckpointRow[]>(
    `select ${COLUMNS} from tregua.log_checkpoints where epoch = (select epoch from tregua.log_tree) order by id`,
  );
  return rows.map(checkpointOf);
}

/** A line of the log, and the entry that it stands for. */
export interface LogSource {
  readonly index: number;
  readonly stream: string;
  readonly seq: number;
  readonly entry: Buffer;
  readonly bytes: Buffer | null;
}

/** The whole log with its sources, 500 at a time. */
export async function* logSources(dataSource: DataSource): AsyncGenerator<LogSource> {
  for (let from = 0; ; from += 500) {
    const rows = await dataSource.query<(Omit<LogSource, 'index'> & { idx: string })[]>(
      `select l.idx, l.stream, l.seq, l.entry, e.bytes from tregua.log_entries l left join tregua.entries e on e.stream = l.stream and e.seq = l.seq
        where l.idx >= $1 and l.idx < $2 order by l.idx`,
      [from, from + 500],
    );
    for (const { idx, ...row } of rows) yield { index: Number(idx), ...row };
    if (rows.length === 0) return;
  }
}

/** How many entries wait for their index, and (at most 100 of) those that neither wait nor have one. */
export async function unloggedEntries(
  dataSource: DataSource,
): Promise<{ readonly waiting: number; readonly lost: readonly { readonly stream: string; readonly seq: number }[] }> {
  const [row] = await dataSource.query<{ waiting: number }[]>('select count(*)::int as waiting from tregua.log_pending');
  const lost = await dataSource.query<{ stream: string; seq: number }[]>(`
    select e.stream, e.seq from tregua.entries e
     where not exists (select 1 from tregua.log_entries l where l.stream = e.stream and l.seq = e.seq)
       and not exists (select 1 from tregua.log_pending p where p.stream = e.stream and p.seq = e.seq) order by 1, 2 limit 100`);
  return { waiting: row?.waiting ?? 0, lost };
}
