import './map.css';
import { ActionIcon, Group, Stack, Text, Title } from '@mantine/core';
import { IconArrowDown, IconArrowLeft, IconArrowRight, IconArrowUp, IconHome, IconMinus, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, taken, type Schemas } from '../api/client';
import { ProblemNote } from '../ui/problem-note';
import { Empty, Waiting } from '../ui/waiting';
import { Coverage } from './coverage';
import { Drawing } from './drawing';
import { Facets } from './facets';
import { Histogram } from './histogram';
import { filterOf, type MapSearch } from './map-search';
import { HEIGHT, project, spotAt, tidy, unproject, WHOLE, WIDTH, type View } from './projection';
import { Split } from './split';
import { OblastTable, PointTable } from './tables';
import type { Oblast } from './topology';
import { CLUSTERS_FROM, POINTS_FROM, useOblastCounts, useOblasts, useOverview, usePoints } from './use-map';

/** Where and when: oblasts, clusters, then points with the circles in which they lie; the same in tables; and what is not known beside what is. */
export function MapPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/inside/map' });
  const { lat = WHOLE.lat, lon = WHOLE.lon, z = WHOLE.z } = search;
  const view: View = { lat, lon, z };
  const go = (next: MapSearch): void => void navigate({ to: '/map', search: next, replace: true });
  const narrow = (change: Partial<MapSearch>): void =>
    go(Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined)));
  const look = (next: View): void => narrow(next);
  const [drawn, draw] = useState(false);
  const oblasts = useOblasts();
  const overview = useOverview(search);
  const { from: _, until: __, ...timeless } = search;
  const always = useOverview(timeless);
  const points = usePoints(search, view);
  const watched = useWatched(search, drawn);
  const counts = useOblastCounts(overview.data, oblasts);
  const found = overview.data;
  if (oblasts === undefined || (overview.isPending && found === undefined)) return <Waiting rows={8} />;
  const level = view.z >= POINTS_FROM ? 'points' : view.z >= CLUSTERS_FROM ? 'clusters' : 'oblasts';
  return (
    <Stack>
      <Title order={1} size="h2">
        {t('map.title')}
      </Title>
      <ProblemNote error={overview.error ?? points.error} />
      <Facets search={search} overview={found} narrow={narrow} clear={() => go({})} />
      {found?.total === 0 && <Empty title={t('map.nothing')} />}
      <Frame view={view} look={look}>
        <Drawing
          view={view}
          look={look}
          oblasts={oblasts}
          counts={counts}
          cells={found?.cells ?? []}
          points={points.data?.items ?? []}
          watched={watched}
          says={t(`map.says.${level}`, { count: found?.total ?? 0 })}
        />
      </Frame>
      <Text size="sm" c="dimmed">
        {t('map.boundaries')} {t('map.share')}
      </Text>
      {found !== undefined && found.total > 0 && <Split overview={found} />}
      <Histogram days={always.data?.days ?? []} from={search.from} until={search.until} narrow={narrow} />
      {level === 'points' && points.data !== undefined && (
        <section aria-labelledby="map-points">
          <Title order={2} size="h4" id="map-points">
            {t('map.inView')}
          </Title>
          <PointTable points={points.data.items} more={points.data.more} />
        </section>
      )}
      <section aria-labelledby="map-oblasts">
        <Title order={2} size="h4" id="map-oblasts">
          {t('map.byOblast')}
        </Title>
        <OblastTable counts={counts} show={(oblast) => look(viewOf(oblast))} />
      </section>
      <Coverage search={search} view={view} drawn={drawn} draw={draw} />
    </Stack>
  );
}

/** The view that holds an oblast whole. */
function viewOf({ polygons }: Oblast): View {
  const spots = polygons.flat(2).map(project);
  const [xs, ys] = [spots.map(([x]) => x), spots.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const [lon, lat] = unproject([(left + right) / 2, (top + bottom) / 2]);
  return tidy({ lon, lat, z: Math.max(POINTS_FROM, Math.min(WIDTH / (right - left), HEIGHT / (bottom - top))) });
}

interface FrameProps {
  readonly view: View;
  readonly look: (view: View) => void;
  readonly children: React.ReactNode;
}

const STEP = WIDTH / 5;
const MOVES = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] } as const;

/** The map with its buttons; arrows, plus and minus do the same while one of them has the focus. */
function Frame({ view, look, children }: FrameProps) {
  const { t } = useTranslation();
  const move = ([dx, dy]: readonly [number, number]): void => {
    const [lon, lat] = unproject(spotAt(view, [WIDTH / 2 + dx, HEIGHT / 2 + dy]));
    look(tidy({ lon, lat, z: view.z }));
  };
  const magnify = (by: number): void => look(tidy({ ...view, z: view.z * by }));
  const keys: Readonly<Record<string, () => void>> = {
    ...Object.fromEntries(Object.entries(MOVES).map(([key, way]) => [key, () => move(way)])),
    '+': () => magnify(1.6),
    '=': () => magnify(1.6),
    '-': () => magnify(1 / 1.6),
    '0': () => look(tidy(WHOLE)),
  };
  const buttons = [
    ['in', IconPlus, () => magnify(1.6)],
    ['out', IconMinus, () => magnify(1 / 1.6)],
    ['west', IconArrowLeft, () => move(MOVES.ArrowLeft)],
    ['east', IconArrowRight, () => move(MOVES.ArrowRight)],
    ['north', IconArrowUp, () => move(MOVES.ArrowUp)],
    ['south', IconArrowDown, () => move(MOVES.ArrowDown)],
    ['whole', IconHome, () => look(tidy(WHOLE))],
  ] as const;
  return (
    <Stack gap={4}>
      <Group
        gap={4}
        className="no-print"
        role="toolbar"
        aria-label={t('map.keys')}
        onKeyDown={(event) => {
          const act = keys[event.key];
          if (act === undefined) return;
          event.preventDefault();
          act();
        }}
      >
        {buttons.map(([name, Icon, act]) => (
          <ActionIcon key={name} variant="default" size="lg" onClick={act} aria-label={t(`map.move.${name}`)}>
            <Icon size={18} aria-hidden />
          </ActionIcon>
        ))}
      </Group>
      <div className="map-frame">{children}</div>
    </Stack>
  );
}

/** Areas that were watched within the time, once somebody asks for them. */
function useWatched(search: MapSearch, drawn: boolean): readonly Schemas['ContributionView'][] {
  const { data } = useQuery({
    queryKey: ['contributions', 'map'],
    queryFn: async () => (await taken(api.GET('/api/v1/contributions', { params: { query: { limit: 100 } } }))).items,
    enabled: drawn,
  });
  const { from, until } = filterOf(search);
  if (!drawn) return [];
  return (data ?? []).filter(({ intervals }) =>
    intervals.some((watch) => (until === undefined || watch.from < until) && (from === undefined || watch.until > from)),
  );
}
