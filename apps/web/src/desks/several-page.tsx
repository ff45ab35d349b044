import { Alert, Badge, Button, Group, List, NativeSelect, Stack, Table, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconHourglass } from '@tabler/icons-react';
import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActContext } from '../acts/act-context';
import { pruned, type FieldValue } from '../acts/field';
import { Fields } from '../acts/fields';
import { useCommandSchema } from '../acts/schema';
import { enter, type Schemas } from '../api/client';
import { ProblemError } from '../api/problem';
import { caseQuery } from '../cases/case-page';
import { useLawWords } from '../i18n/law-words';
import { InWords } from '../ui/in-words';
import { AppAnchor } from '../ui/links';
import { usePlace } from '../ui/place-of';
import { ProblemNote } from '../ui/problem-note';
import { StateBadge } from '../ui/state-badge';
import { Waiting } from '../ui/waiting';
import { WideTable } from '../ui/wide-table';

type Case = Schemas['CaseView'];
type Body = Readonly<Record<string, FieldValue>>;
interface Result {
  readonly id: string;
  readonly outcome: 'done' | 'proposed' | 'refused' | 'notOffered';
  /** What is to be said of it; of a refusal, `error` says it. */
  readonly says?: string;
  readonly error?: unknown;
}

/** The same act on each of several cases, entered one by one: each has its own entry, or its own reason why not. */
export function SeveralPage() {
  const { t } = useTranslation();
  const { of = [] } = useSearch({ from: '/inside/several' });
  const found = useQueries({ queries: of.map((id) => caseQuery(id)) });
  // What is done is done to all of them: nothing begins before each is here or refused.
  const waits = found.some(({ isPending }) => isPending);
  const cases = found.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const [command, setCommand] = useState('');
  const names = [...new Set(cases.flatMap(({ actions }) => actions.map(({ name }) => name)))];
  const offeredBy = (name: string): readonly Case[] => cases.filter(({ actions }) => actions.some((action) => action.name === name));
  return (
    <Stack>
      <AppAnchor to="/inbox" className="no-print" w="fit-content">
        {t('back')}
      </AppAnchor>
      <Title order={1} size="h2">
        {t('desks.several', { count: of.length })}
      </Title>
      <Text>{t('desks.severalMeans')}</Text>
      {found.map(
        ({ error }, index) =>
          error !== null && (
            <Stack key={of[index]} gap={4}>
              <Text className="mono">{of[index]}</Text>
              <ProblemNote error={error} />
            </Stack>
          ),
      )}
      {waits && <Waiting />}
      {of.length === 0 && <Text>{t('desks.noneChosen')}</Text>}
      {!waits && cases.length > 0 && names.length === 0 && <Text>{t('act.nothing')}</Text>}
      {!waits && names.length > 0 && (
        <NativeSelect
          label={t('desks.whichAct')}
          value={command}
          onChange={({ currentTarget }) => setCommand(currentTarget.value)}
          data={[
            { value: '', label: t('desks.choose') },
            ...names.map((value) => ({
              value,
              label: `${t(`commandName.${value}`, { defaultValue: value })} (${t('desks.offeredBy', { count: offeredBy(value).length, of: cases.length })})`,
            })),
          ]}
        />
      )}
      {command !== '' && <OneForAll key={command} command={command} cases={cases} />}
    </Stack>
  );
}

function OneForAll({ command, cases }: { readonly command: string; readonly cases: readonly Case[] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { schema, error } = useCommandSchema(command);
  const [body, setBody] = useState<Body>({});
  const [begun] = useState(cases);
  const [results, setResults] = useState<readonly Result[]>([]);
  const act = useMutation({
    mutationFn: async () => {
      setResults([]);
      for (const one of begun) {
        const result = await actOn(one, command, body, t('desks.notOfferedHere'));
        setResults((before) => [...before, result]);
      }
    },
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ['cases'] }), queries.invalidateQueries({ queryKey: ['case'] })]),
  });
  if (error !== null) return <ProblemNote error={error} />;
  if (schema === undefined) return <Waiting />;
  const done = results.filter(({ outcome }) => outcome === 'done' || outcome === 'proposed').length;
  const isOver = act.isSuccess;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate();
      }}
    >
      <Stack maw={900}>
        {!isOver && (
          <ActContext value={{ kind: 'cases', id: '', reference: '', command, matter: undefined }}>
            <Fields schema={schema} pointer="" value={body} onChange={(next) => setBody((next ?? {}) as Body)} problems={[]} />
          </ActContext>
        )}
        {!isOver && (
          <Button type="submit" loading={act.isPending} w="fit-content">
            {t('desks.doForEach', { act: t(`commandName.${command}`, { defaultValue: command }), count: begun.length })}
          </Button>
        )}
        {isOver && (
          <Alert
            role="status"
            variant="default"
            icon={done === begun.length ? <IconCircleCheck aria-hidden /> : <IconCircleX aria-hidden />}
            title={t('desks.outcome', { count: done, of: begun.length })}
          />
        )}
        <WideTable label={t('desks.each')} width={560}>
          <Table.Thead>
            <Table.Tr>
              {(['case', 'state', 'result'] as const).map((name) => (
                <Table.Th key={name} scope="col">
                  {t(`desks.column.${name}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {begun.map((one) => (
              <Line key={one.id} one={one} command={command} result={results.find(({ id }) => id === one.id)} waits={act.isPending} />
            ))}
          </Table.Tbody>
        </WideTable>
      </Stack>
    </form>
  );
}

const ICONS = { done: IconCircleCheck, proposed: IconHourglass, refused: IconCircleX, notOffered: IconCircleX } as const;

interface LineProps {
  readonly one: Case;
  readonly command: string;
  readonly result: Result | undefined;
  readonly waits: boolean;
}

function Line({ one, command, result, waits }: LineProps) {
  const { t } = useTranslation();
  const law = useLawWords();
  const action = one.actions.find(({ name }) => name === command);
  const Icon = result === undefined ? undefined : ICONS[result.outcome];
  return (
    <Table.Tr>
      <Table.Td>
        <AppAnchor to="/cases/$id" params={{ id: one.id }} className="mono">
          {one.reference}
        </AppAnchor>
      </Table.Td>
      <Table.Td>
        <StateBadge state={one.state} ended={one.ended} />
      </Table.Td>
      <Table.Td>
        {result !== undefined && Icon !== undefined ? (
          <Group gap={6} wrap="nowrap" align="start">
            <Badge variant="default" tt="none" miw={110} leftSection={<Icon size={12} aria-hidden />}>
              {t(`desks.result.${result.outcome}`)}
            </Badge>
            <Text size="sm">{result.outcome === 'refused' ? <Why error={result.error} /> : result.says}</Text>
          </Group>
        ) : waits ? (
          t('desks.waits')
        ) : action === undefined ? (
          t('desks.notOfferedHere')
        ) : action.blocked.length > 0 ? (
          <List size="sm">
            {action.blocked.map((refusal) => (
              <List.Item key={refusal.code}>
                <InWords said={law.refusal(refusal)} />
              </List.Item>
            ))}
          </List>
        ) : (
          t('desks.isOffered')
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** Enters the act on one case as it was seen; what the server answers is the result, whatever it is. */
async function actOn(one: Case, command: string, body: Body, notOffered: string): Promise<Result> {
  const action = one.actions.find(({ name }) => name === command);
  if (action === undefined) return { id: one.id, outcome: 'notOffered', says: notOffered };
  try {
    const entered = await enter(action.href, pruned(body) ?? {}, one.etag, crypto.randomUUID());
    if (entered.proposed) return { id: one.id, outcome: 'proposed' };
    return { id: one.id, outcome: 'done', says: entered.receipt === undefined ? '' : `# ${entered.receipt.seq}` };
  } catch (error) {
    return { id: one.id, outcome: 'refused', error };
  }
}

/** A refusal in one line. */
function Why({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  const law = useLawWords();
  const placeOf = usePlace();
  if (!(error instanceof ProblemError)) return <>{t('problem.noAnswer')}</>;
  const { type, message, items } = error;
  return (
    <>
      {t(`problem.${type}`, { defaultValue: message })}
      {items.map((item) => (
        <Fragment key={`${item.pointer ?? ''} ${item.code}`}>
          {' '}
          {item.pointer === undefined || item.pointer === '' ? '' : `${placeOf(item.pointer)}: `}
          <InWords said={law.refusal(item)} />
        </Fragment>
      ))}
    </>
  );
}
