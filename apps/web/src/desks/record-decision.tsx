import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Act } from '../acts/act-page';
import { caseQuery } from '../cases/case-page';
import { AppAnchor } from '../ui/links';
import { DECISION } from './referrals';

/** What an authority outside decided, in the API's own form, about one referral. An officer speaks for their own state, whatever the form says. */
export function RecordDecision({ id, about }: { readonly id: string; readonly about: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(caseQuery(id));
  return (
    <Stack>
      <AppAnchor to="/outside" search={{ view: 'referrals' }} className="no-print" w="fit-content">
        {t('desks.backToReferrals')}
      </AppAnchor>
      <Title order={1} size="h2">
        {t('desks.decisionOn', { about })}
      </Title>
      <Text>{t('desks.decisionMeans')}</Text>
      <Act
        inside
        subject={data}
        error={error}
        command={DECISION}
        back="/outside?view=referrals"
        queryKey={['case', id]}
        begin={{ about }}
      />
    </Stack>
  );
}
