import type { Json } from '@tregua/ledger';

/** JSON pointer to the first place (in key order) at which two values differ, or undefined when they are alike. */
export function firstDifference(a: Json | undefined, b: Json | undefined, at = ''): string | undefined {
  if (a === b) return undefined;
  if (!isNested(a) || !isNested(b) || Array.isArray(a) !== Array.isArray(b)) return at;
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  for (const key of keys) {
    const place = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!Object.hasOwn(a, key) || !Object.hasOwn(b, key)) return place;
    const inner = firstDifference(a[key], b[key], place);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/**
 * Is `made` what `kept` holds, as JSON would carry it? The same answer as comparing `asKept(made)`, without making a copy: where the law is right, and it nearly always is, nothing else is asked.
 * A no may come from what JSON would have changed (a value of its own, undefined in a list): then `firstDifference` of the copy has the last word.
 */
export function isKeptAs(made: unknown, kept: Json | undefined): boolean {
  if (made === kept) return made !== undefined;
  if (typeof made !== 'object' || made === null || typeof kept !== 'object' || kept === null) return false;
  if (Array.isArray(made)) {
    if (!Array.isArray(kept) || made.length !== kept.length) return false;
    for (let index = 0; index < made.length; index += 1) if (!isKeptAs(made[index], kept[index] as Json)) return false;
    return true;
  }
  if (Array.isArray(kept)) return false;
  const held = kept as { readonly [key: string]: Json };
  const values = made as { readonly [key: string]: unknown };
  let count = 0;
  for (const key in values) {
    const value = values[key];
    if (value === undefined) continue;
    if (!Object.hasOwn(held, key) || !isKeptAs(value, held[key])) return false;
    count += 1;
  }
  for (const _ in held) count -= 1;
  return count === 0;
}

/** As kept and read back: what JSON does not carry (keys that are undefined) is no difference. */
export function asKept(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function isNested(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}
