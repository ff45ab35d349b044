import { Alert, Button, Card, Checkbox, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { IconFilePlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppAnchor } from '../ui/links';
import { Time } from '../ui/time';
import { device, wipeDevice } from './device-store';
import { emptyDraft, keepDraft } from './draft';
import { LockGate } from './lock-gate';
import { startOutbox } from './outbox';
import { lock } from './passphrase';
import { ParcelCard } from './parcel-card';
import { useLive, useOnline, usePrepared, useUnlocked } from './use-field';

const drafts = () => device.drafts.toArray();
const parcels = () => device.parcels.toArray();

/** What lies on this device: drafts, what is on its way, receipts; and how to make it all go. */
export function FieldPage() {
  const { t } = useTranslation();
  const online = useOnline();
  const prepared = usePrepared();
  const all = useLive(parcels) ?? [];
  const waiting = all.filter(({ state }) => state !== 'sent');
  const sent = all.filter(({ state }) => state === 'sent');
  useEffect(() => {
    startOutbox();
    void navigator.storage?.persist?.();
  }, []);
  return (
    <Stack maw={760}>
      <Title order={1} size="h2">
        {t('field.ui.title')}
      </Title>
      <Text>{t('field.ui.about')}</Text>
      {waiting.length > 0 && (
        <Alert
          variant="default"
          bd="1px solid var(--mantine-color-orange-9)"
          role="status"
          title={t('field.ui.notSent', { count: waiting.length })}
        />
      )}
      {!online && <Alert variant="default" role="status" title={t('field.ui.offlineMeans')} />}
      {prepared === null && (
        <Alert variant="default" bd="1px solid var(--mantine-color-error)" role="status" title={t('field.ui.notPrepared')}>
          <AppAnchor to="/sign-in" search={{ from: '/field' }}>
            {t('signIn.do')}
          </AppAnchor>
        </Alert>
      )}
      {prepared !== undefined && prepared !== null && (
        <Text size="sm" role="status">
          {t('field.ui.prepared')} <Time at={new Date(prepared.preparedAt).toISOString()} />
        </Text>
      )}
      <section aria-labelledby="drafts">
        <Title order={2} size="h4" id="drafts" mb="xs">
          {t('field.ui.drafts')}
        </Title>
        <LockGate>
          <Drafts />
        </LockGate>
      </section>
      {waiting.length > 0 && (
        <section aria-labelledby="outbox">
          <Title order={2} size="h4" id="outbox" mb="xs">
            {t('field.ui.outbox')}
          </Title>
          <Stack gap="sm">
            {waiting.map((parcel) => (
              <ParcelCard key={parcel.id} parcel={parcel} />
            ))}
          </Stack>
        </section>
      )}
      {sent.length > 0 && (
        <section aria-labelledby="receipts">
          <Title order={2} size="h4" id="receipts" mb="xs">
            {t('field.ui.receipts')}
          </Title>
          <Stack gap="sm">
            {sent.map((parcel) => (
              <ParcelCard key={parcel.id} parcel={parcel} />
            ))}
          </Stack>
        </section>
      )}
      <AppAnchor to="/reports">{t('field.ui.myReports')}</AppAnchor>
      <Meter />
      <Wipe />
    </Stack>
  );
}

function Drafts() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const kept = useLive(drafts) ?? [];
  const begin = async (): Promise<void> => {
    const draft = emptyDraft();
    await keepDraft(draft);
    await navigate({ to: '/field/drafts/$id', params: { id: draft.id }, search: { step: 'where' } });
  };
  return (
    <Stack gap="sm">
      {kept.length === 0 && <Text>{t('field.ui.noDrafts')}</Text>}
      {kept.map(({ id, changedAt }) => (
        <Card key={id} withBorder padding="sm">
          <AppAnchor to="/field/drafts/$id" params={{ id }} search={{ step: 'where' }}>
            {t('field.ui.draft')} <Time at={new Date(changedAt).toISOString()} />
          </AppAnchor>
        </Card>
      ))}
      <Group>
        <Button leftSection={<IconFilePlus size={18} aria-hidden />} onClick={() => void begin()}>
          {t('reports.new')}
        </Button>
        <Button variant="default" onClick={lock}>
          {t('field.ui.lockNow')}
        </Button>
      </Group>
    </Stack>
  );
}

/** How full the device's share for these pages is. */
function Meter() {
  const { t } = useTranslation();
  const [part, setPart] = useState<number>();
  useEffect(() => {
    void navigator.storage?.estimate?.().then(({ usage = 0, quota = 0 }) => setPart(quota === 0 ? undefined : (100 * usage) / quota));
  }, []);
  if (part === undefined) return null;
  const label = t('field.ui.meter', { part: Math.ceil(part) });
  return (
    <div>
      <Text size="sm">{label}</Text>
      <Progress value={part} aria-label={label} />
    </div>
  );
}

function Wipe() {
  const { t } = useTranslation();
  const unlocked = useUnlocked();
  const [asked, setAsked] = useState(false);
  const [sure, setSure] = useState(false);
  const [state, setState] = useState<'idle' | 'unsure' | 'done'>('idle');
  const wipe = async (): Promise<void> => {
    if (!sure) return setState('unsure');
    if (unlocked) lock();
    await wipeDevice();
    setState('done');
  };
  if (state === 'done') return <Alert variant="default" role="status" title={t('field.ui.wiped')} />;
  return (
    <section aria-labelledby="wipe">
      <Title order={2} size="h4" id="wipe" mb="xs">
        {t('field.ui.wipe')}
      </Title>
      <Stack gap="sm">
        <Text>{t('field.ui.wipeMeans')}</Text>
        {asked && (
          <Checkbox
            label={t('field.ui.wipeSure')}
            checked={sure}
            error={state === 'unsure' && !sure ? t('field.ui.sureNeeded') : undefined}
            onChange={({ currentTarget }) => setSure(currentTarget.checked)}
          />
        )}
        <Button color="red.9" autoContrast w="fit-content" onClick={() => (asked ? void wipe() : setAsked(true))}>
          {t('field.ui.wipe')}
        </Button>
      </Stack>
    </section>
  );
}
