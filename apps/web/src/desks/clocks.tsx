import { Badge, Group, Stack, Switch, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconBell, IconBellRinging, IconClock, IconPlayerPause } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, taken, type Schemas } from '../api/client';
import { fromCursor, usePages } from '../api/use-pages';
import { DeadlineChip } from '../ui/deadline-chip';
import { AppAnchor } from '../ui/links';
import { More } from '../ui/more';
import { ProblemNote } from '../ui/problem-note';
import { StateBadge } from '../ui/state-badge';
import { Time } from '../ui/time';
import { useNow } from '../ui/use-now';
import { Empty, Waiting } from '../ui/waiting';
import { WideTable } from '../ui/wide-table';

type Clock = Schemas['ResponseClockView'];
type Mark = Schemas['MarkView'];
const HOUR_MS = 3_600_000;

/** Response clocks of the open cases, the most urgent first. */
export function Clocks({ all }: { readonly all: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { pages, items } = usePages({
    // Under the name of cases, so that each act on a case asks anew.
    name: ['case', 'clocks', all],
    fetchPage: (cursor) =>
      taken(
        api.GET('/api/v1/response-clocks', {
          params: { query: { ...(all ? {} : { ringing: 'true' as const }), ...fromCursor(cursor) } },
        }),
      ),
    refetchIntervalMs: 60_000,
  });
  return (
    <Stack>
      <Switch
        label={t('desks.allClocks')}
        checked={all}
        onChange={({ currentTarget: { checked } }) =>
          void navigate({ to: '/outside', search: { view: 'clocks', ...(checked ? { all: true } : {}) }, replace: true })
        }
      />
      <ProblemNote error={pages.error} />
      {pages.isPending ? (
        <Waiting />
      ) : items.length === 0 ? (
        <Empty title={t('desks.noClocks')} />
      ) : (
        <WideTable label={t('desks.view.clocks')} width={760}>
          <Table.Thead>
            <Table.Tr>
              {(['case', 'state', 'next', 'marks'] as const).map((name) => (
                <Table.Th key={name} scope="col">
                  {t(`desks.column.${name}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((clock) => (
              <Row key={clock.id} clock={clock} />
            ))}
          </Table.Tbody>
        </WideTable>
      )}
      <More of={pages} />
    </Stack>
  );
}

function Row({ clock: { id, reference, state, severity, nextAt, marks } }: { readonly clock: Clock }) {
  const { t } = useTranslation();
  return (
    <Table.Tr>
      <Table.Td>
        <AppAnchor to="/cases/$id" params={{ id }} className="mono">
          {reference}
        </AppAnchor>
        {severity !== undefined && <Text size="xs">{t('case.severity', { severity })}</Text>}
      </Table.Td>
      <Table.Td>
        <StateBadge state={state} ended={false} />
      </Table.Td>
      <Table.Td>{nextAt === null ? <Text size="sm">{t('desks.noneRings')}</Text> : <DeadlineChip dueAt={nextAt} kind="mark" />}</Table.Td>
      <Table.Td>
        {marks.length === 0 && <Text size="sm">{t('desks.notDated')}</Text>}
        {marks[0]?.uncertain === true && <Text size="xs">{t('desk.uncertainHour')}</Text>}
        <Stack gap={4}>
          {marks.map((mark) => (
            <MarkLine key={mark.mark} mark={mark} />
          ))}
        </Stack>
      </Table.Td>
    </Table.Tr>
  );
}

const ICONS = {
  rung: IconBellRinging,
  past: IconAlertTriangle,
  late: IconAlertTriangle,
  next: IconBell,
  ahead: IconClock,
  silent: IconPlayerPause,
} as const;

/** One mark: what became of it in a word, an icon and a colour. One whose time is over and that has not rung is late. */
function MarkLine({ mark: { afterMs, at, standing } }: { readonly mark: Mark }) {
  const { t } = useTranslation();
  const now = useNow();
  const waits = standing === 'next' || standing === 'ahead';
  const shown = waits && Date.parse(at) < now ? 'late' : standing;
  const Icon = ICONS[shown];
  const bad = shown === 'late' || shown === 'past';
  return (
    <Group gap={6} wrap="nowrap">
      <Badge
        tt="none"
        autoContrast
        miw={64}
        variant={bad || shown === 'next' ? 'filled' : 'default'}
        {...(bad ? { color: 'red.9' } : shown === 'next' ? { color: 'harbour' } : {})}
        leftSection={<Icon size={12} aria-hidden />}
      >
        {t('deadline.h', { count: Math.round(afterMs / HOUR_MS) })}
      </Badge>
      <Text size="sm" span>
        {t(`desks.mark.${shown}`)}, <Time at={at} />
      </Text>
    </Group>
  );
}
