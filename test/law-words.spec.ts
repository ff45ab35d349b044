import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getMetadataStorage } from 'class-validator';
import { noticeReasons, rulebookIds, rulebookOf } from '@tregua/casework';
import { processes } from '../apps/api/src/http/processes.js';
import { problemTypes } from '../apps/api/src/http/problem.js';
import { engineRefusalSentences } from '../apps/api/src/http/refusals.js';
import { sentences } from '../apps/api/src/http/sentences.js';

// Everything that the API refuses, and every label of its rulebooks, has its words in the reader's language. English comes from the law itself.
const I18N = 'apps/web/src/i18n';
const CYRILLIC = ['uk', 'ru'];

/** Says that other rules hold only now and then, and refuses nothing by itself. */
const CONDITION = 'conditionalValidation';

const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(I18N, ...path), 'utf8'));
const known = (codes: Iterable<string>): string[] => [...new Set(codes)].sort();

const REFUSALS = known([
  ...processes.flatMap(({ guards }) => Object.keys(guards)),
  ...engineRefusalSentences.map(([code]) => code),
  ...Object.keys(sentences),
]);
/** Values that a sentence takes from the refusal's params. */
const namesIn = (text: string): string[] => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name as string).sort();

it('the API has a sentence for each rule that a body or query of its classes can break', async () => {
  const files = readdirSync('apps/api/src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(params|view|controller)\.ts$/.test(file))
    .map((file) => join('apps/api/src', file))
    .filter((file) => readFileSync(file, 'utf8').includes("from 'class-validator'"));
  const exported: unknown[] = [];
  for (const file of files) exported.push(...Object.values((await import(pathToFileURL(file).href)) as object));
  const classes = exported.filter((one) => typeof one === 'function');
  const rules = classes.flatMap((one) =>
    getMetadataStorage()
      .getTargetValidationMetadatas(one, '', false, false)
      .map(({ name, type }) => name ?? type),
  );
  expect(classes.length).toBeGreaterThan(20);
  expect(known(rules).filter((name) => name !== CONDITION && !Object.hasOwn(sentences, name))).toEqual([]);
});

it.each(['en', 'uk', 'fr', 'it', 'ru'])('names every problem of the API in %s, and no other', (language) => {
  const { problem } = read(`${language}.json`) as { readonly problem: Readonly<Record<string, string>> };
  // No problem, but that no answer came at all.
  expect(known(Object.keys(problem).filter((name) => name !== 'noAnswer'))).toEqual(known(Object.keys(problemTypes)));
});

describe.each(['uk', 'fr', 'it', 'ru'])('what the law says in %s', (language) => {
  const { refusal, reason, label } = read('law', `${language}.json`) as Readonly<
    Record<'refusal' | 'reason' | 'label', Readonly<Record<string, string>>>
  >;

  it('has a sentence for every guard, every refusal of the door, of secrecy and of shape, and no other', () => {
    expect(REFUSALS.length).toBeGreaterThan(150);
    expect(known(Object.keys(refusal))).toEqual(REFUSALS);
  });

  it('puts the same values into each sentence as the English one', () => {
    const wrong = Object.entries(sentences).filter(([code, says]) => namesIn(refusal[code] ?? '').join() !== namesIn(says).join());
    expect(wrong).toEqual([]);
  });

  it('says for every reason why somebody is told, and for no other', () => {
    expect(known(Object.keys(reason))).toEqual(known(Object.keys(noticeReasons)));
  });

  it('has words for every label of the rulebooks that come along, and no other', () => {
    const labels = known(rulebookIds.flatMap((id) => Object.values(rulebookOf(id).labels).flatMap((codes) => Object.values(codes))));
    expect(labels.length).toBeGreaterThan(250);
    expect(known(Object.keys(label))).toEqual(labels);
  });

  it('says nothing in English', () => {
    const english = new Set(processes.flatMap(({ guards }) => Object.values(guards).map(({ says }) => says)));
    const all = [...Object.values(refusal), ...Object.values(reason), ...Object.values(label)];
    expect(all.filter((text) => text.trim() === '' || english.has(text))).toEqual([]);
    if (CYRILLIC.includes(language)) expect(all.filter((text) => !/[а-яіїєґ]/i.test(text))).toEqual([]);
  });
});
