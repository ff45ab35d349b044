import { Card, Group, Radio, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { QuestionText } from '../findings/question-text';
import { useActSubject } from './act-context';
import { textIn, type FieldValue } from './field';

type Body = Readonly<Record<string, FieldValue>>;

/** The secret ballot: each question of the exact draft, and yes, no or abstention. It is sealed on arrival and read by nobody before the close. */
export function BallotField({ value, onChange }: { readonly value: FieldValue; readonly onChange: (value: FieldValue) => void }) {
  const { t } = useTranslation();
  const questions = useActSubject()?.matter?.judgment?.draft?.questions ?? [];
  const votes = ((value as Body | undefined)?.['votes'] ?? []) as readonly Body[];
  const choose = (question: string, vote: string): void =>
    onChange({ votes: votes.map((one) => (one['question'] === question ? { question, vote } : one)) });
  return (
    <Stack gap="sm">
      <Text size="sm">{t('desk.ballotMeans')}</Text>
      {questions.map((question) => (
        <Card key={question.key} withBorder padding="sm">
          <Radio.Group
            label={<QuestionText question={question} />}
            required
            value={textIn(votes.find((one) => one['question'] === question.key)?.['vote'])}
            onChange={(vote) => choose(question.key, vote)}
          >
            <Group mt="xs">
              {(['yes', 'no', 'abstain'] as const).map((vote) => (
                <Radio key={vote} value={vote} label={t(`desk.vote.${vote}`)} />
              ))}
            </Group>
          </Radio.Group>
        </Card>
      ))}
    </Stack>
  );
}
