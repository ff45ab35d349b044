import { Group, Stack, Text, Timeline } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { usePages } from '../api/use-pages';
import { useEntryWords } from '../i18n/entry-words';
import { Copyable } from '../ui/copyable';
import { InWords } from '../ui/in-words';
import { More } from '../ui/more';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';
import { Waiting } from '../ui/waiting';

type Kind = 'cases' | 'reports';

/** What happened, entry by entry, with the hash that each has in the chain. */
export function HistoryTab({ kind, id }: { readonly kind: Kind; readonly id: string }) {
  const { t } = useTranslation();
  const { happened } = useEntryWords();
  const { pages, items: entries } = usePages({
    name: ['history', kind, id],
    fetchPage: (after: number | undefined) => {
      const params = { path: { id }, query: { after: after ?? 0 } };
      return kind === 'cases'
        ? taken(api.GET('/api/v1/cases/{id}/history', { params }))
        : taken(api.GET('/api/v1/reports/{id}/history', { params }));
    },
  });
  if (pages.isPending) return <Waiting />;
  if (pages.data === undefined) return <ProblemNote error={pages.error} />;
  return (
    <Stack>
      <Verified kind={kind} id={id} />
      <Timeline bulletSize={26} lineWidth={2} active={entries.length}>
        {entries.map((entry) => (
          <Timeline.Item key={entry.seq} bullet={<Text size="xs">{entry.seq}</Text>} title={<InWords said={happened(entry.type)} />}>
            <Group gap="xs">
              <Text size="sm">
                <Time at={entry.at} />
              </Text>
              <Text size="sm" c="dimmed">
                {t('history.by', { role: roleOf(entry.actor, (role) => t(`role.${role}`, { defaultValue: role })) })}
              </Text>
              <Copyable value={entry.hash} shown={`${entry.hash.slice(0, 12)}…`} />
            </Group>
            {Object.entries(entry.texts).map(([pointer, text]) => (
              <Text key={pointer} size="sm" mt={4}>
                {String((text as { value?: unknown }).value ?? text)}
              </Text>
            ))}
          </Timeline.Item>
        ))}
      </Timeline>
      <More of={pages} />
    </Stack>
  );
}

function Verified({ kind, id }: { readonly kind: Kind; readonly id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['verification', kind, id],
    queryFn: () =>
      kind === 'cases'
        ? taken(api.GET('/api/v1/cases/{id}/verification', { params: { path: { id } } }))
        : taken(api.GET('/api/v1/reports/{id}/verification', { params: { path: { id } } })),
  });
  if (data === undefined) return null;
  const wrong = data.findings.length;
  return (
    <Text fw={600} c={wrong > 0 ? 'red.9' : undefined} role={wrong > 0 ? 'alert' : undefined}>
      {wrong === 0 ? t('history.verified', { seq: data.verifiedTo }) : t('history.broken', { seq: data.verifiedTo, count: wrong })}
    </Text>
  );
}

function roleOf(actor: object, say: (role: string) => string): string {
  const { role } = actor as { role?: unknown };
  return typeof role === 'string' ? say(role) : '–';
}
