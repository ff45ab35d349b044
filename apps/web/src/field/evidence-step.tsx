import { Alert, Button, Card, FileButton, Group, Progress, Stack, Text } from '@mantine/core';
import { IconCamera, IconPaperclip } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dropPieces } from './device-store';
import { sealApart } from './seal-apart';
import type { SealedFile } from './seal-file';
import type { StepProps } from './step-fields';

/** As the server takes them by default; a smaller limit of its own is said when it refuses. */
const LARGEST_FILE_BYTES = 64 * 1024 * 1024;
const MOST_FILES = 20;

interface Sealing {
  readonly name: string;
  readonly size: number;
  readonly done: number;
}

type Refused = { readonly name: string; readonly why: 'empty' | 'large' | 'many' | 'full' | 'unreadable' };

/** Photographs, videos, papers: sealed and digested on the device as soon as they are picked. */
export function EvidenceStep({
  draft,
  onAdd,
  onRemove,
}: StepProps & { onAdd: (file: SealedFile) => void; onRemove: (id: string) => void }) {
  const { t } = useTranslation();
  const [sealing, setSealing] = useState<Sealing>();
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const take = async (picked: readonly File[]): Promise<void> => {
    const wrong: Refused[] = [];
    let count = draft.files.length;
    for (const file of picked) {
      const why = count >= MOST_FILES ? 'many' : file.size === 0 ? 'empty' : file.size > LARGEST_FILE_BYTES ? 'large' : undefined;
      if (why !== undefined) {
        wrong.push({ name: file.name, why });
        continue;
      }
      try {
        setSealing({ name: file.name, size: file.size, done: 0 });
        onAdd(await sealApart(file, (done) => setSealing({ name: file.name, size: file.size, done })));
        count += 1;
      } catch (error) {
        wrong.push({ name: file.name, why: error instanceof Error && error.message === 'QuotaExceededError' ? 'full' : 'unreadable' });
      }
    }
    setSealing(undefined);
    setRefused(wrong);
  };
  return (
    <Stack>
      <Text>{t('field.ui.evidenceMeans')}</Text>
      <Group>
        <FileButton accept="image/*,video/*" capture="environment" onChange={(file) => void (file !== null && take([file]))}>
          {(button) => (
            <Button {...button} variant="default" disabled={sealing !== undefined} leftSection={<IconCamera size={18} aria-hidden />}>
              {t('field.ui.camera')}
            </Button>
          )}
        </FileButton>
        <FileButton multiple onChange={(files) => void take(files)} inputProps={{ 'aria-label': t('field.ui.pick') }}>
          {(button) => (
            <Button {...button} variant="default" disabled={sealing !== undefined} leftSection={<IconPaperclip size={18} aria-hidden />}>
              {t('field.ui.pick')}
            </Button>
          )}
        </FileButton>
      </Group>
      {sealing !== undefined && (
        <div role="status">
          <Text>{t('field.ui.sealing', { name: sealing.name })}</Text>
          <Progress value={(100 * sealing.done) / sealing.size} aria-label={t('field.ui.sealing', { name: sealing.name })} />
        </div>
      )}
      {refused.map(({ name, why }) => (
        <Alert key={`${name} ${why}`} variant="default" bd="1px solid var(--mantine-color-error)" role="alert" title={name}>
          {t(`field.ui.fileRefused.${why}`, { mebibytes: LARGEST_FILE_BYTES / 1024 / 1024, most: MOST_FILES })}
        </Alert>
      ))}
      {draft.files.map(({ id, name, size, sha256 }) => (
        <Card key={id} withBorder padding="sm">
          <Text fw={600} style={BREAK}>
            {name}
          </Text>
          <Text size="sm">{t('bytes', { count: size })}</Text>
          <Text size="xs" className="mono" style={BREAK}>
            SHA-256 {sha256}
          </Text>
          <Button variant="default" size="compact-sm" mt="xs" w="fit-content" onClick={() => onRemove(id)}>
            {t('act.remove', { name })}
          </Button>
        </Card>
      ))}
    </Stack>
  );
}

const BREAK = { overflowWrap: 'anywhere' } as const;

export async function forgetFile(id: string): Promise<void> {
  await dropPieces(id);
}
