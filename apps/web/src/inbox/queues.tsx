import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from '../app/session';
import { OWNERS } from '../process/roles-at-work';
import { useProcess } from '../process/use-process';
import { AppButton } from '../ui/links';
import type { InboxSearch } from './inbox-search';

/** Queues of my roles: the states in which the process table says that it is my turn. Each is an address that can be kept and sent on. */
export function Queues({ search }: { readonly search: InboxSearch }) {
  const { t } = useTranslation();
  const me = useMe();
  const table = useProcess('case');
  const mine = Object.entries(table?.owners ?? {}).filter(([, owner]) =>
    (OWNERS[owner] ?? [owner]).some((role) => me?.roles.includes(role as never)),
  );
  if (mine.length === 0) return null;
  return (
    <Group gap="xs" component="nav" aria-label={t('desk.queue.waiting')} className="no-print">
      <Text size="sm" fw={600}>
        {t('desk.queue.waiting')}
      </Text>
      {mine.map(([state]) => (
        <AppButton
          key={state}
          to="/inbox"
          search={{ view: 'open', state }}
          size="compact-sm"
          variant={search.state === state ? 'filled' : 'default'}
          {...(search.state === state ? { 'aria-current': 'page' as const } : {})}
        >
          {t(`state.${state}`, { defaultValue: state })}
        </AppButton>
      ))}
    </Group>
  );
}
