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

/** The draft, written down after every change at once: a telephone may be out of power the next moment. */
function useKeptDraft(first: Draft) {
  const [draft, setDraft] = useState(first);
  const [kept, setKept] = useState<{ readonly at: number; readonly is: Draft }>();
  const [failed, setFailed] = useState(false);
  const latest = useRef(first);
  const ended = useRef(false);
  const turn = useRef<Promise<void>>(Promise.resolve());
  const save = useCallback((): Promise<void> => {
    // One after the other, and each writes what is the latest then.
    turn.current = turn.current.then(async () => {
      const is = latest.current;
      if (ended.current) return;
      try {
        setKept({ at: await keepDraft(is), is });
        setFailed(false);
      } catch {
        setFailed(true);
      }
    });
    return turn.current;
  }, []);
  const change = useCallback(
    (next: (draft: Draft) => Draft): void => {
      latest.current = next(latest.current);
      setDraft(latest.current);
      void save();
    },
    [save],
  );
  /** What was finalised or thrown away must not come back by a late write. */
  const stop = useCallback(async (): Promise<void> => {
    ended.current = true;
    await turn.current;
  }, []);
  return { draft, change, save, stop, keptAt: kept?.is === draft ? kept.at : undefined, failed };
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
    await stop();
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
        {step === 'check' && <CheckStep draft={draft} prepared={prepared} save={save} stop={stop} go={go} />}
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
