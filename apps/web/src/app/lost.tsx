import { Stack, Title } from '@mantine/core';
import { type ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/problem';
import { AppAnchor } from '../ui/links';
import { ProblemNote } from '../ui/problem-note';

/** A page that is not there, or that this person may not know of: the server tells no difference, nor do we. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Stack>
      <Title order={1}>{t('lost.title')}</Title>
      <p>{t('lost.text')}</p>
      <AppAnchor to="/inbox">{t('inbox.title')}</AppAnchor>
    </Stack>
  );
}

/** In the place of a screen whose subject could not be read. */
export function Unread({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  if (error instanceof ProblemError && error.status === 404) return <NotFound />;
  return (
    <Stack>
      <Title order={1}>{t('lost.unread')}</Title>
      <ProblemNote error={error} />
    </Stack>
  );
}

export function Oops({ error }: ErrorComponentProps) {
  return <Unread error={error} />;
}
