import { Alert, Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppAnchor } from '../ui/links';
import { Waiting } from '../ui/waiting';
import { CheckStep } from './check-step';
import { discardDraft, findDraft, keepDraft, steps, type Draft, type Step } from './draft';
import { EvidenceStep, forgetFile } from './evidence-step';
import { LockGate } from './lock-gate';
import { CountsStep, PerceivedStep, WhatStep, WhenStep } from './other-steps';
import { lock } from './passphrase';
import type { Prepared } from './preparation';
import { useHeld, useOnline, usePrepared } from './use-field';
import { WhereStep } from './where-step';

/** A report in seven short steps; it is kept on the device after every change, and works without a line. */
export function WizardPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/field/drafts/$id' });
  const prepared = usePrepared();
  if (prepared === undefined) return <Waiting rows={6} />;
  if (prepared === null)
    return (
      <Stack>
        <Title order={1} size="h2">
          {t('field.ui.draft')}
        </Title>
        <Alert variant="default" title={t('field.ui.notPrepared')} />
      </Stack>
    );
  return (
    <LockGate>
      <Held id={id} prepared={prepared} />
    </LockGate>
  );
}

function Held({ id, prepared }: { id: string; prepared: Prepared }) {
  const { t } = useTranslation();
  const held = useHeld(`tregua-draft-${id}`);
  const [draft, setDraft] = useState<Draft | null>();
  useEffect(() => {
    if (held) void findDraft(id).then((found) => setDraft(found ?? null));
  }, [held, id]);
  if (!held) return <Alert variant="default" role="status" title={t('field.ui.elsewhere')} />;
  if (draft === undefined) return <Waiting rows={6} />;
  if (draft === null)
    return (
      <Stack>
        <Title order={1} size="h2">
          {t('lost.title')}
        </Title>
        <AppAnchor to="/field">{t('field.ui.backToField')}</AppAnchor>
      </Stack>
    );
  return <Wizard first={draft} prepared={prepared} />;
}

function useKeptDraft(first: Draft) {
  const [draft, setDraft] = useState(first);
  const [keptAt, setKeptAt] = useState<number>();
  const [failed, setFailed] = useState(false);
  const latest = useRef(first);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const save = useCallback(async (): Promise<void> => {
    clearTimeout(timer.current);
    try {
      setKeptAt(await keepDraft(latest.current));
      setFailed(false);
    } catch {
      setFailed(true);
    }
  }, []);
  const change = useCallback(
    (next: (draft: Draft) => Draft): void => {
      latest.current = next(latest.current);
      setDraft(latest.current);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), 250);
    },
    [save],
  );
  /** A finalised or discarded draft must not come back by a late timer. */
  const stop = useCallback(() => clearTimeout(timer.current), []);
  useEffect(() => {
    const now = (): void => {
      if (timer.current !== undefined) void save();
    };
    addEventListener('pagehide', now);
    return () => {
      clearTimeout(timer.current);
      removeEventListener('pagehide', now);
    };
  }, [save]);
  return { draft, change, save, stop, keptAt, failed };
}

function Wizard({ first, prepared }: { first: Draft; prepared: Prepared }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const online = useOnline();
  const { step = 'where' } = useSearch({ from: '/field/drafts/$id' });
  const { draft, change, save, stop, keptAt, failed } = useKeptDraft(first);
  const heading = useRef<HTMLHeadingElement>(null);
  const at = steps.indexOf(step);
  const go = (to: Step): void => {
    void save();
    void navigate({ to: '/field/drafts/$id', params: { id: draft.id }, search: { step: to } }).then(() => heading.current?.focus());
  };
  const discard = async (): Promise<void> => {
    stop();
    await discardDraft(draft);
    await navigate({ to: '/field' });
  };
  const common = { draft, law: prepared.law, onChange: (next: Draft) => change(() => next) };
  return (
    <form autoComplete="off" onSubmit={(event) => event.preventDefault()}>
      <Stack maw={680}>
        <Group justify="space-between">
          <Text size="sm">{t('field.ui.stepOf', { step: at + 1, of: steps.length })}</Text>
          {!online && (
            <Badge color="orange.9" tt="none">
              {t('field.ui.offline')}
            </Badge>
          )}
        </Group>
        <Title order={1} size="h2" ref={heading} tabIndex={-1}>
          {t(`field.step.${step}`)}
        </Title>
        {step === 'where' && <WhereStep {...common} />}
        {step === 'when' && <WhenStep {...common} />}
        {step === 'what' && <WhatStep {...common} />}
        {step === 'perceived' && <PerceivedStep {...common} />}
        {step === 'counts' && <CountsStep {...common} />}
        {step === 'evidence' && (
          <EvidenceStep
            {...common}
            onAdd={(file) => change((now) => ({ ...now, files: [...now.files, file] }))}
            onRemove={(id) => {
              change((now) => ({ ...now, files: now.files.filter((file) => file.id !== id) }));
              void forgetFile(id);
            }}
          />
        )}
        {step === 'check' && <CheckStep draft={draft} prepared={prepared} save={save} go={go} />}
        <Text size="sm" role="status">
          {failed
            ? t('field.ui.notKept')
            : keptAt === undefined
              ? t('field.ui.keptHere')
              : t('field.ui.keptAt', { time: new Date(keptAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }) })}
        </Text>
        <Group>
          {at > 0 && (
            <Button variant="default" onClick={() => go(steps[at - 1] as Step)}>
              {t('back')}
            </Button>
          )}
          {at < steps.length - 1 && <Button onClick={() => go(steps[at + 1] as Step)}>{t('field.ui.next')}</Button>}
          <Button variant="default" onClick={() => void save().then(lock)}>
            {t('field.ui.lockNow')}
          </Button>
          <Discard onDiscard={discard} />
        </Group>
      </Stack>
    </form>
  );
}

function Discard({ onDiscard }: { onDiscard: () => Promise<void> }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  return (
    <Button variant="default" onClick={() => (asked ? void onDiscard() : setAsked(true))}>
      {t(asked ? 'field.ui.discardSure' : 'field.ui.discard')}
    </Button>
  );
}
