import { Badge, Tooltip } from '@mantine/core';
import { IconAlarm, IconAlertTriangle, IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNow } from './use-now';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Time left in the two largest units, such as 2 d 4 h; negative once it is over. */
export function spanOf(ms: number): readonly [number, 'd' | 'h' | 'min'][] {
  const left = Math.abs(ms);
  const parts: [number, 'd' | 'h' | 'min'][] = [
    [Math.floor(left / DAY), 'd'],
    [Math.floor((left % DAY) / HOUR), 'h'],
    [Math.floor((left % HOUR) / MINUTE), 'min'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return first === -1 ? [[0, 'min']] : parts.slice(first, first + 2);
}

/** A deadline in words, an icon and a colour: never by colour alone. */
export function DeadlineChip({ dueAt, kind }: { readonly dueAt: string | null | undefined; readonly kind?: string }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  if (dueAt === undefined) return null;
  if (dueAt === null) {
    return (
      <Badge color="gray" variant="outline" leftSection={<IconPlayerPause size={12} aria-hidden />} tt="none">
        {t('deadline.paused')}
      </Badge>
    );
  }
  const left = Date.parse(dueAt) - now;
  const span = spanOf(left)
    .map(([count, unit]) => t(`deadline.${unit}`, { count }))
    .join(' ');
  const over = left < 0;
  const exact = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(
    new Date(dueAt),
  );
  const name = kind === undefined ? '' : `${t(`desk.deadline.${kind}`, { defaultValue: kind })}: `;
  return (
    <Tooltip label={`${name}${exact} UTC`}>
      <Badge
        color={over ? 'red.9' : left < 4 * HOUR ? 'yellow.5' : 'harbour'}
        variant={left < 4 * HOUR ? 'filled' : 'outline'}
        autoContrast
        leftSection={over ? <IconAlertTriangle size={12} aria-hidden /> : <IconAlarm size={12} aria-hidden />}
        tt="none"
      >
        {over ? t('deadline.over', { span }) : t('deadline.left', { span })}
      </Badge>
    </Tooltip>
  );
}
