import { Alert, Anchor, Button, Checkbox, List, Stack, Table, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../app/session';
import { useLawWords } from '../i18n/law-words';
import { SimilarReports } from '../reports/similar-reports';
import type { FieldValue } from './form';
import { finalise, groupOf, missingIn, steps, type Draft, type Missing, type Step } from './draft';
import { sendOutbox, startOutbox } from './outbox';
import type { FieldLaw, Prepared } from './preparation';
import { useOnline } from './use-field';

interface CheckProps {
  readonly draft: Draft;
  readonly prepared: Prepared;
  readonly save: () => Promise<void>;
  /** No write of the draft comes after it. */
  readonly stop: () => Promise<void>;
  readonly go: (step: Step) => void;
}

/** Everything once more, and then the one way. */
export function CheckStep({ draft, prepared, save, stop, go }: CheckProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [sure, setSure] = useState(false);
  const [state, setState] = useState<'idle' | 'busy' | 'unsure' | 'failed'>('idle');
  const missing = missingIn(draft, prepared.law);
  const act = async (): Promise<void> => {
    if (!sure || missing.length > 0) return setState('unsure');
    setState('busy');
    try {
      await save();
      if (await finalise(draft, prepared.key, prepared.person)) await stop();
      startOutbox();
      void sendOutbox(true);
      await navigate({ to: '/field/receipts/$id', params: { id: draft.id } });
    } catch {
      setState('failed');
    }
  };
  return (
    <Stack>
      {missing.length > 0 && (
        <Alert
          variant="default"
          bd="1px solid var(--mantine-color-error)"
          role="alert"
          title={t('field.ui.missing', { count: missing.length })}
        >
          <List>
            {missing.map((one) => (
              <List.Item key={one.anyOf.join()}>
                <Anchor component="button" type="button" underline="always" onClick={() => go(one.step)}>
                  {wordsOf(one, t)}
                </Anchor>
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {steps.slice(0, -1).map((step) => (
        <Answers key={step} step={step} draft={draft} law={prepared.law} go={go} />
      ))}
      <SimilarNearby draft={draft} />
      <Alert variant="default" title={t('field.ui.finaliseMeans')}>
        {t('field.ui.finaliseMore')}
      </Alert>
      <Checkbox
        label={t('field.ui.sure')}
        checked={sure}
        error={state === 'unsure' && !sure ? t('field.ui.sureNeeded') : undefined}
        onChange={({ currentTarget }) => setSure(currentTarget.checked)}
      />
      {state === 'unsure' && missing.length > 0 && <Text role="alert">{t('field.ui.missing', { count: missing.length })}</Text>}
      {state === 'failed' && (
        <Alert variant="default" bd="1px solid var(--mantine-color-error)" role="alert" title={t('field.ui.finaliseFailed')} />
      )}
      <Button loading={state === 'busy'} onClick={() => void act()} w="fit-content">
        {t('field.ui.finalise')}
      </Button>
    </Stack>
  );
}

/** Whether it is written down already: asked only with a line and by somebody who is signed in, and never a condition. */
function SimilarNearby({ draft }: { readonly draft: Draft }) {
  const online = useOnline();
  const me = useMe();
  if (!online || me === null) return null;
  return <SimilarReports startsAt={draft.content['startsAt']} place={draft.content['place']} />;
}

type Words = ReturnType<typeof useTranslation>['t'];
const labelOf = (name: string, t: Words): string => t([`field.${name}`, `fieldName.${name}`], { defaultValue: name });
const wordsOf = ({ anyOf }: Missing, t: Words): string => anyOf.map((name) => labelOf(name, t)).join(` ${t('field.ui.or')} `);

const FIELDS: Readonly<Record<Step, readonly string[]>> = {
  where: ['place'],
  when: ['startsAt', 'endsAt', 'timePrecision', 'ongoing'],
  what: ['codes', 'narrative', 'accused', 'accusedUnit'],
  perceived: ['epistemicLevel', 'sourceReliability', 'sourceCredibility', 'confidentiality', 'protectsSource'],
  counts: ['details', 'casualties'],
  evidence: [],
  check: [],
};

function Answers({ step, draft, law, go }: { step: Step; draft: Draft; law: FieldLaw; go: (step: Step) => void }) {
  const { t } = useTranslation();
  const words = useLawWords();
  const label = (english: string): string => words.label(english).text;
  const given = FIELDS[step].flatMap((name) => rowsOf(name, draft.content[name]));
  const rows = step === 'evidence' ? draft.files.map(({ name, sha256 }) => [name, sha256] as const) : given;
  return (
    <section aria-labelledby={`answers-${step}`}>
      <Table layout="fixed">
        <Table.Caption id={`answers-${step}`}>
          {t(`field.step.${step}`)}{' '}
          <Anchor
            component="button"
            type="button"
            underline="always"
            onClick={() => go(step)}
            aria-label={`${t('field.ui.change')}: ${t(`field.step.${step}`)}`}
          >
            {t('field.ui.change')}
          </Anchor>
        </Table.Caption>
        <Table.Tbody>
          {rows.length === 0 && (
            <Table.Tr>
              <Table.Td>{t('field.ui.nothingSaid')}</Table.Td>
            </Table.Tr>
          )}
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" style={BREAK}>
                {step === 'evidence' ? name : labelOf(name, t)}
              </Table.Th>
              <Table.Td style={BREAK}>{saidOf(value, law, { t, label })}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

const BREAK = { overflowWrap: 'anywhere' } as const;

function rowsOf(name: string, value: FieldValue): (readonly [string, FieldValue])[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return [[name, value]];
  return Object.entries(groupOf(value)).flatMap(([inner, one]) => rowsOf(inner, one));
}

function saidOf(value: FieldValue, law: FieldLaw, say: { readonly t: Words; readonly label: (english: string) => string }): string {
  const { t, label } = say;
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (Array.isArray(value)) return value.map((one: FieldValue) => saidOf(one, law, say)).join('; ');
  if (typeof value === 'object' || value === undefined) return '';
  const text = String(value);
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return `${new Date(text).toLocaleString()} (${text.slice(0, 16).replace('T', ' ')} UTC)`;
  const violation = law.rulebook.violations[text]?.label;
  if (violation !== undefined) return `${text} – ${label(violation)}`;
  const labelled = Object.values(law.rulebook.labels).find((list) => list[text] !== undefined);
  const english = labelled?.[text];
  return english === undefined ? text : label(english);
}
