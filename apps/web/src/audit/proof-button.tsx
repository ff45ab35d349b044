import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/problem';
import { ProblemNote } from '../ui/problem-note';
import { saveFile } from './save-file';

/** Takes home the proof that an entry stands in the log; where the log does not have it yet, the signed receipt. */
export function ProofButton({ stream, seq }: { readonly stream: string; readonly seq: number }) {
  const { t } = useTranslation();
  const fetched = useMutation({
    mutationFn: async (): Promise<'proof' | 'receipt'> => {
      const response = await fetch(`/api/v1/receipts/${stream}/${seq}`);
      if (!response.ok) throw new ProblemError({ status: response.status, ...((await response.json().catch(() => ({}))) as object) });
      const kind = response.status === 200 ? 'proof' : 'receipt';
      const text = await response.text();
      if (text !== '') saveFile(`${stream.replaceAll('/', '-')}-${seq}.${kind === 'proof' ? 'tlog-proof' : 'receipt'}`, text, 'text/plain');
      return kind;
    },
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => fetched.mutate()} loading={fetched.isPending}>
        {t('audit.proof')}
      </Button>
      {fetched.data === 'receipt' && (
        <Text size="sm" role="status">
          {t('audit.onlyReceipt')}
        </Text>
      )}
      <ProblemNote error={fetched.error} />
    </>
  );
}
