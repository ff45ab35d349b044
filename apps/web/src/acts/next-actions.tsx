import { List, Stack, Text } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useLawWords } from '../i18n/law-words';
import { InWords } from '../ui/in-words';
import { AppButton } from '../ui/links';

type Action = Schemas['ActionView'];

/** What I can do here and now; and what I could, but for a reason, which is said. */
export function NextActions({
  actions,
  kind,
  id,
}: {
  readonly actions: readonly Action[];
  readonly kind: 'cases' | 'reports';
  readonly id: string;
}) {
  const { t } = useTranslation();
  const law = useLawWords();
  const open = actions.filter(({ blocked }) => blocked.length === 0);
  const blocked = actions.filter((action) => action.blocked.length > 0);
  const title = ({ name, title: fallback }: Action): string => t(`commandName.${name}`, { defaultValue: fallback });
  if (actions.length === 0) return <Text c="dimmed">{t('act.nothing')}</Text>;
  return (
    <Stack gap="sm">
      {open.map((action) => (
        <AppButton
          key={action.name}
          to={kind === 'cases' ? '/cases/$id/act/$command' : '/reports/$id/act/$command'}
          params={{ id, command: action.name }}
          variant="light"
          justify="start"
          fullWidth
        >
          {title(action)}
          {action.motion && (
            <Text span size="xs" ml={6}>
              ({t('act.motion')})
            </Text>
          )}
        </AppButton>
      ))}
      {blocked.length > 0 && (
        <details>
          <summary>{t('act.notYet', { count: blocked.length })}</summary>
          <List size="sm" mt={6}>
            {blocked.map((action) => (
              <List.Item key={action.name}>
                <b>{title(action)}</b>:
                {action.blocked.map((refusal) => (
                  <Fragment key={refusal.code}>
                    {' '}
                    <InWords said={law.refusal(refusal)} />
                  </Fragment>
                ))}
              </List.Item>
            ))}
          </List>
        </details>
      )}
    </Stack>
  );
}
