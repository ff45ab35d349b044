import i18next, { type i18n } from 'i18next';
import en from './en.json';

/** Languages of the pages, each by its own name. */
export const languages = { en: 'English', uk: 'Українська', fr: 'Français', it: 'Italiano', ru: 'Русский' } as const;
export type Language = keyof typeof languages;

const loaders: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ default: object }>>> = {
  uk: () => import('./uk.json'),
  fr: () => import('./fr.json'),
  it: () => import('./it.json'),
  ru: () => import('./ru.json'),
};

const KEPT = 'tregua.language';
const isLanguage = (name: string | null | undefined): name is Language => name !== null && name !== undefined && name in languages;

/** What was chosen before; else the first of the browser's languages that we have; else English. */
function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (isLanguage(kept)) return kept;
  return navigator.languages.map((name) => name.slice(0, 2)).find(isLanguage) ?? 'en';
}

/** English is always there; another language is loaded when it is first asked for. */
export async function startLanguages(): Promise<i18n> {
  const instance = i18next.createInstance();
  await instance.init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await speak(instance, firstLanguage(), false);
  return instance;
}

export async function speak(instance: i18n, language: Language, keep = true): Promise<void> {
  if (language !== 'en' && !instance.hasResourceBundle(language, 'translation')) {
    instance.addResourceBundle(language, 'translation', (await loaders[language]()).default);
  }
  await instance.changeLanguage(language);
  document.documentElement.lang = language;
  if (keep) localStorage.setItem(KEPT, language);
}
