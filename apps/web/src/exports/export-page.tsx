import { Button, Card, Group, List, Progress, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { ProblemError } from '../api/problem';
import { Unread } from '../app/lost';
import { useMe } from '../app/session';
import { Copyable } from '../ui/copyable';
import { AppAnchor } from '../ui/links';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';
import { Waiting } from '../ui/waiting';
import { useAudience } from './audience';
import { Verify } from './exports-page';
import { hasEnded, useJob, type Job } from './use-job';

/** One export: how its building goes, and the bundle once it is there. */
export function ExportPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/inside/exports/$id' });
  const audience = useAudience();
  const me = useMe();
  const { data, error, isPending } = useQuery({
    queryKey: ['exports', id],
    queryFn: () => taken(api.GET('/api/v1/exports/{id}', { params: { path: { id } } })),
  });
  if (isPending) return <Waiting />;
  if (data === undefined) return <Unread error={error} />;
  const mine = data.askedBy === me?.id;
  return (
    <Stack maw={860}>
      <Title order={1} size="h2">
        {t('exports.one')}
      </Title>
      <Text>
        {t('exports.of', { count: data.cases.length })} – {audience(data.audience)} – {t(`exports.format.${data.format}`)}
      </Text>
      <Text size="sm">
        {t('exports.askedAt')} <Time at={data.askedAt} />
      </Text>
      <List size="sm">
        {data.cases.map((one) => (
          <List.Item key={one}>
            <AppAnchor to="/cases/$id" params={{ id: one }} className="mono">
              {one}
            </AppAnchor>
          </List.Item>
        ))}
      </List>
      {mine && <Building id={id} />}
      {data.sha256 !== null && (
        <Card withBorder>
          <Stack gap="xs">
            <Group gap="xs">
              <Text size="sm">SHA-256</Text>
              <Copyable value={data.sha256} />
            </Group>
            {mine && (
              <Button component="a" href={`/api/v1/exports/${id}/file`} download w="fit-content">
                {t('exports.download', { size: Math.ceil((data.size ?? 0) / 1024) })}
              </Button>
            )}
          </Stack>
        </Card>
      )}
      <Verify />
    </Stack>
  );
}

/** The newest job that builds this export: progress as it happens, and the ways to stop it, go on, or do it again. */
function Building({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const [turn, setTurn] = useState(0);
  const found = useQuery({
    queryKey: ['job of export', id, turn],
    queryFn: async () => {
      const { items } = await taken(api.GET('/api/v1/jobs', { params: { query: { kind: 'bundle' } } }));
      return items.find(({ asked }) => (asked as { export?: unknown } | null)?.export === id) ?? null;
    },
  });
  const told = useJob(found.data?.id, turn);
  const job = told ?? found.data ?? undefined;
  const params = { path: { id: job?.id ?? '' } };
  const cancel = useMutation({ mutationFn: () => taken(api.POST('/api/v1/jobs/{id}/cancel', { params })) });
  const resume = useMutation({
    mutationFn: () => taken(api.POST('/api/v1/jobs/{id}/resume', { params })),
    onSuccess: () => setTurn((before) => before + 1),
  });
  const again = useMutation({
    mutationFn: () =>
      taken(api.POST('/api/v1/exports/{id}/build', { params: { path: { id } }, headers: { 'idempotency-key': crypto.randomUUID() } })),
    onSuccess: () => setTurn((before) => before + 1),
  });
  return (
    <Card withBorder component="section" aria-labelledby="building">
      <Title order={2} size="h4" id="building" mb="xs">
        {t('exports.building')}
      </Title>
      <Stack gap="xs">
        {job !== undefined && <JobState job={job} />}
        <ProblemNote error={cancel.error ?? resume.error ?? again.error ?? found.error} />
        <Group>
          {job !== undefined && !hasEnded(job) && (
            <Button variant="default" onClick={() => cancel.mutate()} loading={cancel.isPending || job.cancelAsked}>
              {t('exports.cancel')}
            </Button>
          )}
          {job?.resumable === true && (
            <Button onClick={() => resume.mutate()} loading={resume.isPending}>
              {t('exports.resume')}
            </Button>
          )}
          {(job === undefined || job.state === 'done') && (
            <Button variant="default" onClick={() => again.mutate()} loading={again.isPending}>
              {t('exports.again')}
            </Button>
          )}
        </Group>
      </Stack>
    </Card>
  );
}

function JobState({ job }: { readonly job: Job }) {
  const { t } = useTranslation();
  const { state, phase, done, total } = job;
  const part = state === 'done' ? 100 : total === null || total === 0 ? 0 : Math.min(100, (100 * done) / total);
  return (
    <>
      <Text role="status" fw={600}>
        {t(`exports.state.${state}`, { defaultValue: state })}
        {state === 'running' && ` – ${t(`exports.phase.${phase}`, { defaultValue: phase })}`}
        {state === 'running' && total !== null && ` – ${t('exports.doneOf', { done, total })}`}
      </Text>
      <Progress value={part} aria-label={t('exports.building')} animated={state === 'running'} />
      {job.problem !== null && <ProblemNote error={new ProblemError(job.problem)} />}
    </>
  );
}
