import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { holds, useMe } from '../app/session';
import { AUDITING } from '../process/roles-at-work';
import { AppAnchor } from '../ui/links';
import { nameOf, useColleagues } from './colleagues';

/** With whom a case lies, for the Commission and its auditors, and the way to change it. */
export function LiesWith({ reference, assignee }: { readonly reference: string; readonly assignee: string | undefined }) {
  const { t } = useTranslation();
  const me = useMe();
  const colleagues = useColleagues();
  if (!holds(me, ...AUDITING)) return null;
  return (
    <Group gap="xs">
      <Text size="sm">
        {t('office.with')}: {assignee === undefined ? t('office.nobody') : nameOf(colleagues, assignee)}
      </Text>
      {colleagues !== undefined && colleagues.assigns !== 'nobody' && (
        <AppAnchor to="/assign" search={{ of: [reference] }} size="sm" className="no-print">
          {t('office.change')}
        </AppAnchor>
      )}
    </Group>
  );
}
