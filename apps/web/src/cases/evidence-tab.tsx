import { Anchor, ScrollArea, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { evidenceQuery } from '../acts/choices';
import { Copyable } from '../ui/copyable';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';
import { Empty, Waiting } from '../ui/waiting';
import { BringEvidence } from './bring-evidence';

/** Items of evidence, and a way to bring one to a case. */
export function EvidenceTab({ kind, id }: { readonly kind: 'cases' | 'reports'; readonly id: string }) {
  return (
    <>
      {kind === 'cases' && <BringEvidence id={id} />}
      <Items kind={kind} id={id} />
    </>
  );
}

/** What came, when, and the digest that the server took of it. Opening one is recorded. */
function Items({ kind, id }: { readonly kind: 'cases' | 'reports'; readonly id: string }) {
  const { t } = useTranslation();
  const { data, error, isPending } = useQuery(evidenceQuery(kind, id));
  if (isPending) return <Waiting rows={3} />;
  if (data === undefined) return <ProblemNote error={error} />;
  if (data.items.length === 0) return <Empty title={t('evidence.nothing')} />;
  return (
    <ScrollArea type="auto">
      <Table miw={640}>
        <Table.Thead>
          <Table.Tr>
            {(['kind', 'size', 'received', 'digest', 'open'] as const).map((name) => (
              <Table.Th key={name} scope="col">
                {t(`evidence.column.${name}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.items.map((item) => (
            <Table.Tr key={item.id}>
              <Table.Td>
                {item.kind} ({item.mediaType})
              </Table.Td>
              <Table.Td>{t('bytes', { count: item.size })}</Table.Td>
              <Table.Td>
                <Time at={item.receivedAt} />
              </Table.Td>
              <Table.Td>
                <Copyable value={item.sha256} shown={`${item.sha256.slice(0, 16)}…`} />
              </Table.Td>
              <Table.Td>
                <Anchor href={`/api/v1/evidence/${item.id}/content`}>{t('evidence.fetch')}</Anchor>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
