import { Card, Group, List, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SHAPES } from './drawing';
import { STANDINGS } from './map-search';
import type { Overview } from './use-map';

const COLOURS: Readonly<Record<string, string>> = {
  attributed: 'red.9',
  notAttributed: 'orange.9',
  pending: 'harbour',
  closed: 'gray.6',
  notOpen: 'gray.8',
  verified: 'harbour',
  unverified: 'orange.9',
};

/** What is known, apart from what is not: a number of attributed acts says nothing without the numbers beside it. */
export function Split({ overview }: { readonly overview: Overview }) {
  const { t, i18n } = useTranslation();
  const { total, withoutPlace, withoutTime, more } = overview;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      <Part
        name="standing"
        total={total}
        rows={STANDINGS.map((value) => ({ value, label: t(`map.standing.${value}`), count: countOf(overview.standings, value) }))}
      />
      <Part
        name="verification"
        total={total}
        rows={['verified', 'unverified'].map((value) => ({
          value,
          label: t(`map.${value}`),
          count: countOf(overview.verification, value),
        }))}
      />
      <Text size="sm">
        {t('map.total', { count: total, shown: total.toLocaleString(i18n.language) })}{' '}
        {t('map.without', { place: withoutPlace, time: withoutTime })}
        {more && ` ${t('map.moreCells')}`}
      </Text>
    </SimpleGrid>
  );
}

const countOf = (counts: Overview['kinds'], value: string): number => counts.find((one) => one.value === value)?.count ?? 0;

interface PartProps {
  readonly name: 'standing' | 'verification';
  readonly total: number;
  readonly rows: readonly { readonly value: string; readonly label: string; readonly count: number }[];
}

function Part({ name, total, rows }: PartProps) {
  const { t, i18n } = useTranslation();
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 1 });
  const id = `map-split-${name}`;
  return (
    <Card withBorder padding="sm" component="section" aria-labelledby={id}>
      <Stack gap="xs">
        <Title order={2} size="h4" id={id}>
          {t(`map.facet.${name}`)}
        </Title>
        <Progress.Root size="lg" aria-hidden>
          {rows.map(({ value, count }) => (
            <Progress.Section key={value} value={total === 0 ? 0 : (100 * count) / total} color={COLOURS[value] ?? 'gray'} aria-hidden />
          ))}
        </Progress.Root>
        <List size="sm" listStyleType="none">
          {rows.map(({ value, label, count }) => (
            <List.Item key={value}>
              <Group gap={6} wrap="nowrap">
                <Key value={value} />
                <Text size="sm">
                  {label}: {count.toLocaleString(i18n.language)} ({percent.format(total === 0 ? 0 : count / total)})
                </Text>
              </Group>
            </List.Item>
          ))}
        </List>
      </Stack>
    </Card>
  );
}

/** How the map draws it. */
function Key({ value }: { readonly value: string }) {
  const shape = SHAPES[value] ?? SHAPES['pending'];
  return (
    <svg className="map-key" viewBox="-11 -9 22 18" aria-hidden>
      <path className={`map-point ${value === 'verified' ? 'map-point-verified' : ''}`} d={shape} />
    </svg>
  );
}
