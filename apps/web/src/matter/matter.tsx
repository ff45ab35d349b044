import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Time } from '../ui/time';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

/** A part of a case or report as the law keeps it, as nested tables. Only what has a value is shown. */
export function Matter({ value }: { readonly value: object }) {
  const { t } = useTranslation();
  return (
    <Table variant="vertical" withTableBorder layout="auto">
      <Table.Tbody>
        {(Object.entries(value) as [string, unknown][])
          .filter(([, inner]) => !isEmpty(inner))
          .map(([name, inner]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" w={200} style={{ verticalAlign: 'top' }}>
                {t(`fieldName.${name}`, { defaultValue: wordsOf(name) })}
              </Table.Th>
              <Table.Td>
                <Value value={inner} />
              </Table.Td>
            </Table.Tr>
          ))}
      </Table.Tbody>
    </Table>
  );
}

function Value({ value }: { readonly value: unknown }) {
  const { t } = useTranslation();
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'string')
    return INSTANT.test(value) ? (
      <Time at={value} />
    ) : (
      <Text span className="mono">
        {value}
      </Text>
    );
  if (typeof value === 'number') return value;
  if (isList(value)) {
    if (value.every((inner) => typeof inner !== 'object')) return value.join(', ');
    return value.map((inner, index) => <Value key={index} value={inner} />);
  }
  if (typeof value === 'object' && value !== null) {
    if ('sealed' in value) return <Text c="dimmed">{t('sealed')}</Text>;
    return <Matter value={value} />;
  }
  return null;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const wordsOf = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, (_, one: string, two: string) => `${one} ${two.toLowerCase()}`)
    .replace(/^./, (first) => first.toUpperCase());
