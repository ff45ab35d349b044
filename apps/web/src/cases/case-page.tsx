import { Badge, Card, Group, SimpleGrid, Stack, Tabs, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { NextActions } from '../acts/next-actions';
import { api, taken } from '../api/client';
import { Unread } from '../app/lost';
import { holds, useMe } from '../app/session';
import { DeliberationTab } from '../deliberation/deliberation-tab';
import { LiesWith } from '../office/lies-with';
import { TimeRequests } from '../office/time-requests';
import { RemediesTab } from '../remedies/remedies-tab';
import { BesideAnother } from '../ui/beside-another';
import { Copyable } from '../ui/copyable';
import { DeadlineChip } from '../ui/deadline-chip';
import { StateBadge } from '../ui/state-badge';
import { Time } from '../ui/time';
import { Waiting } from '../ui/waiting';
import { AuditTab } from './audit-tab';
import { EvidenceTab } from './evidence-tab';
import { FactsTab } from './facts-tab';
import { HistoryTab } from './history-tab';
import { WhereItStands } from './where-it-stands';

const TABS = ['facts', 'evidence', 'timeline', 'deliberation', 'remedies', 'audit'] as const;

export const caseQuery = (id: string) => ({
  queryKey: ['case', id],
  queryFn: () => taken(api.GET('/api/v1/cases/{id}', { params: { path: { id } } })),
});

/** The case file: where it stands, whose turn it is, what I can do, and what happened. */
export function CasePage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/inside/cases/$id' });
  const { tab = 'facts' } = useSearch({ from: '/inside/cases/$id' });
  const navigate = useNavigate();
  const { data, error, isPending } = useQuery(caseQuery(id));
  if (isPending) return <Waiting />;
  if (data === undefined) return <Unread error={error} />;
  return (
    <Stack>
      <Group justify="space-between" align="start">
        <Stack gap={4}>
          <Title order={1} size="h2">
            {t('case.title')} <Copyable value={data.reference} />
          </Title>
          <Group gap="xs">
            <StateBadge state={data.state} ended={data.ended} />
            {data.severity !== undefined && (
              <Badge variant="default" tt="none">
                {t('case.severity', { severity: data.severity })}
              </Badge>
            )}
            {data.level !== undefined && (
              <Badge variant="default" tt="none">
                {t(`level.${data.level}`, { defaultValue: data.level })}
              </Badge>
            )}
            <Text size="sm" c="dimmed">
              {t('case.opened')} <Time at={data.openedAt} />
            </Text>
          </Group>
          <LiesWith reference={data.reference} assignee={data.assignee} />
        </Stack>
      </Group>
      <WhereItStands state={data.state} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Card withBorder component="section" aria-labelledby="next">
          <Title order={2} size="h4" id="next" mb="xs">
            {t('case.next')}
          </Title>
          <NextActions actions={data.actions} kind="cases" id={data.id} />
          <BesideAnother kind="cases" of={data.lead === undefined ? [data.id] : [data.id, data.lead]} />
        </Card>
        <Card withBorder component="section" aria-labelledby="deadlines">
          <Title order={2} size="h4" id="deadlines" mb="xs">
            {t('case.deadlines')}
          </Title>
          {(data.deadlines ?? []).length === 0 && <Text c="dimmed">{t('case.noDeadlines')}</Text>}
          <Stack gap={6}>
            {(data.deadlines ?? []).map((deadline) => (
              <Group key={`${deadline.kind} ${deadline.about ?? ''}`} justify="space-between" gap="xs">
                <Text size="sm">{t(`desk.deadline.${deadline.kind}`, { defaultValue: deadline.kind })}</Text>
                <DeadlineChip dueAt={deadline.dueAt} kind={deadline.kind} />
              </Group>
            ))}
          </Stack>
        </Card>
      </SimpleGrid>
      <TimeRequests id={data.id} />
      <Tabs
        value={tab}
        onChange={(value) => void navigate({ to: '/cases/$id', params: { id }, search: { tab: value ?? 'facts' }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List>
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`case.tab.${name}`, { defaultValue: t(`desk.tab.${name}`, { defaultValue: name }) })}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="facts" pt="md">
          {data.matter === undefined ? <NotReadable /> : <FactsTab id={data.id} matter={data.matter} />}
        </Tabs.Panel>
        <Tabs.Panel value="evidence" pt="md">
          <EvidenceTab kind="cases" id={data.id} />
        </Tabs.Panel>
        <Tabs.Panel value="timeline" pt="md">
          <HistoryTab kind="cases" id={data.id} />
        </Tabs.Panel>
        <Tabs.Panel value="deliberation" pt="md">
          {data.matter === undefined ? <NotReadable /> : <DeliberationTab id={data.id} matter={data.matter} />}
        </Tabs.Panel>
        <Tabs.Panel value="remedies" pt="md">
          {data.matter === undefined ? <NotReadable /> : <RemediesTab matter={data.matter} deadlines={data.deadlines ?? []} />}
        </Tabs.Panel>
        <Tabs.Panel value="audit" pt="md">
          <AuditTab id={data.id} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

/** Of a case that somebody may know of but not read: a party's agent reads in the timeline what was served on the party. */
function NotReadable() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Stack gap="xs">
      <Text>{t('case.notReadable')}</Text>
      {holds(me, 'party_agent') && <Text>{t('desk.servedMeans')}</Text>}
    </Stack>
  );
}
