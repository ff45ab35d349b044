import { List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { StateWalk } from '../process/state-walk';
import { useProcess } from '../process/use-process';
import { useRightNames } from '../process/use-right-names';

/** Where the case stands, whose turn it is, and where the law lets it go from here: read from the process table, never from a rule of the page. */
export function WhereItStands({ state }: { readonly state: string }) {
  const { t } = useTranslation();
  const table = useProcess('case');
  const owner = table?.owners[state];
  const called = useRightNames();
  const moves = Object.entries(table?.rows ?? {}).filter(
    ([, { from, to }]) => (from ?? []).includes(state) && to !== 'same' && to !== state,
  );
  return (
    <Stack gap="xs">
      <StateWalk process="case" state={state} />
      {owner !== undefined && <Text size="sm">{t('desk.turnOf', { role: called(owner) })}</Text>}
      {moves.length > 0 && (
        <details>
          <summary>{t('desk.waysOn', { count: moves.length })}</summary>
          <List size="sm" mt={6}>
            {moves.map(([command, { to, by }]) => (
              <List.Item key={command}>
                <b>{t(`commandName.${command}`, { defaultValue: command })}</b> → {t(`state.${to}`, { defaultValue: to })} (
                {by.map(called).join(', ')})
              </List.Item>
            ))}
          </List>
        </details>
      )}
    </Stack>
  );
}
