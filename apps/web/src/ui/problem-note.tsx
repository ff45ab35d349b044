import { Alert, List } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/problem';
import { useLawWords } from '../i18n/law-words';
import { InWords } from './in-words';
import { usePlace } from './place-of';

/** What was refused and why; it takes the focus of a screen reader when it comes. */
export function ProblemNote({ error }: { readonly error: unknown }) {
  const { t, i18n } = useTranslation();
  const law = useLawWords();
  const placeOf = usePlace();
  if (error === null || error === undefined) return null;
  const problem = error instanceof ProblemError ? error : undefined;
  const name = `problem.${problem?.type ?? 'noAnswer'}`;
  const title = i18n.exists(name) ? t(name) : <span lang="en">{problem?.message}</span>;
  return (
    <Alert
      role="alert"
      variant="default"
      bd="1px solid var(--mantine-color-error)"
      icon={<IconAlertCircle color="var(--mantine-color-error)" aria-hidden />}
      title={title}
    >
      {problem !== undefined && problem.items.length > 0 && (
        <List size="sm">
          {problem.items.map((item) => (
            <List.Item key={`${item.pointer ?? ''} ${item.code}`}>
              {item.pointer !== undefined && item.pointer !== '' ? `${placeOf(item.pointer)}: ` : ''}
              <InWords said={law.refusal(item)} />
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
