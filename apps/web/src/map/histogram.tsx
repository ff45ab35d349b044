import { Group, RangeSlider, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from './use-map';

const DAY_MS = 86_400_000;
const MOST_BINS = 72;
const [WIDTH, HEIGHT] = [720, 90];

const msOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export interface Bins {
  readonly first: number;
  /** Days in a bar. */
  readonly width: number;
  readonly bars: readonly { readonly count: number; readonly verified: number }[];
}

/** Days put into at most 72 bars of equal width, from the first day with any act to the last. */
export function binsOf(days: Overview['days']): Bins {
  const times = days.map(({ day }) => msOf(day));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const span = (last - first) / DAY_MS + 1;
  const width = Math.max(1, Math.ceil(span / MOST_BINS));
  const bars = Array.from({ length: Math.ceil(span / width) }, () => ({ count: 0, verified: 0 }));
  for (const { day, count, verified } of days) {
    const bar = bars[Math.floor((msOf(day) - first) / DAY_MS / width)];
    if (bar === undefined) continue;
    bar.count += count;
    bar.verified += verified;
  }
  return { first, width, bars };
}

interface HistogramProps {
  /** All that fits the other filters, whatever its time. */
  readonly days: Overview['days'];
  readonly from: string | undefined;
  readonly until: string | undefined;
  readonly narrow: (times: { readonly from: string | undefined; readonly until: string | undefined }) => void;
}

/** When it happened: bars by time, and the span that everything else on the page is narrowed to. */
export function Histogram({ days, from, until, narrow }: HistogramProps) {
  const { t } = useTranslation();
  const bins = useMemo(() => (days.length === 0 ? undefined : binsOf(days)), [days]);
  if (bins === undefined) return null;
  const { first, width, bars } = bins;
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const placeOf = (day: string): number => Math.floor((msOf(day) - first) / DAY_MS / width);
  const clamp = (place: number): number => Math.min(bars.length, Math.max(0, place));
  const start = from === undefined ? 0 : clamp(placeOf(from));
  const end = until === undefined ? bars.length : clamp(placeOf(until) + 1);
  const startOf = (bar: number): string => dayOf(first + bar * width * DAY_MS);
  const choose = ([one, other]: [number, number]): void =>
    narrow({
      from: one <= 0 ? undefined : startOf(one),
      until: other >= bars.length ? undefined : dayOf(first + other * width * DAY_MS - DAY_MS),
    });
  const barWidth = WIDTH / bars.length;
  return (
    <Stack gap="xs" component="section" aria-labelledby="map-time">
      <Title order={2} size="h4" id="map-time">
        {t('map.time')}
      </Title>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t('map.histogram', { from: startOf(0), until: dayOf(last(days)), most })}
      >
        {bars.map(({ count, verified }, bar) => {
          const outside = bar < start || bar >= end ? 'map-bar-outside' : '';
          const [tall, dark] = [(count / most) * HEIGHT, (verified / most) * HEIGHT];
          return (
            <g key={bar} className={outside}>
              <rect className="map-bar" x={bar * barWidth} y={HEIGHT - tall} width={Math.max(1, barWidth - 1)} height={tall} />
              <rect className="map-bar-verified" x={bar * barWidth} y={HEIGHT - dark} width={Math.max(1, barWidth - 1)} height={dark} />
            </g>
          );
        })}
      </svg>
      {bars.length > 1 && (
        <RangeSlider
          key={`${start} ${end}`}
          min={0}
          max={bars.length}
          step={1}
          minRange={1}
          defaultValue={[start, end]}
          onChangeEnd={choose}
          label={(bar) => startOf(bar)}
          thumbFromLabel={t('map.from')}
          thumbToLabel={t('map.until')}
        />
      )}
      <Group align="end">
        <TextInput
          type="date"
          label={t('map.from')}
          value={from ?? ''}
          onChange={({ currentTarget }) => narrow({ from: currentTarget.value || undefined, until })}
        />
        <TextInput
          type="date"
          label={t('map.until')}
          value={until ?? ''}
          onChange={({ currentTarget }) => narrow({ from, until: currentTarget.value || undefined })}
        />
        <Text size="sm">{t('map.barsMean', { count: width })}</Text>
      </Group>
    </Stack>
  );
}

const last = (days: Overview['days']): number => Math.max(...days.map(({ day }) => msOf(day)));
