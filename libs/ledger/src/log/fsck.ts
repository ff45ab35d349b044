import type { Digest } from '../digest.js';
import { parseCheckpoint } from './checkpoint.js';
import { readEntryBundle } from './entry-bundle.js';
import { LogFormatError } from './log-format-error.js';
import { readLogEntry, type LogEntry } from './log-entry.js';
import { leafHash } from './merkle-tree.js';
import { sameBytes } from './plain-text.js';
import { tilePath, tilesOfLevel, TILE_WIDTH, type TileName } from './tile-path.js';
import { TreeFrontier, type Tile } from './tree-frontier.js';

/** A log as it is served. Undefined: there is no such file. */
export interface LogReader {
  checkpoint(): Promise<Uint8Array | undefined>;
  /** The tile or bundle of that name. A partial one may be answered from the full one by the reader; the bytes must be those of the width asked. */
  tile(name: TileName): Promise<Uint8Array | undefined>;
}

/** Something in a log that is not as it must be. `where` is a path of c2sp.org/tlog-tiles, with an entry's index where one is meant. */
export interface LogFinding {
  readonly code: 'missing' | 'malformed' | 'tile' | 'root' | 'doubled' | 'chain';
  readonly where: string;
  readonly problem: string;
  /** The entry's index in the log. */
  readonly index?: number;
}

export interface LogReport {
  readonly size: number;
  /** The root over the entries as they are. Undefined when entries are missing. */
  readonly root?: Uint8Array;
  /** The roots that were asked for by `rootsAt`, by size: those that the entries reach. */
  readonly roots: ReadonlyMap<number, Uint8Array>;
  readonly findings: readonly LogFinding[];
  /** More than `findings` holds. */
  readonly findingsLeftOut: number;
}

export interface FsckOptions {
  /** Called with each entry in order, for whoever reads the whole log. */
  readonly onEntry?: (entry: LogEntry, index: number) => void;
  /** Size and root to hold the entries against, instead of the checkpoint that the reader has. */
  readonly head?: { readonly size: number; readonly root: Uint8Array };
  /** Sizes at which the root over the entries is wanted too, as they are passed: an older checkpoint's. */
  readonly rootsAt?: readonly number[];
  readonly maxFindings?: number;
}

/**
 * Reads every entry of a log and computes everything else again: leaf hashes, all tiles, the root; and that no stream forks, repeats or skips an entry
 * among them. It needs a reader only, and holds one bundle and one head a stream. Signatures are another question (`judgeCheckpoint`).
 */
export async function fsck(reader: LogReader, digest: Digest, options: FsckOptions = {}): Promise<LogReport> {
  return new Fsck(reader, digest, options).run();
}

class Fsck {
  private readonly findings: LogFinding[] = [];
  private leftOut = 0;
  private readonly heads = new Map<string, { seq: number; eventHash: string }>();
  private readonly roots = new Map<number, Uint8Array>();

  constructor(
    private readonly reader: LogReader,
    private readonly digest: Digest,
    private readonly options: FsckOptions,
  ) {}

  async run(): Promise<LogReport> {
    const head = this.options.head ?? (await this.head());
    if (head === undefined) return this.report(0);
    const frontier = new TreeFrontier(this.digest);
    const rootsAt = new Set(this.options.rootsAt);
    for (const name of bundlesOf(head.size)) {
      const entries = await this.entriesOf(name);
      if (entries === undefined) return this.report(head.size);
      entries.forEach((bytes, at) => {
        const index = name.index * TILE_WIDTH + at;
        frontier.append(leafHash(bytes, this.digest));
        if (rootsAt.has(index + 1)) this.roots.set(index + 1, frontier.root());
        this.checkEntry(bytes, name, index);
      });
      // A partial tile is on the way to what is served; those of the edge are checked when all entries are in.
      for (const tile of frontier.takeTiles()) if (tile.width === TILE_WIDTH) await this.checkTile(tile);
    }
    for (const tile of frontier.edge()) await this.checkTile(tile);
    const root = frontier.root();
    if (!sameBytes(root, head.root)) {
      this.find({ code: 'root', where: 'checkpoint', problem: 'names another root than its entries have' });
    }
    return { ...this.report(head.size), root };
  }

  private async head(): Promise<{ size: number; root: Uint8Array } | undefined> {
    const bytes = await this.reader.checkpoint();
    if (bytes === undefined) return void this.find({ code: 'missing', where: 'checkpoint', problem: 'is not there' });
    try {
      return parseCheckpoint(bytes).checkpoint;
    } catch (error) {
      return void this.find({ code: 'malformed', where: 'checkpoint', problem: problemOf(error) });
    }
  }

  private async entriesOf(name: TileName): Promise<Uint8Array[] | undefined> {
    const where = tilePath(name.level, name.index, name.width);
    const bytes = await this.reader.tile(name);
    if (bytes === undefined)
      return void this.find({ code: 'missing', where, problem: 'is not there, so that nothing behind it can be checked' });
    try {
      return readEntryBundle(bytes, name.width);
    } catch (error) {
      return void this.find({ code: 'malformed', where, problem: problemOf(error) });
    }
  }

  private checkEntry(bytes: Uint8Array, name: TileName, index: number): void {
    const where = tilePath(name.level, name.index, name.width);
    let entry: LogEntry;
    try {
      entry = readLogEntry(bytes);
    } catch (error) {
      return this.find({ code: 'malformed', where, index, problem: problemOf(error) });
    }
    const { tag, seq, prev, eventHash } = entry;
    const head = this.heads.get(tag);
    const expected = (head?.seq ?? 0) + 1;
    if (seq < expected) this.find({ code: 'doubled', where, index, problem: `is entry ${seq} of stream ${tag} once more` });
    else if (seq > expected)
      this.find({ code: 'chain', where, index, problem: `is entry ${seq} of stream ${tag}, where ${expected} must stand` });
    else if (head !== undefined && prev !== head.eventHash) {
      this.find({ code: 'chain', where, index, problem: `entry ${seq} of stream ${tag} names another predecessor than the log has` });
    }
    if (seq >= expected) this.heads.set(tag, { seq, eventHash });
    this.options.onEntry?.(entry, index);
  }

  private async checkTile({ level, index, width, bytes: computed }: Tile): Promise<void> {
    const where = tilePath(level, index, width);
    const bytes = await this.reader.tile({ level, index, width });
    if (bytes === undefined) this.find({ code: 'missing', where, problem: 'is not there' });
    else if (!sameBytes(bytes, computed)) this.find({ code: 'tile', where, problem: 'is not what its entries give' });
  }

  private find(finding: LogFinding): undefined {
    if (this.findings.length < (this.options.maxFindings ?? 1000)) this.findings.push(finding);
    else this.leftOut += 1;
    return undefined;
  }

  private report(size: number): LogReport {
    return { size, roots: this.roots, findings: this.findings, findingsLeftOut: this.leftOut };
  }
}

function* bundlesOf(size: number): Generator<TileName> {
  for (const tile of tilesOfLevel(0, size)) yield { ...tile, level: 'entries' };
}

function problemOf(error: unknown): string {
  if (error instanceof LogFormatError) return error.message;
  throw error;
}
