import { Fieldset, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { codesOf, requiredDetails } from './draft';
import { ContentFields, GroupFields, type StepProps } from './step-fields';

export function WhenStep(props: StepProps) {
  return <ContentFields {...props} names={['startsAt', 'endsAt', 'timePrecision', 'ongoing']} required={['startsAt', 'timePrecision']} />;
}

export function WhatStep(props: StepProps) {
  return <ContentFields {...props} names={['codes', 'narrative', 'accused', 'accusedUnit']} required={['codes']} />;
}

export function PerceivedStep(props: StepProps) {
  return (
    <Stack>
      <ContentFields {...props} names={['epistemicLevel']} required={['epistemicLevel']} />
      <GroupFields {...props} group="details" names={['perceivedHow']} />
      <ContentFields {...props} names={['sourceReliability', 'sourceCredibility', 'confidentiality', 'protectsSource']} />
    </Stack>
  );
}

/** Asked for with the place, or with how it was perceived. */
const ELSEWHERE = new Set(['bearing', 'rangeMetres', 'perceivedHow']);
const ALWAYS = ['count', 'countQualifier', 'countUnit', 'weapon'];

/** Counts, and what the chosen codes ask for besides. */
export function CountsStep(props: StepProps) {
  const { t } = useTranslation();
  const asked = requiredDetails(codesOf(props.draft.content), props.law);
  const single = asked.filter((names) => names.length === 1).map(([name]) => name as string);
  const choices = asked.filter((names) => names.length > 1);
  const own = single.filter((name) => !ELSEWHERE.has(name) && !ALWAYS.includes(name) && name !== 'casualties');
  return (
    <Stack>
      <GroupFields {...props} group="details" names={[...ALWAYS, ...own]} required={single} />
      {choices.map((names) => (
        <Fieldset key={names.join()} legend={t('field.ui.oneOf')}>
          {names.some((name) => ELSEWHERE.has(name)) && <Text mb="xs">{t('field.ui.orBearing')}</Text>}
          <GroupFields {...props} group="details" names={names.filter((name) => !ELSEWHERE.has(name))} />
        </Fieldset>
      ))}
      <ContentFields {...props} names={['casualties']} />
    </Stack>
  );
}
