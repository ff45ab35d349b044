import { instantText, type BundleStream } from '@tregua/ledger';
import type { FixedLog, PlannedExport } from '@tregua/store';
import type { DossierCase, DossierData, Row } from './dossier-data.js';

export interface DossierParts {
  readonly planned: PlannedExport;
  readonly fixed: FixedLog;
  readonly streams: readonly BundleStream[];
  /** SHA-256 of bundle.json: whoever holds only the dossier can tell to which bundle it belongs. */
  readonly statement: string;
  readonly told: { readonly cases: readonly DossierCase[]; readonly custody: readonly Row[]; readonly custodyOmitted: string };
}

/** Heads on the cover: cases and who looked at them; the others stand in bundle.json. */
const ON_COVER = /^(?:case|access)\//;
const MOST_ON_COVER = 60;

/** What the dossier of a bundle shows. */
export function dossierOf({ planned, fixed, streams, statement, told }: DossierParts): DossierData {
  const { plan, record } = planned;
  const at = new Date(record.askedAt);
  const references = plan.cases.map(({ reference }) => reference);
  const onCover = streams.filter(({ stream }) => ON_COVER.test(stream)).slice(0, MOST_ON_COVER);
  return {
    title: references.length === 1 ? `Dossier of case ${references[0] ?? ''}` : `Dossier of ${references.length} cases`,
    subtitle: `Special Commission · for ${plan.audience}`,
    export: record.id,
    notice: plan.notice,
    date: {
      year: at.getUTCFullYear(),
      month: at.getUTCMonth() + 1,
      day: at.getUTCDate(),
      hour: at.getUTCHours(),
      minute: at.getUTCMinutes(),
      second: at.getUTCSeconds(),
    },
    cover: [
      ['Export', record.id],
      ['Instant (UTC)', instantText(record.askedAt)],
      ['Audience', plan.audience],
      ['Cases', references.slice(0, 40).join(', ') + (references.length > 40 ? ' …' : '')],
      ['Streams, entries', `${streams.length}, ${streams.reduce((sum, { seq }) => sum + seq, 0)}`],
      ['SHA-256 of bundle.json', statement],
      ['Log', fixed.log === null ? 'none' : `${fixed.log.origin}, size ${fixed.log.size}`],
      ...(fixed.log === null || fixed.log.cosigned === '' ? [] : [['Witnesses', fixed.log.cosigned]]),
    ],
    remarks: [
      'This dossier is for reading. What can be verified is in the bundle that it belongs to: the exact entries, their hashes and proofs. VERIFY.md says how.',
      'Instants are in Coordinated Universal Time. Actors are pseudonymous ids.',
      ...(plan.audience === 'auditor' || plan.audience === 'commission'
        ? []
        : ['It is made for an audience that is not shown everything: what is withheld is absent here and named in the bundle.']),
    ],
    heads: onCover.map(({ stream, seq, hash }) => [stream, String(seq), hash]),
    cases: told.cases,
    custody: told.custody,
    custodyOmitted: told.custodyOmitted,
  };
}
