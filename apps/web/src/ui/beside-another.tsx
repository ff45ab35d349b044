import { useTranslation } from 'react-i18next';
import { AppAnchor } from './links';

/** From a case or a report to the desk where two lie side by side: this one, and the one that it is compared with first, where one is known. */
export function BesideAnother({ kind, of }: { readonly kind: 'cases' | 'reports'; readonly of: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <AppAnchor to="/beside" search={{ kind, of }} size="sm" display="inline-block" py={4} mt={4} className="no-print">
      {t('desks.besideAnother')}
    </AppAnchor>
  );
}
