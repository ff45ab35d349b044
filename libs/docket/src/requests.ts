import type { Actor, JsonObject, Refusal } from '@tregua/casework';

export type ProcessName = 'case' | 'report';

/** Codes of refusals that are the door's own or the engine's; every other code is a guard of the process. */
export type DoorRefusal =
  | 'commandIsKnown'
  | 'stateAllows'
  | 'roleAllows'
  | 'payloadIsShaped'
  | 'motionIsOpen'
  | 'motionIsSignedOnce'
  | 'commandTakesMotion'
  | 'ballotIsOpen'
  | 'ballotIsCastOnce';

/** Binds a request to its answer: a key belongs to an actor and a route, and to the body that it first came with. */
export interface IdempotencyKey {
  readonly key: string;
  readonly route: string;
  /** SHA-256 of the body, 64 hex. It is kept under a key, so that nobody guesses a short body from the table. */
  readonly bodyDigest: string;
}

/** May whoever asks still know of this subject? Asked before an answer is repeated (nothing-lost.md). */
export type MayStillKnow = (process: ProcessName, id: string) => Promise<boolean>;

/** What a request brings so that it may be sent again. Without `mayStillKnow` there is nobody to ask: the system repeats its own. */
export interface Repeatable {
  readonly idempotency?: IdempotencyKey;
  readonly mayStillKnow?: MayStillKnow;
}

/** One command of one actor, in plain: the door itself seals the texts. */
export interface EnterRequest extends Repeatable {
  readonly process: ProcessName;
  /** The subject's UUID. Absent for a birth, or the id (UUIDv7) that the client made for it. */
  readonly stream?: string;
  readonly command: string;
  /** As the client sent it, instants already milliseconds. */
  readonly payload: JsonObject;
  readonly actor: Actor;
  /** The ETag that the actor saw. Absent: whatever the seq is. */
  readonly expectedSeq?: number;
}

/** A command that the bench is asked to give: one member proposes it, a majority enters it. */
export interface ProposeRequest extends Repeatable {
  readonly process: ProcessName;
  readonly stream: string;
  readonly command: string;
  readonly payload: JsonObject;
  readonly actor: Actor;
}

export interface SignRequest extends Repeatable {
  /** UUID of the motion. */
  readonly motion: string;
  readonly position: 'for' | 'against' | 'abstain';
  readonly actor: Actor;
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

/** What one sweep of the deadlines did. `stuck`: subjects that it set aside, a defect of the tables or of the program; by error, or because no lapse took them. */
export interface LapsedSummary {
  readonly subjects: number;
  readonly entered: readonly { readonly stream: string; readonly seq: number; readonly type: string }[];
  readonly stuck: readonly { readonly stream: string; readonly reason: string }[];
  /** Subjects that somebody else held just then: the next sweep finds them. */
  readonly busy: number;
}
