import { Stepper, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useProcess } from './use-process';

/** Where it stands on the road that most take, as the process table names it. What lies beside the road (stayed, joined, under review) has no step. */
export function StateWalk({ process, state }: { readonly process: 'case' | 'report'; readonly state: string }) {
  const { t } = useTranslation();
  const road = useProcess(process)?.road ?? [];
  const at = road.indexOf(state);
  if (at === -1) return null;
  const name = (one: string): string => t(`state.${one}`, { defaultValue: one });
  return (
    <>
      <VisuallyHidden>{t('process.stands', { state: name(state), step: at + 1, of: road.length })}</VisuallyHidden>
      <Stepper active={at} size="xs" iconSize={22} visibleFrom="lg" aria-hidden allowNextStepsSelect={false}>
        {road.map((one, index) => (
          <Stepper.Step key={one} label={index === at ? name(one) : undefined} component="div" tabIndex={-1} />
        ))}
      </Stepper>
    </>
  );
}
