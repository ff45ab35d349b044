import { Button, Group, List, MultiSelect, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Act } from '../acts/act-page';
import { useMe } from '../app/session';
import { api, taken, type Schemas } from '../api/client';
import { caseQuery } from '../cases/case-page';
import { useLawWords } from '../i18n/law-words';
import { useProcess } from '../process/use-process';
import { reportQuery } from '../reports/report-page';
import { InWords } from '../ui/in-words';
import { ProblemNote } from '../ui/problem-note';
import { Waiting } from '../ui/waiting';
import type { BesideSearch } from './desk-search';
import { Differences } from './differences';
import { Follows } from './follows';

const MOST = 4;
/** Acts by which things come together or part, which this screen shows the way to; what may be done, and by whom, is the server's offer. */
const TOGETHER = ['JoinCase', 'SeverCase', 'AdoptCase', 'ReleaseCase', 'AttachReport', 'ObjectToJoining', 'LinkReport', 'UnlinkReport'];

export type Beside = Schemas['CaseView'] | Schemas['ReportView'];

/** Two or more cases or reports next to each other; what differs is marked, and what joins or severs them is done here, by the API's own form. */
export function BesidePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/inside/beside' });
  const { kind = 'cases', of = [], act } = search;
  const go = (next: BesideSearch): void => void navigate({ to: '/beside', search: next, replace: true });
  const found = useQueries({
    queries: of.map((id) => (kind === 'cases' ? caseQuery(id) : reportQuery(id)) as ReturnType<typeof caseQuery>),
  });
  const loaded: readonly Beside[] = found.flatMap(({ data }) => (data === undefined ? [] : [data]));
  return (
    <Stack>
      <Title order={1} size="h2">
        {t('desks.beside')}
      </Title>
      <Text>{t('desks.besideMeans')}</Text>
      <SegmentedControl
        aria-label={t('desks.which')}
        value={kind}
        onChange={(value) => go({ kind: value, of: [] })}
        data={(['cases', 'reports'] as const).map((value) => ({ value, label: t(`desks.kind.${value}`) }))}
        w="fit-content"
        className="no-print"
      />
      <Chooser kind={kind} chosen={of} loaded={loaded} choose={(ids) => go({ kind, of: ids })} />
      {found.map(({ error }, index) => (
        <ProblemNote key={of[index]} error={error} />
      ))}
      {found.some(({ isPending }) => isPending) && <Waiting />}
      {loaded.length > 1 && <Differences kind={kind} of={loaded} />}
      {loaded.length > 0 && loaded.length === of.length && (
        <Acts
          kind={kind}
          of={loaded}
          act={act}
          mean={(next) => go(next === undefined ? { kind, of } : { kind, of: next.order, act: next.command })}
        />
      )}
    </Stack>
  );
}

interface ChooserProps {
  readonly kind: 'cases' | 'reports';
  readonly chosen: readonly string[];
  readonly loaded: readonly Beside[];
  readonly choose: (ids: readonly string[]) => void;
}

/** What lies on the table, by reference, from the newest that I may see. */
function Chooser({ kind, chosen, loaded, choose }: ChooserProps) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['newest', kind],
    queryFn: async () =>
      kind === 'cases'
        ? (await taken(api.GET('/api/v1/cases', { params: { query: { limit: 100 } } }))).items
        : (await taken(api.GET('/api/v1/reports', { params: { query: { limit: 100 } } }))).items,
  });
  const listed = [...(data ?? []), ...loaded];
  const ids = chosen.map((one) => loaded.find(({ id, reference }) => id === one || reference === one)?.id ?? one);
  const choices = listed
    .filter(({ id }, index) => listed.findIndex((other) => other.id === id) === index)
    .map(({ id, reference, state }) => ({ value: id, label: `${reference} (${t(`state.${state}`, { defaultValue: state })})` }));
  return (
    <MultiSelect
      label={t('desks.chooseBeside', { count: MOST })}
      data={choices}
      value={ids}
      onChange={choose}
      maxValues={MOST}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      hidePickedOptions
      className="no-print"
    />
  );
}

interface ActsProps {
  readonly kind: 'cases' | 'reports';
  readonly of: readonly Beside[];
  readonly act: string | undefined;
  readonly mean: (next: { readonly order: readonly string[]; readonly command: string } | undefined) => void;
}

/** Which of them can be joined to or severed from another, as each one's own offers say; then what follows, and the form. */
function Acts({ kind, of, act, mean }: ActsProps) {
  const { t } = useTranslation();
  const law = useLawWords();
  const me = useMe();
  const table = useProcess(kind === 'cases' ? 'case' : 'report');
  const [first, second] = of;
  const offers = of.flatMap((one) => one.actions.filter(({ name }) => TOGETHER.includes(name)).map((action) => ({ one, action })));
  const order = (id: string): readonly string[] => [id, ...of.map((one) => one.id).filter((other) => other !== id)];
  if (act !== undefined && first !== undefined) {
    const lead = (first as Schemas['CaseView']).lead ?? second?.id;
    return (
      <Stack>
        <Button variant="default" onClick={() => mean(undefined)} w="fit-content" className="no-print">
          {t('back')}
        </Button>
        <Follows command={act} row={table?.rows[act]} guards={table?.guards ?? {}} reference={first.reference} other={second?.reference} />
        <Act
          inside
          key={`${act} ${first.id}`}
          subject={first}
          error={null}
          command={act}
          back={`/${kind}/${first.id}`}
          queryKey={[kind === 'cases' ? 'case' : 'report', first.id]}
          begin={kind === 'cases' && act === 'JoinCase' && lead !== undefined ? { lead } : {}}
        />
      </Stack>
    );
  }
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        {t('desks.together')}
      </Title>
      {offers.length === 0 && <Text>{t(me === null ? 'act.nothing' : 'desks.nothingTogether')}</Text>}
      <List listStyleType="none">
        {offers.map(({ one, action }) => (
          <List.Item key={`${one.id} ${action.name}`} mb="xs">
            <Group gap="xs">
              <Text span className="mono">
                {one.reference}
              </Text>
              <Button
                variant="default"
                onClick={() => mean({ order: order(one.id), command: action.name })}
                aria-label={`${t(`commandName.${action.name}`, { defaultValue: action.title })}: ${one.reference}`}
              >
                {t(`commandName.${action.name}`, { defaultValue: action.title })}
              </Button>
              {action.blocked.map((refusal) => (
                <Text key={refusal.code} size="sm">
                  <InWords said={law.refusal(refusal)} />
                </Text>
              ))}
            </Group>
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}
