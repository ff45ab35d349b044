import { Badge, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseMatter } from '../acts/case-matter';
import { partyLabel } from '../acts/choices';
import { useRulebookList } from '../acts/rulebook-lists';
import { FindingsOfCase } from '../findings/findings';
import { Matter } from '../matter/matter';
import { AppAnchor } from '../ui/links';
import { ResponseClock } from './response-clock';

/** What the case is about: the acts that it charges, verified and unverified apart, what was found of each, and everything else that the law keeps. */
export function FactsTab({ id, matter }: { readonly id: string; readonly matter: object }) {
  const { t } = useTranslation();
  const codes = useRulebookList('violations');
  const origins = useRulebookList('allegedBy');
  const { violations = [], reports = [], judgment } = matter as CaseMatter;
  const counted = (verified: boolean): number => violations.filter((violation) => violation.verified === verified).length;
  return (
    <Stack>
      <Title order={2} size="h4">
        {t('desk.acts')}
      </Title>
      <Group gap="xs">
        <Badge variant="default" tt="none">
          {t('desk.verified')}: {counted(true)}
        </Badge>
        <Badge variant="default" tt="none">
          {t('desk.unverified')}: {counted(false)}
        </Badge>
      </Group>
      <Table.ScrollContainer minWidth={520}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              {(['act', 'verification', 'accused', 'allegedBy'] as const).map((name) => (
                <Table.Th key={name} scope="col">
                  {t(`desk.column.${name}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {violations.map(({ key, code, verified, accused, allegedBy }) => (
              <Table.Tr key={key}>
                <Table.Td>
                  {key}: {codes.find(({ value }) => value === code)?.label ?? code}
                </Table.Td>
                <Table.Td>{t(verified ? 'desk.verified' : 'desk.unverified')}</Table.Td>
                <Table.Td>{accused == null ? '–' : partyLabel(accused)}</Table.Td>
                <Table.Td>{origins.find(({ value }) => value === allegedBy)?.label ?? allegedBy ?? '–'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {reports.length > 0 && (
        <Group gap="sm">
          <Text fw={600}>{t('reports.title')}</Text>
          {reports.map((report) => (
            <AppAnchor key={report.id} to="/reports/$id" params={{ id: report.id }} className="mono">
              …{report.id.slice(-6)}
            </AppAnchor>
          ))}
        </Group>
      )}
      <ResponseClock id={id} />
      <FindingsOfCase judgment={judgment} />
      <Everything matter={matter} />
    </Stack>
  );
}

/** All that the law keeps of the case, drawn when somebody wants it: it grows as the case does. */
function Everything({ matter }: { readonly matter: object }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('desk.everything')}</summary>
      {open && <Matter value={matter} />}
    </details>
  );
}
