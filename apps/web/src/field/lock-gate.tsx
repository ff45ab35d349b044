import { Alert, Button, Card, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { choosePassphrase, hasPassphrase, SHORTEST_PASSPHRASE, unlock } from './passphrase';
import { useLive, useUnlocked } from './use-field';

/** What lies behind the passphrase of this device. */
export function LockGate({ children }: { readonly children: ReactNode }) {
  const unlocked = useUnlocked();
  const chosen = useLive(hasPassphrase);
  if (unlocked) return children;
  if (chosen === undefined) return null;
  return chosen ? <Unlock /> : <Choose />;
}

function Unlock() {
  const { t } = useTranslation();
  const [passphrase, setPassphrase] = useState('');
  const [state, setState] = useState<'idle' | 'trying' | 'wrong'>('idle');
  const submit = async (): Promise<void> => {
    setState('trying');
    setState((await unlock(passphrase)) ? 'idle' : 'wrong');
    setPassphrase('');
  };
  return (
    <Card withBorder component="section" aria-labelledby="unlock">
      <form
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack gap="sm">
          <Title order={2} size="h4" id="unlock">
            {t('field.ui.locked')}
          </Title>
          <Text>{t('field.ui.lockedMeans')}</Text>
          <PasswordInput
            label={t('field.ui.passphrase')}
            autoComplete="off"
            value={passphrase}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
            error={state === 'wrong' ? t('field.ui.wrongPassphrase') : undefined}
            onChange={({ currentTarget }) => setPassphrase(currentTarget.value)}
          />
          <Button type="submit" loading={state === 'trying'} w="fit-content">
            {t('field.ui.unlock')}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}

function Choose() {
  const { t } = useTranslation();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [error, setError] = useState<'short' | 'differs'>();
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    if (passphrase.length < SHORTEST_PASSPHRASE) return setError('short');
    if (passphrase !== again) return setError('differs');
    setBusy(true);
    await choosePassphrase(passphrase);
  };
  return (
    <Card withBorder component="section" aria-labelledby="choose">
      <form
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack gap="sm">
          <Title order={2} size="h4" id="choose">
            {t('field.ui.choose')}
          </Title>
          <Alert variant="default" title={t('field.ui.chooseMeans')} />
          <PasswordInput
            label={t('field.ui.passphrase')}
            description={t('field.ui.passphraseLength', { count: SHORTEST_PASSPHRASE })}
            autoComplete="off"
            value={passphrase}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
            error={error === 'short' ? t('field.ui.passphraseLength', { count: SHORTEST_PASSPHRASE }) : undefined}
            onChange={({ currentTarget }) => setPassphrase(currentTarget.value)}
          />
          <PasswordInput
            label={t('field.ui.passphraseAgain')}
            autoComplete="off"
            value={again}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
            error={error === 'differs' ? t('field.ui.passphraseDiffers') : undefined}
            onChange={({ currentTarget }) => setAgain(currentTarget.value)}
          />
          <Button type="submit" loading={busy} w="fit-content">
            {t('field.ui.choose')}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
