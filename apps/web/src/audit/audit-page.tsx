import { SimpleGrid, Stack, Tabs, Text, Title } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { AppAnchor, AppButton } from '../ui/links';
import { Empty } from '../ui/waiting';
import { VIEWS, type AuditSearch, type AuditView } from './audit-search';
import { Calls, Lapses } from './case-views';
import { ChainState } from './chain-state';
import { AfterPublication, Entries } from './entries';
import { Filters } from './filters';
import { Knowledge } from './knowledge';
import { LogState } from './log-state';

/** What happened, over all cases: by whom, what, when; who knew what; what followed a publication; and how far it was verified. */
export function AuditPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/inside/audit' });
  const narrow = (next: AuditSearch): void => void navigate({ to: '/audit', search: next, replace: true });
  const { view = 'entries', case: id } = search;
  return (
    <Stack>
      <Title order={1} size="h2">
        {t('audit.title')}
      </Title>
      <Text>{t('audit.about')}</Text>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <LogState />
        {id !== undefined && <ChainState key={id} id={id} />}
      </SimpleGrid>
      <Filters key={JSON.stringify(search)} search={search} narrow={narrow} />
      {id !== undefined && (
        <Text>
          <AppAnchor to="/cases/$id" params={{ id }}>
            {t('audit.openCase')}
          </AppAnchor>{' '}
          ·{' '}
          <AppAnchor to="/exports/new" search={{ case: id }}>
            {t('audit.exportCase')}
          </AppAnchor>
        </Text>
      )}
      <Tabs value={view} onChange={(value) => narrow({ ...search, view: value as AuditView })} keepMounted={false}>
        <Tabs.List>
          {VIEWS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`audit.view.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {VIEWS.map((name) => (
          <Tabs.Panel key={name} value={name} pt="md">
            <View name={name} search={search} />
          </Tabs.Panel>
        ))}
      </Tabs>
      <AppButton to="/exports" variant="default" w="fit-content">
        {t('exports.title')}
      </AppButton>
    </Stack>
  );
}

function View({ name, search }: { readonly name: AuditView; readonly search: AuditSearch }) {
  const { t } = useTranslation();
  if (name === 'entries') return <Entries search={search} />;
  if (search.case === undefined) return <Empty title={t('audit.caseIsNeeded')} />;
  if (name === 'knowledge') return <Knowledge id={search.case} />;
  if (name === 'after') return <AfterPublication id={search.case} />;
  return name === 'lapses' ? <Lapses id={search.case} /> : <Calls id={search.case} />;
}
