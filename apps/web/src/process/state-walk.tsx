import { Stepper, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The road that most cases take. What lies beside it (stayed, joined, under review) is shown where a case is there. */
const ROAD = {
  case: [
    'REGISTERED',
    'PRELIMINARY',
    'INVESTIGATION',
    'PARTY_REPLY',
    'PANEL',
    'DELIBERATION',
    'VOTING',
    'RULED',
    'FINAL',
    'REMEDY',
    'CLOSED',
  ],
  report: ['DRAFT', 'SUBMITTED', 'VERIFIED', 'ADMITTED'],
} as const;

/** Where it stands, on a line. */
export function StateWalk({ process, state }: { readonly process: 'case' | 'report'; readonly state: string }) {
  const { t } = useTranslation();
  const road: readonly string[] = ROAD[process];
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
