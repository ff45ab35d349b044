import { Badge, Card, Group, Progress, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { seatsOf, type CaseMatter, type DraftOfCase, type JudgmentOfCase, type RulingOfCase } from '../acts/case-matter';
import { partyLabel } from '../acts/choices';
import { QuestionText } from '../findings/question-text';
import { Copyable } from '../ui/copyable';
import { DeadlineChip } from '../ui/deadline-chip';
import { Time } from '../ui/time';
import { Motions } from './motions';
import { Seats } from './seats';

/** The room in which a bench decides: who sits, what stands against them, what is asked, how many have voted, and how, once it is closed. */
export function DeliberationTab({ id, matter }: { readonly id: string; readonly matter: object }) {
  const { t } = useTranslation();
  const { judgment, replies = [] } = matter as CaseMatter;
  const decided = [...(judgment?.rulings ?? [])].reverse();
  return (
    <Stack>
      <Motions id={id} />
      <Seats judgment={judgment} />
      {replies.length > 0 && (
        <Section title={t('desk.replies')}>
          {replies.map(({ party, at, late, waives }) => (
            <Group key={`${party} ${at}`} gap="xs">
              <Badge variant="default" tt="none">
                {partyLabel(party)}
              </Badge>
              <Time at={at} />
              {late && <Text size="sm">{t('desk.late')}</Text>}
              {waives && <Text size="sm">{t('desk.waives')}</Text>}
            </Group>
          ))}
        </Section>
      )}
      {judgment?.draft != null && <Draft draft={judgment.draft} />}
      {judgment?.call != null && <Call id={id} judgment={judgment} />}
      {decided.map((ruling) => (
        <Reveal key={ruling.number} ruling={ruling} judgment={judgment} />
      ))}
    </Stack>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <Card withBorder component="section">
      <Stack gap="xs">
        <Title order={2} size="h4">
          {title}
        </Title>
        {children}
      </Stack>
    </Card>
  );
}

/** The exact draft and the evidence list, frozen: a ballot names both by their fingerprints. */
function Draft({ draft }: { readonly draft: DraftOfCase }) {
  const { t } = useTranslation();
  return (
    <Section title={t('desk.draft')}>
      <Text size="sm">
        {t('desk.frozen')} <Time at={draft.fixedAt} />
      </Text>
      {(['hash', 'evidenceList'] as const).map((name) => {
        const value = draft[name];
        return (
          <Text key={name} size="sm">
            {t(`desk.${name}`)}: {value == null ? t('desk.bareQuestions') : <Copyable value={value} shown={`${value.slice(0, 16)}…`} />}
          </Text>
        );
      })}
      <ol>
        {draft.questions.map((question) => (
          <li key={question.key}>
            <QuestionText question={question} />
            <Text size="sm" c="dimmed">
              {t('desk.standardAsked', { standard: question.standard ?? 0 })}
              {[...(question.bases ?? []), ...(question.indicators ?? [])].map((code) => `, ${code}`)}
            </Text>
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** How many have voted, and until when: nothing else is known before the close, to nobody. */
function Call({ id, judgment }: { readonly id: string; readonly judgment: JudgmentOfCase }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['case', id, 'calls'],
    queryFn: () => taken(api.GET('/api/v1/cases/{id}/calls', { params: { path: { id } } })),
    retry: false,
  });
  const { call } = judgment;
  const entitled = (judgment.panel?.seats ?? []).filter(({ status }) => status === 'declared').length;
  const size = judgment.panel?.rung?.size ?? entitled;
  const cast = data?.find(({ number }) => number === call?.number)?.cast;
  if (call == null) return null;
  return (
    <Section title={t('desk.call', { round: call.round })}>
      <Group>
        <DeadlineChip dueAt={call.closesAt} />
        {cast !== undefined && <Text role="status">{t('desk.turnout', { count: cast, of: entitled })}</Text>}
      </Group>
      {cast !== undefined && entitled > 0 && (
        <Progress value={(100 * cast) / entitled} aria-label={t('desk.turnout', { count: cast, of: entitled })} color="harbour" />
      )}
      <Text size="sm">{t('desk.panelOf', { count: size })}</Text>
      <Text size="sm" c="dimmed">
        {t('desk.hidden')}
      </Text>
    </Section>
  );
}

/** The votes, revealed all at once by the closing entry, and the opinions, each of equal weight beside the majority. */
function Reveal({ ruling, judgment }: { readonly ruling: RulingOfCase; readonly judgment: JudgmentOfCase | undefined }) {
  const { t } = useTranslation();
  const questions = ruling.draft?.questions ?? [];
  const opinions = (judgment?.opinions ?? []).filter((opinion) => opinion.ruling === ruling.number);
  const voters = Object.entries(ruling.votes ?? {});
  const of = (member: string): string => seatsOf(judgment).find((seat) => seat.member === member)?.constituency ?? '';
  return (
    <Section title={t('rulings.one', { number: ruling.number })}>
      <Table.ScrollContainer minWidth={520}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('desk.column.question')}</Table.Th>
              {(['yes', 'no', 'abstain'] as const).map((vote) => (
                <Table.Th key={vote} scope="col">
                  {t(`desk.vote.${vote}`)}
                </Table.Th>
              ))}
              <Table.Th scope="col">{t('desk.column.answer')}</Table.Th>
              {voters.map(([member]) => (
                <Table.Th key={member} scope="col">
                  {of(member)} …{member.slice(-6)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {ruling.tallies.map(({ question: key, yes, no, abstain, answer, majority }) => {
              const question = questions.find((one) => one.key === key);
              return (
                <Table.Tr key={key}>
                  <Table.Td>{question === undefined ? key : <QuestionText question={question} />}</Table.Td>
                  <Table.Td>{yes}</Table.Td>
                  <Table.Td>{no}</Table.Td>
                  <Table.Td>{abstain}</Table.Td>
                  <Table.Td>
                    {t(`desk.vote.${answer}`, { defaultValue: answer })} ({t(`desk.majority.${majority}`, { defaultValue: majority })})
                  </Table.Td>
                  {voters.map(([member, votes]) => (
                    <Table.Td key={member}>{t(`desk.vote.${votes[key] ?? 'none'}`, { defaultValue: '–' })}</Table.Td>
                  ))}
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {opinions.map(({ member, kind, at, addendum }) => (
        <Group key={`${member} ${at}`} gap="xs">
          <Badge variant="default" tt="none">
            {t(`desk.choice.${kind}`, { defaultValue: kind })}
          </Badge>
          <Text size="sm">
            {of(member)} …{member.slice(-6)}
          </Text>
          <Time at={at} />
          {addendum && <Text size="sm">{t('desk.addendum')}</Text>}
        </Group>
      ))}
    </Section>
  );
}
