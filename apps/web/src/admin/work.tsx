import { Anchor, Button, Card, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { hasEnded } from '../exports/use-job';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';
import { Empty, Waiting } from '../ui/waiting';
import { WideTable } from '../ui/wide-table';
import { SureButton } from './sure-button';

const BOARD = '/administration/queues/';

/** What happens later: the queue, long work, and what could not be delivered. */
export function Work() {
  const { t } = useTranslation();
  const board = useQuery({ queryKey: ['board'], queryFn: async () => (await fetch(BOARD)).ok, staleTime: Infinity });
  return (
    <Stack>
      <Card withBorder component="section" aria-labelledby="queues">
        <Title order={2} size="h4" id="queues">
          {t('admin.queues')}
        </Title>
        {board.data === true ? (
          <Anchor href={BOARD} target="_blank" rel="noopener">
            {t('admin.openBoard')}
          </Anchor>
        ) : (
          <Text size="sm">{t('admin.noBoard')}</Text>
        )}
      </Card>
      <DeadLetters />
      <Jobs />
    </Stack>
  );
}

function DeadLetters() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const letters = useQuery({
    queryKey: ['dead letters'],
    queryFn: () => taken(api.GET('/api/v1/dead-letters', { params: { query: { limit: 100 } } })),
  });
  const resend = useMutation({
    mutationFn: (id: string) =>
      taken(
        api.POST('/api/v1/dead-letters/{id}/resend', { params: { path: { id } }, headers: { 'idempotency-key': crypto.randomUUID() } }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['dead letters'] }),
  });
  return (
    <section aria-labelledby="dead-letters">
      <Title order={2} size="h4" id="dead-letters">
        {t('admin.deadLetters')}
      </Title>
      <ProblemNote error={letters.error ?? resend.error} />
      {letters.isPending && <Waiting rows={3} />}
      {letters.data?.items.length === 0 && <Empty title={t('admin.noDeadLetter')} />}
      {(letters.data?.items.length ?? 0) > 0 && (
        <WideTable label={t('admin.deadLetters')} width={720}>
          <Table.Thead>
            <Table.Tr>
              {(['when', 'channel', 'kind', 'recipient', 'attempts', 'error', 'act'] as const).map((name) => (
                <Table.Th key={name} scope="col">
                  {t(`admin.column.${name}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {letters.data?.items.map((letter) => (
              <Table.Tr key={letter.id}>
                <Table.Td>
                  <Time at={letter.at} />
                </Table.Td>
                <Table.Td>{t(`admin.channel.${letter.channel}`)}</Table.Td>
                <Table.Td>{t(`noticeKind.${letter.kind}`)}</Table.Td>
                <Table.Td className="mono">{letter.recipient.slice(0, 13)}…</Table.Td>
                <Table.Td>{letter.attempts}</Table.Td>
                <Table.Td>{letter.error ?? '–'}</Table.Td>
                <Table.Td>
                  <Button size="compact-sm" variant="default" onClick={() => resend.mutate(letter.id)} loading={resend.isPending}>
                    {t('admin.resend')}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </section>
  );
}

function Jobs() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const jobs = useQuery({
    queryKey: ['jobs'],
    queryFn: () => taken(api.GET('/api/v1/jobs', { params: { query: { limit: 50 } } })),
    refetchInterval: 5_000,
  });
  const cancel = useMutation({
    mutationFn: (id: string) =>
      taken(api.POST('/api/v1/jobs/{id}/cancel', { params: { path: { id } }, headers: { 'idempotency-key': crypto.randomUUID() } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['jobs'] }),
  });
  return (
    <section aria-labelledby="jobs">
      <Title order={2} size="h4" id="jobs">
        {t('admin.jobs')}
      </Title>
      <ProblemNote error={jobs.error ?? cancel.error} />
      {jobs.isPending && <Waiting rows={3} />}
      {jobs.data?.items.length === 0 && <Empty title={t('admin.noJob')} />}
      <Stack gap="xs" component="ul" p={0} m={0}>
        {jobs.data?.items.map((job) => (
          <Card key={job.id} withBorder padding="sm" component="li">
            <Group justify="space-between">
              <Text size="sm">
                {t(`admin.job.${job.kind}`, { defaultValue: job.kind })} – {t(`exports.state.${job.state}`, { defaultValue: job.state })}{' '}
                {job.total !== null && t('exports.doneOf', { done: job.done, total: job.total })} <Time at={job.askedAt} />
              </Text>
              {!hasEnded(job) && <SureButton label={t('exports.cancel')} act={() => cancel.mutate(job.id)} loading={cancel.isPending} />}
            </Group>
          </Card>
        ))}
      </Stack>
    </section>
  );
}
