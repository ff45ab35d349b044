import { Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLabel } from '../acts/use-said';
import { api, taken } from '../api/client';
import { fromCursor, usePages } from '../api/use-pages';
import { Copyable } from '../ui/copyable';
import { More } from '../ui/more';
import { ProblemNote } from '../ui/problem-note';
import { WideTable } from '../ui/wide-table';
import { Time } from '../ui/time';
import { Empty, Waiting } from '../ui/waiting';

/** Who knew what of a case when: readings, services, disclosures, publication, each with the entry that records it. */
export function Knowledge({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { pages, items } = usePages({
    name: ['knowledge', id],
    fetchPage: (cursor) => taken(api.GET('/api/v1/cases/{id}/knowledge', { params: { path: { id }, query: fromCursor(cursor) } })),
  });
  if (pages.isPending) return <Waiting />;
  if (pages.data === undefined) return <ProblemNote error={pages.error} />;
  if (items.length === 0) return <Empty title={t('audit.nothing')} />;
  return (
    <Stack>
      <WideTable label={t('audit.view.knowledge')} width={680}>
        <Table.Thead>
          <Table.Tr>
            {(['when', 'who', 'how', 'what', 'entry'] as const).map((name) => (
              <Table.Th key={name} scope="col">
                {t(`audit.${name}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item, index) => (
            <Table.Tr key={`${item.entry.stream} ${item.entry.seq} ${item.who} ${index}`}>
              <Table.Td>
                <Time at={item.at} />
              </Table.Td>
              <Table.Td>
                <Copyable value={item.who} shown={item.who.length > 24 ? `${item.who.slice(0, 13)}…` : item.who} />
              </Table.Td>
              <Table.Td>{t(`audit.hows.${item.how}`, { defaultValue: item.how })}</Table.Td>
              <Table.Td>
                <What what={item.what} />
              </Table.Td>
              <Table.Td className="mono">
                {item.entry.stream.split('/')[0]} {item.entry.seq}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
      <More of={pages} />
    </Stack>
  );
}

const isThing = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What the entry holds, a line each; of a list of places or entries, a line each of them. */
function What({ what }: { readonly what: object }) {
  return Object.entries(what)
    .filter(([, value]) => value !== null)
    .map(([name, value]: [string, unknown]) => <Held key={name} name={name} value={value} />);
}

function Held({ name, value }: { readonly name: string; readonly value: unknown }) {
  const { t } = useTranslation();
  const { text, lang } = useLabel(name);
  const isSealed = isThing(value) && 'sealed' in value;
  return (
    <div>
      <Text size="sm" fw={600} span lang={lang}>
        {text}:{' '}
      </Text>
      {Array.isArray(value) && value.some(isThing) ? (
        value.map((one, index) => (
          <Text key={index} size="sm" className="mono">
            {plain(one)}
          </Text>
        ))
      ) : (
        <Text size="sm" span {...(isSealed ? {} : { className: 'mono' })}>
          {isSealed ? t('sealed') : plain(value)}
        </Text>
      )}
    </div>
  );
}

/** A value as one line: of a thing its values in their order; a fingerprint by its beginning, as its entry has the whole. */
function plain(value: unknown): string {
  if (isThing(value))
    return Object.values(value)
      .filter((inner) => inner !== null)
      .map(plain)
      .join(' · ');
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? `${value.slice(0, 12)}…` : String(value);
}
