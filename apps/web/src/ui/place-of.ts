import { useTranslation } from 'react-i18next';

/** Names a place in a form by the words that stand there, from a JSON pointer; the first of a list is 1. */
export function usePlace(): (pointer: string) => string {
  const { t } = useTranslation();
  return (pointer) =>
    pointer
      .slice(1)
      .split('/')
      .map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : t(`fieldName.${part}`, { defaultValue: part })))
      .join(' › ');
}
