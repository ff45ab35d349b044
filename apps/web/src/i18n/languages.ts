import i18next, { type i18n } from 'i18next';
import { ENTRIES } from './entry-words';
import { LAW } from './law-words';

/** Languages of the pages, each by its own name. */
export const languages = { en: 'English', uk: 'Українська', fr: 'Français', it: 'Italiano', ru: 'Русский' } as const;
export type Language = keyof typeof languages;

type Loader = () => Promise<{ default: object }>;

/** What is loaded of a language: at once; with the first screen that says more; and nothing of the law in English, which comes with the API's answers. */
type Part = 'first' | 'rest' | 'law' | 'entries';
const LATER = ['rest', 'law', 'entries'] as const satisfies readonly Part[];
const BUNDLES: Readonly<Record<Part, string>> = { first: 'translation', rest: 'translation', law: LAW, entries: ENTRIES };

/** A catalogue is one file and comes in two parts: what the frame and the inbox say, and what all other screens say. What the law says, and what happened, are files of their own. */
const loaders: Readonly<Record<Language, Readonly<Partial<Record<Part, Loader>>>>> = {
  en: {
    first: () => import('./en.json?first'),
    rest: () => import('./en.json?rest'),
    entries: () => import('./entries/en.json'),
  },
  uk: {
    first: () => import('./uk.json?first'),
    rest: () => import('./uk.json?rest'),
    law: () => import('./law/uk.json'),
    entries: () => import('./entries/uk.json'),
  },
  fr: {
    first: () => import('./fr.json?first'),
    rest: () => import('./fr.json?rest'),
    law: () => import('./law/fr.json'),
    entries: () => import('./entries/fr.json'),
  },
  it: {
    first: () => import('./it.json?first'),
    rest: () => import('./it.json?rest'),
    law: () => import('./law/it.json'),
    entries: () => import('./entries/it.json'),
  },
  ru: {
    first: () => import('./ru.json?first'),
    rest: () => import('./ru.json?rest'),
    law: () => import('./law/ru.json'),
    entries: () => import('./entries/ru.json'),
  },
};

const KEPT = 'tregua.language';
const isLanguage = (name: string | null | undefined): name is Language => name !== null && name !== undefined && name in languages;
const instance = i18next.createInstance();
/** Whether a screen is open, or was, that says more than the inbox does. */
let allAreWanted = false;

/** What was chosen before; else the first of the browser's languages that we have; else English. */
function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (isLanguage(kept)) return kept;
  return navigator.languages.map((name) => name.slice(0, 2)).find(isLanguage) ?? 'en';
}

/** Loads the reader's language, and no other: the catalogues have the same keys by test, so none stands in for another. */
export async function startLanguages(): Promise<i18n> {
  const language = firstLanguage();
  await instance.init({ lng: language, fallbackLng: false, resources: {}, interpolation: { escapeValue: false }, returnNull: false });
  await speak(language, false);
  return instance;
}

export async function speak(language: Language, keep = true): Promise<void> {
  await load(language);
  await instance.changeLanguage(language);
  document.documentElement.lang = language;
  if (keep) localStorage.setItem(KEPT, language);
}

/** All words of the reader's language. A screen that is loaded when it is asked for waits for them, so that no key is ever shown. */
export async function allWords(): Promise<void> {
  allAreWanted = true;
  if (isLanguage(instance.language)) await load(instance.language);
}

const loaded = new Map<string, Promise<void>>();

async function load(language: Language): Promise<void> {
  await Promise.all([loadPart(language, 'first'), ...(allAreWanted ? LATER.map((part) => loadPart(language, part)) : [])]);
}

function loadPart(language: Language, part: Part): Promise<void> {
  const name = `${language} ${part}`;
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const loader = loaders[language][part];
  if (loader === undefined) return Promise.resolve();
  const loading = loader().then(({ default: words }) => {
    instance.addResourceBundle(language, BUNDLES[part], words, true);
  });
  loaded.set(name, loading);
  // A line that broke is no reason to be without words for good: the next who asks tries again.
  loading.catch(() => loaded.delete(name));
  return loading;
}
