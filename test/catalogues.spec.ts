import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { caseProcess, reportProcess } from '@tregua/casework';

const LANGUAGES = ['en', 'uk', 'fr', 'it', 'ru'];
const PLURAL = /_(zero|one|two|few|many|other)$/;

const catalogue = (language: string): object => JSON.parse(readFileSync(join('apps/web/src/i18n', `${language}.json`), 'utf8')) as object;

/** Keys by their whole path; the forms of a plural count as one. */
function keysOf(tree: object, path = ''): string[] {
  return Object.entries(tree).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? keysOf(value, `${path}${name}.`) : [`${path}${name}`],
  );
}
const plain = (keys: readonly string[]): string[] => [...new Set(keys.map((key) => key.replace(PLURAL, '')))].sort();
const valueAt = (tree: object, key: string): unknown =>
  key.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], tree);
const namesIn = (text: unknown): string[] => [...String(text).matchAll(/{{(\w+)}}/g)].map(([, name]) => name as string).sort();

describe.each(LANGUAGES)('the catalogue of %s', (language) => {
  const tree = catalogue(language);
  const keys = keysOf(tree);

  it('has the keys of the English one, and no other', () => {
    expect(plain(keys)).toEqual(plain(keysOf(catalogue('en'))));
  });

  it('has every form that its language counts with', () => {
    const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const counted = plain(keys.filter((key) => PLURAL.test(key)));
    const missing = counted.flatMap((key) => wanted.filter((form) => !keys.includes(`${key}_${form}`)).map((form) => `${key}_${form}`));
    expect(counted.length).toBeGreaterThan(3);
    expect(missing).toEqual([]);
  });

  it('puts the same values into each sentence as the English one', () => {
    const english = catalogue('en');
    const wrong = keys.filter((key) => {
      const model = keysOf(english).find((known) => known === key) ?? key.replace(PLURAL, '_other');
      return namesIn(valueAt(tree, key)).join() !== namesIn(valueAt(english, model)).join();
    });
    expect(wrong).toEqual([]);
  });

  it('names every state of both processes', () => {
    const states = [caseProcess, reportProcess].flatMap((process) => [...process.states, ...process.ends]);
    expect(states.filter((state) => !keys.includes(`state.${state}`))).toEqual([]);
  });
});
