import { useTranslation } from 'react-i18next';
import type { Said } from './law-words';

/** A file of i18n/entries: what happened, by the type of the entry that records it. */
type EntryWords = Readonly<Record<string, string>>;

/** Under which name the words for entries are kept beside those of the pages. */
export const ENTRIES = 'entries';

/**
 * What happened, in the reader's language, by the type of an entry. Where we have no words for a type (the server is newer than this page), its name is
 * shown as English words, and marked.
 */
export function useEntryWords(): {
  readonly happened: (type: string) => Said;
  /** The types that have words. */
  readonly types: readonly string[];
} {
  const { i18n } = useTranslation();
  const words = (i18n.getResourceBundle(i18n.language, ENTRIES) ?? {}) as EntryWords;
  return {
    happened: (type) => {
      const text = Object.hasOwn(words, type) ? words[type] : undefined;
      return text !== undefined ? { text } : { text: wordsOf(type), ...(i18n.language === 'en' ? {} : { lang: 'en' as const }) };
    },
    types: Object.keys(words),
  };
}

/** `CaseOpened` as "Case opened". */
const wordsOf = (type: string): string => type.replace(/([a-z])([A-Z])/g, (_, one: string, two: string) => `${one} ${two.toLowerCase()}`);
