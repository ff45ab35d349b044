import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api, taken, type Schemas } from '../api/client';
import { fromCursor, usePages } from '../api/use-pages';
import { More } from '../ui/more';
import { ProblemNote } from '../ui/problem-note';
import { Empty, Waiting } from '../ui/waiting';
import type { AuditSearch } from './audit-search';
import { EntryCard } from './entry-card';

/** Entries that fit, over one case or over all. */
export function Entries({ search }: { readonly search: AuditSearch }) {
  const { case: id, actor, type, from, until, first } = search;
  const filter = {
    ...(id === undefined ? {} : { case: id }),
    ...(actor === undefined ? {} : { actor }),
    ...(type === undefined ? {} : { type: type.split(',') }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(first === undefined ? {} : { first }),
  };
  return (
    <EntryList
      name={['entries', filter]}
      fetchPage={(cursor) =>
        taken(
          api.GET('/api/v1/history', {
            params: { query: { ...filter, ...fromCursor(cursor) } },
            querySerializer: { array: { style: 'form', explode: false } },
          }),
        )
      }
    />
  );
}

/** What was entered after a ruling had been published. */
export function AfterPublication({ id }: { readonly id: string }) {
  return (
    <EntryList
      name={['after publication', id]}
      fetchPage={(cursor) =>
        taken(
          api.GET('/api/v1/cases/{id}/after-publication', {
            params: { path: { id }, query: fromCursor(cursor) },
          }),
        )
      }
    />
  );
}

interface EntryListProps {
  readonly name: readonly unknown[];
  readonly fetchPage: (cursor: string | undefined) => Promise<Schemas['FoundEntriesPage']>;
}

function EntryList({ name, fetchPage }: EntryListProps) {
  const { t } = useTranslation();
  const { pages, items } = usePages({ name: ['audit', ...name], fetchPage });
  if (pages.isPending) return <Waiting />;
  if (pages.data === undefined) return <ProblemNote error={pages.error} />;
  if (items.length === 0) return <Empty title={t('audit.nothing')} />;
  return (
    <Stack>
      <Stack component="ul" gap="xs" p={0} m={0}>
        {items.map((entry) => (
          <EntryCard key={`${entry.stream} ${entry.seq}`} entry={entry} />
        ))}
      </Stack>
      <More of={pages} />
    </Stack>
  );
}
