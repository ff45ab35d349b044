import type { BundleAudience, BundleContent, Head, StreamSight } from '@tregua/ledger';
import type { Reader } from './reader.js';
import { PUBLIC_READER } from './reader.js';
import { readsNames } from './visibility.js';

/** Cases in one bundle. */
export const MOST_EXPORTED_CASES = 100;
/** Streams in one bundle: with every line on disk before it is zipped, more would be no bundle any more. */
export const MOST_EXPORTED_STREAMS = 20_000;

/** One stream of an export, and what its audience may have of it. */
export interface PlannedStream extends Head {
  readonly sight: StreamSight;
  /** For an abridged stream of which not every entry is shown: the seqs that are. */
  readonly shown: readonly number[] | null;
  /** Whether the sealed values of what is shown are disclosed. */
  readonly texts: boolean;
  /** SHA-256 of the canonical state as the table holds it; null where the state is not shown whole. */
  readonly state: string | null;
  readonly process: number | null;
}

export interface PlannedEvidence {
  readonly stream: string;
  readonly sha256: string;
  readonly size: number;
  readonly mediaType: string;
  readonly included: boolean;
}

/** What an export holds, fixed when it was asked for: by it the same bytes are built again, whatever anybody may see by then. */
export interface BundlePlan {
  readonly v: 1;
  readonly audience: BundleAudience;
  readonly content: BundleContent;
  readonly notice: string;
  readonly cases: readonly { readonly id: string; readonly reference: string }[];
  /** Sorted by stream. Access streams are not in it: their heads are the export's own entries. */
  readonly streams: readonly PlannedStream[];
  readonly evidence: readonly PlannedEvidence[];
  readonly rulings: readonly { readonly case: string; readonly number: number }[];
}

/** The parts of the plan that concern one case: what its access entry states. */
export type HeadsByCase = ReadonlyMap<string, readonly Head[]>;

/** By whose sight a bundle is made, and by whom it may be asked for. */
export interface ExportSight {
  /** What this reader may see goes in … */
  readonly audience: Reader;
  /** … as far as this one may see it too. */
  readonly asker: Reader;
  /** The asker must read the case whole, and not only know of it. */
  readonly asWhole: boolean;
}

const PARTY = /^party:([a-z0-9-]{1,40})$/;

/** Is it an audience at all? */
export function isAudience(text: string): text is BundleAudience {
  return ['auditor', 'commission', 'cell', 'public'].includes(text) || PARTY.test(text);
}

/**
 * Who may take a bundle for an audience home (docs/export-format.md, Audiences): auditors for any, the Commission for any but the auditor's, a
 * party's agents for their party, the cell for itself, and whoever is signed in for the public. Undefined: not this person.
 */
export function exportSight(asker: Reader, audience: BundleAudience): ExportSight | undefined {
  const has = (role: Reader['roles'][number]): boolean => asker.roles.includes(role);
  const whole = readsNames(asker);
  const party = PARTY.exec(audience)?.[1];
  if (audience === 'auditor') return has('auditor') ? { audience: { id: asker.id, roles: ['auditor'] }, asker, asWhole: true } : undefined;
  if (audience === 'commission') return whole ? { audience: asker, asker, asWhole: true } : undefined;
  if (audience === 'public') return { audience: PUBLIC_READER, asker, asWhole: false };
  if (party !== undefined) {
    const mine = has('party_agent') && asker.party === party;
    const id = mine ? asker.id : `audience:${audience}`;
    return mine || whole ? { audience: { id, roles: ['party_agent'], party }, asker, asWhole: !mine } : undefined;
  }
  const mine = has('coordination_cell');
  const id = mine ? asker.id : 'audience:cell';
  return mine || whole ? { audience: { id, roles: ['coordination_cell'] }, asker, asWhole: !mine } : undefined;
}
