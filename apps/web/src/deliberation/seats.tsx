import { Badge, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { JudgmentOfCase, SeatOfCase } from '../acts/case-matter';
import { useRulebookList } from '../acts/rulebook-lists';
import { useMe } from '../app/session';
import { DeadlineChip } from '../ui/deadline-chip';
import { Time } from '../ui/time';

/** Who sits on which bench, who has declared what, and which challenges stand. */
export function Seats({ judgment }: { readonly judgment: JudgmentOfCase | undefined }) {
  const { t } = useTranslation();
  const benches = [
    ['review', judgment?.reviewBench?.seats ?? []],
    ['panel', judgment?.panel?.seats ?? []],
    ['duty', judgment?.dutyBench ?? []],
  ] as const;
  return (
    <Stack>
      {benches
        .filter(([, seats]) => seats.length > 0)
        .map(([name, seats]) => (
          <Bench key={name} title={t(`desk.bench.${name}`)} seats={seats} />
        ))}
      <Challenges judgment={judgment} />
    </Stack>
  );
}

function Bench({ title, seats }: { readonly title: string; readonly seats: readonly SeatOfCase[] }) {
  const { t } = useTranslation();
  const me = useMe();
  const disclosures = useRulebookList('disclosures');
  const label = (code: string): string => disclosures.find(({ value }) => value === code)?.label ?? code;
  return (
    <section>
      <Title order={2} size="h4">
        {title}
      </Title>
      <Table.ScrollContainer minWidth={520}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              {(['member', 'constituency', 'declaration', 'disclosed'] as const).map((name) => (
                <Table.Th key={name} scope="col">
                  {t(`desk.column.${name}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {seats.map(({ member, constituency, status, declareBy, disclosed = [], outBecause, ofNecessity }) => (
              <Table.Tr key={member}>
                <Table.Td className="mono">
                  …{member.slice(-6)} {me?.id === member && <Badge tt="none">{t('desk.me')}</Badge>}
                </Table.Td>
                <Table.Td>{constituency}</Table.Td>
                <Table.Td>
                  <Group gap="xs">
                    {t(`desk.seat.${status}`, { defaultValue: status })}
                    {outBecause != null && `: ${t(`desk.out.${outBecause}`, { defaultValue: outBecause })}`}
                    {ofNecessity === true && t('desk.ofNecessity')}
                    {status === 'awaitsDeclaration' && declareBy != null && <DeadlineChip dueAt={declareBy} kind="declaration" />}
                  </Group>
                </Table.Td>
                <Table.Td>{disclosed.map(label).join(', ') || '–'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}

function Challenges({ judgment }: { readonly judgment: JudgmentOfCase | undefined }) {
  const { t } = useTranslation();
  const grounds = useRulebookList('challengeGrounds');
  const challenges = judgment?.challenges ?? [];
  if (challenges.length === 0) return null;
  return (
    <section>
      <Title order={2} size="h4">
        {t('desk.challenges')}
      </Title>
      {challenges.map(({ id, member, by, ground, filedAt, status }) => (
        <Group key={id} gap="xs">
          <Badge variant="default" tt="none">
            {id}
          </Badge>
          <Text size="sm">
            …{member.slice(-6)}: {grounds.find(({ value }) => value === ground)?.label ?? ground} (
            {by.length > 8 ? `…${by.slice(-6)}` : by.toUpperCase()})
          </Text>
          <Time at={filedAt} />
          <Text size="sm" fw={600}>
            {t(`desk.challenge.${status}`, { defaultValue: status })}
          </Text>
        </Group>
      ))}
    </section>
  );
}
