import { Code, ScrollArea, SegmentedControl, Stack, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLawWords } from '../i18n/law-words';
import { InWords } from '../ui/in-words';
import { Waiting } from '../ui/waiting';
import { useProcess } from './use-process';
import { useRightNames } from './use-right-names';

/** The law as a table: what may be done in which state, by whom, and when. */
export function ProcessPage() {
  const { t } = useTranslation();
  const law = useLawWords();
  const called = useRightNames();
  const [name, setName] = useState<'case' | 'report'>('case');
  const table = useProcess(name);
  return (
    <Stack>
      <Title order={1} size="h2">
        {t('process.title')}
      </Title>
      <Text>{t('process.about')}</Text>
      <SegmentedControl
        aria-label={t('process.which')}
        value={name}
        onChange={(value) => setName(value)}
        data={[
          { value: 'case', label: t('process.case') },
          { value: 'report', label: t('process.report') },
        ]}
        w="fit-content"
      />
      {table === undefined ? (
        <Waiting rows={10} />
      ) : (
        <ScrollArea type="auto">
          <Table miw={900} stickyHeader>
            <Table.Thead>
              <Table.Tr>
                {(['command', 'from', 'to', 'by', 'when'] as const).map((column) => (
                  <Table.Th key={column} scope="col">
                    {t(`process.column.${column}`)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {Object.entries(table.rows).map(([command, row]) => (
                <Table.Tr key={command}>
                  <Table.Td>
                    {t(`commandName.${command}`, { defaultValue: command })} <Code>{command}</Code>
                  </Table.Td>
                  <Table.Td>{(row.from ?? []).map((state) => t(`state.${state}`, { defaultValue: state })).join(', ')}</Table.Td>
                  <Table.Td>{t(`state.${row.to}`, { defaultValue: row.to })}</Table.Td>
                  <Table.Td>{row.by.map(called).join(', ')}</Table.Td>
                  <Table.Td>
                    {row.when.map((guard) => (
                      <Text key={guard} size="sm">
                        <InWords said={law.refusal({ code: guard, detail: table.guards[guard]?.says ?? guard })} />
                      </Text>
                    ))}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
    </Stack>
  );
}
