import { Alert, Button, Group, NumberInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconCurrentLocation } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldValue } from './form';
import { groupOf, type Draft, type Whereabouts } from './draft';
import { coordinate, degrees, mgrsOf, pointFrom, pointOfMgrs, type Point } from './geodesy';
import { GroupFields, type StepProps } from './step-fields';

const WAYS = ['point', 'mgrs', 'bearing'] as const;

/** Where: by coordinates, by MGRS, or by a bearing and distance from where the observer stands; each with how far off it may be. */
export function WhereStep(props: StepProps) {
  const { t } = useTranslation();
  const { draft, onChange } = props;
  const { where } = draft;
  const [gps, setGps] = useState<'idle' | 'asking' | 'failed'>('idle');
  const change = (next: Partial<Whereabouts>): void => onChange(placed(draft, { ...where, ...next }));
  const locate = (): void => {
    setGps('asking');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setGps('idle');
        const point = { latitude: degrees(coords.latitude), longitude: degrees(coords.longitude) };
        change({ ...point, mgrs: mgrsOf(point) ?? '', ...(where.way === 'bearing' ? {} : { radius: Math.ceil(coords.accuracy) }) });
      },
      () => setGps('failed'),
      { enableHighAccuracy: true, timeout: 30_000, maximumAge: 10_000 },
    );
  };
  const place = groupOf(draft.content['place']);
  return (
    <Stack>
      <Radio.Group label={t('field.ui.way')} value={where.way} onChange={(way) => change({ way })}>
        <Stack gap="xs" mt="xs">
          {WAYS.map((way) => (
            <Radio key={way} value={way} label={t(`field.ui.ways.${way}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Button
        variant="default"
        leftSection={<IconCurrentLocation size={18} aria-hidden />}
        loading={gps === 'asking'}
        onClick={locate}
        w="fit-content"
      >
        {t('field.ui.gps')}
      </Button>
      {gps === 'failed' && <Alert variant="default" bd="1px solid var(--mantine-color-orange-9)" title={t('field.ui.gpsFailed')} />}
      {where.way === 'mgrs' ? (
        <TextInput
          label={t('field.ui.mgrs')}
          value={where.mgrs}
          error={where.mgrs !== '' && pointOfMgrs(where.mgrs) === undefined ? t('field.ui.mgrsWrong') : undefined}
          onChange={({ currentTarget }) => change({ mgrs: currentTarget.value })}
        />
      ) : (
        <Group grow align="start">
          <Coordinate
            label={t(where.way === 'bearing' ? 'field.ui.myLatitude' : 'field.latitude')}
            most={90}
            value={where.latitude}
            onChange={(latitude) => change({ latitude })}
          />
          <Coordinate
            label={t(where.way === 'bearing' ? 'field.ui.myLongitude' : 'field.longitude')}
            most={180}
            value={where.longitude}
            onChange={(longitude) => change({ longitude })}
          />
        </Group>
      )}
      {where.way === 'bearing' && (
        <Group grow align="start">
          <Whole label={t('field.bearing')} max={359} value={where.bearing} onChange={(bearing) => change({ bearing })} />
          <Whole label={t('field.rangeMetres')} max={500_000} value={where.metres} onChange={(metres) => change({ metres })} />
        </Group>
      )}
      <Whole label={t('field.radiusMetres')} max={1_000_000} value={where.radius} onChange={(radius) => change({ radius })} />
      <Text role="status">{saidOf(place, t('field.ui.noPoint'))}</Text>
      <GroupFields {...props} group="place" names={['name', 'precision', 'control']} />
    </Stack>
  );
}

function saidOf(place: Readonly<Record<string, FieldValue>>, otherwise: string): string {
  const { latitude, longitude, radiusMetres } = place;
  if (typeof latitude !== 'string' || typeof longitude !== 'string') return otherwise;
  const about = typeof radiusMetres === 'number' ? ` ± ${radiusMetres} m` : '';
  return `${latitude}, ${longitude}${about} · ${mgrsOf({ latitude, longitude }) ?? ''}`;
}

function Coordinate({ label, most, value, onChange }: { label: string; most: 90 | 180; value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const wrong = value !== '' && coordinate(value, most) === undefined;
  return (
    <TextInput
      label={label}
      inputMode="decimal"
      value={value}
      error={wrong ? t('field.ui.coordinateWrong', { most }) : undefined}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

function Whole({
  label,
  max,
  value,
  onChange,
}: {
  label: string;
  max: number;
  value: number | null;
  onChange: (value: number | null) => void;
}) {
  return (
    <NumberInput
      label={label}
      allowDecimal={false}
      hideControls
      min={0}
      max={max}
      value={value ?? ''}
      onChange={(next) => onChange(typeof next === 'number' ? next : null)}
    />
  );
}

/** The draft with what follows from how the place was found: the point and its radius, and for a bearing also whence it was seen. */
export function placed(draft: Draft, where: Whereabouts): Draft {
  const { latitude: _lat, longitude: _lon, radiusMetres: _radius, ...rest } = groupOf(draft.content['place']);
  const { bearing: _bearing, rangeMetres: _range, position: _position, ...details } = groupOf(draft.content['details']);
  const found = findPoint(where);
  const place = { ...rest, ...found?.point };
  return {
    ...draft,
    where,
    content: { ...draft.content, place: filled(place), details: filled({ ...details, ...found?.details }) },
  };
}

type Found = { readonly point: Record<string, FieldValue>; readonly details: Record<string, FieldValue> };

function findPoint(where: Whereabouts): Found | undefined {
  const { way, mgrs, bearing, metres } = where;
  const square = way === 'mgrs' ? pointOfMgrs(mgrs) : undefined;
  const point = square ?? typedPoint(where);
  if (point === undefined || (way === 'mgrs' && square === undefined)) return undefined;
  const least = square?.radiusMetres ?? 0;
  const radius = where.radius === null && least === 0 ? {} : { radiusMetres: Math.max(where.radius ?? 0, least) };
  const { latitude, longitude } = point;
  if (way !== 'bearing') return { point: { latitude, longitude, ...radius }, details: {} };
  if (bearing === null || metres === null) return undefined;
  const target = pointFrom(point, bearing, metres);
  return {
    point: { ...target, ...radius },
    details: { bearing, rangeMetres: metres, position: { latitude, longitude, radiusMetres: 20 } },
  };
}

function typedPoint(where: Whereabouts): Point | undefined {
  const [latitude, longitude] = [coordinate(where.latitude, 90), coordinate(where.longitude, 180)];
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
}

const filled = (group: Record<string, FieldValue>): FieldValue => (Object.keys(group).length === 0 ? undefined : group);
