import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, taken, type Schemas } from '../api/client';
import oblastsUrl from './geo/ua-oblasts.topo.json?url';
import { filterOf, type MapSearch } from './map-search';
import { boxOf, type View } from './projection';
import { oblastAt, oblastsOf, type Oblast, type Topology } from './topology';

export type Overview = Schemas['MapView'];
export type Cell = Schemas['MapCellView'];
export type Point = Schemas['MapPointView'];

/** From this magnification on single points are drawn, before it clusters, and at first oblasts. */
export const CLUSTERS_FROM = 2;
export const POINTS_FROM = 9;

export function useOblasts(): readonly Oblast[] | undefined {
  return useQuery({
    queryKey: ['oblasts'],
    queryFn: async () => oblastsOf((await (await fetch(oblastsUrl)).json()) as Topology),
    staleTime: Infinity,
  }).data;
}

/** An oblast's name in the reader's language. */
export function useOblastName(): (oblast: Oblast) => string {
  const { i18n } = useTranslation();
  return ({ code, names }) => names[i18n.language] ?? code;
}

export function useOverview(search: MapSearch) {
  const filter = filterOf(search);
  return useQuery({
    queryKey: ['map', filter],
    queryFn: () => taken(api.GET('/api/v1/map', { params: { query: filter } })),
    placeholderData: keepPreviousData,
  });
}

const MOST_POINTS = 300;

export function usePoints(search: MapSearch, view: View) {
  const filter = filterOf(search);
  const { west, south, east, north } = boxOf(view);
  const [w, s, e, n] = [west, south, east, north].map((degrees) => degrees.toFixed(4).replace(/\.?0+$/, '')) as [
    string,
    string,
    string,
    string,
  ];
  return useQuery({
    queryKey: ['map points', filter, w, s, e, n],
    queryFn: () =>
      taken(api.GET('/api/v1/map/points', { params: { query: { ...filter, west: w, south: s, east: e, north: n, limit: MOST_POINTS } } })),
    enabled: view.z >= POINTS_FROM,
    placeholderData: keepPreviousData,
  });
}

export interface OblastCount {
  /** Undefined: of everything that lies in no oblast. */
  readonly oblast: Oblast | undefined;
  readonly count: number;
  readonly verified: number;
  readonly attributed: number;
  readonly notAttributed: number;
  readonly pending: number;
}

/** Cells added up by the oblast that holds their middle, the most first. */
export function useOblastCounts(overview: Overview | undefined, oblasts: readonly Oblast[] | undefined): readonly OblastCount[] {
  return useMemo(() => {
    if (overview === undefined || oblasts === undefined) return [];
    const sums = new Map<Oblast | undefined, OblastCount>();
    for (const cell of overview.cells) {
      const oblast = oblastAt(oblasts, [Number(cell.longitude), Number(cell.latitude)]);
      const before = sums.get(oblast) ?? { oblast, count: 0, verified: 0, attributed: 0, notAttributed: 0, pending: 0 };
      sums.set(oblast, {
        oblast,
        count: before.count + cell.count,
        verified: before.verified + cell.verified,
        attributed: before.attributed + cell.attributed,
        notAttributed: before.notAttributed + cell.notAttributed,
        pending: before.pending + cell.pending,
      });
    }
    return [...sums.values()].sort((one, other) => other.count - one.count);
  }, [overview, oblasts]);
}
