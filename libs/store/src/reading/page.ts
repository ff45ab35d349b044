/** One page and where the next begins; no count: nobody needs it, and it costs as much as the whole. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Opaque; absent on the last page. */
  readonly next?: string;
}

export const MOST_ITEMS = 100;

/** A limit within 1..100. */
export function limitOf(wanted: number | undefined): number {
  return Math.max(1, Math.min(MOST_ITEMS, wanted ?? 25));
}

/** The last item's place in the order: its instant and its id. */
export interface Place {
  readonly at: number;
  readonly id: string;
}

export function cursorOf({ at, id }: Place): string {
  return Buffer.from(`${at} ${id}`).toString('base64url');
}

/** Undefined for what is no cursor of ours. */
export function placeOf(cursor: string): Place | undefined {
  const match = /^(-?\d{1,16}) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString());
  return match === null ? undefined : { at: Number(match[1]), id: match[2] as string };
}

/** A page of rows of which one more than the limit was read: the one more says that there is a next page. */
export function pageOf<Row, Item>(rows: readonly Row[], limit: number, place: (row: Row) => Place, item: (row: Row) => Item): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(item), ...(rows.length > limit && last !== undefined ? { next: cursorOf(place(last)) } : {}) };
}
