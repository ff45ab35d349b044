import { Button, Table, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';
import { Waiting } from '../ui/waiting';
import { WideTable } from '../ui/wide-table';
import { once } from './people';

/** What came of each call of a webhook, and the way to send one again. */
export function Deliveries({ webhook }: { readonly webhook: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const log = useQuery({
    queryKey: ['deliveries', webhook],
    queryFn: () => taken(api.GET('/api/v1/webhooks/{id}/deliveries', { params: { path: { id: webhook }, query: { limit: 50 } } })),
    refetchInterval: 5_000,
  });
  const replay = useMutation({
    mutationFn: (notice: string) =>
      taken(api.POST('/api/v1/webhooks/{id}/notices/{notice}/replay', { params: { path: { id: webhook, notice } }, headers: once() })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['deliveries', webhook] }),
  });
  if (log.isPending) return <Waiting rows={2} />;
  return (
    <>
      <ProblemNote error={log.error ?? replay.error} />
      {log.data?.items.length === 0 ? (
        <Text size="sm">{t('admin.noDelivery')}</Text>
      ) : (
        <WideTable label={t('admin.deliveries')} width={680}>
          <Table.Thead>
            <Table.Tr>
              {(['when', 'kind', 'attempts', 'outcome', 'error', 'took', 'act'] as const).map((name) => (
                <Table.Th key={name} scope="col">
                  {t(`admin.column.${name}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {log.data?.items.map((one) => (
              <Table.Tr key={one.id}>
                <Table.Td>
                  <Time at={one.at} />
                </Table.Td>
                <Table.Td>{t(`noticeKind.${one.kind}`, { defaultValue: one.kind })}</Table.Td>
                <Table.Td>{one.attempt}</Table.Td>
                <Table.Td>{t(`admin.outcome.${one.outcome}`)}</Table.Td>
                <Table.Td>{one.error ?? one.httpStatus ?? '–'}</Table.Td>
                <Table.Td>{one.tookMs} ms</Table.Td>
                <Table.Td>
                  <Button size="compact-sm" variant="default" onClick={() => replay.mutate(one.notice)} loading={replay.isPending}>
                    {t('admin.replay')}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </>
  );
}
