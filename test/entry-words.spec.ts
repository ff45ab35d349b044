import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownEntryTypes, waysOfKnowing } from '@tregua/store';
import { processes } from '../apps/api/src/http/processes.js';

// What happened has its words in the reader's language: all that the process tables record, and all that streams beside them may hold. That nothing
// else is recorded beside them is held by the compiler: `appendEntry` takes the types of its list only.
const FOLDER = 'apps/web/src/i18n/entries';
const LANGUAGES = ['en', 'uk', 'fr', 'it', 'ru'];
const CYRILLIC = ['uk', 'ru'];

const wordsIn = (language: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(FOLDER, `${language}.json`), 'utf8')) as Readonly<Record<string, string>>;
const recorded = processes.flatMap(({ rows }) => Object.values(rows).map(({ records }) => records));
const types = [...new Set<string>([...recorded, ...ownEntryTypes])].sort();

describe.each(LANGUAGES)('what happened, in %s', (language) => {
  const words = wordsIn(language);
  const texts = Object.values(words);

  it('has words for every type of entry, and for no other', () => {
    expect(recorded.length).toBeGreaterThan(130);
    expect(Object.keys(words).sort()).toEqual(types);
  });

  it('says each thing in its own words: who filters by them means one type', () => {
    const folded = texts.map((text) => text.toLowerCase());
    expect(folded.filter((text, at) => text.trim() === '' || folded.indexOf(text) !== at)).toEqual([]);
  });

  it('says it in its own language', () => {
    const english = new Set(Object.values(wordsIn('en')));
    if (language !== 'en') expect(texts.filter((text) => english.has(text))).toEqual([]);
    if (CYRILLIC.includes(language)) expect(texts.filter((text) => !/[а-яіїєґ]/i.test(text))).toEqual([]);
  });
});

it.each(LANGUAGES)('names in %s every way of coming to know, and no other', (language) => {
  const { audit } = JSON.parse(readFileSync(join(FOLDER, '..', `${language}.json`), 'utf8')) as {
    readonly audit: { readonly hows: object };
  };
  expect(Object.keys(audit.hows).sort()).toEqual([...waysOfKnowing].sort());
});

it('lists no type for streams beside the processes that nothing records', () => {
  const LIST = 'own-entry-types.ts';
  const files = ['libs', 'apps'].flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' })
      .filter(
        (path) => /\/src\/.*\.ts$/.test(path) && !/\.(spec|testing)\.ts$/.test(path) && !path.endsWith(LIST) && !path.startsWith('web/'),
      )
      .map((path) => readFileSync(join(room, path), 'utf8')),
  );
  expect(files.length).toBeGreaterThan(300);
  const isRecorded = (type: string): boolean => files.some((text) => text.includes(`'${type}'`));
  expect(ownEntryTypes.filter((type) => !isRecorded(type))).toEqual([]);
});
