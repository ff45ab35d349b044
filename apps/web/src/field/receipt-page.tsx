import { Alert, Button, Group, List, Stack, Table, Text, Title } from '@mantine/core';
import { IconCheck, IconDownload, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { useLawWords } from '../i18n/law-words';
import { Copyable } from '../ui/copyable';
import { InWords } from '../ui/in-words';
import { AppAnchor } from '../ui/links';
import { StateBadge } from '../ui/state-badge';
import { Time } from '../ui/time';
import { Waiting } from '../ui/waiting';
import { changeParcel, device, type OutFile, type Parcel } from './device-store';
import { ParcelCard } from './parcel-card';
import { useLive, useOnline } from './use-field';

/** What the Commission said that it holds, compared with what this device knows. */
export function ReceiptPage() {
  const { t } = useTranslation();
  const law = useLawWords();
  const { id } = useParams({ from: '/field/receipts/$id' });
  const parcel = useLive(useCallback(async () => (await device.parcels.get(id)) ?? null, [id]));
  if (parcel === undefined) return <Waiting rows={6} />;
  if (parcel === null)
    return (
      <Stack>
        <Title order={1} size="h2">
          {t('lost.title')}
        </Title>
        <AppAnchor to="/field">{t('field.ui.backToField')}</AppAnchor>
      </Stack>
    );
  const { receipt, state, files } = parcel;
  return (
    <Stack maw={760}>
      <Title order={1} size="h2">
        {t(state === 'sent' ? 'field.ui.arrived' : 'field.ui.onTheWay')}
      </Title>
      {state !== 'sent' && <Text>{t('field.ui.onTheWayMeans')}</Text>}
      {state !== 'sent' && <ParcelCard parcel={parcel} />}
      {receipt !== undefined && (
        <Stack gap="xs">
          <Text component="div">
            {t('field.ui.reference')} <Copyable value={receipt.reference} />
          </Text>
          <Text role="status">{t('field.ui.entry', { seq: receipt.seq })}</Text>
          <Text component="div" style={BREAK}>
            {t('field.ui.entryDigest')} <Copyable value={receipt.hash} />
          </Text>
          <Text>
            {t('field.ui.filedAt')} <Time at={receipt.at} />
          </Text>
        </Stack>
      )}
      {receipt?.unmet !== undefined && (
        <Alert variant="default" bd="1px solid var(--mantine-color-orange-9)" role="alert" title={t('field.ui.keptAsDraft')}>
          <List>
            {receipt.unmet.map((one) => (
              <List.Item key={typeof one === 'string' ? one : `${one.pointer ?? ''} ${one.code}`}>
                <InWords said={law.refusal(typeof one === 'string' ? { code: '', detail: one } : one)} />
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {files.length > 0 && <Digests files={files} />}
      {state === 'sent' && <Text>{t('field.ui.deletedHere')}</Text>}
      {receipt !== undefined && <Fate id={id} />}
      <Group>
        {receipt !== undefined && (
          <Button variant="default" leftSection={<IconDownload size={18} aria-hidden />} onClick={() => void download(parcel)}>
            {t('field.ui.download')}
          </Button>
        )}
        <AppAnchor to="/field">{t('field.ui.backToField')}</AppAnchor>
      </Group>
    </Stack>
  );
}

const BREAK = { overflowWrap: 'anywhere' } as const;

function Digests({ files }: { readonly files: readonly OutFile[] }) {
  const { t } = useTranslation();
  return (
    <Table layout="fixed">
      <Table.Caption>{t('field.ui.digests')}</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('field.ui.file')}</Table.Th>
          <Table.Th scope="col">{t('field.ui.here')}</Table.Th>
          <Table.Th scope="col">{t('field.ui.there')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {files.map(({ id, size, sha256, evidence }, at) => (
          <Table.Tr key={id}>
            <Table.Td>
              {t('field.ui.fileNumber', { number: at + 1 })}
              <br />
              {t('bytes', { count: size })}
            </Table.Td>
            <Table.Td className="mono" style={BREAK}>
              {sha256}
            </Table.Td>
            <Table.Td className="mono" style={BREAK}>
              {evidence === undefined ? (
                t('field.ui.notThereYet')
              ) : (
                <>
                  {evidence.sha256}
                  <br />
                  <Group gap={4} component="span">
                    {evidence.sha256 === sha256 ? <IconCheck size={16} aria-hidden /> : <IconX size={16} aria-hidden />}
                    {t(evidence.sha256 === sha256 ? 'field.ui.equal' : 'field.ui.unequal')}
                  </Group>
                </>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Where the report stands now, when there is a line. */
function Fate({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const online = useOnline();
  const { data } = useQuery({
    queryKey: ['report', id],
    queryFn: () => taken(api.GET('/api/v1/reports/{id}', { params: { path: { id } } })),
    enabled: online,
  });
  if (data === undefined) return null;
  return (
    <Group gap="xs">
      <AppAnchor to="/reports/$id" params={{ id }}>
        {t('field.ui.fate')}
      </AppAnchor>
      <StateBadge state={data.state} ended={data.ended} />
    </Group>
  );
}

/** The receipt as a file, with the signed note or, once there is one, the proof from the log. */
async function download(parcel: Parcel): Promise<void> {
  const { id, receipt, files, finalisedAt } = parcel;
  if (receipt === undefined) return;
  const proof = await proofOf(`report/${id}`, receipt.seq);
  if (proof !== undefined && proof !== receipt.note) await changeParcel(id, (now) => ({ ...now, receipt: { ...receipt, note: proof } }));
  const content = {
    report: id,
    ...receipt,
    ...(proof === undefined ? {} : { note: proof }),
    finalisedAt,
    files: files.map(({ size, sha256, evidence }) => ({
      size,
      sha256,
      evidence: evidence?.id ?? null,
      serverSha256: evidence?.sha256 ?? null,
    })),
  };
  const address = URL.createObjectURL(new Blob([`${JSON.stringify(content, null, 2)}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `receipt-${receipt.reference}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function proofOf(stream: string, seq: number): Promise<string | undefined> {
  const answer = await fetch(`/api/v1/receipts/${stream}/${seq}`).catch(() => undefined);
  return answer?.ok === true ? await answer.text() : undefined;
}
