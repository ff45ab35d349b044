import type { ExportHeader, Head } from '@tregua/ledger';
import type { WeighedFinding } from './finding.js';

/**
 * - consistent: nothing is wrong, and every stream of the file ends in a head that was given from outside.
 * - consistentNotAuthenticated: nothing is wrong, but nothing from outside vouches for all of it, or something on which it rests is not in the file.
 * - broken, unlawful: see Weight; broken wins.
 */
export type Verdict = 'consistent' | 'consistentNotAuthenticated' | 'broken' | 'unlawful';

export const EXIT = { consistent: 0, findings: 1, unreadable: 2, notAuthenticated: 3 } as const;

/** The command's exit code for a verdict; EXIT.unreadable is for what has none. */
export function exitOf(verdict: Verdict): number {
  if (verdict === 'consistent') return EXIT.consistent;
  return verdict === 'consistentNotAuthenticated' ? EXIT.notAuthenticated : EXIT.findings;
}

export function verdictOf(findings: readonly WeighedFinding[], header: ExportHeader, known: readonly Head[]): Verdict {
  if (findings.some(({ weight }) => weight === 'broken')) return 'broken';
  if (findings.some(({ weight }) => weight === 'unlawful')) return 'unlawful';
  if (findings.some(({ weight }) => weight === 'unshown')) return 'consistentNotAuthenticated';
  const vouched = header.heads.every(({ stream, seq }) => known.some((head) => head.stream === stream && head.seq === seq));
  return vouched ? 'consistent' : 'consistentNotAuthenticated';
}

/** What no check of this file can show, before witnesses outside the operator's house keep the log's checkpoints. Printed each time. */
export const BLIND_SPOTS: readonly string[] = [
  'Whoever holds the database and its keys could have written this whole history anew, with other contents and other times, and it would verify alike. Only a head that somebody else kept (--head STREAM:SEQ:HASH, from a receipt or an earlier export) speaks against it, up to that entry.',
  'Entries at the end of a stream, and whole streams, could have been left off. The header states the heads, but the header comes from the same hand.',
  'Times are the operator’s clock. They run forwards and agree with the deadlines; that they are true is not shown.',
  'Who acted is a pseudonymous id. That the person did act is not signed by the person.',
  'Facts that the law was given from outside the file (the roster, the lot of a draw, the agreement in force, other cases) are taken as recorded.',
  'Values that are not disclosed stay unknown; only that they were fixed when their entry was made is sure.',
  'An operator who holds the keys could have read sealed ballots before they were opened.',
];
