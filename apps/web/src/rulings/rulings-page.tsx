import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { Matter } from '../matter/matter';
import { Copyable } from '../ui/copyable';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';
import { Empty, Waiting } from '../ui/waiting';

/** Published rulings: what was found and ordered, as it was published. */
export function RulingsPage() {
  const { t } = useTranslation();
  const { data, error, isPending } = useQuery({ queryKey: ['rulings'], queryFn: () => taken(api.GET('/api/v1/rulings')) });
  return (
    <Stack>
      <Title order={1} size="h2">
        {t('rulings.title')}
      </Title>
      <ProblemNote error={error} />
      {isPending ? <Waiting /> : data?.items.length === 0 && <Empty title={t('rulings.nothing')} />}
      {data?.items.map((ruling) => (
        <Card key={`${ruling.caseReference} ${ruling.number}`} withBorder>
          <Group justify="space-between" mb="xs">
            <Title order={2} size="h4">
              {t('rulings.one', { number: ruling.number })} <Copyable value={ruling.caseReference} />
            </Title>
            <Badge tt="none" variant="light" autoContrast>
              {t(`desk.rulingStatus.${ruling.status}`, { defaultValue: ruling.status })}
            </Badge>
          </Group>
          <Text size="sm" mb="xs">
            <Time at={ruling.publishedAt} />
          </Text>
          {ruling.contested && (
            <Text c="red.9" fw={600}>
              {t('rulings.contested')}
            </Text>
          )}
          <Matter value={ruling.operative} />
        </Card>
      ))}
    </Stack>
  );
}
