import type { BundleStatement, ExportHeader, Head } from '@tregua/ledger';
import type { Findings, WeighedFinding } from './finding.js';

/**
 * - verified: a bundle in which nothing is wrong, and all of whose entries stand in a log that a policy from outside vouches for.
 * - consistent: a single file in which nothing is wrong, and every stream of which ends in a head that was given from outside.
 * - consistentNotAuthenticated: nothing is wrong, but nothing from outside vouches for all of it, or something on which it rests is not in the file.
 * - broken, unlawful, unproven: see Weight; the worst wins.
 */
export type Verdict = 'verified' | 'consistent' | 'consistentNotAuthenticated' | 'broken' | 'unlawful' | 'unproven';

export const EXIT = { consistent: 0, findings: 1, unreadable: 2, notAuthenticated: 3 } as const;

/** The command's exit code for a verdict; EXIT.unreadable is for what has none. */
export function exitOf(verdict: Verdict): number {
  if (verdict === 'consistent' || verdict === 'verified') return EXIT.consistent;
  return verdict === 'consistentNotAuthenticated' ? EXIT.notAuthenticated : EXIT.findings;
}

/** Of a single file. */
export function verdictOf(findings: readonly WeighedFinding[], header: ExportHeader, known: readonly Head[]): Verdict {
  if (findings.some(({ weight }) => weight === 'broken')) return 'broken';
  if (findings.some(({ weight }) => weight === 'unlawful')) return 'unlawful';
  if (findings.some(({ weight }) => weight === 'unshown')) return 'consistentNotAuthenticated';
  const vouched = header.heads.every(({ stream, seq }) => known.some((head) => head.stream === stream && head.seq === seq));
  return vouched ? 'consistent' : 'consistentNotAuthenticated';
}

/** Of a bundle. @param vouched a policy from outside is met, and every entry is proven under it. */
export function verdictOfBundle(findings: Findings, vouched: boolean): Verdict {
  for (const weight of ['broken', 'unlawful', 'unproven'] as const) if (findings.has(weight)) return weight;
  return vouched && !findings.has('unshown') ? 'verified' : 'consistentNotAuthenticated';
}

const ALWAYS: readonly string[] = [
  'That an entry stands in the log says when it was there at the latest, not that what it says is true. Times are the operator’s clock.',
  'Who acted is a pseudonymous id. That the person did act is not signed by the person.',
  'Facts that the law was given from outside the file (the roster, the lot of a draw, the agreement in force, other cases) are taken as recorded.',
  'Values that are not disclosed stay unknown; only that they were fixed when their entry was made is sure.',
  'An operator who holds the keys could have read sealed ballots before they were opened.',
];

/** What no check of a single file can show. Printed each time. */
export const BLIND_SPOTS: readonly string[] = [
  'Whoever holds the database and its keys could have written this whole history anew, with other contents and other times, and it would verify alike. Only a head that somebody else kept (--head STREAM:SEQ:HASH, from a receipt or an earlier export) speaks against it, up to that entry.',
  'Entries at the end of a stream, and whole streams, could have been left off. The header states the heads, but the header comes from the same hand.',
  'Times are the operator’s clock. They run forwards and agree with the deadlines; that they are true is not shown.',
  ...ALWAYS.slice(1),
];

export interface Seen {
  readonly policy: boolean;
  readonly log: boolean;
  readonly receipts: number;
  /** An authority among the given roots stamped the checkpoint. */
  readonly stamps: boolean;
  readonly statement: Pick<BundleStatement, 'log' | 'redacted' | 'audience'> | undefined;
}

/** What this check of a bundle could not see, by what it was given. Printed each time, in a green verdict too. */
export function blindSpotsOf({ policy, log, receipts, stamps, statement }: Seen): string[] {
  const spots: string[] = [];
  if (!policy) {
    spots.push(
      'No policy was given (--policy FILE, from another hand than the bundle): whoever holds the database could have written this whole history anew, with other contents and times and a log of its own, and it would verify alike.',
    );
  } else {
    spots.push(
      'The log key and the witnesses of the policy together could still have shown this history to you and another one to others. Witnesses on the operator’s own computer prove nothing.',
    );
  }
  if (!log)
    spots.push(
      'The log was not read whole (--log DIR or URL): entries that came after the export, a second entry in one place, and streams that were left out do not show.',
    );
  if (receipts === 0)
    spots.push('No receipt was given (--receipt FILE): an entry that was accepted and never came into the log does not show.');
  if (statement?.log === null) spots.push('The bundle comes without a log.');
  if (statement?.redacted === true)
    spots.push(
      `The bundle is for ${statement.audience}: where entries are withheld the law was not replayed, and what is shown of them is the operator’s word.`,
    );
  spots.push(
    'Dossier, tables, custody list and the operative parts of rulings are compared with their digests only: what they say is not derived again here.',
  );
  if (!stamps)
    spots.push(
      'No time stamp (RFC 3161) of an authority that you named (--tsa-roots FILE) stands on the checkpoint: when it was there rests on the operator’s clock and on those of the witnesses.',
    );
  return [...spots, ...ALWAYS];
}
