import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { noticeReasons, rulebookIds, rulebookOf } from '@tregua/casework';
import { processes } from '../apps/api/src/http/processes.js';
import { officeSentences } from '../apps/api/src/http/office-sentences.js';
import { problemTypes } from '../apps/api/src/http/problem.js';
import { engineRefusalSentences } from '../apps/api/src/http/refusals.js';
import { secrecySentences } from '../apps/api/src/http/secrecy-sentences.js';
import { shapeSentences } from '../apps/api/src/http/shape.js';

// Everything that the API refuses, and every label of its rulebooks, has its words in the reader's language. English comes from the law itself.
const I18N = 'apps/web/src/i18n';
const CYRILLIC = ['uk', 'ru'];

const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(I18N, ...path), 'utf8'));
const known = (codes: Iterable<string>): string[] => [...new Set(codes)].sort();

const REFUSALS = known([
  ...processes.flatMap(({ guards }) => Object.keys(guards)),
  ...engineRefusalSentences.map(([code]) => code),
  ...Object.keys(shapeSentences),
  ...Object.keys(secrecySentences),
  ...Object.keys(officeSentences),
]);

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
