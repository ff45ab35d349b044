import { Button, Group, List, NumberInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';
import { once } from './people';
import { SecretNote } from './secret-note';
import { SureButton } from './sure-button';

/** Tokens by which machines act for somebody: issued, shown once, revoked. */
export function Tokens({ person }: { readonly person: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [label, setLabel] = useState('');
  const [days, setDays] = useState(90);
  const path = { id: person };
  const changed = { onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens', person] }) };
  const tokens = useQuery({
    queryKey: ['tokens', person],
    queryFn: () => taken(api.GET('/api/v1/people/{id}/tokens', { params: { path } })),
  });
  const issue = useMutation({
    mutationFn: () => taken(api.POST('/api/v1/people/{id}/tokens', { params: { path }, body: { label, days }, headers: once() })),
    ...changed,
  });
  const revoke = useMutation({
    mutationFn: (token: string) => taken(api.DELETE('/api/v1/people/{id}/tokens/{token}', { params: { path: { id: person, token } } })),
    ...changed,
  });
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t('admin.tokens')}
      </Title>
      <List size="sm">
        {(tokens.data ?? []).map((token) => (
          <List.Item key={token.id}>
            <Group gap="xs">
              <Text size="sm" className="mono">
                {token.label}
              </Text>
              <Text size="sm">
                {token.revokedAt === null ? t('admin.expires') : t('admin.revoked')} <Time at={token.revokedAt ?? token.expiresAt} />
              </Text>
              {token.revokedAt === null && (
                <SureButton label={t('admin.revoke')} act={() => revoke.mutate(token.id)} loading={revoke.isPending} />
              )}
            </Group>
          </List.Item>
        ))}
      </List>
      <Group align="end">
        <TextInput
          label={t('admin.tokenLabel')}
          value={label}
          maxLength={64}
          onChange={({ currentTarget }) => setLabel(currentTarget.value)}
        />
        <NumberInput
          label={t('admin.days')}
          min={1}
          max={366}
          allowDecimal={false}
          hideControls
          value={days}
          onChange={(value) => setDays(Number(value))}
          w={90}
        />
        <Button variant="default" onClick={() => issue.mutate()} loading={issue.isPending}>
          {t('admin.issue')}
        </Button>
      </Group>
      <ProblemNote error={tokens.error ?? issue.error ?? revoke.error} />
      <SecretNote secret={issue.data?.token} />
    </Stack>
  );
}
