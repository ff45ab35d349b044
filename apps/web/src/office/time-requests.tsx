import { Badge, Button, Card, Stack, Text, Textarea, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, taken, type Schemas } from '../api/client';
import { holds, useMe } from '../app/session';
import { AUDITING } from '../process/roles-at-work';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';

/** Who learns of it: the Commission and its auditors, and the agents of the parties. */
const TOLD = [...AUDITING, 'party_agent'] as const;

/** What the parties asked for, and for an agent the way to ask; nothing where there is neither. */
export function TimeRequests({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const { data, error } = useQuery({
    queryKey: ['case', id, 'time-requests'],
    queryFn: () => taken(api.GET('/api/v1/cases/{id}/time-requests', { params: { path: { id } } })),
    enabled: holds(me, ...TOLD),
  });
  if (error !== null) return <ProblemNote error={error} />;
  if (data === undefined || (data.items.length === 0 && data.mayAskUntil === undefined)) return null;
  return (
    <Card withBorder component="section" aria-labelledby="more-time">
      <Title order={2} size="h4" id="more-time" mb="xs">
        {t('office.time.title')}
      </Title>
      <Stack gap="sm">
        <Text size="sm">{t('office.time.means')}</Text>
        {data.items.map((one) => (
          <Request key={one.seq} one={one} />
        ))}
        {data.mayAskUntil !== undefined && <Ask id={id} until={data.mayAskUntil} />}
      </Stack>
    </Card>
  );
}

function Request({ one }: { readonly one: Schemas['TimeRequestView'] }) {
  const { t } = useTranslation();
  return (
    <Stack gap={2}>
      <Badge variant="default" tt="none">
        {t(`office.time.status.${one.status}`)}
      </Badge>
      <Text size="sm">
        <Time at={one.askedAt} /> {t('office.time.asked', { party: one.party })}, {t('office.time.of')} <Time at={one.termEndsAt} />
      </Text>
      <Text size="sm">{one.reason ?? t('office.time.lost')}</Text>
    </Stack>
  );
}

function Ask({ id, until }: { readonly id: string; readonly until: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const ask = useMutation({
    mutationFn: () => taken(api.POST('/api/v1/cases/{id}/time-requests', { params: { path: { id } }, body: { reason } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['case', id, 'time-requests'] }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate();
      }}
    >
      <Stack gap="xs">
        <Text size="sm">
          {t('office.time.until')} <Time at={until} />
        </Text>
        <ProblemNote error={ask.error} />
        <Textarea
          label={t('office.time.why')}
          required
          autosize
          minRows={2}
          maxLength={4000}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <Button type="submit" loading={ask.isPending} w="fit-content">
          {t('office.time.ask')}
        </Button>
      </Stack>
    </form>
  );
}
