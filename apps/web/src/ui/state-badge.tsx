import { Badge } from '@mantine/core';
import { IconCircleCheck, IconCircleDot, IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** A state: a word, an icon and a colour. */
export function StateBadge({ state, ended }: { readonly state: string; readonly ended: boolean }) {
  const { t } = useTranslation();
  const Icon = ended ? IconCircleCheck : state === 'STAYED' ? IconPlayerPause : IconCircleDot;
  return (
    <Badge color="harbour" variant={ended ? 'default' : 'light'} tt="none" leftSection={<Icon size={12} aria-hidden />} autoContrast>
      {t(`state.${state}`, { defaultValue: state })}
    </Badge>
  );
}
