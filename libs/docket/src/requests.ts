import type { Actor, JsonObject, Refusal } from '@tregua/casework';

export type ProcessName = 'case' | 'report';

/** Binds a request to its answer: a key belongs to an actor and a route, and to the body that it first came with. */
export interface IdempotencyKey {
  readonly key: string;
  readonly route: string;
  /** SHA-256 of the body, 64 hex. */
  readonly bodyDigest: string;
}

/** One command of one actor, in plain: the door itself seals the texts. */
export interface EnterRequest {
  readonly process: ProcessName;
  /** The subject's UUID. Absent for a birth, or the id (UUIDv7) that the client made for it. */
  readonly stream?: string;
  readonly command: string;
  /** As the client sent it, instants already milliseconds. */
  readonly payload: JsonObject;
  readonly actor: Actor;
  /** The ETag that the actor saw. Absent: whatever the seq is. */
  readonly expectedSeq?: number;
  readonly idempotency?: IdempotencyKey;
}

/** A command that the bench is asked to give: one member proposes it, a majority enters it. */
export interface ProposeRequest {
  readonly process: ProcessName;
  readonly stream: string;
  readonly command: string;
  readonly payload: JsonObject;
  readonly actor: Actor;
  readonly idempotency?: IdempotencyKey;
}

export interface SignRequest {
  /** UUID of the motion. */
  readonly motion: string;
  readonly position: 'for' | 'against' | 'abstain';
  readonly actor: Actor;
  readonly idempotency?: IdempotencyKey;
}

/** The place of one entry in its chain. `stream` is the full name, e.g. `case/<uuid>`. */
export interface EnteredPlace {
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
}

/** What was entered. Ids, seqs and hashes only: nothing personal is stored twice (nothing-lost.md). */
export interface Entered {
  readonly status: 'entered';
  readonly process: ProcessName | 'motion';
  /** The subject's UUID. */
  readonly id: string;
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: number;
  readonly state: string;
  readonly type: string;
  /** Every entry of the transaction that this command brought about, its own first. */
  readonly entries: readonly EnteredPlace[];
  /** Motions only: a majority is for it, but the law does not yet let the command pass. The motion stays open. */
  readonly unmet?: readonly Refusal[];
}

export type Answer =
  | Entered
  | { readonly status: 'refused'; readonly refusals: readonly Refusal[] }
  /** Somebody moved the subject since the actor looked: `seq` is where it stands now. */
  | { readonly status: 'stale'; readonly seq: number }
  | { readonly status: 'unknown' }
  /** The key came before with another body. */
  | { readonly status: 'keyReused' }
  /** The same key is still at work elsewhere, or the subject is locked for longer than we wait. */
  | { readonly status: 'busy' };

/** What one sweep of the deadlines did. `stuck` names subjects whose due deadline no lapse would take: a defect of the tables. */
export interface LapsedSummary {
  readonly subjects: number;
  readonly entered: readonly { readonly stream: string; readonly seq: number; readonly type: string }[];
  readonly stuck: readonly string[];
  /** Subjects that somebody else held just then: the next sweep finds them. */
  readonly busy: number;
}
