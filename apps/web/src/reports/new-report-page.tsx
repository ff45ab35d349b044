import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldValue } from '../acts/field';
import { Field } from '../acts/fields';
import { useCommandSchema } from '../acts/schema';
import { ProblemError } from '../api/problem';
import { ProblemNote } from '../ui/problem-note';
import { Waiting } from '../ui/waiting';
import { SimilarReports } from './similar-reports';

/** What nearly every report says, in the order in which a monitor thinks of it; all other fields come after them. */
const FIRST = ['startsAt', 'endsAt', 'place', 'codes', 'weapon', 'perceivedHow', 'epistemicLevel', 'narrative'];

/** A draft of a report: it is filed once it is submitted on its own page. */
export function NewReportPage() {
  const { t } = useTranslation();
  const { schema, error } = useCommandSchema('CreateReport');
  const [content, setContent] = useState<Readonly<Record<string, FieldValue>>>({});
  const [key, setKey] = useState(() => crypto.randomUUID());
  const navigate = useNavigate();
  const queries = useQueryClient();
  const file = useMutation({
    mutationFn: () => createReport(content, key),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['reports'] });
      await navigate({ to: '/reports/$id', params: { id } });
    },
  });
  const inner = schema?.properties?.['content'];
  if (error !== null) return <ProblemNote error={error} />;
  if (inner === undefined) return <Waiting rows={10} />;
  const names = Object.keys(inner.properties ?? {});
  const ordered = [...FIRST.filter((name) => names.includes(name)), ...names.filter((name) => !FIRST.includes(name))];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        file.mutate();
      }}
    >
      <Stack maw={760}>
        <Title order={1} size="h2">
          {t('reports.new')}
        </Title>
        <Text>{t('reports.newAbout')}</Text>
        <ProblemNote error={file.error} />
        {ordered.map((name) => (
          <Field
            key={name}
            name={name}
            pointer={`/content/${name}`}
            schema={inner.properties?.[name] ?? {}}
            required={(inner.required ?? []).includes(name)}
            value={content[name]}
            onChange={(next) => {
              setContent((old) => ({ ...old, [name]: next }));
              if (file.isError) setKey(crypto.randomUUID());
            }}
            problems={file.error instanceof ProblemError ? file.error.items : []}
          />
        ))}
        <SimilarReports startsAt={content['startsAt']} place={content['place']} />
        <Alert variant="light" color="harbour" title={t('reports.draftMeans')} />
        <Group>
          <Button type="submit" loading={file.isPending}>
            {t('reports.keepDraft')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

async function createReport(content: object, key: string): Promise<{ readonly id: string }> {
  const body = JSON.stringify({ content: JSON.parse(JSON.stringify(content)) as object });
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  const response = await fetch('/api/v1/reports', { method: 'POST', headers, body });
  const answer: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw new ProblemError({ status: response.status, ...(answer as object) });
  return answer as { id: string };
}
