import { Badge, Group, Stack, Switch, Table, Text } from '@mantine/core';
import { IconArrowsDiff, IconEqual } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppAnchor } from '../ui/links';
import { Time } from '../ui/time';
import { WideTable } from '../ui/wide-table';
import type { Beside } from './beside-page';

/** Parts that say nothing about whether two things are the same, and ways of the procedure that are shown elsewhere. */
const LEFT_OUT = ['processVersion', 'rulebook', 'judgment', 'severityHistory', 'remembered', 'counts', 'actions', 'lot', 'hold', 'phase'];
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const DEPTH = 2;

/** Field by field: each row is a field, each column one of them; where they differ a word and an icon say so. */
export function Differences({ kind, of }: { readonly kind: 'cases' | 'reports'; readonly of: readonly Beside[] }) {
  const { t } = useTranslation();
  const [onlyDiffering, setOnlyDiffering] = useState(true);
  const columns = of.map(fieldsOf);
  const names = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  const rows = names.map((name) => {
    const values = columns.map((column) => column.get(name));
    return { name, values, differs: new Set(values.map((value) => JSON.stringify(value) ?? '')).size > 1 };
  });
  const differing = rows.filter(({ differs }) => differs).length;
  const called = (name: string): string =>
    name
      .split('.')
      .map((part) => t([`desks.part.${part}`, `fieldName.${part}`, `field.${part}`], { defaultValue: wordsOf(part) }))
      .join(' › ');
  return (
    <Stack gap="xs">
      <Group>
        <Text role="status">{t('desks.differing', { count: differing, of: rows.length })}</Text>
        <Switch
          label={t('desks.onlyDiffering')}
          checked={onlyDiffering}
          onChange={({ currentTarget }) => setOnlyDiffering(currentTarget.checked)}
        />
      </Group>
      <WideTable label={t('desks.beside')} width={240 + of.length * 220}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('desks.column.field')}</Table.Th>
            {of.map(({ id, reference }) => (
              <Table.Th key={id} scope="col">
                <AppAnchor to={kind === 'cases' ? '/cases/$id' : '/reports/$id'} params={{ id }} className="mono">
                  {reference}
                </AppAnchor>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows
            .filter(({ differs }) => differs || !onlyDiffering)
            .map(({ name, values, differs }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row">
                  {called(name)}{' '}
                  <Badge
                    variant="default"
                    tt="none"
                    size="sm"
                    leftSection={differs ? <IconArrowsDiff size={12} aria-hidden /> : <IconEqual size={12} aria-hidden />}
                  >
                    {t(differs ? 'desks.differs' : 'desks.same')}
                  </Badge>
                </Table.Th>
                {values.map((value, index) => (
                  <Table.Td key={of[index]?.id} fw={differs ? 600 : 400}>
                    <Shown value={value} />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
        </Table.Tbody>
      </WideTable>
    </Stack>
  );
}

/** What is to be compared, by name; groups are opened two deep. What is not said is not there. */
function fieldsOf(one: Beside): ReadonlyMap<string, unknown> {
  const { state, severity } = one;
  const found = new Map<string, unknown>([['state', state], ...(severity === undefined ? [] : ([['severity', severity]] as const))]);
  add(found, '', one.matter ?? {}, 0);
  return found;
}

function add(found: Map<string, unknown>, before: string, group: object, depth: number): void {
  for (const [name, value] of Object.entries(group) as [string, unknown][]) {
    if (LEFT_OUT.includes(name) || isEmpty(value)) continue;
    const path = `${before}${name}`;
    if (depth < DEPTH && typeof value === 'object' && value !== null && !Array.isArray(value) && !('sealed' in value))
      add(found, `${path}.`, value, depth + 1);
    else found.set(path, value);
  }
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

function Shown({ value }: { readonly value: unknown }) {
  const { t } = useTranslation();
  if (value === undefined) return <Text span>{t('desks.notSaid')}</Text>;
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    if (INSTANT.test(value)) return <Time at={value} />;
    return <>{t(`state.${value}`, { defaultValue: value })}</>;
  }
  if (typeof value === 'object' && value !== null && 'sealed' in value) return <Text span>{t('sealed')}</Text>;
  if (Array.isArray(value)) return <>{value.map((one: unknown) => inWords(one)).join('; ')}</>;
  return <>{inWords(value)}</>;
}

function inWords(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('sealed' in value) return '…';
  return Object.entries(value)
    .filter(([, inner]) => !isEmpty(inner))
    .map(([name, inner]) => `${name}: ${inWords(inner)}`)
    .join(', ');
}

const wordsOf = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, (_, one: string, two: string) => `${one} ${two.toLowerCase()}`)
    .replace(/^./, (first) => first.toUpperCase());
