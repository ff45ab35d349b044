import { Button, Checkbox, CopyButton, Group, Kbd, NativeSelect, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { holds, useMe } from '../app/session';
import { useShortcuts } from '../app/shortcuts';
import { nameOf, useColleagues } from '../office/colleagues';
import { AUDITING } from '../process/roles-at-work';
import { useProcess } from '../process/use-process';
import { DeadlineChip } from '../ui/deadline-chip';
import { ProblemNote } from '../ui/problem-note';
import { AppAnchor, AppButton } from '../ui/links';
import { More } from '../ui/more';
import { Table } from '../ui/plain-table';
import { StateBadge } from '../ui/state-badge';
import { Time } from '../ui/time';
import { Empty, Waiting } from '../ui/waiting';
import { useNow } from '../ui/use-now';
import type { InboxSearch } from './inbox-search';
import { Queues } from './queues';

const COLUMNS = ['case', 'state', 'severity', 'deadline', 'assignee', 'moved'] as const;
const HOUR_MS = 3_600_000;
const HORIZON_MS = 30 * 24 * HOUR_MS;
/** However far somebody goes on, the page holds this many pages of the list: it does not grow. */
const PAGES_HELD = 4;

/** The cases that I may know of: what is due first, what is open, what has ended. */
export function InboxPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/inside/inbox' });
  const narrow = (next: InboxSearch): void => void navigate({ to: '/inbox', search: next, replace: true });
  const cases = useCases(search);
  const items = cases.data?.pages.flatMap((page) => page.items) ?? [];
  const rows = useRef<HTMLTableSectionElement>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const colleagues = useColleagues();
  const knows = holds(useMe(), ...AUDITING);
  const toggle = (reference: string): void =>
    setChosen((old) => (old.includes(reference) ? old.filter((one) => one !== reference) : [...old, reference]));
  useShortcuts([
    ['j', () => step(rows.current, 1)],
    ['k', () => step(rows.current, -1)],
    ['o', () => focusedRow(rows.current)?.click()],
    ['x', () => toggle(focusedRow(rows.current)?.dataset['row'] ?? '')],
  ]);
  return (
    <Stack>
      <Title order={1} size="h2">
        {t('inbox.title')}
      </Title>
      <Queues search={search} />
      <Filters search={search} narrow={narrow} knows={knows} />
      <Chosen chosen={chosen} clear={() => setChosen([])} assigns={(colleagues?.assigns ?? 'nobody') !== 'nobody'} />
      <ProblemNote error={cases.error} />
      {cases.isPending ? (
        <Waiting />
      ) : items.length === 0 ? (
        <Empty title={Object.keys(search).length > 0 ? t('inbox.nothingFound') : t('inbox.nothing')}>
          {Object.keys(search).length > 0 && (
            <Button variant="light" onClick={() => narrow({})}>
              {t('inbox.clear')}
            </Button>
          )}
        </Empty>
      ) : (
        <>
          {cases.hasPreviousPage && (
            <Button variant="default" onClick={() => void cases.fetchPreviousPage()} loading={cases.isFetchingPreviousPage} w="fit-content">
              {t('frame.earlier')}
            </Button>
          )}
          <Table label={t('inbox.title')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">
                  <VisuallyHidden>{t('desk.selection')}</VisuallyHidden>
                </Table.Th>
                {COLUMNS.filter((name) => name !== 'assignee' || knows).map((name) => (
                  <Table.Th key={name} scope="col">
                    {t(`inbox.column.${name}`)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody ref={rows}>
              {items.map((item) => (
                <Table.Tr key={item.id} {...(chosen.includes(item.reference) ? { 'aria-selected': true } : {})}>
                  <Table.Td>
                    <Checkbox
                      aria-label={t('desk.select', { reference: item.reference })}
                      checked={chosen.includes(item.reference)}
                      onChange={() => toggle(item.reference)}
                    />
                  </Table.Td>
                  <Table.Td>
                    <AppAnchor to="/cases/$id" params={{ id: item.id }} className="mono" data-row={item.reference}>
                      {item.reference}
                    </AppAnchor>
                    {!item.readable && (
                      <Text size="xs" c="dimmed">
                        {t('inbox.notReadable')}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    <StateBadge state={item.state} ended={item.ended} />
                  </Table.Td>
                  <Table.Td>{item.severity ?? '–'}</Table.Td>
                  <Table.Td>
                    <DeadlineChip dueAt={item.nextDueAt} />
                  </Table.Td>
                  {knows && <Table.Td>{item.assignee === undefined ? '–' : nameOf(colleagues, item.assignee)}</Table.Td>}
                  <Table.Td>{item.movedAt !== undefined && <Time at={item.movedAt} />}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
      {items.length > 0 && <Keys />}
      <More of={cases} />
    </Stack>
  );
}

/** What the keyboard does in this list, said where it is done. */
function Keys() {
  const { t } = useTranslation();
  return (
    <Group gap="md" className="no-print" visibleFrom="sm">
      <Text size="sm">{t('desks.keys')}</Text>
      {(['j', 'k', 'x', 'Enter'] as const).map((key) => (
        <Text key={key} size="sm">
          <Kbd>{key}</Kbd> {t(`desks.key.${key}`)}
        </Text>
      ))}
    </Group>
  );
}

/** What was marked: to lay side by side, to act on one by one, to assign, or to hand on. */
interface ChosenProps {
  readonly chosen: readonly string[];
  readonly clear: () => void;
  readonly assigns: boolean;
}

function Chosen({ chosen, clear, assigns }: ChosenProps) {
  const { t } = useTranslation();
  if (chosen.length === 0) return null;
  return (
    <Group gap="xs" className="no-print">
      <Text size="sm" role="status">
        {t('desk.chosen', { count: chosen.length })}
      </Text>
      {chosen.length > 1 && chosen.length <= 4 && (
        <AppButton to="/beside" search={{ kind: 'cases', of: chosen }} variant="default" size="compact-sm">
          {t('desks.laySideBySide')}
        </AppButton>
      )}
      {chosen.length <= 20 ? (
        <AppButton to="/several" search={{ of: chosen }} variant="default" size="compact-sm">
          {t('desks.actOnEach')}
        </AppButton>
      ) : (
        <Text size="sm">{t('desks.atMost', { count: 20 })}</Text>
      )}
      {assigns && chosen.length <= 20 && (
        <AppButton to="/assign" search={{ of: chosen }} variant="default" size="compact-sm">
          {t('inbox.assignee.assign')}
        </AppButton>
      )}
      <CopyButton value={chosen.join('\n')}>
        {({ copied, copy }) => (
          <Button variant="default" size="compact-sm" onClick={copy}>
            {copied ? t('copied') : t('desk.copyReferences')}
          </Button>
        )}
      </CopyButton>
      <Button variant="default" size="compact-sm" onClick={clear}>
        {t('clear')}
      </Button>
    </Group>
  );
}

interface FiltersProps {
  readonly search: InboxSearch;
  readonly narrow: (next: InboxSearch) => void;
  /** With whom cases lie is for the Commission and its auditors. */
  readonly knows: boolean;
}

function Filters({ search, narrow, knows }: FiltersProps) {
  const { t } = useTranslation();
  const process = useProcess('case');
  const colleagues = useColleagues();
  const { view = 'open', state, severity, assignee } = search;
  const { state: _state, ...butState } = { ...search, view };
  const { severity: _severity, ...butSeverity } = { ...search, view };
  const { assignee: _assignee, ...butAssignee } = { ...search, view };
  return (
    <Group align="end" className="no-print">
      <Group gap={4} role="group" aria-label={t('inbox.view')}>
        {(['due', 'open', 'ended'] as const).map((value) => (
          <Button
            key={value}
            variant={value === view ? 'filled' : 'default'}
            aria-pressed={value === view}
            onClick={() => narrow({ ...search, view: value })}
          >
            {t(`inbox.views.${value}`)}
          </Button>
        ))}
      </Group>
      <NativeSelect
        label={t('inbox.column.state')}
        value={state ?? ''}
        onChange={({ currentTarget: { value } }) => narrow({ ...butState, ...(value === '' ? {} : { state: value }) })}
        data={[
          { value: '', label: t('desk.all') },
          ...(process?.states ?? []).map((value) => ({ value, label: t(`state.${value}`, { defaultValue: value }) })),
        ]}
      />
      <NativeSelect
        label={t('inbox.column.severity')}
        w={110}
        value={severity === undefined ? '' : String(severity)}
        onChange={({ currentTarget: { value } }) => narrow({ ...butSeverity, ...(value === '' ? {} : { severity: Number(value) }) })}
        data={[{ value: '', label: t('desk.all') }, '5', '4', '3', '2', '1']}
      />
      {knows && (
        <NativeSelect
          label={t('inbox.column.assignee')}
          w={150}
          value={assignee ?? ''}
          onChange={({ currentTarget: { value } }) => narrow({ ...butAssignee, ...(value === '' ? {} : { assignee: value }) })}
          data={[
            { value: '', label: t('inbox.assignee.any') },
            { value: 'me', label: t('inbox.assignee.me') },
            { value: 'nobody', label: t('inbox.assignee.nobody') },
            ...(assignee === undefined || ['me', 'nobody'].includes(assignee)
              ? []
              : [{ value: assignee, label: nameOf(colleagues, assignee) }]),
          ]}
        />
      )}
    </Group>
  );
}

function useCases({ view = 'open', state, severity, assignee }: InboxSearch) {
  // By the Commission's clock and in whole hours, so that a list does not change its name under its reader.
  const until = Math.ceil(useNow() / HOUR_MS) * HOUR_MS + HORIZON_MS;
  return useInfiniteQuery({
    queryKey: ['cases', view, state, severity, assignee, view === 'due' ? until : null],
    queryFn: ({ pageParam }) =>
      taken(
        api.GET('/api/v1/cases', {
          params: {
            query: {
              ...(view === 'due' ? { dueBefore: new Date(until).toISOString() } : {}),
              ended: view === 'ended' ? 'true' : 'false',
              ...(state === undefined ? {} : { state }),
              ...(severity === undefined ? {} : { severity }),
              ...(assignee === undefined ? {} : { assignee }),
              ...(pageParam.length === 0 ? {} : { cursor: pageParam.at(-1) }),
            },
          },
        }),
      ),
    // The way to a page: its cursor, and those of the pages before it, so that somebody can go back.
    initialPageParam: [] as readonly string[],
    getNextPageParam: ({ next }, _, way) => (next === null || next === undefined ? undefined : [...way, next]),
    getPreviousPageParam: (_, __, way) => (way.length === 0 ? undefined : way.slice(0, -1)),
    maxPages: PAGES_HELD,
  });
}

const rowsOf = (body: HTMLTableSectionElement | null): HTMLElement[] => [...(body?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
const focusedRow = (body: HTMLTableSectionElement | null): HTMLElement | undefined =>
  rowsOf(body).find((row) => row === document.activeElement);

/** Moves the focus to the next or the previous row. */
function step(body: HTMLTableSectionElement | null, by: number): void {
  const rows = rowsOf(body);
  const at = rows.findIndex((row) => row === document.activeElement);
  rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
}
