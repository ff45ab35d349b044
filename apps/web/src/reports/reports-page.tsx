import { ScrollArea, Stack, Switch, Table, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { fromCursor, usePages } from '../api/use-pages';
import { DeadlineChip } from '../ui/deadline-chip';
import { ProblemNote } from '../ui/problem-note';
import { AppAnchor } from '../ui/links';
import { More } from '../ui/more';
import { StateBadge } from '../ui/state-badge';
import { Time } from '../ui/time';
import { Empty, Waiting } from '../ui/waiting';

/** Reports that I may see, the newest first. */
export function ReportsPage() {
  const { t } = useTranslation();
  const [mine, setMine] = useState(false);
  const { pages, items } = usePages({
    name: ['reports', mine],
    fetchPage: (cursor) =>
      taken(api.GET('/api/v1/reports', { params: { query: { ...(mine ? { mine: 'true' as const } : {}), ...fromCursor(cursor) } } })),
  });
  return (
    <Stack>
      <Title order={1} size="h2">
        {t('reports.title')}
      </Title>
      <Switch label={t('reports.mine')} checked={mine} onChange={({ currentTarget }) => setMine(currentTarget.checked)} />
      <ProblemNote error={pages.error} />
      {pages.isPending ? (
        <Waiting />
      ) : items.length === 0 ? (
        <Empty title={t('reports.nothing')} />
      ) : (
        <ScrollArea type="auto">
          <Table highlightOnHover miw={600} verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                {(['report', 'state', 'severity', 'deadline', 'created'] as const).map((name) => (
                  <Table.Th key={name} scope="col">
                    {t(`reports.column.${name}`)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((item) => (
                <Table.Tr key={item.id}>
                  <Table.Td>
                    <AppAnchor to="/reports/$id" params={{ id: item.id }} className="mono">
                      {item.reference}
                    </AppAnchor>
                  </Table.Td>
                  <Table.Td>
                    <StateBadge state={item.state} ended={item.ended} />
                  </Table.Td>
                  <Table.Td>{item.severity}</Table.Td>
                  <Table.Td>
                    <DeadlineChip dueAt={item.nextDueAt ?? undefined} />
                  </Table.Td>
                  <Table.Td>
                    <Time at={item.createdAt} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
      <More of={pages} />
    </Stack>
  );
}
