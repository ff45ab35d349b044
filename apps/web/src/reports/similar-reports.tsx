import { Alert, List, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { AppAnchor } from '../ui/links';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';

const PAUSE_MS = 500;
const DEGREES = /^-?(0|[1-9]\d{0,2})(\.\d{1,6})?$/;

interface SimilarProps {
  readonly startsAt: unknown;
  readonly place: unknown;
}

/** What is written down already of the same day and neighbourhood, as far as the writer may know; asked only once time and point are given. */
export function SimilarReports({ startsAt, place }: SimilarProps) {
  const { t } = useTranslation();
  // While somebody types, nothing is asked; an answer of before is no answer to what stands there now.
  const now = askedOf(startsAt, place);
  const [text] = useDebouncedValue(JSON.stringify(now), PAUSE_MS);
  const asked = text === JSON.stringify(now) ? now : undefined;
  const { data, error, isLoading } = useQuery({
    queryKey: ['nearby', asked],
    queryFn: () => taken(api.GET('/api/v1/reports/nearby', { params: { query: asked as NonNullable<typeof asked> } })),
    enabled: asked !== undefined && navigator.onLine,
    retry: false,
    staleTime: 60_000,
  });
  if (now === undefined) return null;
  if (error !== null) return <ProblemNote error={error} />;
  if (isLoading || data === undefined)
    return <Text role="status">{t(navigator.onLine ? 'desks.lookingNearby' : 'desks.noLineNearby')}</Text>;
  if (data.items.length === 0) return <Text role="status">{t('desks.nothingNearby')}</Text>;
  return (
    <Alert role="status" variant="default" title={t('desks.nearby', { count: data.items.length })}>
      <List size="sm">
        {data.items.map((one, index) => (
          <List.Item key={one.id ?? index}>
            {one.id === undefined ? (
              t('desks.ofYourTeam')
            ) : (
              <AppAnchor to="/reports/$id" params={{ id: one.id }} target="_blank" className="mono">
                {one.reference}
              </AppAnchor>
            )}
            {': '}
            {one.codes.join(', ')}, {t('desks.away', { km: (one.distanceMetres / 1000).toFixed(1) })}, <Time at={one.startsAt} />
          </List.Item>
        ))}
      </List>
      {data.more && <Text size="sm">{t('desks.moreNearby')}</Text>}
    </Alert>
  );
}

function askedOf(startsAt: unknown, place: unknown): { at: string; latitude: string; longitude: string } | undefined {
  const { latitude, longitude } = (typeof place === 'object' && place !== null ? place : {}) as Readonly<Record<string, unknown>>;
  const at = typeof startsAt === 'string' ? new Date(startsAt) : undefined;
  if (at === undefined || Number.isNaN(at.getTime()) || typeof latitude !== 'string' || typeof longitude !== 'string') return undefined;
  const within = (value: string, most: number): boolean => DEGREES.test(value) && Math.abs(Number(value)) <= most;
  return within(latitude, 90) && within(longitude, 180) ? { at: at.toISOString(), latitude, longitude } : undefined;
}
