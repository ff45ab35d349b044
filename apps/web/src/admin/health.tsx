import { Badge, Card, List, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconClockExclamation } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { ProblemNote } from '../ui/problem-note';
import { Waiting } from '../ui/waiting';

const ICONS = { up: IconCircleCheck, degraded: IconClockExclamation, late: IconClockExclamation, down: IconAlertTriangle } as const;
type Standing = keyof typeof ICONS;

/** Whether everything answers, and what is late. */
export function Health() {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: ['health'],
    // Where it is down the answer is 503 with the same document: that is no failure of the page.
    queryFn: async () => (await (await fetch('/health/ready')).json()) as Schemas['HealthView'],
    refetchInterval: 10_000,
  });
  if (error !== null) return <ProblemNote error={error} />;
  if (data === undefined) return <Waiting rows={3} />;
  return (
    <Card withBorder component="section" aria-labelledby="health">
      <Stack gap="xs">
        <Title order={2} size="h4" id="health">
          {t('admin.ready')}
        </Title>
        <div role="status">
          <Standing value={data.status} />
        </div>
        <List listStyleType="none">
          {Object.entries(data.checks as Record<string, Standing>).map(([name, value]) => (
            <List.Item key={name}>
              <Text span>{t(`admin.check.${name}`, { defaultValue: name })} </Text>
              <Standing value={value} />
            </List.Item>
          ))}
        </List>
      </Stack>
    </Card>
  );
}

function Standing({ value }: { readonly value: Standing }) {
  const { t } = useTranslation();
  const Icon = ICONS[value];
  return (
    <Badge variant="default" tt="none" leftSection={<Icon size={12} aria-hidden />}>
      {t(`admin.standing.${value}`)}
    </Badge>
  );
}
