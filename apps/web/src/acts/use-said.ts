import { useTranslation } from 'react-i18next';
import { useLawWords } from '../i18n/law-words';
import { wordsOf, type FieldProps } from './field';
import { isLongText } from './schema';

/** What stands at a field: its name, whether it must be there, what the server said of it. */
export function useSaid({ name, pointer, schema, required, problems }: FieldProps) {
  const { t } = useTranslation();
  const law = useLawWords();
  const problem = problems.find((one) => one.pointer === pointer);
  const error = problem === undefined ? undefined : law.refusal(problem).text;
  const label = t(`fieldName.${name}`, { defaultValue: wordsOf(name) });
  const sealed = isLongText(schema) ? t('act.keptApart') : undefined;
  return { label, required, ...(error === undefined ? {} : { error }), ...(sealed === undefined ? {} : { description: sealed }) };
}
