import { Badge, Button, Group, NativeSelect, Stack, Table, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, taken, type Schemas } from '../api/client';
import { useMe } from '../app/session';
import { caseQuery } from '../cases/case-page';
import { AppAnchor } from '../ui/links';
import { ProblemNote } from '../ui/problem-note';
import { StateBadge } from '../ui/state-badge';
import { Waiting } from '../ui/waiting';
import { WideTable } from '../ui/wide-table';
import { nameOf, useColleagues } from './colleagues';

type Case = Schemas['CaseView'];
/** What came of one case: null where it lay so already. */
interface Result {
  readonly id: string;
  readonly entry?: number | null;
  readonly error?: unknown;
}

const NOBODY = 'nobody';

/** Says with whom one case or several lie. Each is entered by itself, and one that somebody else assigned meanwhile is left as it is. */
export function AssignPage() {
  const { t } = useTranslation();
  const { of = [] } = useSearch({ from: '/inside/assign' });
  const found = useQueries({ queries: of.map((id) => caseQuery(id)) });
  const colleagues = useColleagues();
  const waits = colleagues === undefined || found.some(({ isPending }) => isPending);
  const cases = found.flatMap(({ data }) => (data === undefined ? [] : [data]));
  return (
    <Stack maw={900}>
      <AppAnchor to="/inbox" className="no-print" w="fit-content">
        {t('back')}
      </AppAnchor>
      <Title order={1} size="h2">
        {t('office.assign', { count: of.length })}
      </Title>
      <Text>{t('office.means')}</Text>
      {found.map(({ error }, index) => error !== null && <ProblemNote key={of[index]} error={error} />)}
      {of.length === 0 && <Text>{t('desks.noneChosen')}</Text>}
      {waits && of.length > 0 && <Waiting />}
      {!waits && cases.length > 0 && <Assigning cases={cases} colleagues={colleagues} />}
    </Stack>
  );
}

interface AssigningProps {
  readonly cases: readonly Case[];
  readonly colleagues: Schemas['ColleaguesView'];
}

function Assigning({ cases, colleagues }: AssigningProps) {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  // What the person saw when they began: whatever somebody else did meanwhile is not written over.
  const [begun] = useState(cases);
  const [to, setTo] = useState(me?.id ?? NOBODY);
  const [results, setResults] = useState<readonly Result[]>([]);
  const assign = useMutation({
    mutationFn: async () => {
      setResults([]);
      for (const one of begun) {
        const result = await assignOne(one, to === NOBODY ? null : to);
        setResults((before) => [...before, result]);
      }
    },
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ['cases'] }), queries.invalidateQueries({ queryKey: ['case'] })]),
  });
  const others = colleagues.assigns === 'anybody' ? colleagues.items.filter(({ id }) => id !== me?.id) : [];
  const done = results.filter(({ error }) => error === undefined).length;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        assign.mutate();
      }}
    >
      <Stack>
        {colleagues.assigns === 'nobody' && <Text>{t('office.readsOnly')}</Text>}
        {colleagues.assigns === 'oneself' && <Text>{t('office.onlyOwn')}</Text>}
        {colleagues.assigns !== 'nobody' && !assign.isSuccess && (
          <Group align="end">
            <NativeSelect
              label={t('office.toWhom')}
              value={to}
              onChange={({ currentTarget }) => setTo(currentTarget.value)}
              data={[
                { value: me?.id ?? '', label: `${nameOf(colleagues, me?.id ?? '')} (${t('office.me')})` },
                { value: NOBODY, label: t('office.nobody') },
                ...others.map(({ id, signInName, roles, available }) => ({
                  value: id,
                  label: `${signInName} (${[...roles.map((role) => t(`role.${role}`, { defaultValue: role })), ...(available ? [] : [t('office.away')])].join(', ')})`,
                })),
              ]}
            />
            <Button type="submit" loading={assign.isPending}>
              {t('office.do')}
            </Button>
          </Group>
        )}
        {assign.isSuccess && <Text role="status">{t('office.outcome', { count: done, of: begun.length })}</Text>}
        <WideTable label={t('office.title')} width={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('desks.column.case')}</Table.Th>
              <Table.Th scope="col">{t('desks.column.state')}</Table.Th>
              <Table.Th scope="col">{t(results.length > 0 ? 'office.was' : 'office.with')}</Table.Th>
              <Table.Th scope="col">{t('office.result')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {begun.map((one) => (
              <Table.Tr key={one.id}>
                <Table.Td>
                  <AppAnchor to="/cases/$id" params={{ id: one.id }} className="mono">
                    {one.reference}
                  </AppAnchor>
                </Table.Td>
                <Table.Td>
                  <StateBadge state={one.state} ended={one.ended} />
                </Table.Td>
                <Table.Td>{one.assignee === undefined ? t('office.nobody') : nameOf(colleagues, one.assignee)}</Table.Td>
                <Table.Td>
                  <Outcome result={results.find(({ id }) => id === one.id)} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      </Stack>
    </form>
  );
}

function Outcome({ result }: { readonly result: Result | undefined }) {
  const { t } = useTranslation();
  if (result === undefined) return <>–</>;
  if (result.error !== undefined) return <ProblemNote error={result.error} />;
  const Icon = result.entry === null ? IconCircleX : IconCircleCheck;
  return (
    <Badge variant="default" tt="none" leftSection={<Icon size={12} aria-hidden />}>
      {result.entry === null ? t('office.already') : `${t('office.done')} # ${result.entry}`}
    </Badge>
  );
}

/** Assigns one case as it was seen; what the server answers is the result, whatever it is. */
async function assignOne({ id, assignee }: Case, person: string | null): Promise<Result> {
  try {
    const body = { person, insteadOf: assignee ?? null };
    const { entry } = await taken(api.PUT('/api/v1/cases/{id}/assignee', { params: { path: { id } }, body }));
    return { id, entry: entry?.seq ?? null };
  } catch (error) {
    return { id, error };
  }
}
