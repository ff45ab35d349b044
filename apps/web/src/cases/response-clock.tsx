import { Badge, Group, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { Time } from '../ui/time';

const HOUR_MS = 3_600_000;

/** The marks of the response clock: it runs from the earliest breach and never pauses. They are notices, never orders. */
export function ResponseClock({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['case', id, 'clock'],
    queryFn: () => taken(api.GET('/api/v1/cases/{id}/response-clock', { params: { path: { id } } })),
    retry: false,
  });
  if (data === undefined || data.length === 0) return null;
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        {t('desk.clock')}
      </Title>
      {data.map(({ mark, at, afterMs, standing, uncertain }) => (
        <Group key={`${mark} ${at}`} gap="xs">
          <Badge variant="default" tt="none">
            {t('deadline.h', { count: Math.round(afterMs / HOUR_MS) })}
          </Badge>
          <Time at={at} />
          <span>{t(`desk.mark.${standing}`, { defaultValue: standing })}</span>
          {uncertain && <span>{t('desk.uncertainHour')}</span>}
        </Group>
      ))}
    </Stack>
  );
}
