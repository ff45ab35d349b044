import { Problem } from './problem.js';
import type { Reply, Request } from './request.js';
import { refused } from './sentences.js';

/** What a list answers with: the items, and where the next ones are (RFC 8288 Link says it too). No count: it would cost a scan a page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Sets the Link header to the next page, with every other query value kept. */
export function linkNext(request: Request, reply: Reply, next: string | null): void {
  if (next === null) return;
  const url = new URL(request.url, 'http://localhost');
  url.searchParams.set('cursor', next);
  void reply.header('link', `<${url.pathname}${url.search}>; rel="next"`);
}

/** Opaque to clients: where the last page ended. */
export function cursorOf(keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** @throws a 400 that names `cursor` when the text was not made by `cursorOf` with as many keys of these types. */
export function keysOf(cursor: string, types: readonly ('string' | 'number')[]): (string | number)[] {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(keys) && keys.length === types.length && keys.every((key, index) => typeof key === types[index]))
      return keys as (string | number)[];
  } catch {
    // Not one of ours: the same answer as for a cursor of another list.
  }
  throw new Problem('shape-is-wrong', {
    errors: [refused('isCursor', { parameter: 'cursor' })],
  });
}
