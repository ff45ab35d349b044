import { Code, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { ProblemNote } from '../ui/problem-note';
import { StateBadge } from '../ui/state-badge';
import { Waiting } from '../ui/waiting';
import { partsOf } from './names';

/** What an entry changed: the server folds the history up to it and before it, and compares. */
export function Difference({ stream, seq }: { readonly stream: string; readonly seq: number }) {
  const { t } = useTranslation();
  const { kind, id } = partsOf(stream);
  const { data, error, isPending } = useQuery({
    queryKey: ['difference', stream, seq],
    queryFn: () => {
      const params = { path: { id, seq: String(seq) } };
      return kind === 'case'
        ? taken(api.GET('/api/v1/cases/{id}/history/{seq}/difference', { params }))
        : taken(api.GET('/api/v1/reports/{id}/history/{seq}/difference', { params }));
    },
    staleTime: Infinity,
  });
  if (isPending) return <Waiting rows={3} />;
  if (data === undefined) return <ProblemNote error={error} />;
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {data.from === null ? <Text size="sm">{t('audit.birth')}</Text> : <StateBadge state={data.from} ended={false} />}
        <Text span aria-hidden>
          →
        </Text>
        <StateBadge state={data.to} ended={false} />
      </Group>
      {data.changes.length === 0 ? (
        <Text size="sm">{t('audit.noChange')}</Text>
      ) : (
        <Table layout="fixed" verticalSpacing={4}>
          <Table.Caption>{t('audit.changes')}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              {(['where', 'before', 'after'] as const).map((name) => (
                <Table.Th key={name} scope="col">
                  {t(`audit.${name}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.changes.map((change) => (
              <Table.Tr key={change.pointer}>
                <Table.Td className="mono">{change.pointer}</Table.Td>
                <Value value={change.before} />
                <Value value={change.after} />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {data.more && <Text size="sm">{t('audit.moreChanges')}</Text>}
    </Stack>
  );
}

function Value({ value }: { readonly value: unknown }) {
  return <Table.Td>{value === undefined ? '–' : <Code className="mono">{JSON.stringify(value)}</Code>}</Table.Td>;
}
