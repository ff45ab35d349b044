import { Button, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wordsOf } from '../acts/field';
import { Time } from '../ui/time';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const AT_ONCE = 50;
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
    return <Several values={value} />;
  }
  if (typeof value === 'object' && value !== null) {
    if ('sealed' in value) return <Text c="dimmed">{t('sealed')}</Text>;
    return <Matter value={value} />;
  }
  return null;
}

/** A list that has grown for years is drawn a part at a time: ten thousand corrections would stop the page. */
function Several({ values }: { readonly values: readonly unknown[] }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(AT_ONCE);
  return (
    <>
      {values.slice(0, shown).map((inner, index) => (
        <Value key={index} value={inner} />
      ))}
      {values.length > shown && (
        <Button variant="default" size="compact-sm" mt={4} onClick={() => setShown(shown + AT_ONCE)}>
          {t('more')}
        </Button>
      )}
    </>
  );
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
