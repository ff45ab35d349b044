import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isFirst, partOf } from '../apps/web/src/i18n/first-words.js';

const SOURCES = 'apps/web/src';
/** What is there before any screen is asked for, and what opens without being one. */
const BEGINNINGS = ['main.tsx', 'app/palette.tsx'];
const en = JSON.parse(readFileSync(join(SOURCES, 'i18n/en.json'), 'utf8')) as object;

/** Files that a beginning imports, and what these import; not what is loaded when it is asked for. */
function reached(file: string, known = new Set<string>()): Set<string> {
  const path = [file, `${file}.ts`, `${file}.tsx`].find((name) => /\.tsx?$/.test(name) && existsSync(name));
  if (path === undefined || known.has(path)) return known;
  known.add(path);
  const imports = readFileSync(path, 'utf8').matchAll(/^import (?!type )[^;]*?from '(\.[^']+)';/gm);
  for (const [, from] of imports) reached(resolve(dirname(path), from as string), known);
  return known;
}

/** Keys that a file asks for; of those that end in a value, what stands before it. */
function keysIn(text: string): string[] {
  const asked = [...text.matchAll(/\bt\(\s*(?:'([^']+)'|`([^`$]*)\.\$\{)/g)].map(([, whole, before]) => whole ?? `${before}.x`);
  const named = [...text.matchAll(/\blabel: '([a-z]\w*(?:\.\w+)+)'/g)].map(([, key]) => key as string);
  return [...asked, ...named];
}

it('has every word among the first that is said before another screen is loaded', () => {
  const files = BEGINNINGS.flatMap((name) => [...reached(resolve(SOURCES, name))]);
  const keys = files.flatMap((file) =>
    keysIn(readFileSync(file, 'utf8')).map((key) => ({ file: file.slice(resolve(SOURCES).length), key })),
  );
  expect(files.length).toBeGreaterThan(30);
  expect(keys.length).toBeGreaterThan(50);
  // A field of a refused form is named by its form's screen; before that, signing in has no fields that need it.
  expect(keys.filter(({ key }) => !isFirst(key) && !key.startsWith('fieldName.'))).toEqual([]);
});

it('cuts a catalogue in two without losing a word', () => {
  const [first, rest] = [partOf(en, true), partOf(en, false)];
  const count = (tree: object): number =>
    Object.values(tree).reduce<number>((sum, value) => sum + (typeof value === 'string' ? 1 : count(value as object)), 0);
  expect(count(first) + count(rest)).toBe(count(en));
  expect(count(first)).toBeLessThan(count(en) / 4);
  expect(first).toMatchObject({
    skip: expect.any(String) as string,
    inbox: { title: 'Cases' },
    desk: { all: expect.any(String) as string },
  });
  expect(rest).not.toHaveProperty('inbox');
});
