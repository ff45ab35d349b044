import { Alert, Button, Group } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { registerSW } from 'virtual:pwa-register';

const LOOK_EVERY_MS = 3_600_000;

/** Keeps the pages for a time without a line; a newer version waits until whoever works says that it may come. */
export function Updates() {
  const { t } = useTranslation();
  const [update, setUpdate] = useState<() => Promise<void>>();
  useEffect(() => {
    if (!('serviceWorker' in navigator)) return;
    const come = registerSW({
      onNeedRefresh: () => setUpdate(() => () => come(true)),
      onRegisteredSW: (_, registration) => {
        setInterval(() => void registration?.update().catch(() => undefined), LOOK_EVERY_MS);
      },
    });
  }, []);
  if (update === undefined) return null;
  return (
    <Alert variant="outline" color="harbour" role="status" mb="md" title={t('field.ui.newVersion')}>
      <Group>
        <Button variant="default" onClick={() => void update()}>
          {t('field.ui.updateNow')}
        </Button>
        <Button variant="default" onClick={() => setUpdate(undefined)}>
          {t('field.ui.updateLater')}
        </Button>
      </Group>
    </Alert>
  );
}
