import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { enter, type Entered, type Schemas } from '../api/client';
import { ProblemError } from '../api/problem';
import { caseQuery } from '../cases/case-page';
import { useLawWords } from '../i18n/law-words';
import { reportQuery } from '../reports/report-page';
import { AppAnchor } from '../ui/links';
import { InWords } from '../ui/in-words';
import { ProblemNote } from '../ui/problem-note';
import { Waiting } from '../ui/waiting';
import { ActContext } from './act-context';
import { beginOf, withKeys } from './begin';
import type { CaseMatter } from './case-matter';
import { pruned, type FieldValue } from './field';
import { Fields } from './fields';
import { useCommandSchema } from './schema';

interface Subject {
  readonly id: string;
  readonly reference: string;
  readonly etag: string;
  readonly actions: readonly Schemas['ActionView'][];
  readonly matter?: object;
}

export function CaseActPage() {
  const { id, command } = useParams({ from: '/inside/cases/$id/act/$command' });
  const { data, error } = useQuery(caseQuery(id));
  return <Act subject={data} error={error} command={command} back={`/cases/${id}`} queryKey={['case', id]} />;
}

export function ReportActPage() {
  const { id, command } = useParams({ from: '/inside/reports/$id/act/$command' });
  const { data, error } = useQuery(reportQuery(id));
  return <Act subject={data} error={error} command={command} back={`/reports/${id}`} queryKey={['report', id]} />;
}

export interface ActProps {
  readonly subject: Subject | undefined;
  readonly error: unknown;
  readonly command: string;
  readonly back: string;
  readonly queryKey: readonly string[];
  /** What a screen already knows that the person means; they can change it. */
  readonly begin?: Readonly<Record<string, FieldValue>>;
  /** It stands on a page that has its own first heading. */
  readonly inside?: boolean;
}

/** A legal act on a page of its own or within a screen: its fields, its reasons, what stands against it, and the receipt once it is entered. */
export function Act({ subject, error, command, back, queryKey, begin, inside = false }: ActProps) {
  const { t } = useTranslation();
  const { schema, error: schemaError } = useCommandSchema(command);
  // What the person saw when they began: if the subject moves meanwhile, the server says so, and they look again before they act.
  const [begun, setBegun] = useState<Subject>();
  if (begun === undefined || schema === undefined) {
    // Once begun, the receipt stays: whoever recuses themselves may not know of the case a moment later.
    if (error !== null || schemaError !== null) return <ProblemNote error={error ?? schemaError} />;
    if (subject !== undefined && begun === undefined) setBegun(subject);
    return <Waiting />;
  }
  const action = begun.actions.find(({ name }) => name === command);
  const title = t(`commandName.${command}`, { defaultValue: action?.title ?? command });
  return (
    <Stack maw={760}>
      {!inside && (
        <AppAnchor to={back} className="no-print" w="fit-content">
          {t('back')}
        </AppAnchor>
      )}
      <Title order={inside ? 2 : 1} size={inside ? 'h3' : 'h2'}>
        {title}
      </Title>
      <Text className="mono">{begun.reference}</Text>
      {action === undefined ? (
        <Alert role="note" variant="default" title={t('act.notOffered')} />
      ) : (
        <ActForm
          action={action}
          subject={begun}
          schema={schema}
          back={back}
          queryKey={queryKey}
          startAgain={() => setBegun(undefined)}
          begin={begin}
        />
      )}
    </Stack>
  );
}

interface FormProps {
  readonly action: Schemas['ActionView'];
  readonly subject: Subject;
  readonly schema: Parameters<typeof Fields>[0]['schema'];
  readonly back: string;
  readonly queryKey: readonly string[];
  readonly startAgain: () => void;
  readonly begin: ActProps['begin'];
}

function ActForm({ action, subject, schema, back, queryKey, startAgain, begin }: FormProps) {
  const { t } = useTranslation();
  const law = useLawWords();
  const queries = useQueryClient();
  const kind = queryKey[0] === 'case' ? 'cases' : 'reports';
  const matter = subject.matter as CaseMatter | undefined;
  const [body, setBody] = useState<Readonly<Record<string, FieldValue>>>(() => ({ ...beginOf(action.name, matter), ...begin }));
  const [key, setKey] = useState(() => crypto.randomUUID());
  const act = useMutation({
    mutationFn: () => enter(action.href, pruned(withKeys(body)) ?? {}, subject.etag, key),
    onSuccess: () => queries.invalidateQueries({ queryKey: [queryKey[0]] }),
  });
  if (act.data !== undefined) return <Receipt entered={act.data} back={back} />;
  const stale = act.error instanceof ProblemError && act.error.status === 412;
  const again = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey });
    startAgain();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate();
      }}
    >
      <Stack>
        {action.motion && <Alert role="note" color="harbour" variant="light" title={t('act.motionMeans')} />}
        {action.blocked.map((refusal) => (
          <Alert key={refusal.code} role="note" variant="default" title={<InWords said={law.refusal(refusal)} />} />
        ))}
        <ProblemNote error={act.error} />
        {stale && (
          <Button variant="light" onClick={() => void again()} w="fit-content">
            {t('act.lookAgain')}
          </Button>
        )}
        <ActContext value={{ kind, id: subject.id, reference: subject.reference, command: action.name, matter }}>
          <Fields
            schema={schema}
            pointer=""
            value={body}
            onChange={(next) => {
              setBody((next ?? {}) as Readonly<Record<string, FieldValue>>);
              if (act.isError) setKey(crypto.randomUUID());
            }}
            problems={act.error instanceof ProblemError ? act.error.items : []}
          />
        </ActContext>
        <Group>
          <Button type="submit" loading={act.isPending} disabled={stale}>
            {t(`commandName.${action.name}`, { defaultValue: action.title })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The act stands: its number in the history is what everybody can find it by. */
function Receipt({ entered, back }: { readonly entered: Entered; readonly back: string }) {
  const { t } = useTranslation();
  return (
    <Alert role="status" color="green.9" variant="light" icon={<IconCircleCheck aria-hidden />} title={t('act.done')}>
      <Stack gap="xs">
        {entered.proposed ? (
          <Text>{t('desk.proposed')}</Text>
        ) : (
          entered.receipt !== undefined && (
            <Text>{t('act.entry', { seq: entered.receipt.seq, state: t(`state.${entered.state}`, { defaultValue: entered.state }) })}</Text>
          )
        )}
        <AppAnchor to={back} w="fit-content">
          {t('act.goBack')}
        </AppAnchor>
      </Stack>
    </Alert>
  );
}
