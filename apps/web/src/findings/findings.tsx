import { Badge, Card, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FindingOfCase, JudgmentOfCase, OutcomeOfCase } from '../acts/case-matter';
import { partyLabel } from '../acts/choices';
import { useRulebookList } from '../acts/rulebook-lists';
import { Time } from '../ui/time';
import { QuestionText } from './question-text';

/** Findings, provisional ones and those of rulings, each with its standard, its basis, and the evidence for and against it. */
export function FindingsOfCase({ judgment }: { readonly judgment: JudgmentOfCase | undefined }) {
  const { t } = useTranslation();
  const rulings = [...(judgment?.rulings ?? [])].reverse();
  const provisional = [...(judgment?.provisional ?? [])].reverse();
  return (
    <Stack>
      <Title order={2} size="h4">
        {t('desk.findings')}
      </Title>
      {rulings.length + provisional.length === 0 && <Text>{t('desk.noFindings')}</Text>}
      {rulings.map(({ number, at, by, status, contested, findings, outcomes }) => (
        <Findings
          key={number}
          title={t('rulings.one', { number })}
          notes={[
            t(`desk.rulingBy.${by}`, { defaultValue: by }),
            t(`desk.rulingStatus.${status}`, { defaultValue: status }),
            ...(contested ? [t('rulings.contested')] : []),
          ]}
          at={at}
          findings={findings}
          outcomes={outcomes}
        />
      ))}
      {provisional.map(({ number, at, status, findings, outcomes }) => (
        <Findings
          key={number}
          title={t('desk.provisional', { number })}
          notes={[t(`desk.provisionalStatus.${status}`, { defaultValue: status })]}
          at={at}
          findings={findings}
          outcomes={outcomes}
        />
      ))}
    </Stack>
  );
}

interface FindingsProps {
  readonly title: string;
  readonly notes: readonly string[];
  readonly at: string;
  readonly findings: readonly FindingOfCase[];
  readonly outcomes: readonly OutcomeOfCase[];
}

function Findings({ title, notes, at, findings, outcomes }: FindingsProps) {
  const { t } = useTranslation();
  const names = useRulebookList('outcomes');
  return (
    <Card withBorder>
      <Stack gap="xs">
        <Title order={3} size="h5">
          {title}
        </Title>
        <Group gap="xs">
          <Time at={at} />
          {notes.map((note) => (
            <Badge key={note} variant="default" tt="none">
              {note}
            </Badge>
          ))}
        </Group>
        {outcomes.map(({ violation, code, parties }) => (
          <Text key={violation} fw={600}>
            {violation}: {names.find(({ value }) => value === code)?.label ?? code}
            {parties.length > 0 && ` – ${parties.map(partyLabel).join(', ')}`}
          </Text>
        ))}
        <Table.ScrollContainer minWidth={640}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                {(['question', 'answer', 'standard', 'basis', 'relies', 'contrary'] as const).map((name) => (
                  <Table.Th key={name} scope="col">
                    {t(`desk.column.${name}`)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {findings.map((finding, index) => (
                <Table.Tr key={index}>
                  <Table.Td>
                    <QuestionText question={finding} />
                  </Table.Td>
                  <Table.Td>{t(`desk.vote.${finding.answer}`, { defaultValue: finding.answer })}</Table.Td>
                  <Table.Td>{t('desk.standardOf', { met: finding.standardMet, required: finding.standardRequired })}</Table.Td>
                  <Table.Td>{[...finding.bases, ...finding.indicators].join(', ') || '–'}</Table.Td>
                  <Table.Td className="mono">{shortly(finding.relies)}</Table.Td>
                  <Table.Td className="mono">{shortly(finding.contrary)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Stack>
    </Card>
  );
}

const shortly = (ids: readonly string[]): string => (ids.length === 0 ? '–' : ids.map((id) => `…${id.slice(-6)}`).join(', '));
