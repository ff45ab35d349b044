import { Badge, Card, Group, SimpleGrid, Stack, Tabs, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { NextActions } from '../acts/next-actions';
import { api, taken } from '../api/client';
import { Unread } from '../app/lost';
import { EvidenceTab } from '../cases/evidence-tab';
import { HistoryTab } from '../cases/history-tab';
import { Matter } from '../matter/matter';
import { StateWalk } from '../process/state-walk';
import { BesideAnother } from '../ui/beside-another';
import { Copyable } from '../ui/copyable';
import { DeadlineChip } from '../ui/deadline-chip';
import { StateBadge } from '../ui/state-badge';
import { Waiting } from '../ui/waiting';

export const reportQuery = (id: string) => ({
  queryKey: ['report', id],
  queryFn: () => taken(api.GET('/api/v1/reports/{id}', { params: { path: { id } } })),
});

/** One report and its fate. */
export function ReportPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/inside/reports/$id' });
  const { data, error, isPending } = useQuery(reportQuery(id));
  if (isPending) return <Waiting />;
  if (data === undefined) return <Unread error={error} />;
  return (
    <Stack>
      <Title order={1} size="h2">
        {t('report.title')} <Copyable value={data.reference} />
      </Title>
      <Group gap="xs">
        <StateBadge state={data.state} ended={data.ended} />
        <Badge variant="default" tt="none">
          {t('case.severity', { severity: data.severity })}
        </Badge>
        <DeadlineChip dueAt={data.nextDueAt ?? undefined} />
      </Group>
      <StateWalk process="report" state={data.state} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Card withBorder component="section" aria-labelledby="next">
          <Title order={2} size="h4" id="next" mb="xs">
            {t('case.next')}
          </Title>
          <NextActions actions={data.actions} kind="reports" id={data.id} />
          <BesideAnother kind="reports" of={[data.id]} />
        </Card>
      </SimpleGrid>
      <Tabs defaultValue="facts" keepMounted={false}>
        <Tabs.List>
          {(['facts', 'evidence', 'timeline'] as const).map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`case.tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="facts" pt="md">
          {data.matter === undefined ? <Text c="dimmed">{t('case.notReadable')}</Text> : <Matter value={data.matter} />}
        </Tabs.Panel>
        <Tabs.Panel value="evidence" pt="md">
          <EvidenceTab kind="reports" id={data.id} />
        </Tabs.Panel>
        <Tabs.Panel value="timeline" pt="md">
          <HistoryTab kind="reports" id={data.id} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
