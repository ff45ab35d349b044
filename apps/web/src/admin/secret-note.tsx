import { Alert } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Copyable } from '../ui/copyable';

/** A secret that the server made and shows once. */
export function SecretNote({ secret }: { readonly secret: string | undefined }) {
  const { t } = useTranslation();
  if (secret === undefined) return null;
  return (
    <Alert
      role="status"
      variant="default"
      bd="1px solid var(--mantine-color-orange-9)"
      icon={<IconKey aria-hidden />}
      title={t('admin.shownOnce')}
    >
      <Copyable value={secret} />
    </Alert>
  );
}
