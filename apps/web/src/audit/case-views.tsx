import { Card, Group, List, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { useEntryWords } from '../i18n/entry-words';
import { Copyable } from '../ui/copyable';
import { InWords } from '../ui/in-words';
import { ProblemNote } from '../ui/problem-note';
import { StateBadge } from '../ui/state-badge';
import { Time } from '../ui/time';
import { Empty, Waiting } from '../ui/waiting';

/** Which deadlines were let pass, and what followed. */
export function Lapses({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { happened } = useEntryWords();
  const { data, error, isPending } = useQuery({
    queryKey: ['lapses', id],
    queryFn: () => taken(api.GET('/api/v1/cases/{id}/lapses', { params: { path: { id } } })),
  });
  if (isPending) return <Waiting />;
  if (data === undefined) return <ProblemNote error={error} />;
  if (data.length === 0) return <Empty title={t('audit.noLapse')} />;
  return (
    <Stack gap="xs">
      {data.map((lapse) => (
        <Card key={lapse.seq} withBorder padding="sm">
          <Title order={3} size="h5">
            {lapse.seq} <InWords said={happened(lapse.type)} />
          </Title>
          <Text size="sm">
            <Time at={lapse.at} />
          </Text>
          {lapse.deadline !== null && (
            <Text size="sm">
              {t(`desk.deadline.${lapse.deadline.kind}`, { defaultValue: lapse.deadline.kind })}: {t('audit.wasDue')}{' '}
              <Time at={lapse.deadline.dueAt} />
            </Text>
          )}
          <Group gap="xs">
            <StateBadge state={lapse.from} ended={false} />
            <Text span aria-hidden>
              →
            </Text>
            <StateBadge state={lapse.to} ended={false} />
          </Group>
          {lapse.next !== null && (
            <Text size="sm">
              {t('audit.then')} {lapse.next.seq} <InWords said={happened(lapse.next.type)} />
            </Text>
          )}
        </Card>
      ))}
    </Stack>
  );
}

/** What each call was voted on: the exact draft and evidence list, and what came only later. */
export function Calls({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { data, error, isPending } = useQuery({
    queryKey: ['calls', id],
    queryFn: () => taken(api.GET('/api/v1/cases/{id}/calls', { params: { path: { id } } })),
  });
  if (isPending) return <Waiting />;
  if (data === undefined) return <ProblemNote error={error} />;
  if (data.length === 0) return <Empty title={t('audit.noCall')} />;
  return (
    <Stack gap="xs">
      {data.map((call) => (
        <Card key={call.seq} withBorder padding="sm">
          <Title order={3} size="h5">
            {t('audit.call', { number: call.number, round: call.round })}
          </Title>
          <Text size="sm">
            <Time at={call.openedAt} /> – <Time at={call.closesAt} />
          </Text>
          <Hash name={t('audit.draft')} value={call.draft} />
          <Hash name={t('audit.evidenceList')} value={call.evidenceList} />
          <Text size="sm">{t('audit.held', { count: call.held.length })}</Text>
          <Text size="sm">{t('audit.cameLater', { count: call.cameLater.length })}</Text>
          {call.ballots.length > 0 && (
            <List size="sm" className="mono">
              {call.ballots.map((ballot) => (
                <List.Item key={ballot.member}>
                  {ballot.member.slice(0, 13)}… <Time at={ballot.at} />
                </List.Item>
              ))}
            </List>
          )}
        </Card>
      ))}
    </Stack>
  );
}

function Hash({ name, value }: { readonly name: string; readonly value: string | null }) {
  return (
    <Group gap="xs">
      <Text size="sm">{name}</Text>
      {value === null ? '–' : <Copyable value={value} shown={`${value.slice(0, 16)}…`} />}
    </Group>
  );
}
