import { createElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLawWords, type Said } from '../i18n/law-words';
import { InWords } from '../ui/in-words';
import { wordsOf, type FieldProps } from './field';
import { isLongText } from './schema';

/** The name of a field; one that the server knows and no catalogue yet is English, and says so. */
export function useLabel(name: string): Said {
  const { t, i18n } = useTranslation();
  const key = `fieldName.${name}`;
  return i18n.exists(key) ? { text: t(key) } : { text: wordsOf(name), ...(i18n.language === 'en' ? {} : { lang: 'en' }) };
}

/** What an input takes that says what stands at it: its name, whether it must be there, what the server said of it. */
export interface SaidOfField {
  readonly label: string;
  readonly labelProps?: { readonly lang: 'en' };
  readonly required: boolean;
  readonly error?: ReactNode;
  readonly description?: string;
}

export function useSaid({ name, pointer, schema, required, problems }: FieldProps): SaidOfField {
  const { t } = useTranslation();
  const law = useLawWords();
  const { text: label, lang } = useLabel(name);
  const problem = problems.find((one) => one.pointer === pointer);
  return {
    label,
    required,
    ...(lang === undefined ? {} : { labelProps: { lang } }),
    ...(problem === undefined ? {} : { error: createElement(InWords, { said: law.refusal(problem) }) }),
    ...(isLongText(schema) ? { description: t('act.keptApart') } : {}),
  };
}
