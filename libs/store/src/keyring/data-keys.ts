/** A key that seals one value and nothing else. */
export interface DataKey {
  /** Names it in the row of what it sealed: `<segment>.<slot>`. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/**
 * Where the keys of sealed values lie, outside PostgreSQL: one a value, so that any set of values can be forgotten and no other (docs/decisions/011).
 * `KeySegments` keeps them in files; a store with a key service behind it has the same three verbs.
 */
export interface DataKeys {
  /** A key that nobody else has or gets. It outlives a crash of this machine before it is given: a value is never kept without its key. */
  take(): DataKey;
  /** Undefined: destroyed. @throws KeysAreElsewhere when this store has never heard of it. */
  find(id: string): Buffer | undefined;
  /** When it resolves, the keys cannot be read back from the store any more. Those that are gone already are no error. */
  destroy(ids: readonly string[]): Promise<void>;
}

/** The value was erased: its key is gone, and nobody opens it again. */
export class KeyIsDestroyed extends Error {
  constructor(id: string) {
    super(`The key ${id} was destroyed.`);
    this.name = 'KeyIsDestroyed';
  }
}

/** A key that must be there is not: a folder of another host, or a backup that is older than the database. Nothing was erased. */
export class KeysAreElsewhere extends Error {
  constructor(id: string, where: string) {
    super(`The key ${id} is not in ${where}: is this the folder that every process of this Commission shares?`);
    this.name = 'KeysAreElsewhere';
  }
}

const DATA_KEY = /^([0-9a-f]{16})\.(0|[1-9]\d{0,4})$/;

/** Segment and slot of a data key's id; undefined for the name of a master key, under which values lay before each had a key of its own. */
export function placeOfKey(id: string): { readonly segment: string; readonly slot: number } | undefined {
  const [, segment, slot] = DATA_KEY.exec(id) ?? [];
  return segment === undefined ? undefined : { segment, slot: Number(slot) };
}
