/** Deeper nesting than this is refused: nothing of ours comes near it, and hostile input must not exhaust the stack. */
export const MAX_DEPTH = 64;

/** A value that canonical JSON, or the restricted form that entries use, cannot carry. */
export class NotCanonicalError extends Error {
  override readonly name = 'NotCanonicalError';
}

/** Characters that need an escape (RFC 8785, 3.2.2.2), and all surrogates, so that most strings are copied as they are. */
const NEEDS_CARE = /[\u0000-\u001f"\\\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * RFC 8785 (JSON Canonicalization Scheme) in full, floats included: keys sorted by UTF-16 code units, no white space, strings and numbers
 * as ECMAScript writes them.
 *
 * @throws NotCanonicalError on undefined, functions, symbols, big integers, NaN, infinities, lone surrogates, and objects that are not plain.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0, anyNumber);
}

/** The restricted form: as `canonicalJson`, but numbers must be integers within 2^53, which every reader of JSON reads alike. */
export function restrictedJson(value: unknown): string {
  return write(value, 0, wholeNumber);
}

type WriteNumber = (value: number) => string;

function anyNumber(value: number): string {
  if (!Number.isFinite(value)) throw new NotCanonicalError(`${value} is no JSON number.`);
  return String(value);
}

function wholeNumber(value: number): string {
  if (!Number.isSafeInteger(value)) throw new NotCanonicalError(`The number ${value} is no integer within 2^53.`);
  return String(value);
}

function write(value: unknown, depth: number, number: WriteNumber): string {
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      return number(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (depth >= MAX_DEPTH) throw new NotCanonicalError(`Nested deeper than ${MAX_DEPTH} levels.`);
      return Array.isArray(value) ? writeList(value, depth + 1, number) : writeObject(value, depth + 1, number);
    default:
      throw new NotCanonicalError(`A value of type ${typeof value} cannot be written as JSON.`);
  }
}

function writeString(value: string): string {
  if (!NEEDS_CARE.test(value)) return `"${value}"`;
  if (LONE_SURROGATE.test(value)) throw new NotCanonicalError('A string holds a lone surrogate, which UTF-8 cannot carry.');
  return JSON.stringify(value);
}

function writeList(list: readonly unknown[], depth: number, number: WriteNumber): string {
  if (list.length === 0) return '[]';
  let text = '[' + write(list[0], depth, number);
  for (let index = 1; index < list.length; index += 1) text += ',' + write(list[index], depth, number);
  return text + ']';
}

function writeObject(object: object, depth: number, number: WriteNumber): string {
  if (!isPlain(object)) throw new NotCanonicalError('Only plain objects can be written: no dates, maps or instances of classes.');
  const keys = sortedKeys(object);
  if (keys.length === 0) return '{}';
  const values = object as { readonly [key: string]: unknown };
  let text = '{';
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as string;
    text += (index === 0 ? '' : ',') + writeString(key) + ':' + write(values[key], depth, number);
  }
  return text + '}';
}

/** Plain: made by a literal, by JSON.parse (in whatever realm), or without prototype. */
function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function sortedKeys(object: object): string[] {
  const keys = Object.keys(object);
  for (let index = 1; index < keys.length; index += 1) {
    if ((keys[index - 1] as string) > (keys[index] as string)) return keys.sort();
  }
  return keys;
}
