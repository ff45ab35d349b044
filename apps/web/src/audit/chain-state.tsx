import { Button, Card, List, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';

/** Up to which entry the case's chain was found whole, and when; and the same once more, now. */
export function ChainState({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const params = { path: { id } };
  const last = useQuery({
    queryKey: ['last check', id],
    queryFn: () => taken(api.GET('/api/v1/cases/{id}/verification/last', { params })),
  });
  const check = useMutation({
    mutationFn: () => taken(api.GET('/api/v1/cases/{id}/verification', { params })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['last check', id] }),
  });
  const { verifiedTo, verifiedAt } = last.data ?? {};
  const findings = check.data?.findings ?? [];
  return (
    <Card withBorder component="section" aria-labelledby="chain-state">
      <Title order={2} size="h4" id="chain-state" mb="xs">
        {t('audit.chain')}
      </Title>
      <Stack gap="xs">
        <Text role="status" fw={600}>
          {verifiedTo == null || verifiedAt == null ? (
            t('audit.neverChecked')
          ) : (
            <>
              {t('audit.verifiedTo', { seq: verifiedTo })} <Time at={verifiedAt} />
            </>
          )}
        </Text>
        {findings.length > 0 && (
          <List size="sm" role="alert">
            {findings.map((finding, index) => (
              <List.Item key={index} className="mono">
                {JSON.stringify(finding)}
              </List.Item>
            ))}
          </List>
        )}
        <ProblemNote error={last.error ?? check.error} />
        <Button variant="default" size="compact-sm" w="fit-content" onClick={() => check.mutate()} loading={check.isPending}>
          {t('audit.checkNow')}
        </Button>
        <Text size="sm" c="dimmed">
          {t('audit.checkMeans')}
        </Text>
      </Stack>
    </Card>
  );
}
