import { Anchor, Card, Code, Group, List, SegmentedControl, Select, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { useProcess } from '../process/use-process';
import { useRightNames } from '../process/use-right-names';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';
import { Waiting } from '../ui/waiting';
import { WideTable } from '../ui/wide-table';
import { Diagram } from './diagram';

interface Span {
  readonly unit: string;
  readonly amount: number;
}

/** What this page reads of a rulebook. */
interface Rulebook {
  readonly id: string;
  readonly title: string;
  readonly processVersion: number;
  readonly terms: Readonly<Record<string, { readonly name: string; readonly spans: readonly Span[] }>>;
  readonly calendars: Readonly<Record<string, { readonly weekdays: readonly number[]; readonly holidays: readonly string[] }>>;
}

/** The process with what stands where, and the rulebook: terms and calendars. Nothing is changed here: a rulebook is put in force as a whole. */
export function Law() {
  const { t } = useTranslation();
  const [name, setName] = useState<'case' | 'report'>('case');
  const table = useProcess(name);
  const called = useRightNames();
  const counts = useQuery({
    queryKey: ['state counts', name],
    queryFn: () => taken(api.GET('/api/v1/processes/{name}/counts', { params: { path: { name } } })),
    refetchInterval: 30_000,
  });
  const numbers = new Map((counts.data ?? []).map(({ state, count }) => [state, count]));
  return (
    <Stack>
      <SegmentedControl
        aria-label={t('process.which')}
        value={name}
        onChange={(value) => setName(value)}
        data={(['case', 'report'] as const).map((value) => ({ value, label: t(`process.${value}`) }))}
        w="fit-content"
      />
      <ProblemNote error={counts.error} />
      {table === undefined ? <Waiting /> : <Diagram table={table} counts={numbers} />}
      {counts.data !== undefined && table !== undefined && (
        <WideTable label={t('admin.where')} width={480}>
          <Table.Thead>
            <Table.Tr>
              {(['state', 'owner', 'count', 'longest'] as const).map((column) => (
                <Table.Th key={column} scope="col">
                  {t(`admin.column.${column}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {counts.data.map(({ state, count, longestSince }) => (
              <Table.Tr key={state}>
                <Table.Th scope="row">{t(`state.${state}`, { defaultValue: state })}</Table.Th>
                <Table.Td>{table.owners[state] === undefined ? '–' : called(table.owners[state])}</Table.Td>
                <Table.Td>{count}</Table.Td>
                <Table.Td>
                  <Time at={longestSince} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
      <RulebookView />
    </Stack>
  );
}

function RulebookView() {
  const { t, i18n } = useTranslation();
  const ids = useQuery({ queryKey: ['rulebooks'], queryFn: () => taken(api.GET('/api/v1/rulebooks')), staleTime: Infinity });
  const [chosen, choose] = useState<string | null>(null);
  const id = chosen ?? ids.data?.at(-1);
  const { data } = useQuery({
    queryKey: ['rulebook', id],
    queryFn: async () => (await taken(api.GET('/api/v1/rulebooks/{id}', { params: { path: { id: id ?? '' } } }))) as unknown as Rulebook,
    enabled: id !== undefined,
    staleTime: Infinity,
  });
  if (data === undefined) return <Waiting />;
  const day = new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' });
  const weekday = (number: number): string => day.format(new Date(Date.UTC(2026, 0, 4 + number)));
  const span = ({ unit, amount }: Span): string => t(`admin.span.${unit}`, { count: amount });
  return (
    <Stack>
      <Title order={2} size="h3">
        {t('admin.rulebook')}
      </Title>
      <Group align="end">
        <Select label={t('admin.which')} data={ids.data ?? []} value={id ?? null} onChange={choose} allowDeselect={false} />
        <Anchor href={`/api/v1/rulebooks/${data.id}`} download={`${data.id}.json`}>
          {t('admin.saveRulebook')}
        </Anchor>
      </Group>
      <Text>
        {data.title} – {t('admin.processVersion', { version: data.processVersion })}
      </Text>
      <Title order={3} size="h4">
        {t('admin.terms')}
      </Title>
      <WideTable label={t('admin.terms')} width={640}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('admin.term')}</Table.Th>
            {[1, 2, 3, 4, 5].map((severity) => (
              <Table.Th key={severity} scope="col">
                {t('case.severity', { severity })}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.entries(data.terms).map(([name, term]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">
                {t([`desk.deadline.${name}`, `admin.termName.${name}`], { defaultValue: '' })} <Code>{name}</Code>
              </Table.Th>
              {term.spans.map((one, severity) => (
                <Table.Td key={severity}>{span(one)}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
      <Title order={3} size="h4">
        {t('admin.calendars')}
      </Title>
      {Object.entries(data.calendars).map(([name, calendar]) => (
        <Card key={name} withBorder>
          <Text fw={600}>{name}</Text>
          <Text size="sm">{t('admin.worked', { days: calendar.weekdays.map(weekday).join(', ') })}</Text>
          <Text size="sm">{t('admin.holidays')}</Text>
          <List size="sm">
            {calendar.holidays.map((holiday) => (
              <List.Item key={holiday}>
                {new Intl.DateTimeFormat(i18n.language, { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(holiday))}
              </List.Item>
            ))}
          </List>
        </Card>
      ))}
    </Stack>
  );
}
