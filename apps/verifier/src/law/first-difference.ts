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

/** As kept and read back: what JSON does not carry (keys that are undefined) is no difference. */
export function asKept(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function isNested(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}
