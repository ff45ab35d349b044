import { Alert, List } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/problem';
import { useLawWords } from '../i18n/law-words';
import { InWords } from './in-words';

/** What was refused and why; it takes the focus of a screen reader when it comes. */
export function ProblemNote({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  const law = useLawWords();
  if (error === null || error === undefined) return null;
  /** A place in the form by the names that stand there: the first of a list is 1. */
  const placeOf = (pointer: string): string =>
    pointer
      .slice(1)
      .split('/')
      .map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : t(`fieldName.${part}`, { defaultValue: part })))
      .join(' › ');
  const problem = error instanceof ProblemError ? error : undefined;
  const title = problem === undefined ? t('problem.noAnswer') : t(`problem.${problem.type}`, { defaultValue: problem.message });
  return (
    <Alert
      role="alert"
      variant="default"
      bd="1px solid var(--mantine-color-error)"
      icon={<IconAlertCircle color="var(--mantine-color-error)" aria-hidden />}
      title={title}
    >
      {problem?.detail !== undefined && <InWords said={law.refusal('', problem.detail)} />}
      {problem !== undefined && problem.items.length > 0 && (
        <List size="sm">
          {problem.items.map(({ code, detail, pointer }) => (
            <List.Item key={`${pointer ?? ''} ${code}`}>
              {pointer !== undefined && pointer !== '' ? `${placeOf(pointer)}: ` : ''}
              <InWords said={law.refusal(code, detail)} />
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
