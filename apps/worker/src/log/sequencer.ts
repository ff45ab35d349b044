import {
  entryOf,
  eventHash,
  hashesAtLevel,
  leafHash,
  NotCanonicalError,
  toHex,
  TreeFrontier,
  writeLogEntry,
  ZERO_HASH,
  TILE_WIDTH,
  type LogEntry,
  type Tile,
} from '@tregua/ledger';
import { crashPoint, sha256 } from '@tregua/platform';
import type { LogLeader, LogNonces, LogStand, PendingEntry } from '@tregua/store';
import { treeAt } from './tree-at.js';

/** The tables do not hold what the sequencer wrote: what no checkpoint covers is given back and sequenced anew. */
export class LogIsDamaged extends Error {}

export interface Sequenced {
  readonly logged: number;
  /** Entries whose bytes do not give their hash, or that do not follow what the log has: they wait apart, and somebody must look. */
  readonly broken: readonly { readonly stream: string; readonly seq: number; readonly why: string }[];
  /** There may be more. */
  readonly more: boolean;
}

interface Line {
  readonly row: PendingEntry;
  readonly bytes: Uint8Array;
  readonly eventHash: string;
}

type Judged = { readonly line: Line } | { readonly broken: string } | 'waits' | 'logged';

/**
 * Gives committed entries their index, each exactly one, so that every stream keeps its order. It looks at the rows that wait, never at what lies
 * "behind" an id: numbers are given before commits, and a writer that is slow to commit would be passed over.
 */
export class Sequencer {
  private constructor(
    private readonly leader: LogLeader,
    private readonly nonces: LogNonces,
    private readonly tree: TreeFrontier,
    private at: LogStand,
  ) {}

  /** Goes on where the tables stand. @throws LogIsDamaged when their tree does not have their root. */
  static async begin(leader: LogLeader, nonces: LogNonces): Promise<Sequencer> {
    const stand = await leader.stand();
    const tree = await treeAt(leader, stand.size);
    if (tree === undefined || toHex(tree.root()) !== stand.root) throw new LogIsDamaged('The entries of the log do not give its root.');
    return new Sequencer(leader, nonces, tree, stand);
  }

  get stand(): LogStand {
    return this.at;
  }

  /** One batch. When it throws, nothing was written, and this object is of no use any more. */
  async batch(limit: number): Promise<Sequenced> {
    const rows = await this.leader.pending(limit);
    if (rows.length === 0) return { logged: 0, broken: [], more: false };
    const { lines, broken, waits, done } = inOrder(rows, (row, before) => this.judge(row, before));
    if (done.length > 0) await this.leader.drop(done.map(({ position }) => position));
    const aside = [...broken.map(({ row }) => row), ...waits];
    if (aside.length > 0) await this.leader.setAside(aside.map(({ position }) => position));
    for (const stream of new Set(waits.map((row) => row.stream))) await this.leader.findMissed(stream);
    if (lines.length > 0) await this.append(lines);
    return {
      logged: lines.length,
      broken: broken.map(({ row: { stream, seq }, why }) => ({ stream, seq, why })),
      more: rows.length === limit || waits.length > 0,
    };
  }

  private async append(lines: readonly Line[]): Promise<void> {
    const before = this.at;
    for (const { bytes } of lines) this.tree.append(leafHash(bytes, sha256));
    const after = { epoch: before.epoch, size: this.tree.size, root: toHex(this.tree.root()) };
    const rows = lines.map(({ row: { position, stream, seq }, bytes }) => ({
      position,
      stream,
      seq,
      entry: Buffer.from(bytes).toString('utf8'),
    }));
    crashPoint('log-before-commit');
    await this.leader.append({ before, after, rows, nodes: newNodes(this.tree.takeTiles(), before.size) });
    this.at = after;
    crashPoint('log-after-commit');
  }

  /** @param before hash of the entry before, where this batch has it. */
  private judge(row: PendingEntry, before: string | undefined): Judged {
    if (row.logged) return 'logged';
    if (row.bytes === null || row.hash === null) return 'logged'; // there is no such entry: what waits is a row that nobody wrote by writing one
    try {
      const entry = entryOf(row.bytes);
      const hash = eventHash(row.bytes, sha256);
      if (hash !== row.hash) return { broken: 'its bytes do not give its hash' };
      if (entry.stream !== row.stream || entry.seq !== row.seq) return { broken: 'its bytes name another place' };
      const follows = before ?? (row.before === null ? undefined : (JSON.parse(row.before) as LogEntry).eventHash);
      if (row.seq > 1 && follows === undefined) return 'waits';
      if (entry.prev !== (row.seq === 1 ? ZERO_HASH : follows)) return { broken: 'it names another predecessor than the log has' };
      const line = { v: 1, tag: this.nonces.tagOf(row.stream), seq: row.seq, prev: entry.prev, eventHash: hash, at: entry.at } as const;
      return { line: { row, bytes: writeLogEntry(line), eventHash: hash } };
    } catch (error) {
      if (error instanceof NotCanonicalError) return { broken: 'its bytes are no entry' };
      if (error instanceof SyntaxError) return { broken: 'the line of the log before it is damaged' };
      throw error;
    }
  }
}

/** Takes each row as soon as the one before it in its stream is taken. Rows are nearly always in that order already. */
function inOrder(
  rows: readonly PendingEntry[],
  judge: (row: PendingEntry, before: string | undefined) => Judged,
): {
  readonly lines: Line[];
  readonly broken: { readonly row: PendingEntry; readonly why: string }[];
  readonly waits: PendingEntry[];
  readonly done: PendingEntry[];
} {
  const lines: Line[] = [];
  const broken: { row: PendingEntry; why: string }[] = [];
  const done: PendingEntry[] = [];
  const hashes = new Map<string, string>();
  const seen = new Set<string>();
  let left: PendingEntry[] = [...rows];
  for (let progress = true; progress && left.length > 0;) {
    const waits: PendingEntry[] = [];
    progress = false;
    for (const row of left) {
      const place = `${row.stream}:${row.seq}`;
      const judged = seen.has(place) ? 'logged' : judge(row, hashes.get(`${row.stream}:${row.seq - 1}`));
      if (judged === 'waits') {
        waits.push(row);
        continue;
      }
      progress = true;
      if (judged === 'logged') done.push(row);
      else if ('broken' in judged) broken.push({ row, why: judged.broken });
      else {
        lines.push(judged.line);
        hashes.set(place, judged.line.eventHash);
        seen.add(place);
      }
    }
    left = waits;
  }
  return { lines, broken, waits: left, done };
}

/** The nodes above the leaves that came when the tree grew: one for each tile that became full. */
export function newNodes(
  tiles: readonly Tile[],
  sizeBefore: number,
): { readonly level: number; readonly index: number; readonly hash: string }[] {
  return tiles
    .filter(({ level }) => level > 0)
    .flatMap(({ level, index, width, bytes }) => {
      const known = hashesAtLevel(level, sizeBefore);
      return Array.from({ length: width }, (_, at) => ({
        level,
        index: index * TILE_WIDTH + at,
        hash: toHex(bytes.slice(at * 32, at * 32 + 32)),
      })).filter((node) => node.index >= known);
    });
}
