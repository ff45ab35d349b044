import { randomInt } from 'node:crypto';
import { v7 } from 'uuid';

/** A UUID version 7 (RFC 9562): random, and ordered by the millisecond in which it was made. */
export function newId(): string {
  return v7();
}

/** Crockford's base 32 without vowels and without what is read as something else: no reference spells a word. */
const LETTERS = '23456789BCDFGHJKMNPQRSTVWXYZ';

/** A reference for people, such as TR-7F3K-9QX2: random, not consecutive, so that it tells nothing of how many there are (law.md). */
export function newReference(prefix: 'TR' | 'RP'): string {
  const four = (): string => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `${prefix}-${four()}-${four()}`;
}
