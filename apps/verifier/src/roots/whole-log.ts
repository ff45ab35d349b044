import {
  fsck,
  instantOf,
  judgeCheckpoint,
  LogFormatError,
  parseCheckpoint,
  toHex,
  type Checkpoint,
  type LogEntry,
  type LogReader,
  type Policy,
} from '@tregua/ledger';
import type { Findings } from '../finding.js';
import type { Tools } from '../tools.js';
import { judge } from './checkpoint.js';

/** The last entry of a stream in the log, by its tag. */
export interface LogHead {
  readonly seq: number;
  readonly eventHash: string;
  readonly at: string;
  readonly index: number;
}

/** A log that was read whole. */
export interface WholeLog {
  /** Where it came from, for findings. */
  readonly name: string;
  readonly checkpoint: Checkpoint;
  readonly heads: ReadonlyMap<string, LogHead>;
  /** Of the streams that were asked for: each hash by `tag seq`. */
  readonly asked: ReadonlyMap<string, string>;
  /** Hexadecimal roots by size, as far as they were asked and the log was read. */
  readonly rootsAt: ReadonlyMap<number, string>;
}

/** A checkpoint that somebody kept: it must be a beginning of the log, and what the log has behind it may not be dated long before. */
export interface KeptCheckpoint {
  readonly file: string;
  readonly bytes: Uint8Array;
}

export interface ReadLogOptions {
  readonly name: string;
  readonly reader: LogReader;
  readonly policy: Policy | undefined;
  readonly kept: readonly KeptCheckpoint[];
  /** Sizes at which the root is wanted. */
  readonly sizes: readonly number[];
  /** `tag seq` of entries whose hash is wanted. */
  readonly wanted: ReadonlySet<string>;
  /** How much older than its place in the log an entry may be, in milliseconds: writing takes time, clocks differ. */
  readonly lateMs: number;
}

const MOST_KEPT = 64;

/** Reads a log from its first entry: tree, chains of all streams, one entry for each place, dates that follow the order. */
export async function readWholeLog(options: ReadLogOptions, tools: Tools, findings: Findings): Promise<WholeLog | undefined> {
  const { name, reader, policy } = options;
  const bytes = await reader.checkpoint();
  if (bytes === undefined) {
    findings.add('unproven', 'logIsMissing', { file: name }, 'There is no checkpoint: this is no log.');
    return undefined;
  }
  const judged = judge(bytes, policy, { file: `${name}/checkpoint` }, tools, findings);
  if (judged === undefined) return undefined;
  const reading = new Reading(options, keptOf(options, tools, findings), findings);
  const report = await fsck(reader, tools.digest, {
    onEntry: (entry, index) => reading.take(entry, index),
    head: judged.checkpoint,
    rootsAt: [...options.sizes, ...reading.sizes()],
    maxFindings: 200,
  });
  for (const { code, where, problem, index } of report.findings) {
    const what = {
      missing: 'logIsIncomplete',
      malformed: 'logIsMalformed',
      tile: 'tileDiffers',
      root: 'logIsNotItsCheckpoint',
      doubled: 'logForksAStream',
      chain: 'logBreaksAStream',
    }[code];
    findings.broken(what, { file: `${name}/${where}` }, `${index === undefined ? where : `Entry ${index} of the log`} ${problem}.`);
  }
  const { checkpoint } = judged;
  const rootsAt = new Map([...report.roots].map(([size, root]) => [size, toHex(root)])).set(checkpoint.size, toHex(checkpoint.root));
  reading.compareKept(rootsAt, checkpoint.size);
  return { name, checkpoint, heads: reading.heads, asked: reading.asked, rootsAt };
}

interface Kept {
  readonly file: string;
  readonly checkpoint: Checkpoint;
  /** Milliseconds UTC of the latest cosignature that is right; undefined without. */
  readonly at: number | undefined;
}

class Reading {
  readonly heads = new Map<string, LogHead>();
  readonly asked = new Map<string, string>();
  private latest = 0;
  private latestIndex = 0;

  constructor(
    private readonly options: ReadLogOptions,
    private readonly kept: readonly Kept[],
    private readonly findings: Findings,
  ) {}

  sizes(): number[] {
    return this.kept.map(({ checkpoint }) => checkpoint.size);
  }

  take({ tag, seq, eventHash, at }: LogEntry, index: number): void {
    const { wanted, lateMs, name } = this.options;
    const place = `${tag} ${seq}`;
    if (wanted.has(place) && !this.asked.has(place)) this.asked.set(place, eventHash);
    this.heads.set(tag, { seq, eventHash, at, index });
    const ms = instantOf(at);
    if (ms >= this.latest) {
      this.latest = ms;
      this.latestIndex = index;
    } else if (this.latest - ms > lateMs) {
      const says = `Entry ${index} of the log (entry ${seq} of stream ${tag}) is dated ${at}; entry ${this.latestIndex} before it is dated ${new Date(this.latest).toISOString()}.`;
      this.findings.broken('entryIsBackDated', { file: name }, says);
    }
    for (const { file, checkpoint, at: seen } of this.kept) {
      if (seen === undefined || index < checkpoint.size || seen - ms <= lateMs) continue;
      const says = `Entry ${index} of the log (entry ${seq} of stream ${tag}) is dated ${at}; the log had only ${checkpoint.size} entries when ${new Date(seen).toISOString()} a witness saw it.`;
      this.findings.broken('entryIsBackDated', { file }, says);
    }
  }

  compareKept(rootsAt: ReadonlyMap<number, string>, size: number): void {
    for (const { file, checkpoint } of this.kept) {
      const root = rootsAt.get(checkpoint.size);
      if (checkpoint.size > size) {
        const says = `This checkpoint has ${checkpoint.size} entries, the log has fewer now: it was cut.`;
        this.findings.broken('logWasCut', { file }, says);
      } else if (root !== undefined && root !== toHex(checkpoint.root)) {
        const says = `The log has another root at size ${checkpoint.size} than this checkpoint: it was written anew.`;
        this.findings.broken('logForks', { file }, says);
      }
    }
  }
}

function keptOf({ kept, policy }: ReadLogOptions, tools: Tools, findings: Findings): Kept[] {
  return kept.slice(0, MOST_KEPT).flatMap(({ file, bytes }): Kept[] => {
    try {
      const { checkpoint } = parseCheckpoint(bytes);
      const cosigned = policy === undefined ? [] : judgeCheckpoint(bytes, policy, tools.signatures).cosigned;
      return [{ file, checkpoint, at: cosigned.length === 0 ? undefined : Math.max(...cosigned.map(({ timestamp }) => timestamp * 1000)) }];
    } catch (error) {
      if (!(error instanceof LogFormatError)) throw error;
      findings.add('unproven', 'checkpointIsMalformed', { file }, `The kept checkpoint cannot be read: ${error.message}.`);
      return [];
    }
  });
}
