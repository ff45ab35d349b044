import { Autocomplete, Button, CloseButton, Group, List, Radio, Stack, Stepper, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { ProblemNote } from '../ui/problem-note';
import { AUDIENCES, useAudience } from './audience';

interface Wanted {
  readonly cases: readonly { readonly id: string; readonly reference: string }[];
  readonly audience: (typeof AUDIENCES)[number];
  readonly party: string;
  readonly format: 'bundle' | 'records';
  readonly reason: string;
}

const STEPS = ['scope', 'audienceStep', 'formatStep', 'reason', 'check'] as const;
const NOTHING: Wanted = { cases: [], audience: 'auditor', party: '', format: 'bundle', reason: '' };

/** Asks for a bundle, one question at a time: of which cases, for whom, with what in it, and why. Whether it is mine to ask is the server's to say. */
export function NewExportPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { case: first } = useSearch({ from: '/inside/exports/new' });
  const [wanted, setWanted] = useState(NOTHING);
  const [step, setStep] = useState(0);
  const [missing, setMissing] = useState(false);
  const head = useRef<HTMLHeadingElement>(null);
  // One key an intent: what is asked for otherwise is another one.
  const [key, setKey] = useState(() => crypto.randomUUID());
  useFirstCase(first, setWanted);
  const ask = useMutation({
    mutationFn: () =>
      taken(
        api.POST('/api/v1/exports', {
          headers: { 'idempotency-key': key },
          body: {
            scope: { cases: wanted.cases.map(({ id }) => id) },
            audience: audienceOf(wanted),
            format: wanted.format,
            reason: wanted.reason,
          },
        }),
      ),
    onSuccess: ({ id }) => navigate({ to: '/exports/$id', params: { id } }),
  });
  const goTo = (next: number): void => {
    setStep(next);
    head.current?.focus();
  };
  const ready = [wanted.cases.length > 0, wanted.audience !== 'party' || wanted.party !== '', true, wanted.reason.trim() !== '', true];
  const last = step === STEPS.length - 1;
  return (
    <Stack maw={720}>
      <Title order={1} size="h2">
        {t('exports.new')}
      </Title>
      <Stepper active={step} size="xs" iconSize={24} aria-hidden allowNextStepsSelect={false} visibleFrom="sm">
        {STEPS.map((name) => (
          <Stepper.Step key={name} component="div" tabIndex={-1} />
        ))}
      </Stepper>
      <Title order={2} size="h3" tabIndex={-1} ref={head}>
        {t('exports.step', { step: step + 1, of: STEPS.length })} {t(`exports.ask.${STEPS[step] ?? 'scope'}`)}
      </Title>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(ready[step] !== true);
          if (ready[step] !== true) return;
          if (last) ask.mutate();
          else goTo(step + 1);
        }}
      >
        <Stack>
          <Question
            step={step}
            wanted={wanted}
            change={(change) => {
              setWanted({ ...wanted, ...change });
              setKey(crypto.randomUUID());
            }}
          />
          {missing && ready[step] !== true && (
            <Text role="alert" fw={600}>
              {t('exports.missing')}
            </Text>
          )}
          <ProblemNote error={ask.error} />
          <Group>
            {step > 0 && (
              <Button variant="default" onClick={() => goTo(step - 1)}>
                {t('back')}
              </Button>
            )}
            <Button type="submit" loading={ask.isPending}>
              {last ? t('exports.askNow') : t('exports.next')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}

const audienceOf = ({ audience, party }: Wanted): string => (audience === 'party' ? `party:${party}` : audience);

/** The case that the wizard was opened for. */
function useFirstCase(id: string | undefined, setWanted: (change: (before: Wanted) => Wanted) => void): void {
  const { data } = useQuery({
    queryKey: ['case', id],
    queryFn: () => taken(api.GET('/api/v1/cases/{id}', { params: { path: { id: id ?? '' } } })),
    enabled: id !== undefined,
  });
  useEffect(() => {
    if (data === undefined) return;
    setWanted((before) => (before.cases.length > 0 ? before : { ...before, cases: [{ id: data.id, reference: data.reference }] }));
  }, [data, setWanted]);
}

interface QuestionProps {
  readonly step: number;
  readonly wanted: Wanted;
  readonly change: (change: Partial<Wanted>) => void;
}

function Question({ step, wanted, change }: QuestionProps) {
  const { t } = useTranslation();
  const audience = useAudience();
  const name = STEPS[step];
  if (name === 'scope') return <Cases cases={wanted.cases} change={(cases) => change({ cases })} />;
  if (name === 'audienceStep')
    return (
      <Stack>
        <Radio.Group label={t('exports.ask.audienceStep')} value={wanted.audience} onChange={(value) => change({ audience: value })}>
          <Stack gap="xs" mt="xs">
            {AUDIENCES.map((one) => (
              <Radio key={one} value={one} label={t(`exports.audience.${one}`)} />
            ))}
          </Stack>
        </Radio.Group>
        {wanted.audience === 'party' && (
          <TextInput
            label={t('exports.partyCode')}
            required
            maxLength={40}
            value={wanted.party}
            onChange={({ currentTarget }) => change({ party: currentTarget.value.trim() })}
          />
        )}
      </Stack>
    );
  if (name === 'formatStep')
    return (
      <Radio.Group label={t('exports.ask.formatStep')} value={wanted.format} onChange={(value) => change({ format: value })}>
        <Stack gap="xs" mt="xs">
          {(['bundle', 'records'] as const).map((one) => (
            <Radio key={one} value={one} label={t(`exports.format.${one}`)} description={t(`exports.formatMeans.${one}`)} />
          ))}
        </Stack>
      </Radio.Group>
    );
  if (name === 'reason')
    return (
      <Textarea
        label={t('exports.ask.reason')}
        description={t('exports.reasonMeans')}
        required
        autosize
        minRows={3}
        maxLength={2000}
        value={wanted.reason}
        onChange={({ currentTarget }) => change({ reason: currentTarget.value })}
      />
    );
  return (
    <List>
      <List.Item>
        {t('exports.of', { count: wanted.cases.length })}: {wanted.cases.map(({ reference }) => reference).join(', ')}
      </List.Item>
      <List.Item>{audience(audienceOf(wanted))}</List.Item>
      <List.Item>{t(`exports.format.${wanted.format}`)}</List.Item>
      <List.Item>{wanted.reason}</List.Item>
    </List>
  );
}

interface CasesProps {
  readonly cases: Wanted['cases'];
  readonly change: (cases: Wanted['cases']) => void;
}

/** Cases by their references, with the newest as suggestions. */
function Cases({ cases, change }: CasesProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const recent = useQuery({
    queryKey: ['cases', 'newest'],
    queryFn: async () => (await taken(api.GET('/api/v1/cases', { params: { query: { limit: 50 } } }))).items,
  });
  const add = useMutation({
    mutationFn: (reference: string) => taken(api.GET('/api/v1/cases/{id}', { params: { path: { id: reference.trim().toUpperCase() } } })),
    onSuccess: ({ id, reference }) => {
      setText('');
      if (!cases.some((one) => one.id === id)) change([...cases, { id, reference }]);
    },
  });
  return (
    <Stack>
      <Group align="end">
        <Autocomplete
          label={t('exports.caseReference')}
          value={text}
          onChange={setText}
          maxLength={20}
          data={(recent.data ?? []).map(({ reference }) => reference)}
          limit={10}
        />
        <Button variant="default" onClick={() => text.trim() !== '' && add.mutate(text)} loading={add.isPending}>
          {t('exports.addCase')}
        </Button>
      </Group>
      <ProblemNote error={add.error} />
      <Stack gap={4} component="ul" p={0} m={0} role="list">
        {cases.map(({ id, reference }) => (
          <Group key={id} gap="xs" component="li">
            <Text className="mono">{reference}</Text>
            <CloseButton aria-label={t('exports.leaveOut', { reference })} onClick={() => change(cases.filter((one) => one.id !== id))} />
          </Group>
        ))}
      </Stack>
    </Stack>
  );
}
