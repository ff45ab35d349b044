import { Button, Card, Checkbox, List, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { useNow } from '../ui/use-now';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';
import { filterOf, type MapSearch } from './map-search';
import type { View } from './projection';

const MONTH_MS = 30 * 86_400_000;
const MOST_GAPS = 50;

interface CoverageProps {
  readonly search: MapSearch;
  readonly view: View;
  readonly drawn: boolean;
  readonly draw: (drawn: boolean) => void;
}

/** Who watched the middle of the view within the time, and when nobody did: where few acts stand, perhaps few looked. */
export function Coverage({ search, view, drawn, draw }: CoverageProps) {
  const { t } = useTranslation();
  const now = useNow();
  const asked = useMutation({
    mutationFn: () => {
      const { from = new Date(now - MONTH_MS).toISOString(), until = new Date(now).toISOString() } = filterOf(search);
      const query = { latitude: String(view.lat), longitude: String(view.lon), from, until };
      return taken(api.GET('/api/v1/contributions/coverage', { params: { query } }));
    },
  });
  const found = asked.data;
  return (
    <Card withBorder component="section" aria-labelledby="map-coverage">
      <Stack gap="xs">
        <Title order={2} size="h4" id="map-coverage">
          {t('map.coverage')}
        </Title>
        <Text size="sm">{t('map.coverageMeans')}</Text>
        <Checkbox checked={drawn} onChange={({ currentTarget }) => draw(currentTarget.checked)} label={t('map.drawWatched')} />
        <Button variant="default" w="fit-content" onClick={() => asked.mutate()} loading={asked.isPending}>
          {t('map.whoWatched')}
        </Button>
        <Text size="sm" className="mono">
          {view.lat}, {view.lon}
        </Text>
        <ProblemNote error={asked.error} />
        {found !== undefined && (
          <div role="status">
            <Text fw={600}>
              {found.states.length === 0 ? t('map.nobodyWatched') : t('map.watchedBy', { states: found.states.join(', ') })}
            </Text>
            <Text size="sm">{found.gaps.length === 0 ? t('map.noGap') : t('map.gaps', { count: found.gaps.length })}</Text>
            <List size="sm">
              {found.gaps.slice(0, MOST_GAPS).map((gap) => (
                <List.Item key={gap.from}>
                  <Time at={gap.from} /> – <Time at={gap.until} /> ({t('deadline.h', { count: gap.hours })})
                </List.Item>
              ))}
            </List>
          </div>
        )}
      </Stack>
    </Card>
  );
}
