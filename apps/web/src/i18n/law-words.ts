import type { i18n } from 'i18next';
import { useTranslation } from 'react-i18next';

/** A sentence of the law as it is shown; what is not in the reader's language says in which it is, for those who hear it. */
export interface Said {
  readonly text: string;
  readonly lang?: 'en';
}

/** What was refused: a stable code, the English sentence, and the values that a sentence takes. */
export interface Refused {
  readonly code: string;
  readonly detail: string;
  readonly params?: unknown;
}

/**
 * A file of i18n/law: sentences by the codes of refusals and of why somebody is told, labels of rulebooks by the English ones. English
 * itself comes with the API's answers.
 */
interface LawWords {
  readonly refusal: Readonly<Record<string, string>>;
  readonly reason: Readonly<Record<string, string>>;
  readonly label: Readonly<Record<string, string>>;
}

/** Under which name the words of the law are kept beside those of the pages. */
export const LAW = 'law';

/**
 * What the law and its rulebooks say, in the reader's language. The API tells each refusal by a stable code and in English: where we have no sentence
 * for the code, the English one is shown, and marked. A label is translated by its English words, not by its code: a rulebook that means something
 * else by the same code is shown in its own words.
 */
export function useLawWords(): {
  readonly refusal: (refused: Refused) => Said;
  readonly reason: (code: string, english: string) => Said;
  readonly label: (english: string) => Said;
} {
  const { i18n } = useTranslation();
  const words = wordsIn(i18n);
  const said = (text: string | undefined, english: string): Said =>
    text !== undefined ? { text } : { text: english, ...(i18n.language === 'en' ? {} : { lang: 'en' as const }) };
  return {
    refusal: ({ code, detail, params }) => said(filled(words?.refusal[code], params, i18n.language), detail),
    reason: (code, english) => said(words?.reason[code], english),
    label: (english) => said(words?.label[english], english),
  };
}

/** Puts the values into a sentence. One that lacks a value is none: a sentence with a gap would say something else. */
function filled(sentence: string | undefined, params: unknown, language: string): string | undefined {
  let whole = true;
  const text = sentence?.replace(/{{(\w+)}}/g, (_, name: string) => {
    const value = (params as Readonly<Record<string, unknown>> | undefined)?.[name];
    whole &&= value !== undefined;
    return typeof value === 'number' ? value.toLocaleString(language) : String(value);
  });
  return whole ? text : undefined;
}

const wordsIn = (of: i18n): LawWords | undefined => of.getResourceBundle(of.language, LAW) as LawWords | undefined;
