import { Button, Card, Group, List, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Copyable } from '../ui/copyable';
import { saveFile } from './save-file';

/** A checkpoint's lines: origin, size and root, then one line of each signature (c2sp.org/tlog-checkpoint). */
export interface Checkpoint {
  readonly note: string;
  readonly origin: string;
  readonly size: string;
  readonly root: string;
  readonly signers: readonly string[];
}

export function readCheckpoint(note: string): Checkpoint {
  const [body = '', signatures = ''] = note.split('\n\n');
  const [origin = '', size = '', root = ''] = body.split('\n');
  const signers = signatures.split('\n').flatMap((line) => /^— (\S+) /.exec(line)?.[1] ?? []);
  return { note, origin, size, root, signers };
}

/** How far the log over all cases has grown, and who has signed that. Nothing here is checked: that is the verifier's, elsewhere. */
export function LogState() {
  const { t, i18n } = useTranslation();
  const { data } = useQuery({
    queryKey: ['checkpoint'],
    queryFn: async () => {
      const response = await fetch('/log/checkpoint');
      return response.ok ? readCheckpoint(await response.text()) : null;
    },
    refetchInterval: 30_000,
  });
  return (
    <Card withBorder component="section" aria-labelledby="log-state">
      <Title order={2} size="h4" id="log-state" mb="xs">
        {t('audit.log')}
      </Title>
      {data === null && <Text>{t('audit.noLog')}</Text>}
      {data !== null && data !== undefined && (
        <Stack gap="xs">
          <Text>{t('audit.logStands', { origin: data.origin, size: Number(data.size).toLocaleString(i18n.language) })}</Text>
          <Group gap="xs">
            <Text size="sm">{t('audit.root')}</Text>
            <Copyable value={data.root} shown={`${data.root.slice(0, 16)}…`} />
          </Group>
          <Text size="sm">{t('audit.signedBy', { count: data.signers.length })}</Text>
          <List size="sm" className="mono">
            {data.signers.map((name, index) => (
              <List.Item key={`${name} ${index}`}>{name}</List.Item>
            ))}
          </List>
          <Button variant="default" size="compact-sm" w="fit-content" onClick={() => saveFile('checkpoint.txt', data.note, 'text/plain')}>
            {t('audit.saveCheckpoint')}
          </Button>
        </Stack>
      )}
    </Card>
  );
}
