import { Button, FileButton, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../acts/fields';
import { ProblemError } from '../api/problem';
import { holds, useMe } from '../app/session';
import { ProblemNote } from '../ui/problem-note';

const BRINGS = ['team_lead', 'registrar', 'investigator', 'custodian', 'party_agent'];
const KIND = { type: 'string', 'x-rulebook-list': 'evidenceKinds' } as const;

/** Brings a file to a case. Its digest is taken on this device first, and the server refuses other bytes than those. */
export function BringEvidence({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [kind, setKind] = useState<string>();
  const bring = useMutation({
    mutationFn: () => bringFile(id, kind ?? '', file as File),
    onSuccess: async () => {
      setFile(null);
      await queries.invalidateQueries({ queryKey: ['evidence', 'cases', id] });
    },
  });
  if (!holds(me, ...BRINGS)) return null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (file !== null && kind !== undefined) bring.mutate();
      }}
    >
      <Group align="end" mb="md">
        <Field
          name="evidenceKind"
          pointer="/kind"
          schema={KIND}
          required
          value={kind}
          onChange={(next) => setKind(typeof next === 'string' ? next : undefined)}
          problems={[]}
        />
        <FileButton onChange={setFile}>
          {(props) => (
            <Button {...props} variant="default">
              {t('desk.chooseFile')}
            </Button>
          )}
        </FileButton>
        {file !== null && <Text size="sm">{file.name}</Text>}
        <Button type="submit" variant="default" loading={bring.isPending}>
          {t('desk.bring')}
        </Button>
      </Group>
      <ProblemNote error={bring.error} />
      {bring.data !== undefined && (
        <Text role="status" mb="md">
          {t('desk.brought', { digest: bring.data.slice(0, 16) })}
        </Text>
      )}
    </form>
  );
}

async function bringFile(id: string, kind: string, file: File): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const form = new FormData();
  form.append('kind', kind);
  form.append('sha256', sha256);
  form.append('file', file);
  const response = await fetch(`/api/v1/cases/${id}/evidence`, { method: 'POST', body: form });
  const answer: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw new ProblemError({ status: response.status, ...(answer as object) });
  return (answer as { sha256: string }).sha256;
}
