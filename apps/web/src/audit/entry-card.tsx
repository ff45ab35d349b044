import { Button, Card, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useEntryWords } from '../i18n/entry-words';
import { Copyable } from '../ui/copyable';
import { InWords } from '../ui/in-words';
import { AppAnchor } from '../ui/links';
import { Time } from '../ui/time';
import { Difference } from './difference';
import { actorOf, partsOf } from './names';
import { ProofButton } from './proof-button';

/** One entry: who, when, what, its hash in the chain; on demand what it changed, and its proof. */
export function EntryCard({ entry }: { readonly entry: Schemas['FoundEntryView'] }) {
  const { t } = useTranslation();
  const { happened } = useEntryWords();
  const [open, setOpen] = useState(false);
  const actor = actorOf(entry.actor);
  const { kind, id } = partsOf(entry.stream);
  const folds = kind === 'case' || kind === 'report';
  return (
    <Card withBorder padding="sm" component="li">
      <Stack gap={4}>
        <Group gap="xs" justify="space-between">
          <Text fw={600}>
            <Text span className="mono" size="sm">
              {entry.seq}
            </Text>{' '}
            <InWords said={happened(entry.type)} />
          </Text>
          <Text size="sm">
            <Time at={entry.at} />
          </Text>
        </Group>
        <Group gap="xs">
          <Text size="sm">{t('history.by', { role: t(`role.${actor.role}`, { defaultValue: actor.role }) })}</Text>
          {actor.id !== '' && actor.id !== 'system' && <Copyable value={actor.id} shown={`${actor.id.slice(0, 13)}…`} />}
        </Group>
        <Group gap="xs">
          {kind === 'case' ? (
            <AppAnchor to="/cases/$id" params={{ id }} className="mono" size="sm">
              {entry.stream}
            </AppAnchor>
          ) : kind === 'report' ? (
            <AppAnchor to="/reports/$id" params={{ id }} className="mono" size="sm">
              {entry.stream}
            </AppAnchor>
          ) : (
            <Text className="mono" size="sm">
              {entry.stream}
            </Text>
          )}
          <Copyable value={entry.hash} shown={`${entry.hash.slice(0, 12)}…`} />
        </Group>
        {entry.withheld.length > 0 && <Text size="sm">{t('audit.withheld', { count: entry.withheld.length })}</Text>}
        <Group gap="xs" className="no-print">
          {folds && (
            <Button size="compact-sm" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t('audit.difference')}
            </Button>
          )}
          <ProofButton stream={entry.stream} seq={entry.seq} />
        </Group>
        {open && <Difference stream={entry.stream} seq={entry.seq} />}
      </Stack>
    </Card>
  );
}
