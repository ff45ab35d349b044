import { Code, Stack, Tabs, Text, Title } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { TABS, type AdminTab } from './admin-search';
import { Health } from './health';
import { Law } from './law';
import { People } from './people';
import { Webhooks } from './webhooks';
import { Work } from './work';

const PARTS = { people: People, law: Law, webhooks: Webhooks, work: Work, health: Health } as const;

/** Those who keep the system running: they see people, ways and numbers, and no content of any case. */
export function AdminPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tab = 'people' } = useSearch({ from: '/inside/admin' });
  return (
    <Stack>
      <Title order={1} size="h2">
        {t('admin.title')}
      </Title>
      <Text>{t('admin.about')}</Text>
      <Tabs
        value={tab}
        onChange={(value) => void navigate({ to: '/admin', search: { tab: value as AdminTab }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List>
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`admin.tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map((name) => {
          const Part = PARTS[name];
          return (
            <Tabs.Panel key={name} value={name} pt="md">
              <Part />
            </Tabs.Panel>
          );
        })}
      </Tabs>
      <Text size="sm">
        {t('admin.byCommand')} <Code>npm run admin</Code>
      </Text>
    </Stack>
  );
}
