import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface SureButtonProps {
  readonly label: string;
  readonly act: () => void;
  readonly loading: boolean;
}

/** Asks once more before something ends. */
export function SureButton({ label, act, loading }: SureButtonProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  return (
    <Button
      size="compact-md"
      variant={asked ? 'filled' : 'default'}
      color={asked ? 'red.9' : 'harbour'}
      loading={loading}
      onClick={() => {
        if (asked) act();
        setAsked(!asked);
      }}
      onBlur={() => setAsked(false)}
    >
      {asked ? t('admin.sure', { what: label }) : label}
    </Button>
  );
}
