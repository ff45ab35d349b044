import type { i18n } from 'i18next';
import { useTranslation } from 'react-i18next';

/** A sentence of the law as it is shown; what is not in the reader's language says in which it is, for those who hear it. */
export interface Said {
  readonly text: string;
  readonly lang?: 'en';
}

/** A file of i18n/law: sentences by the codes of refusals and of why somebody is told, labels of rulebooks by the English ones. English itself comes with the API's answers. */
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
  readonly refusal: (code: string, english: string) => Said;
  readonly reason: (code: string, english: string) => Said;
  readonly label: (english: string) => Said;
} {
  const { i18n } = useTranslation();
  const words = wordsIn(i18n);
  const said = (text: string | undefined, english: string): Said =>
    text !== undefined ? { text } : { text: english, ...(i18n.language === 'en' ? {} : { lang: 'en' as const }) };
  return {
    refusal: (code, english) => said(words?.refusal[code], english),
    reason: (code, english) => said(words?.reason[code], english),
    label: (english) => said(words?.label[english], english),
  };
}

const wordsIn = (of: i18n): LawWords | undefined => of.getResourceBundle(of.language, LAW) as LawWords | undefined;
