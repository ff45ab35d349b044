import { Button, Select, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRulebookList } from '../acts/rulebook-lists';
import type { MapSearch, Standing } from './map-search';
import type { Overview } from './use-map';

interface FacetsProps {
  readonly search: MapSearch;
  readonly overview: Overview | undefined;
  readonly narrow: (change: Partial<MapSearch>) => void;
  readonly clear: () => void;
}

/** What the map is narrowed by, each choice with its number. */
export function Facets({ search, overview, narrow, clear }: FacetsProps) {
  const { t } = useTranslation();
  const names = new Map(useRulebookList('violations').map(({ value, label }) => [value, label]));
  const named = (value: string, counts: Overview['kinds'] | undefined, label: string): { value: string; label: string } => {
    const count = counts?.find((one) => one.value === value)?.count ?? 0;
    return { value, label: `${label} (${count})` };
  };
  const choices = (counts: Overview['kinds'] | undefined, chosen: string | undefined, label: (value: string) => string) => {
    const values = new Set([...(counts ?? []).map(({ value }) => value), ...(chosen === undefined ? [] : [chosen])]);
    return [...values].map((value) => named(value, counts, label(value)));
  };
  const facet = (
    name: string,
    value: string | undefined,
    data: { value: string; label: string }[],
    choose: (next: string | undefined) => void,
  ) => (
    <Select
      label={t(`map.facet.${name}`)}
      placeholder={t('map.all')}
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      data={data}
      value={value ?? null}
      onChange={(next) => choose(next ?? undefined)}
    />
  );
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} className="no-print">
      {facet(
        'code',
        search.code,
        choices(overview?.codes, search.code, (code) => names.get(code) ?? code),
        (code) => narrow({ code }),
      )}
      {facet(
        'severity',
        search.severity?.toString(),
        ['5', '4', '3', '2', '1'].map((value) => ({ value, label: t('map.atLeast', { severity: value }) })),
        (value) => narrow({ severity: value === undefined ? undefined : Number(value) }),
      )}
      {facet(
        'verification',
        search.verified === undefined ? undefined : search.verified === 'true' ? 'verified' : 'unverified',
        choices(overview?.verification, undefined, (value) => t(`map.${value}`)),
        (value) => narrow({ verified: value === undefined ? undefined : value === 'verified' ? 'true' : 'false' }),
      )}
      {facet(
        'standing',
        search.standing,
        choices(overview?.standings, search.standing, (value) => t(`map.standing.${value}`)),
        (value) => narrow({ standing: value as Standing | undefined }),
      )}
      {facet(
        'state',
        search.state,
        choices(overview?.states, search.state, (state) => t(`state.${state}`, { defaultValue: state })),
        (state) => narrow({ state }),
      )}
      {facet(
        'kind',
        search.kind,
        choices(overview?.kinds, search.kind, (kind) => t(`map.kinds.${kind}`)),
        (kind) => narrow({ kind: kind as MapSearch['kind'] }),
      )}
      <Button variant="default" onClick={clear} mt="auto">
        {t('inbox.clear')}
      </Button>
    </SimpleGrid>
  );
}
