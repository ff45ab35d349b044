import { Anchor, Button, Group, Progress, Stack, Text, Textarea, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, taken, type Schemas } from '../api/client';
import { useEntryWords } from '../i18n/entry-words';
import { Copyable } from '../ui/copyable';
import { InWords } from '../ui/in-words';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';
import { Waiting } from '../ui/waiting';

const ENDED = ['done', 'failed', 'cancelled'];
const LOOK_AGAIN_MS = 700;

/** Is the chain whole, what lapsed and what came of it, and the case to take home: nobody has to trust this page. */
export function AuditTab({ id }: { readonly id: string }) {
  return (
    <Stack>
      <ChainState id={id} />
      <Lapses id={id} />
      <TakeHome id={id} />
    </Stack>
  );
}

function ChainState({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const path = { params: { path: { id } } };
  const chain = useQuery({
    queryKey: ['verification', 'cases', id],
    queryFn: () => taken(api.GET('/api/v1/cases/{id}/verification', path)),
    retry: false,
  });
  if (chain.isPending) return <Waiting rows={2} />;
  if (chain.data === undefined) return <ProblemNote error={chain.error} />;
  const { verifiedTo, verifiedAt, findings } = chain.data;
  return (
    <section>
      <Title order={2} size="h4">
        {t('desk.chain')}
      </Title>
      <Text fw={600} role={findings.length > 0 ? 'alert' : 'status'}>
        {findings.length === 0
          ? t('history.verified', { seq: verifiedTo })
          : t('history.broken', { seq: verifiedTo, count: findings.length })}
      </Text>
      {verifiedAt !== null && (
        <Text size="sm">
          {t('desk.checkedAt')} <Time at={verifiedAt} />
        </Text>
      )}
    </section>
  );
}

function Lapses({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { happened } = useEntryWords();
  const { data } = useQuery({
    queryKey: ['case', id, 'lapses'],
    queryFn: () => taken(api.GET('/api/v1/cases/{id}/lapses', { params: { path: { id } } })),
    retry: false,
  });
  if (data === undefined || data.length === 0) return null;
  return (
    <section>
      <Title order={2} size="h4">
        {t('desk.lapses')}
      </Title>
      {data.map(({ seq, type, at, from, to }) => (
        <Group key={seq} gap="xs">
          <Text size="sm" fw={600}>
            <InWords said={happened(type)} />
          </Text>
          <Text size="sm">
            {t(`state.${from}`, { defaultValue: from })} → {t(`state.${to}`, { defaultValue: to })}
          </Text>
          <Time at={at} />
        </Group>
      ))}
    </section>
  );
}

/** Asks for the bundle of this case, waits for it, and hands it over with its digest. Whoever may not export is told so. */
function TakeHome({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const ask = useMutation({
    mutationFn: () =>
      taken(
        api.POST('/api/v1/exports', {
          params: { header: { 'Idempotency-Key': crypto.randomUUID() } } as never,
          headers: { 'idempotency-key': crypto.randomUUID() },
          body: { scope: { cases: [id] }, audience: 'auditor', format: 'bundle', reason },
        }),
      ),
  });
  return (
    <section>
      <Title order={2} size="h4">
        {t('desk.takeHome')}
      </Title>
      <Text size="sm" mb="xs">
        {t('desk.takeHomeMeans')}
      </Text>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <Stack maw={560}>
          <Textarea
            label={t('fieldName.reason')}
            required
            maxLength={2000}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          <ProblemNote error={ask.error} />
          <Button type="submit" w="fit-content" loading={ask.isPending} disabled={ask.data !== undefined}>
            {t('desk.askBundle')}
          </Button>
        </Stack>
      </form>
      {ask.data !== undefined && <Building asked={ask.data} />}
    </section>
  );
}

function Building({ asked }: { readonly asked: Schemas['ExportAskedView'] }) {
  const { t } = useTranslation();
  const job = useQuery({
    queryKey: ['job', asked.job.id],
    queryFn: () => taken(api.GET('/api/v1/jobs/{id}', { params: { path: { id: asked.job.id } } })),
    refetchInterval: ({ state }) => (ENDED.includes(state.data?.state ?? '') ? false : LOOK_AGAIN_MS),
  }).data;
  const done = job?.state === 'done';
  const made = useQuery({
    queryKey: ['export', asked.id],
    queryFn: () => taken(api.GET('/api/v1/exports/{id}', { params: { path: { id: asked.id } } })),
    enabled: done,
  }).data;
  const share = job === undefined || job.total === null || job.total === 0 ? 0 : (100 * job.done) / job.total;
  return (
    <Stack gap="xs" mt="sm">
      <Progress value={done ? 100 : share} aria-label={t('desk.building')} color="harbour" />
      <Text role="status">{t(done ? 'desk.built' : job?.state === 'failed' ? 'desk.notBuilt' : 'desk.building')}</Text>
      {made?.sha256 != null && (
        <>
          <Copyable value={made.sha256} />
          <Anchor href={`/api/v1/exports/${asked.id}/file`} download>
            {t('desk.fetchBundle')}
          </Anchor>
        </>
      )}
    </Stack>
  );
}
