import { useInfiniteQuery, type InfiniteData, type QueryKey, type UseInfiniteQueryResult } from '@tanstack/react-query';

/** A page of a list as the API hands it out: what stands on it, and where the next one begins, if one does. */
interface ListPage<Item, Cursor> {
  readonly items: readonly Item[];
  readonly next?: Cursor | null;
}

interface Listed<Item, Cursor> {
  /** Under what the list is kept: all that narrows it must be in here, and an act that changes it names the beginning. */
  readonly name: readonly unknown[];
  /** Asks for one page; the first has no cursor. */
  readonly fetchPage: (cursor: Cursor | undefined) => Promise<ListPage<Item, Cursor>>;
  /** How often it is asked for anew by itself; never, unless said. */
  readonly refetchIntervalMs?: number;
}

type Pages<Item, Cursor> = UseInfiniteQueryResult<InfiniteData<ListPage<Item, Cursor>>>;

/** `?cursor=…` of a page; nothing for the first. */
export const fromCursor = (cursor: string | undefined): { cursor?: string } => (cursor === undefined ? {} : { cursor });

/**
 * A list that goes on: its pages, one after the other as somebody asks for more, and all items of those that are there. The cursor is the server's,
 * and says nothing to us. What goes both ways, and lets go of its first pages, is the inbox (inbox/inbox-page.tsx).
 *
 * @returns `pages`, the query as the library gives it (pending, error, whether more follows), and `items`, empty until the first page came.
 */
export function usePages<Item, Cursor = string>({
  name,
  fetchPage,
  refetchIntervalMs,
}: Listed<Item, Cursor>): {
  readonly pages: Pages<Item, Cursor>;
  readonly items: readonly Item[];
} {
  const pages = useInfiniteQuery<ListPage<Item, Cursor>, Error, InfiniteData<ListPage<Item, Cursor>>, QueryKey, Cursor | undefined>({
    queryKey: name,
    // The library's type of it does not see through ours; it is what getNextPageParam gives.
    queryFn: ({ pageParam }) => fetchPage(pageParam as Cursor | undefined),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: refetchIntervalMs ?? false,
  });
  return { pages, items: pages.data?.pages.flatMap((page) => page.items) ?? [] };
}
