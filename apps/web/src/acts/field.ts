import type { ProblemItem } from '../api/problem';
import type { FieldSchema } from './schema';

export type FieldValue = string | number | boolean | undefined | readonly FieldValue[] | { readonly [name: string]: FieldValue };

export interface FieldProps {
  readonly name: string;
  /** JSON pointer into the body: what the server's problems point to. */
  readonly pointer: string;
  readonly schema: FieldSchema;
  readonly required: boolean;
  readonly value: FieldValue;
  readonly onChange: (value: FieldValue) => void;
  readonly problems: readonly ProblemItem[];
}

export const typeOf = ({ type }: FieldSchema): string => (Array.isArray(type) ? String(type[0]) : String(type));

const HASH = '^[0-9a-f]{64}$';
export const isHash = ({ pattern }: FieldSchema): boolean => pattern === HASH;

/** `takenInHand` as words, for a name that no catalogue knows yet. */
export const wordsOf = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, (_, one: string, two: string) => `${one} ${two.toLowerCase()}`)
    .replace(/^./, (first) => first.toUpperCase());

/** The body without what was left empty. */
export function pruned(value: FieldValue): FieldValue {
  if (Array.isArray(value)) {
    const items = value.map(pruned).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value)
      .map(([name, inner]) => [name, pruned(inner)] as const)
      .filter(([, inner]) => inner !== undefined);
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
  return value;
}

/** A value as a text, where it is one. */
export const textIn = (value: FieldValue): string => (typeof value === 'string' ? value : '');
