import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const UTC: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' };
const LOCAL: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };

/** An instant in the reader's own time and in UTC: acts have legal force by UTC, and people live by their clocks. */
export function Time({ at }: { readonly at: string }) {
  const { i18n } = useTranslation();
  const date = new Date(at);
  const utc = new Intl.DateTimeFormat(i18n.language, UTC).format(date);
  const local = new Intl.DateTimeFormat(i18n.language, LOCAL).format(date);
  return (
    <time dateTime={at}>
      {local}
      <Text span size="xs" c="dimmed">
        {' '}
        ({utc} UTC)
      </Text>
    </time>
  );
}
