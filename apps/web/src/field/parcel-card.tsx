import { Alert, Badge, Button, Card, Group, Progress, Stack, Text } from '@mantine/core';
import { IconCheck, IconClock, IconSend, IconX, type Icon } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLawWords } from '../i18n/law-words';
import { InWords } from '../ui/in-words';
import { AppAnchor } from '../ui/links';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';
import type { OutFile, Parcel, SendState, Trouble } from './device-store';
import { takeBack } from './draft';
import { retryParcel, sendOutbox } from './outbox';
import { useUnlocked } from './use-field';

const LOOKS: Readonly<Record<SendState, readonly [Icon, string]>> = {
  queued: [IconClock, 'orange.9'],
  sending: [IconSend, 'harbour'],
  sent: [IconCheck, 'teal.9'],
  refused: [IconX, 'red.9'],
};

export function SendBadge({ state }: { readonly state: SendState }) {
  const { t } = useTranslation();
  const [Mark, color] = LOOKS[state];
  return (
    <Badge color={color} tt="none" autoContrast leftSection={<Mark size={12} aria-hidden />}>
      {t(`field.ui.send.${state}`)}
    </Badge>
  );
}

export function TroubleNote({ trouble }: { readonly trouble: Trouble }) {
  const { t } = useTranslation();
  const law = useLawWords();
  const title = t([`field.ui.trouble.${trouble.name}`, `problem.${trouble.name}`, 'field.ui.trouble.other']);
  return (
    <Alert variant="default" bd="1px solid var(--mantine-color-error)" role="alert" title={title}>
      {trouble.details.map((detail, at) => (
        <Text key={detail} size="sm">
          <InWords said={law.refusal({ code: trouble.codes?.[at] ?? '', detail, params: trouble.params?.[at] })} />
        </Text>
      ))}
      {trouble.name === 'sign-in-is-needed' && (
        <AppAnchor to="/sign-in" search={{ from: '/field' }}>
          {t('signIn.do')}
        </AppAnchor>
      )}
    </Alert>
  );
}

/** A finalised report and its files on their way. */
export function ParcelCard({ parcel }: { readonly parcel: Parcel }) {
  const { t } = useTranslation();
  const { id, state, finalisedAt, files, trouble, receipt } = parcel;
  return (
    <Card withBorder component="article" aria-label={receipt?.reference ?? id}>
      <Stack gap="xs">
        <Group justify="space-between">
          <AppAnchor to="/field/receipts/$id" params={{ id }} className="mono">
            {receipt?.reference ?? `…${id.slice(-8)}`}
          </AppAnchor>
          <SendBadge state={state} />
        </Group>
        <Text size="sm">
          {t('field.ui.finalisedAt')} <Time at={finalisedAt} />
        </Text>
        {files.map((file, at) => (
          <FileLine key={file.id} file={file} number={at + 1} />
        ))}
        {trouble !== undefined && <TroubleNote trouble={trouble} />}
        {state === 'refused' && (
          <Button variant="default" w="fit-content" onClick={() => void retryParcel(id)}>
            {t('field.ui.retry')}
          </Button>
        )}
        {state === 'refused' && receipt === undefined && <TakeBack parcel={parcel} />}
        {state === 'queued' && (
          <Button variant="default" w="fit-content" onClick={() => void sendOutbox(true)}>
            {t('field.ui.sendNow')}
          </Button>
        )}
      </Stack>
    </Card>
  );
}

/** A refused report is not lost: its author gets it back. */
function TakeBack({ parcel }: { readonly parcel: Parcel }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const unlocked = useUnlocked();
  const [error, setError] = useState<unknown>(null);
  if (!unlocked) return <Text size="sm">{t('field.ui.lockedMeans')}</Text>;
  const take = (): void => {
    takeBack(parcel).then(
      (id) => void navigate({ to: '/field/drafts/$id', params: { id }, search: { step: 'check' } }),
      (failed: unknown) => setError(failed),
    );
  };
  return (
    <>
      <Text size="sm">{t('field.ui.takeBackMeans')}</Text>
      <ProblemNote error={error} />
      <Button variant="default" w="fit-content" onClick={take}>
        {t('field.ui.takeBack')}
      </Button>
    </>
  );
}

function FileLine({ file, number }: { readonly file: OutFile; readonly number: number }) {
  const { t } = useTranslation();
  const label = t('field.ui.fileNumber', { number });
  return (
    <div>
      <Group justify="space-between">
        <Text size="sm">
          {label} · {t('bytes', { count: file.size })}
        </Text>
        <SendBadge state={file.state} />
      </Group>
      {file.state === 'sending' && <Progress value={(100 * file.sent) / file.sealedSize} aria-label={label} />}
      {file.trouble !== undefined && <TroubleNote trouble={file.trouble} />}
    </div>
  );
}
