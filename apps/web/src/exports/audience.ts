import { useTranslation } from 'react-i18next';

export const AUDIENCES = ['auditor', 'commission', 'cell', 'public', 'party'] as const;

/** An audience in words; a party by its code. */
export function useAudience(): (audience: string) => string {
  const { t } = useTranslation();
  return (audience) => {
    const [kind = '', code] = audience.split(':');
    return code === undefined ? t(`exports.audience.${kind}`, { defaultValue: kind }) : t('exports.ofParty', { code });
  };
}
