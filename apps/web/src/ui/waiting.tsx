import { Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** What a page shows while its first answer is on the way. */
export function Waiting({ rows = 5 }: { readonly rows?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" aria-busy>
      <VisuallyHidden role="status">{t('loading')}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={28} />
      ))}
    </Stack>
  );
}

/** Nothing here, and what can be done about it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: React.ReactNode }) {
  return (
    <Stack gap="xs" py="xl" align="center">
      <Text fw={600}>{title}</Text>
      {children}
    </Stack>
  );
}
