import i18next, { type i18n } from 'i18next';
import { LAW } from './law-words';

/** Languages of the pages, each by its own name. */
export const languages = { en: 'English', uk: 'Українська', fr: 'Français', it: 'Italiano', ru: 'Русский' } as const;
export type Language = keyof typeof languages;

type Loader = () => Promise<{ default: object }>;

/**
 * A catalogue is one file and comes in two parts: what the frame and the inbox say, and what all other screens say. What the law says is a file of its
 * own; in English it comes with the API's answers.
 */
const loaders: Readonly<Record<Language, { readonly first: Loader; readonly rest: Loader; readonly law?: Loader }>> = {
  en: { first: () => import('./en.json?first'), rest: () => import('./en.json?rest') },
  uk: { first: () => import('./uk.json?first'), rest: () => import('./uk.json?rest'), law: () => import('./law/uk.json') },
  fr: { first: () => import('./fr.json?first'), rest: () => import('./fr.json?rest'), law: () => import('./law/fr.json') },
  it: { first: () => import('./it.json?first'), rest: () => import('./it.json?rest'), law: () => import('./law/it.json') },
  ru: { first: () => import('./ru.json?first'), rest: () => import('./ru.json?rest'), law: () => import('./law/ru.json') },
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
  await Promise.all([loadPart(language, 'first'), ...(allAreWanted ? [loadPart(language, 'rest'), loadPart(language, 'law')] : [])]);
}

function loadPart(language: Language, part: 'first' | 'rest' | 'law'): Promise<void> {
  const name = `${language} ${part}`;
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const loader = loaders[language][part];
  if (loader === undefined) return Promise.resolve();
  const loading = loader().then(({ default: words }) => {
    instance.addResourceBundle(language, part === 'law' ? LAW : 'translation', words, true);
  });
  loaded.set(name, loading);
  // A line that broke is no reason to be without words for good: the next who asks tries again.
  loading.catch(() => loaded.delete(name));
  return loading;
}
