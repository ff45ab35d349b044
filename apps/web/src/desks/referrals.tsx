import { Badge, Card, Group, Stack, Switch, Table, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconHourglass } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { NextActions } from '../acts/next-actions';
import { useRulebookList } from '../acts/rulebook-lists';
import { api, taken, type Schemas } from '../api/client';
import { fromCursor, usePages } from '../api/use-pages';
import { caseQuery } from '../cases/case-page';
import { DeadlineChip } from '../ui/deadline-chip';
import { AppAnchor, AppButton } from '../ui/links';
import { More } from '../ui/more';
import { ProblemNote } from '../ui/problem-note';
import { StateBadge } from '../ui/state-badge';
import { Time } from '../ui/time';
import { Empty, Waiting } from '../ui/waiting';
import { WideTable } from '../ui/wide-table';

type Referring = Schemas['ReferringCaseView'];
type Referral = Schemas['ReferralView'];
type Step = Schemas['OutsideStepView'];
/** The act whose own form opens on this desk, about one referral. */
export const DECISION = 'RecordOutsideDecision';

/** What was referred outside, by case, the earliest open term first; and of each state how far it is. */
export function Referrals({ all }: { readonly all: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { pages, items } = usePages({
    // Under the name of cases, so that each act on a case asks anew.
    name: ['case', 'referrals', all],
    fetchPage: (cursor) =>
      taken(
        api.GET('/api/v1/referrals', {
          params: { query: { limit: 10, ...(all ? {} : { open: 'true' as const }), ...fromCursor(cursor) } },
        }),
      ),
  });
  return (
    <Stack>
      <Switch
        label={t('desks.allReferrals')}
        checked={all}
        onChange={({ currentTarget: { checked } }) =>
          void navigate({ to: '/outside', search: { view: 'referrals', ...(checked ? { all: true } : {}) }, replace: true })
        }
      />
      <ProblemNote error={pages.error} />
      {pages.isPending ? (
        <Waiting />
      ) : items.length === 0 ? (
        <Empty title={t('desks.noReferrals')} />
      ) : (
        items.map((one) => <OfCase key={one.id} of={one} />)
      )}
      <More of={pages} />
    </Stack>
  );
}

function OfCase({ of }: { readonly of: Referring }) {
  const { t } = useTranslation();
  const { data } = useQuery(caseQuery(of.id));
  const actions = data?.actions ?? [];
  const others = actions.filter(({ name }) => name !== DECISION);
  return (
    <Card withBorder component="section" aria-labelledby={`case-${of.id}`}>
      <Stack gap="sm">
        <Group gap="xs">
          <Title order={2} size="h4" id={`case-${of.id}`}>
            <AppAnchor to="/cases/$id" params={{ id: of.id }} className="mono">
              {of.reference}
            </AppAnchor>
          </Title>
          <StateBadge state={of.state} ended={of.ended} />
        </Group>
        {!of.readable && <Text size="sm">{t('desks.ownOnly')}</Text>}
        {of.referrals.map((referral) => (
          <OneReferral key={referral.id} id={of.id} referral={referral} records={actions.some(({ name }) => name === DECISION)} />
        ))}
        {others.length > 0 && (
          <details>
            <summary>{t('desks.otherSteps', { count: others.length })}</summary>
            <NextActions actions={others} kind="cases" id={of.id} />
          </details>
        )}
      </Stack>
    </Card>
  );
}

function OneReferral({ id, referral, records }: { readonly id: string; readonly referral: Referral; readonly records: boolean }) {
  const { t } = useTranslation();
  const codes = useRulebookList('referrals');
  const elsewhere = useRulebookList('elsewhere');
  const label = [...codes, ...elsewhere].find(({ value }) => value === referral.code)?.label ?? referral.code;
  const title = `${referral.id}: ${label}`;
  const asked = referral.states.length > 0 ? referral.states : [null];
  return (
    <Stack gap={6}>
      <Title order={3} size="h5">
        {title}
      </Title>
      <Group gap="xs">
        <Badge variant="default" tt="none">
          {t(`desk.referralStatus.${referral.status}`, { defaultValue: referral.status })}
        </Badge>
        <DeadlineChip dueAt={referral.status === 'filed' ? referral.dueAt : undefined} kind="outsideDecision" />
        <Text size="sm" span>
          {t('desks.filed')} <Time at={referral.filedAt} />
        </Text>
      </Group>
      {referral.respondent != null && (
        <Text size="sm">
          {t('desks.respondent')}: {referral.respondent.toUpperCase()}
        </Text>
      )}
      <WideTable label={title} width={560}>
        <Table.Thead>
          <Table.Tr>
            {(['whose', 'standing', 'lastStep', 'when'] as const).map((name) => (
              <Table.Th key={name} scope="col">
                {t(`desks.column.${name}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {asked.map((state) => (
            <OfState key={state ?? ''} name={state ?? referral.addressee} step={referral.steps.findLast((step) => step.state === state)} />
          ))}
        </Table.Tbody>
      </WideTable>
      {records && (
        <AppButton to="/outside" search={{ view: 'referrals', case: id, about: referral.id }} variant="default" w="fit-content">
          {t(`commandName.${DECISION}`, { defaultValue: DECISION })}: {referral.id}
        </AppButton>
      )}
    </Stack>
  );
}

const ICONS = { pending: IconHourglass, taken: IconCircleCheck, none: IconCircleX } as const;

/** How far one state is: what it recorded last, or that nothing has come. */
function OfState({ name, step }: { readonly name: string; readonly step: Step | undefined }) {
  const { t } = useTranslation();
  const stages = useRulebookList('outsideStages');
  const authorities = useRulebookList('outsideAuthorities');
  const measure = step?.measure ?? 'pending';
  const Icon = ICONS[measure];
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td>
        <Group gap={4} wrap="nowrap">
          <Icon size={16} aria-hidden />
          {step === undefined ? t('desks.nothingCame') : t(`desk.choice.${measure}`)}
        </Group>
      </Table.Td>
      <Table.Td>
        {step === undefined
          ? '–'
          : [labelled(stages, step.stage), labelled(authorities, step.authority)].filter((part) => part !== '').join(', ')}
      </Table.Td>
      <Table.Td>{step === undefined ? '–' : <Time at={step.decidedAt} />}</Table.Td>
    </Table.Tr>
  );
}

const labelled = (choices: readonly { readonly value: string; readonly label: string }[], value: string): string =>
  choices.find((choice) => choice.value === value)?.label ?? value;
