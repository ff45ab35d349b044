import { Button, Card, Group, List, MultiSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, taken, type Schemas } from '../api/client';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';
import { Empty, Waiting } from '../ui/waiting';
import { Deliveries } from './deliveries';
import { once } from './people';
import { SecretNote } from './secret-note';
import { SureButton } from './sure-button';

type Audience = Schemas['RegisterWebhookRequest']['audiences'][number];

/** Audiences that webhooks commonly hear; others can be registered by the API. */
const AUDIENCES = [
  'cell',
  'parties',
  'members',
  'registrar',
  'auditor',
  'public',
  'publication officer',
] as const satisfies readonly Audience[];

/** Who is called when something is told, where that may be, and what came of each call. */
export function Webhooks() {
  const { t } = useTranslation();
  const hooks = useQuery({ queryKey: ['webhooks'], queryFn: () => taken(api.GET('/api/v1/webhooks')) });
  return (
    <Stack>
      <Hosts />
      <Register />
      <Title order={2} size="h3">
        {t('admin.registered')}
      </Title>
      <ProblemNote error={hooks.error} />
      {hooks.isPending && <Waiting rows={3} />}
      {hooks.data?.length === 0 && <Empty title={t('admin.noWebhook')} />}
      <Stack gap="xs" component="ul" p={0} m={0}>
        {hooks.data?.map((hook) => (
          <Webhook key={hook.id} hook={hook} />
        ))}
      </Stack>
    </Stack>
  );
}

function Webhook({ hook }: { readonly hook: Schemas['WebhookView'] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const params = { path: { id: hook.id } };
  const changed = { onSuccess: () => queries.invalidateQueries({ queryKey: ['webhooks'] }) };
  const change = useMutation({
    mutationFn: (status: 'active' | 'disabled') => taken(api.PATCH('/api/v1/webhooks/{id}', { params, body: { status } })),
    ...changed,
  });
  const test = useMutation({
    mutationFn: () => taken(api.POST('/api/v1/webhooks/{id}/test', { params, headers: once() })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['deliveries', hook.id] }),
  });
  const rotate = useMutation({ mutationFn: () => taken(api.POST('/api/v1/webhooks/{id}/secret', { params, headers: once() })) });
  const active = hook.status === 'active';
  return (
    <Card withBorder padding="sm" component="li">
      <Stack gap="xs">
        <Text fw={600}>
          {hook.label} – {active ? t('admin.active') : t('admin.disabled')}
          {hook.disabledBecause !== null && ` (${t(`admin.because.${hook.disabledBecause}`)})`}
        </Text>
        <Text size="sm" className="mono">
          {hook.url}
        </Text>
        <Text size="sm">
          {hook.audiences.join(', ')}
          {hook.party !== null && ` (${hook.party})`}
        </Text>
        {hook.failingSince !== null && (
          <Text size="sm" fw={600}>
            {t('admin.failing', { count: hook.failures })} <Time at={hook.failingSince} />
          </Text>
        )}
        <Group>
          {active ? (
            <SureButton label={t('admin.disable')} act={() => change.mutate('disabled')} loading={change.isPending} />
          ) : (
            <Button size="compact-md" variant="default" onClick={() => change.mutate('active')} loading={change.isPending}>
              {t('admin.enable')}
            </Button>
          )}
          <Button size="compact-md" variant="default" onClick={() => test.mutate()} loading={test.isPending}>
            {t('admin.test')}
          </Button>
          <SureButton label={t('admin.newSecret')} act={() => rotate.mutate()} loading={rotate.isPending} />
          <Button size="compact-md" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('admin.deliveries')}
          </Button>
        </Group>
        {test.isSuccess && (
          <Text size="sm" role="status">
            {t('admin.testAsked')}
          </Text>
        )}
        <ProblemNote error={change.error ?? test.error ?? rotate.error} />
        <SecretNote secret={rotate.data?.secret} />
        {open && <Deliveries webhook={hook.id} />}
      </Stack>
    </Card>
  );
}

function Hosts() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [host, setHost] = useState('');
  const hosts = useQuery({ queryKey: ['webhook hosts'], queryFn: () => taken(api.GET('/api/v1/webhook-hosts')) });
  const changed = {
    onSuccess: () => {
      setHost('');
      return queries.invalidateQueries({ queryKey: ['webhook hosts'] });
    },
  };
  const allow = useMutation({
    mutationFn: (name: string) => taken(api.PUT('/api/v1/webhook-hosts/{host}', { params: { path: { host: name } } })),
    ...changed,
  });
  const forbid = useMutation({
    mutationFn: (name: string) => taken(api.DELETE('/api/v1/webhook-hosts/{host}', { params: { path: { host: name } } })),
    ...changed,
  });
  return (
    <Card withBorder component="section" aria-labelledby="hosts">
      <Title order={2} size="h4" id="hosts" mb="xs">
        {t('admin.hosts')}
      </Title>
      <List size="sm">
        {hosts.data?.map((one) => (
          <List.Item key={one.host}>
            <Group gap="xs">
              <Text className="mono">{one.host}</Text>
              <SureButton label={t('admin.forbid')} act={() => forbid.mutate(one.host)} loading={forbid.isPending} />
            </Group>
          </List.Item>
        ))}
      </List>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (host.trim() !== '') allow.mutate(host.trim());
        }}
      >
        <Group align="end">
          <TextInput label={t('admin.host')} value={host} maxLength={260} onChange={({ currentTarget }) => setHost(currentTarget.value)} />
          <Button type="submit" variant="default" loading={allow.isPending}>
            {t('admin.allow')}
          </Button>
        </Group>
      </form>
      <ProblemNote error={hosts.error ?? allow.error ?? forbid.error} />
    </Card>
  );
}

function Register() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [audiences, setAudiences] = useState<string[]>([]);
  const register = useMutation({
    mutationFn: (body: Schemas['RegisterWebhookRequest']) => taken(api.POST('/api/v1/webhooks', { body, headers: once() })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['webhooks'] }),
  });
  return (
    <Card withBorder component="section" aria-labelledby="register">
      <Title order={2} size="h4" id="register" mb="xs">
        {t('admin.register')}
      </Title>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const fields = new FormData(event.currentTarget);
          const said = (name: string): string => (fields.get(name) as string).trim();
          const party = said('party');
          register.mutate({
            label: said('label'),
            url: said('url'),
            audiences: audiences as Audience[],
            ...(party === '' ? {} : { party }),
          });
        }}
      >
        <Stack gap="sm">
          <TextInput name="label" label={t('admin.label')} required maxLength={100} />
          <TextInput name="url" label={t('admin.url')} required maxLength={2000} type="url" placeholder="https://" />
          <MultiSelect label={t('admin.audiences')} data={AUDIENCES} value={audiences} onChange={setAudiences} />
          <TextInput name="party" label={t('admin.party')} maxLength={64} />
          <ProblemNote error={register.error} />
          <SecretNote secret={register.data?.secret} />
          <Button type="submit" w="fit-content" loading={register.isPending}>
            {t('admin.add')}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
