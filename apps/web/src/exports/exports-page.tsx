import { Anchor, Button, Card, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api, taken, type Schemas } from '../api/client';
import { fromCursor, usePages } from '../api/use-pages';
import { useMe } from '../app/session';
import { Copyable } from '../ui/copyable';
import { AppAnchor, AppButton } from '../ui/links';
import { More } from '../ui/more';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';
import { Empty, Waiting } from '../ui/waiting';
import { useAudience } from './audience';

/** Bundles that were asked for, the way to ask for one, and the way to verify one. */
export function ExportsPage() {
  const { t } = useTranslation();
  const { pages, items } = usePages({
    name: ['exports'],
    fetchPage: (cursor) => taken(api.GET('/api/v1/exports', { params: { query: fromCursor(cursor) } })),
  });
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {t('exports.title')}
        </Title>
        <AppButton to="/exports/new">{t('exports.new')}</AppButton>
      </Group>
      <Verify />
      <Title order={2} size="h3">
        {t('exports.past')}
      </Title>
      <ProblemNote error={pages.error} />
      {pages.isPending ? (
        <Waiting />
      ) : items.length === 0 ? (
        <Empty title={t('exports.nothing')} />
      ) : (
        <Stack component="ul" gap="xs" p={0} m={0}>
          {items.map((item) => (
            <PastExport key={item.id} item={item} />
          ))}
        </Stack>
      )}
      <More of={pages} />
    </Stack>
  );
}

function PastExport({ item }: { readonly item: Schemas['ExportView'] }) {
  const { t } = useTranslation();
  const me = useMe();
  const audience = useAudience();
  return (
    <Card withBorder padding="sm" component="li">
      <Group justify="space-between" align="start">
        <Stack gap={2}>
          <AppAnchor to="/exports/$id" params={{ id: item.id }} fw={600}>
            {t('exports.of', { count: item.cases.length })} – {audience(item.audience)}
          </AppAnchor>
          <Text size="sm">
            <Time at={item.askedAt} /> · {t(`exports.format.${item.format}`)}
          </Text>
          {item.sha256 !== null && (
            <Group gap="xs">
              <Text size="sm">SHA-256</Text>
              <Copyable value={item.sha256} shown={`${item.sha256.slice(0, 16)}…`} />
            </Group>
          )}
        </Stack>
        {item.builtAt === null ? (
          <Text size="sm">{t('exports.notBuilt')}</Text>
        ) : (
          item.askedBy === me?.id && (
            <Button component="a" href={`/api/v1/exports/${item.id}/file`} variant="default" size="compact-md" download>
              {t('exports.download', { size: Math.ceil((item.size ?? 0) / 1024) })}
            </Button>
          )
        )}
      </Group>
    </Card>
  );
}

/** The verifier's own page, under its own policy: it takes the file from the disk, and sends it nowhere. */
export function Verify() {
  const { t } = useTranslation();
  return (
    <Card withBorder component="section" aria-labelledby="verify">
      <Title order={2} size="h4" id="verify" mb="xs">
        {t('exports.verify')}
      </Title>
      <Stack gap="xs">
        <Text>{t('exports.verifyMeans')}</Text>
        <Group>
          <Button component="a" href="/verify.html" target="_blank" rel="noopener" variant="default">
            {t('exports.verifyHere')}
          </Button>
          <Anchor href="/verify.html" download="verify.html">
            {t('exports.saveVerifier')}
          </Anchor>
        </Group>
        <Text size="sm">
          {t('exports.orByCommand')} <Code>npm run verify -- FILE --policy FILE</Code>
        </Text>
        <Text size="sm" c="dimmed">
          {t('exports.otherHand')}
        </Text>
      </Stack>
    </Card>
  );
}
