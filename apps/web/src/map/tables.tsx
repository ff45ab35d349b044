import { Button, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { AppAnchor } from '../ui/links';
import { Time } from '../ui/time';
import { WideTable } from '../ui/wide-table';
import type { Oblast } from './topology';
import { useOblastName, type OblastCount, type Point } from './use-map';

interface OblastTableProps {
  readonly counts: readonly OblastCount[];
  readonly show: (oblast: Oblast) => void;
}

/** The map's numbers by oblast, for those who read rather than look. */
export function OblastTable({ counts, show }: OblastTableProps) {
  const { t } = useTranslation();
  const nameOf = useOblastName();
  return (
    <WideTable label={t('map.byOblast')} width={560}>
      <Table.Thead>
        <Table.Tr>
          {(['oblast', 'acts', 'verified', 'attributed', 'notAttributed', 'pending', 'show'] as const).map((name) => (
            <Table.Th key={name} scope="col">
              {t(`map.column.${name}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {counts.map(({ oblast, count, verified, attributed, notAttributed, pending }) => (
          <Table.Tr key={oblast?.code ?? 'none'}>
            <Table.Th scope="row">{oblast === undefined ? t('map.noOblast') : nameOf(oblast)}</Table.Th>
            {[count, verified, attributed, notAttributed, pending].map((number, index) => (
              <Table.Td key={index}>{number}</Table.Td>
            ))}
            <Table.Td>
              {oblast !== undefined && (
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => show(oblast)}
                  aria-label={t('map.showOblast', { name: nameOf(oblast) })}
                >
                  {t('map.column.show')}
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

/** The single acts that are in view. */
export function PointTable({ points, more }: { readonly points: readonly Point[]; readonly more: boolean }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      {more && <Text role="status">{t('map.morePoints', { count: points.length })}</Text>}
      <WideTable label={t('map.inView')} width={760}>
        <Table.Thead>
          <Table.Tr>
            {(['act', 'when', 'code', 'place', 'severity', 'verification', 'standing'] as const).map((name) => (
              <Table.Th key={name} scope="col">
                {t(`map.column.${name}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {points.map((point) => (
            <Table.Tr key={point.id}>
              <Table.Td>
                {point.kind === 'report' ? (
                  <AppAnchor to="/reports/$id" params={{ id: point.id }} className="mono">
                    {point.reference}
                  </AppAnchor>
                ) : (
                  t('map.kinds.incident')
                )}
              </Table.Td>
              <Table.Td>{point.startsAt === null ? '–' : <Time at={point.startsAt} />}</Table.Td>
              <Table.Td>{point.codes.join(', ')}</Table.Td>
              <Table.Td>
                <span className="mono">
                  {point.latitude}, {point.longitude}
                </span>{' '}
                {point.radiusMetres > 0 && t('map.within', { km: (point.radiusMetres / 1000).toLocaleString(i18n.language) })}
              </Table.Td>
              <Table.Td>{point.severity}</Table.Td>
              <Table.Td>{t(`map.${point.verified ? 'verified' : 'unverified'}`)}</Table.Td>
              <Table.Td>{t(`map.standing.${point.standing}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
    </>
  );
}
