import { Button, FileButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActSubject } from './act-context';
import { evidenceQuery, type EvidenceItem } from './choices';
import type { SaidOfField } from './use-said';

interface HashFieldProps {
  readonly name: string;
  readonly said: SaidOfField;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A fingerprint: taken from a document on this device, or from the list of evidence as it stands; nobody types 64 digits. */
export function HashField({ name, said, value, onChange }: HashFieldProps) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const take = async (chosen: File | null): Promise<void> => {
    setFile(chosen);
    onChange(chosen === null ? '' : hexOf(await crypto.subtle.digest('SHA-256', await chosen.arrayBuffer())));
  };
  return (
    <Stack gap={4}>
      <TextInput
        {...said}
        className="mono"
        description={t('desk.fingerprint')}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value.trim().toLowerCase())}
      />
      <Group>
        {name === 'evidenceList' ? (
          <EvidenceListButton onTaken={onChange} />
        ) : (
          <>
            <FileButton onChange={(chosen) => void take(chosen)}>
              {(props) => (
                <Button {...props} variant="default">
                  {t('desk.takeFrom', { name: said.label })}
                </Button>
              )}
            </FileButton>
            {file !== null && <Text size="sm">{file.name}</Text>}
          </>
        )}
      </Group>
    </Stack>
  );
}

function EvidenceListButton({ onTaken }: { readonly onTaken: (hash: string) => void }) {
  const { t } = useTranslation();
  const subject = useActSubject();
  const { data } = useQuery({ ...evidenceQuery(subject?.kind ?? 'cases', subject?.id ?? ''), enabled: subject !== undefined });
  const items = data?.items ?? [];
  const freeze = async (): Promise<void> =>
    onTaken(hexOf(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(listText(items)))));
  return (
    <Button variant="default" size="compact-md" disabled={data === undefined} onClick={() => void freeze()}>
      {t('desk.freezeList', { count: items.length })}
    </Button>
  );
}

/** The list of evidence as a text that anybody can make again: a line for each item, its id and its digest, in the order of ids. */
export function listText(items: readonly EvidenceItem[]): string {
  return items
    .map(({ id, sha256 }) => `${id} ${sha256}\n`)
    .sort()
    .join('');
}

const hexOf = (bytes: ArrayBuffer): string => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
