import { Button, Card, Collapse, Group, MultiSelect, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, taken, type Schemas } from '../api/client';
import { fromCursor, usePages } from '../api/use-pages';
import { Copyable } from '../ui/copyable';
import { More } from '../ui/more';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';
import { Waiting } from '../ui/waiting';
import { ROLES, type Role } from './roles';
import { SecretNote } from './secret-note';
import { SureButton } from './sure-button';
import { Tokens } from './tokens';

type Person = Schemas['PersonView'];

/** Everybody who can sign in, and what they are to the Commission. */
export function People() {
  const { t } = useTranslation();
  const { pages, items } = usePages({
    name: ['people'],
    fetchPage: (cursor) => taken(api.GET('/api/v1/people', { params: { query: fromCursor(cursor) } })),
  });
  return (
    <Stack>
      <NewPerson />
      <Title order={2} size="h3">
        {t('admin.everybody')}
      </Title>
      <ProblemNote error={pages.error} />
      {pages.isPending && <Waiting />}
      <Stack component="ul" gap="xs" p={0} m={0}>
        {items.map((person) => (
          <OnePerson key={person.id} person={person} />
        ))}
      </Stack>
      <More of={pages} />
    </Stack>
  );
}

function useRoleNames(): { value: Role; label: string }[] {
  const { t } = useTranslation();
  return ROLES.map((value) => ({ value, label: t(`role.${value}`) }));
}

function OnePerson({ person }: { readonly person: Person }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const belongs = [person.party, person.constituency, person.team, person.state].filter((value) => value !== null);
  return (
    <Card withBorder padding="sm" component="li">
      <Group justify="space-between">
        <Stack gap={2}>
          <Text fw={600}>
            {person.signInName} {person.status === 'disabled' && `– ${t('admin.disabled')}`}
          </Text>
          <Text size="sm">
            {person.roles.map((role) => t(`role.${role}`)).join(', ')}
            {belongs.length > 0 && ` (${belongs.join(', ')})`}
          </Text>
          <Copyable value={person.id} shown={`${person.id.slice(0, 13)}…`} />
        </Stack>
        <Button
          variant="default"
          size="compact-md"
          aria-expanded={open}
          aria-label={t('admin.changePerson', { name: person.signInName })}
          onClick={() => setOpen(!open)}
        >
          {t('admin.change')}
        </Button>
      </Group>
      <Collapse expanded={open}>{open && <Change person={person} />}</Collapse>
    </Card>
  );
}

function Change({ person }: { readonly person: Person }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const names = useRoleNames();
  const [roles, setRoles] = useState<string[]>(person.roles);
  const path = { id: person.id };
  const changed = { onSuccess: () => queries.invalidateQueries({ queryKey: ['people'] }) };
  const change = useMutation({
    mutationFn: (body: Schemas['ChangePersonRequest']) => taken(api.PATCH('/api/v1/people/{id}', { params: { path }, body })),
    ...changed,
  });
  const reset = useMutation({ mutationFn: () => taken(api.POST('/api/v1/people/{id}/password', { params: { path }, headers: once() })) });
  const active = person.status === 'active';
  return (
    <Stack gap="sm" pt="sm">
      <Text size="sm">
        {t('admin.since')} <Time at={person.createdAt} />
      </Text>
      <Group align="end">
        <MultiSelect label={t('admin.roles')} data={names} value={roles} onChange={setRoles} maxValues={6} searchable miw={240} />
        <Button variant="default" onClick={() => change.mutate({ roles: roles as Role[] })} loading={change.isPending}>
          {t('admin.saveRoles')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {t('admin.changeMeans')}
      </Text>
      <Group>
        {active ? (
          <SureButton label={t('admin.disable')} act={() => change.mutate({ status: 'disabled' })} loading={change.isPending} />
        ) : (
          <Button size="compact-md" variant="default" onClick={() => change.mutate({ status: 'active' })} loading={change.isPending}>
            {t('admin.enable')}
          </Button>
        )}
        <SureButton label={t('admin.newPassword')} act={() => reset.mutate()} loading={reset.isPending} />
      </Group>
      <ProblemNote error={change.error ?? reset.error} />
      <SecretNote secret={reset.data?.password} />
      <Tokens person={person.id} />
    </Stack>
  );
}

export const once = (): { 'idempotency-key': string } => ({ 'idempotency-key': crypto.randomUUID() });

const BELONGINGS = ['party', 'constituency', 'team', 'state'] as const;

function NewPerson() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const names = useRoleNames();
  const [roles, setRoles] = useState<string[]>([]);
  const create = useMutation({
    mutationFn: (body: Schemas['CreatePersonRequest']) => taken(api.POST('/api/v1/people', { body, headers: once() })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people'] }),
  });
  return (
    <Card withBorder component="section" aria-labelledby="new-person">
      <Title order={2} size="h4" id="new-person" mb="xs">
        {t('admin.newPerson')}
      </Title>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const fields = new FormData(event.currentTarget);
          const said = (name: string): string => (fields.get(name) as string).trim();
          const belongings = BELONGINGS.filter((name) => said(name) !== '').map((name) => [name, said(name)]);
          create.mutate({
            signInName: said('signInName'),
            name: said('name'),
            roles: roles as Role[],
            ...(Object.fromEntries(belongings) as object),
          });
        }}
      >
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput name="signInName" label={t('admin.signInName')} required maxLength={64} autoComplete="off" />
            <TextInput
              name="name"
              label={t('admin.fullName')}
              description={t('admin.keptSealed')}
              required
              maxLength={200}
              autoComplete="off"
            />
            <MultiSelect label={t('admin.roles')} data={names} value={roles} onChange={setRoles} maxValues={6} searchable />
            {BELONGINGS.map((name) => (
              <TextInput key={name} name={name} label={t(`admin.${name}`)} maxLength={64} />
            ))}
          </SimpleGrid>
          <ProblemNote error={create.error} />
          <SecretNote secret={create.data?.password} />
          <Button type="submit" w="fit-content" loading={create.isPending}>
            {t('admin.add')}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
