import { SegmentedControl, Stack, Text, Title, useMatches } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { holds, useMe } from '../app/session';
import { Clocks } from './clocks';
import { RecordDecision } from './record-decision';
import { Referrals } from './referrals';

/** The desk of those who answer for the outside: the coordination cell with its clocks, and each state with what was asked of it. */
export function OutsidePage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const orientation = useMatches<'vertical' | 'horizontal'>({ base: 'vertical', xs: 'horizontal' });
  const search = useSearch({ from: '/inside/outside' });
  const view = search.view ?? (holds(me, 'state_officer') ? 'referrals' : 'clocks');
  if (search.case !== undefined && search.about !== undefined) return <RecordDecision id={search.case} about={search.about} />;
  return (
    <Stack>
      <Title order={1} size="h2">
        {t('desks.outside')}
      </Title>
      <SegmentedControl
        aria-label={t('desks.which')}
        value={view}
        orientation={orientation}
        onChange={(next) => void navigate({ to: '/outside', search: { view: next }, replace: true })}
        data={(['clocks', 'referrals'] as const).map((value) => ({ value, label: t(`desks.view.${value}`) }))}
        w="fit-content"
      />
      <Text>{t(`desks.about.${view}`)}</Text>
      {view === 'clocks' ? <Clocks all={search.all === true} /> : <Referrals all={search.all === true} />}
    </Stack>
  );
}
