import { Card, List, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLawWords } from '../i18n/law-words';
import type { ProcessRow, ProcessTable } from '../process/use-process';
import { InWords } from '../ui/in-words';

interface FollowsProps {
  readonly command: string;
  readonly row: ProcessRow | undefined;
  readonly guards: ProcessTable['guards'];
  readonly reference: string;
  readonly other: string | undefined;
}

/** What an act will bring about, as its row of the process table says it: where it leads, which clocks stop and start, who is told, on what conditions. */
export function Follows({ command, row, guards, reference, other }: FollowsProps) {
  const { t } = useTranslation();
  const law = useLawWords();
  if (row === undefined) return null;
  const clock = (kind: string): string => {
    const bare = kind.replace(/\?$/, '');
    const name = t(`desk.deadline.${bare}`, { defaultValue: t(`desks.clocks.${bare}`, { defaultValue: bare }) });
    return kind === bare ? name : t('desks.whereCalledFor', { name });
  };
  const told = row.tells.map((one) => t(`desks.told.${one.replaceAll(' ', '_')}`, { defaultValue: one }));
  const to = row.to === 'same' || row.to === 'remembered' ? t(`desks.to.${row.to}`) : t(`state.${row.to}`, { defaultValue: row.to });
  const lines = [
    t('desks.leadsTo', { reference, state: to }),
    ...(command === 'JoinCase' && other !== undefined ? [t('desks.leadIs', { reference: other })] : []),
    ...(row.stops.length > 0 ? [t('desks.stops', { list: row.stops.map(clock).join(', ') })] : []),
    ...(row.starts.length > 0 ? [t('desks.starts', { list: row.starts.map(clock).join(', ') })] : []),
    ...(told.length > 0 ? [t('desks.tells', { list: told.join(', ') })] : []),
  ];
  return (
    <Card withBorder component="section" aria-labelledby="follows">
      <Stack gap="xs">
        <Title order={2} size="h4" id="follows">
          {t('desks.follows')}
        </Title>
        <List size="sm">
          {lines.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
        {row.when.length > 0 && (
          <>
            <Text size="sm" fw={600}>
              {t('desks.conditions')}
            </Text>
            <List size="sm">
              {row.when.map((guard) => (
                <List.Item key={guard}>
                  <InWords said={law.refusal({ code: guard, detail: guards[guard]?.says ?? guard })} />
                </List.Item>
              ))}
            </List>
          </>
        )}
      </Stack>
    </Card>
  );
}
