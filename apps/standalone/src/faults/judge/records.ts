/** Where one entry stands. */
export interface PlaceOf {
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
}

/** What a client writes down before it sends (`sent`), and when it knows what came of it. One file a client, each line on the disk at once. */
export type ClientLine =
  | { readonly kind: 'sent'; readonly key: string; readonly actor: string; readonly route: string; readonly body: string }
  | { readonly kind: 'entered'; readonly key: string; readonly receipt: PlaceOf; readonly entries: readonly PlaceOf[] }
  | { readonly kind: 'refused'; readonly key: string; readonly status: number };

/** What the receiver of webhooks writes down before it answers. `fresh`: it had not seen this id before, so it acted on it. */
export interface SinkLine {
  readonly id: string;
  readonly recipient: string;
  readonly fresh: boolean;
  /** The signature was made with the receiver's secret over these very bytes. */
  readonly signed: boolean;
  readonly at: number;
}

/** Each move of the one clock: from this instant of the machine on it is so much ahead. */
export interface ClockLine {
  readonly at: number;
  readonly aheadMs: number;
}

export interface EntryRow extends PlaceOf {
  readonly at: number;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** When the database committed it, by the machine's clock; null where the database does not keep that. */
  readonly committedAt: number | null;
}

export interface DeadlineRow {
  readonly stream: string;
  readonly key: string;
  readonly dueAt: number;
  readonly pausedWithMs: number | null;
}

export interface OutboxRowFound {
  readonly effectKey: string;
  readonly audience: string;
  readonly createdAt: number;
  readonly done: boolean;
}

export interface KeyRow {
  readonly actor: string;
  readonly route: string;
  readonly key: string;
  /** Hex: not the digest that the client wrote down, but a tag of it under the keyring's key. */
  readonly bodyTag: string;
  readonly receipt: PlaceOf;
}

export interface NoticeRow {
  readonly id: string;
  readonly effectKey: string;
  readonly recipient: string;
  readonly channel: string;
  readonly noticeKey: string;
  readonly status: string;
  readonly createdAt: number;
  /** In the order of writing. */
  readonly ordinal: number;
  /** Id of the case or report that it is about. */
  readonly matter: string | null;
  /** It waits for a day's letter. */
  readonly waits: boolean;
}

/** A receiver of webhooks that hears of everything that these audiences are told. */
export interface Receiver {
  readonly id: string;
  readonly audiences: readonly string[];
}

/** Everything that the database says of itself, read in one transaction. */
export interface Rows {
  /** By the one clock. */
  readonly now: number;
  readonly heads: readonly PlaceOf[];
  readonly entries: readonly EntryRow[];
  /** `stream seq field` of each value that is kept apart. */
  readonly sealed: readonly string[];
  readonly subjects: readonly { readonly stream: string; readonly seq: number; readonly snapshot: object }[];
  readonly deadlines: readonly DeadlineRow[];
  readonly outbox: readonly OutboxRowFound[];
  readonly keys: readonly KeyRow[];
  readonly notices: readonly NoticeRow[];
}

/** All that the judge looks at. */
export interface Evidence {
  readonly clients: readonly ClientLine[];
  readonly sink: readonly SinkLine[];
  readonly clock: readonly ClockLine[];
  readonly rows: Rows;
  /** By the one clock: nobody has acted since. What came after it came of deadlines that go on falling due, and may still be under way. */
  readonly leftAloneAt: number;
  /** Each must have got each notice of theirs, once. */
  readonly receivers: readonly Receiver[];
  /** Asks the keys that lie outside the database: is this the tag of these values? */
  readonly isTagOf: (tag: string, values: readonly string[]) => boolean;
}

/** Under which figure of the summary a finding counts. */
export type Figure = 'lost' | 'doubled' | 'missed' | 'early' | 'stuck' | 'broken';

export interface Finding {
  readonly figure: Figure;
  /** A code in camelCase, for a machine. */
  readonly what: string;
  /** The stream, key or id that it is about. */
  readonly about: string;
  readonly says: string;
}
