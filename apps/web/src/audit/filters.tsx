import { Button, Group, Pill, SegmentedControl, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { useEntryWords } from '../i18n/entry-words';
import { useProcess } from '../process/use-process';
import { InWords } from '../ui/in-words';
import { ProblemNote } from '../ui/problem-note';
import type { AuditSearch } from './audit-search';

const SYSTEM = 'system';

/** An instant as the browser's own field wants it: in this device's time, without a zone. */
function localOf(instant: string | undefined): string {
  if (instant === undefined) return '';
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
const instantOf = (local: string): string | undefined => (local === '' ? undefined : new Date(local).toISOString());

/** By whom, what, when and in which case. A case is named by its reference, as people do. */
export function Filters({ search, narrow }: { readonly search: AuditSearch; readonly narrow: (next: AuditSearch) => void }) {
  const { t } = useTranslation();
  const [caseText, setCase] = useState(search.case ?? '');
  const [actor, setActor] = useState(search.actor ?? '');
  const [types, setTypes] = useState(search.type?.split(',') ?? []);
  const [from, setFrom] = useState(localOf(search.from));
  const [until, setUntil] = useState(localOf(search.until));
  const [first, setFirst] = useState(search.first ?? 'newest');
  const [error, setError] = useState<unknown>(null);
  const apply = async (): Promise<void> => {
    setError(null);
    try {
      const id = await caseIdOf(caseText.trim());
      const fields = {
        case: id,
        actor: actor.trim() || undefined,
        type: types.join(',') || undefined,
        from: instantOf(from),
        until: instantOf(until),
      };
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      narrow({ ...(search.view === undefined ? {} : { view: search.view }), ...given, ...(first === 'oldest' ? { first } : {}) });
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <form
      className="no-print"
      onSubmit={(event) => {
        event.preventDefault();
        void apply();
      }}
    >
      <Group align="end">
        <TextInput
          label={t('audit.case')}
          description={t('audit.caseAbout')}
          value={caseText}
          maxLength={40}
          onChange={({ currentTarget }) => setCase(currentTarget.value)}
        />
        <TextInput
          label={t('audit.actor')}
          description={t('audit.actorAbout', { system: SYSTEM })}
          value={actor}
          maxLength={36}
          onChange={({ currentTarget }) => setActor(currentTarget.value)}
        />
        <Kinds types={types} choose={setTypes} />
        <TextInput
          label={t('audit.from')}
          type="datetime-local"
          value={from}
          onChange={({ currentTarget }) => setFrom(currentTarget.value)}
        />
        <TextInput
          label={t('audit.until')}
          type="datetime-local"
          value={until}
          onChange={({ currentTarget }) => setUntil(currentTarget.value)}
        />
        <SegmentedControl
          aria-label={t('audit.order')}
          value={first}
          onChange={(value) => setFirst(value)}
          data={(['newest', 'oldest'] as const).map((value) => ({ value, label: t(`audit.${value}`) }))}
        />
        <Button type="submit">{t('audit.find')}</Button>
      </Group>
      <ProblemNote error={error} />
    </form>
  );
}

/** Kinds of entries, offered as what happened; a type for which the pages have no words may be written as it is. */
function Kinds({ types, choose }: { readonly types: readonly string[]; readonly choose: (types: string[]) => void }) {
  const { t, i18n } = useTranslation();
  const { happened } = useEntryWords();
  const known = useKinds()
    .map((value) => ({ value, label: happened(value).text }))
    .sort((one, other) => one.label.localeCompare(other.label, i18n.language));
  const typeOf = (written: string): string => known.find(({ label }) => label.toLowerCase() === written.toLowerCase())?.value ?? written;
  return (
    <TagsInput
      label={t('audit.kinds')}
      data={known.filter(({ value }) => !types.includes(value))}
      value={[...types]}
      maxTags={20}
      onChange={(written) => choose([...new Set(written.map(typeOf))])}
      renderPill={({ value, onRemove }) => (
        <Pill withRemoveButton {...(onRemove === undefined ? {} : { onRemove })}>
          <InWords said={happened(String(value))} />
        </Pill>
      )}
      miw={220}
      limit={30}
    />
  );
}

/** Kinds of entries that the law's tables record, and those beside them that have words. */
function useKinds(): string[] {
  const [ofCase, ofReport] = [useProcess('case'), useProcess('report')];
  const { types } = useEntryWords();
  const recorded = [ofCase, ofReport].flatMap((table) => Object.values(table?.rows ?? {}).map(({ records }) => records));
  return [...new Set([...recorded, ...types])];
}

async function caseIdOf(text: string): Promise<string | undefined> {
  if (text === '') return undefined;
  const id = /^tr-/i.test(text) ? text.toUpperCase() : text;
  return (await taken(api.GET('/api/v1/cases/{id}', { params: { path: { id } } }))).id;
}
