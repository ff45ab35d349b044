import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, taken, type Schemas } from '../api/client';
import { fromCursor, usePages } from '../api/use-pages';
import { useEntryWords } from '../i18n/entry-words';
import { useLawWords } from '../i18n/law-words';
import { DeadlineChip } from '../ui/deadline-chip';
import { InWords } from '../ui/in-words';
import { AppAnchor } from '../ui/links';
import { More } from '../ui/more';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';
import { Empty, Waiting } from '../ui/waiting';

/** What I was told, why, and what of it I have seen. */
export function NoticesPage() {
  const { t } = useTranslation();
  const { pages, items } = usePages({
    name: ['notices'],
    fetchPage: (cursor) => taken(api.GET('/api/v1/notices', { params: { query: fromCursor(cursor) } })),
  });
  return (
    <Stack maw={860}>
      <Title order={1} size="h2">
        {t('notices.title')}
      </Title>
      <ProblemNote error={pages.error} />
      {pages.isPending ? (
        <Waiting />
      ) : items.length === 0 ? (
        <Empty title={t('notices.nothing')} />
      ) : (
        items.map((notice) => <Notice key={notice.id} notice={notice} />)
      )}
      <More of={pages} />
    </Stack>
  );
}

function Notice({ notice }: { readonly notice: Schemas['NoticeView'] }) {
  const { t } = useTranslation();
  const law = useLawWords();
  const { happened } = useEntryWords();
  const queries = useQueryClient();
  const seen = useMutation({
    mutationFn: () => taken(api.POST('/api/v1/notices/{id}/seen', { params: { path: { id: notice.id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['notices'] }),
  });
  const { process, subject, reference, type } = notice;
  // A reminder is about a term, not about an entry.
  const title = notice.kind === 'reminder' ? { text: t(`desk.deadline.${type}`, { defaultValue: type }) } : happened(type);
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between" align="start">
        <Stack gap={4}>
          <Group gap="xs">
            <Badge
              variant={notice.kind === 'service' ? 'filled' : 'light'}
              color={notice.kind === 'service' ? 'red.9' : 'harbour'}
              tt="none"
              autoContrast
            >
              {t(`noticeKind.${notice.kind}`)}
            </Badge>
            <Text fw={notice.seenAt === null ? 700 : 400}>
              <InWords said={title} />
            </Text>
            {process !== null && subject !== null && (
              <AppAnchor to={process === 'case' ? '/cases/$id' : '/reports/$id'} params={{ id: subject }} className="mono">
                {reference ?? subject}
              </AppAnchor>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            <InWords said={law.reason(notice.reason, notice.because)} />
          </Text>
          <Text size="sm">
            <Time at={notice.at} />
          </Text>
          <DeadlineChip dueAt={notice.dueAt ?? undefined} />
        </Stack>
        {notice.seenAt === null && (
          <Button size="compact-sm" variant="light" onClick={() => seen.mutate()} loading={seen.isPending}>
            {t('notices.seen')}
          </Button>
        )}
      </Group>
    </Card>
  );
}
