import type { Deadline, Json, JsonObject, RosterSeat, Subject } from '@tregua/casework';
import type { Answer, Entered, IdempotencyKey, ProcessName } from './requests.js';

/** Where a stream stands, and the subject that it tells of (ballots, motions and the like have none). */
export interface StoredHead {
  readonly seq: number;
  /** 64 hex. */
  readonly hash: string;
  /** Milliseconds of the last entry: time never runs backwards inside a stream. */
  readonly at: number;
  readonly subject?: Subject;
}

/** Everything that a command needs first, read at once. */
export interface Opening {
  /** Milliseconds by the database's clock. */
  readonly at: number;
  readonly head?: StoredHead;
  /** The answer that the same key got before, and whether it came with the same body. */
  readonly answered?: { readonly sameBody: boolean; readonly answer: Answer };
}

/** An entry read back, with those of its sealed values that are still there, by JSON pointer inside `data`. */
export interface StoredEntry {
  readonly seq: number;
  readonly hash: string;
  readonly bytes: Uint8Array;
  readonly opened: { readonly [field: string]: { readonly value: Json; readonly salt: string } };
}

export interface NewEntry {
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly type: string;
}

export interface NewSealedValue {
  readonly stream: string;
  readonly seq: number;
  readonly field: string;
  readonly value: Json;
  readonly salt: string;
}

export interface ChangedSubject {
  readonly process: ProcessName;
  readonly stream: string;
  readonly seq: number;
  readonly at: number;
  readonly born: boolean;
  /** The subject is in one of its process's ends. */
  readonly ended: boolean;
  readonly after: Subject;
  readonly deadlines: { readonly set: readonly Deadline[]; readonly ended: readonly string[] };
}

/** One effect that somebody else brings about later: a notice to one audience. The key is unique for ever. */
export interface OutboxRow {
  readonly effectKey: string;
  readonly stream: string;
  readonly seq: number;
  readonly type: string;
  readonly audience: string;
}

/** An entry that a party may read from now on: it was served on it. */
export interface ServedEntry {
  readonly caseId: string;
  readonly party: string;
  readonly seq: number;
}

export interface MotionRow {
  readonly id: string;
  readonly process: ProcessName;
  readonly target: string;
  readonly command: string;
  readonly status: 'open' | 'carried' | 'rejected';
  readonly proposer: string;
  readonly signatures: readonly JsonObject[];
}

/** All that one transaction writes. It is written whole, or not at all. */
export interface Changes {
  readonly entries: readonly NewEntry[];
  readonly sealed: readonly NewSealedValue[];
  readonly subjects: readonly ChangedSubject[];
  readonly outbox: readonly OutboxRow[];
  readonly served: readonly ServedEntry[];
  readonly motions: readonly MotionRow[];
  readonly answer?: { readonly actor: string; readonly key: IdempotencyKey; readonly answer: Entered };
}

/**
 * One unit of work. What it read must not have moved when its changes are written, otherwise the work is done again from the start: streams
 * that get entries are guarded by their seq, streams that were only read by a share lock and theirs.
 */
export interface DocketTransaction {
  /** Clock, head and earlier answer in one round trip. A birth without an id gives no stream. */
  open(ask: { readonly stream?: string; readonly actor: string; readonly key?: IdempotencyKey }): Promise<Opening>;
  /** Heads of streams that exist, by name. */
  load(streams: readonly string[]): Promise<ReadonlyMap<string, StoredHead>>;
  entries(stream: string): Promise<readonly StoredEntry[]>;
  /** Everybody who could sit. The bars that a case's own record raises are added by the door. */
  roster(): Promise<readonly RosterSeat[]>;
  /** The open series case of a sector in the week (UTC, from Monday) of an instant. */
  seriesCase(sector: string, startsAt: number): Promise<string | null>;
  /** Every agreement on file, as it was put in force. */
  agreements(): Promise<readonly JsonObject[]>;
  motion(id: string): Promise<MotionRow | undefined>;
  keep(changes: Changes): void;
}

export interface DueStream {
  readonly stream: string;
  /** It was set aside before, and its rest is over. */
  readonly isSetAside: boolean;
}

/** What the door asks of whoever keeps things. Also the token under which Nest injects it. */
export abstract class DocketStore {
  /**
   * Runs the work and writes what it kept in one transaction. Runs it again when something it read has moved meanwhile, on deadlock and on
   * serialization failure; a bounded number of times.
   *
   * @throws StoreIsBusy when a lock was not had within 10 s, or the bound is reached.
   */
  abstract transaction<T>(work: (transaction: DocketTransaction) => Promise<T>): Promise<T>;
  /** Streams with a deadline that is due by the database's clock, the earliest first; without those that are being written now, or rest while set aside. */
  abstract dueStreams(limit: number): Promise<readonly DueStream[]>;
  /** Lets a subject rest whose due deadline could not be entered, each time for longer. Known to every worker, and shown to whoever runs the system. */
  abstract setAside(stream: string, reason: string): Promise<void>;
  /** It works again. */
  abstract takeBack(stream: string): Promise<void>;
  /** A new UUIDv7. */
  abstract newId(): string;
}

export class StoreIsBusy extends Error {
  constructor(options?: ErrorOptions) {
    super('What this needs is held by somebody else.', options);
    this.name = 'StoreIsBusy';
  }
}
