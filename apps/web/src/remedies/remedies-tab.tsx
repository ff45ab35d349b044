import { Badge, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CaseMatter, JudgmentOfCase, ReferralOfCase, RemedyOfCase } from '../acts/case-matter';
import { partyLabel } from '../acts/choices';
import { useRulebookList } from '../acts/rulebook-lists';
import type { Schemas } from '../api/client';
import { DeadlineChip } from '../ui/deadline-chip';
import { AppAnchor } from '../ui/links';
import { Time } from '../ui/time';

interface RemediesProps {
  readonly matter: object;
  readonly deadlines: readonly Schemas['DeadlineView'][];
}

/** What was ordered, of whom, until when; how compliance was claimed and checked; and what was referred to whom, with each outside decision. */
export function RemediesTab({ matter, deadlines }: RemediesProps) {
  const { t } = useTranslation();
  const { judgment } = matter as CaseMatter;
  const remedies = judgment?.remedies ?? [];
  const referrals = judgment?.referrals ?? [];
  return (
    <Stack>
      <Title order={2} size="h4">
        {t('desk.remedies')}
      </Title>
      {remedies.length === 0 && <Text>{t('desk.noRemedies')}</Text>}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {remedies.map((remedy) => (
          <Remedy
            key={remedy.id}
            remedy={remedy}
            judgment={judgment}
            dueAt={deadlines.find(({ kind, about }) => kind === 'remedy' && about === remedy.id)?.dueAt}
          />
        ))}
      </SimpleGrid>
      {referrals.length > 0 && (
        <>
          <Title order={2} size="h4">
            {t('desk.referrals')}
          </Title>
          <Text size="sm">{t('desk.referralMeans')}</Text>
          {referrals.map((referral) => (
            <Referral key={referral.id} referral={referral} />
          ))}
        </>
      )}
    </Stack>
  );
}

interface RemedyProps {
  readonly remedy: RemedyOfCase;
  readonly judgment: JudgmentOfCase | undefined;
  readonly dueAt: string | null | undefined;
}

function Remedy({ remedy, judgment, dueAt }: RemedyProps) {
  const { t } = useTranslation();
  const codes = useRulebookList('remedies');
  const proofs = useRulebookList('complianceProofs');
  const claims = (judgment?.claims ?? []).filter((claim) => claim.remedy === remedy.id);
  return (
    <Card withBorder>
      <Stack gap="xs">
        <Title order={3} size="h5">
          {remedy.id}: {codes.find(({ value }) => value === remedy.code)?.label ?? remedy.code}
        </Title>
        <Group gap="xs">
          <Badge variant="default" tt="none">
            {t(`desk.remedyStatus.${remedy.status}`, { defaultValue: remedy.status })}
          </Badge>
          <DeadlineChip dueAt={dueAt} kind="remedy" />
          {remedy.overdue === true && <Text size="sm">{t('desk.overdue')}</Text>}
        </Group>
        <Text size="sm">
          {t('desk.addressee')}: {partyLabel(remedy.addressee)}
        </Text>
        <Text size="sm">
          {t('desk.proof')}: {proofs.find(({ value }) => value === remedy.proof)?.label ?? remedy.proof}
        </Text>
        <Text size="sm">
          {t('desk.ordered')} <Time at={remedy.orderedAt} />
        </Text>
        {claims.map(({ by, at, status }) => (
          <Text key={at} size="sm">
            {t('desk.claimed', { party: partyLabel(by) })} <Time at={at} />: {t(`desk.claim.${status}`, { defaultValue: status })}
          </Text>
        ))}
        {remedy.settledAt != null && (
          <Text size="sm">
            {t('desk.settled')} <Time at={remedy.settledAt} />
          </Text>
        )}
        {remedy.proofReport != null && (
          <AppAnchor to="/reports/$id" params={{ id: remedy.proofReport }} size="sm">
            {t('desk.proofReport')}
          </AppAnchor>
        )}
      </Stack>
    </Card>
  );
}

function Referral({ referral }: { readonly referral: ReferralOfCase }) {
  const { t } = useTranslation();
  const codes = useRulebookList('referrals');
  return (
    <Card withBorder>
      <Stack gap="xs">
        <Title order={3} size="h5">
          {referral.id}: {codes.find(({ value }) => value === referral.code)?.label ?? referral.code}
        </Title>
        <Group gap="xs">
          <Badge variant="default" tt="none">
            {t(`desk.referralStatus.${referral.status}`, { defaultValue: referral.status })}
          </Badge>
          <DeadlineChip dueAt={referral.status === 'filed' ? referral.dueAt : undefined} kind="outsideDecision" />
        </Group>
        <Text size="sm">
          {t('desk.addressee')}: {referral.addressee} {referral.states.join(', ')}
        </Text>
        {referral.steps.map(({ state, authority, stage, decidedAt, measure }) => (
          <Text key={`${state} ${decidedAt} ${stage}`} size="sm">
            {state ?? referral.addressee}: {authority}, {stage}, {t(`desk.choice.${measure}`, { defaultValue: measure })},{' '}
            <Time at={decidedAt} />
          </Text>
        ))}
      </Stack>
    </Card>
  );
}
