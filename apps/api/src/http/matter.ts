import type { Json } from '@tregua/casework';
import { isoOf } from './instant.js';

/** Names under which the law keeps an instant, and those of what maps a party to one. Durations end in Ms or Hours, and stay numbers. */
const INSTANT = /(?:^at|At|^(?:own)?[tT]0|^until|^(?:declare|decide)By)$/;
const INSTANTS = new Set(['servedWithFile']);

/** A subject as the law keeps it, with its instants as everywhere at the border: ISO 8601, UTC. */
export function matterView(value: object): object {
  return shown(value as Json, false) as object;
}

function shown(value: Json, isInstant: boolean): Json {
  if (typeof value === 'number') return isInstant ? isoOf(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => shown(item, isInstant));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const named = INSTANT.test(name) && typeof inner !== 'object';
      return [name, shown(inner, named || INSTANTS.has(name) || (isInstant && typeof inner === 'number'))];
    }),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
