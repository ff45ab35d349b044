import { Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { ProblemNote } from '../ui/problem-note';

export function SignInPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { from } = useSearch({ from: '/sign-in' });
  const signIn = useMutation({
    mutationFn: (body: { name: string; password: string }) => taken(api.POST('/api/v1/session', { body })),
    onSuccess: async () => {
      queries.clear();
      await navigate({ href: from ?? '/inbox' });
    },
  });
  return (
    <Paper withBorder p="lg" maw={420} mx="auto" mt="xl">
      <form
        method="post"
        onSubmit={(event) => {
          event.preventDefault();
          const fields = new FormData(event.currentTarget);
          const said = (name: string): string => fields.get(name) as string;
          signIn.mutate({ name: said('name'), password: said('password') });
        }}
      >
        <Stack>
          <Title order={1} size="h3">
            {t('signIn.title')}
          </Title>
          <Text c="dimmed" size="sm">
            {t('signIn.about')}
          </Text>
          <ProblemNote error={signIn.error} />
          <TextInput name="name" label={t('signIn.name')} autoComplete="username" required maxLength={64} />
          <PasswordInput
            name="password"
            label={t('signIn.password')}
            autoComplete="current-password"
            required
            maxLength={200}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.show'), tabIndex: 0 }}
          />
          <Button type="submit" loading={signIn.isPending}>
            {t('signIn.do')}
          </Button>
        </Stack>
      </form>
    </Paper>
  );
}
