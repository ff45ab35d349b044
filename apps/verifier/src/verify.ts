import { checkExport, readExport, type Digest, type Head, type ReadExport } from '@tregua/ledger';
import { MAX_FINDINGS, WEIGHTS, type WeighedFinding } from './finding.js';
import { checkLaw, type LawCheck } from './law/check-law.js';
import type { Law } from './law/law.js';
import { verdictOf, type Verdict } from './verdict.js';

export interface VerifyOptions {
  readonly digest: Digest;
  readonly law: Law;
  /** Known from outside: receipts, earlier exports. */
  readonly heads: readonly Head[];
}

export interface Verification {
  readonly verdict: Verdict;
  readonly subject: string;
  readonly madeAt: string;
  readonly notice: string;
  readonly audience: string;
  readonly rulebook: string;
  readonly heads: readonly Head[];
  readonly counts: Counts;
  /** By weight, the worst first; each in the order of the file. */
  readonly findings: readonly WeighedFinding[];
  /** Findings beyond the limit, which are not listed. */
  readonly leftOff: number;
  readonly law: LawCheck;
  readonly read: ReadExport;
}

export interface Counts {
  readonly streams: number;
  readonly entries: number;
  readonly replayed: number;
  readonly disclosed: number;
}

/**
 * Checks an export from its lines alone: chains, known heads, disclosed values, and the law.
 *
 * @throws UnreadableExportError when the lines are no export.
 */
export function verifyLines(lines: Iterable<Uint8Array>, { digest, law, heads }: VerifyOptions): Verification {
  const read = readExport(lines);
  const broken: WeighedFinding[] = checkExport(read, digest, heads).map((finding) => ({ weight: 'broken', ...finding }));
  const checked = checkLaw(read, law, breaksOf(broken), digest);
  const all = inOrder([...broken, ...checked.findings]);
  const { header } = read;
  return {
    verdict: verdictOf(all, header, heads),
    subject: header.subject,
    madeAt: header.madeAt,
    notice: header.notice,
    audience: header.audience,
    rulebook: header.rulebook,
    heads: header.heads,
    counts: countsOf(read, checked),
    findings: all.slice(0, MAX_FINDINGS),
    leftOff: Math.max(0, all.length - MAX_FINDINGS),
    law: checked,
    read,
  };
}

/** What makes a replay meaningless from that entry on. A head that differs does not: the false history is judged as it stands. */
const BREAKS = new Set([
  'entryIsMalformed',
  'entryIsNotWhatFollowed',
  'entriesAreMissing',
  'entryIsOutOfOrder',
  'entryOfAnotherStream',
  'predecessorDiffers',
  'predecessorIsMissing',
  'lineIsUnreadable',
]);

function breaksOf(findings: readonly WeighedFinding[]): Map<string, number> {
  const breaks = new Map<string, number>();
  for (const { what, stream, seq } of findings) {
    if (BREAKS.has(what)) breaks.set(stream, Math.min(seq, breaks.get(stream) ?? Number.POSITIVE_INFINITY));
  }
  return breaks;
}

function inOrder(findings: readonly WeighedFinding[]): WeighedFinding[] {
  return [...findings].sort((a, b) => WEIGHTS.indexOf(a.weight) - WEIGHTS.indexOf(b.weight));
}

function countsOf(read: ReadExport, checked: LawCheck): Counts {
  const lists = [...read.streams.values()];
  return {
    streams: lists.length,
    entries: lists.reduce((sum, list) => sum + list.length, 0),
    replayed: checked.replayed,
    disclosed: read.sealed.length,
  };
}
