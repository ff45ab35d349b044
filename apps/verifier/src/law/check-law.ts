import type { Digest, Entry, ReadExport } from '@tregua/ledger';
import type { WeighedFinding } from '../finding.js';
import { checkBallots } from './ballots.js';
import { checkCauses } from './causes.js';
import type { Unlawful } from './deadlines.js';
import { checkFacts } from './facts.js';
import { asKept, firstDifference } from './first-difference.js';
import type { Law, ProcessName } from './law.js';
import { checkMotions } from './motions.js';
import { replaySubject, type ReplayedSubject } from './replay.js';
import { checkStates } from './states.js';

export interface LawCheck {
  readonly findings: readonly WeighedFinding[];
  readonly subjects: readonly ReplayedSubject[];
  /** Entries that were decided again. */
  readonly replayed: number;
}

/**
 * Derives everything again from the entries: rights, guards, outcomes, states, deadlines, and at the end the state that the file shows.
 *
 * @param broken streams whose chain is broken at an entry: from there on a replay would only repeat that.
 */
export function checkLaw(read: ReadExport, law: Law, broken: ReadonlyMap<string, number>, digest: Digest): LawCheck {
  const unlawful: WeighedFinding[] = [];
  const subjects = replayAll(read, law, broken, unlawful);
  const byStream = new Map(subjects.map((subject) => [subject.stream, subject]));
  const entries = new Map([...read.streams].map(([stream, list]) => [stream, list.flatMap(({ entry }) => entry ?? [])]));
  const findings = [
    checkRulebooks(read, law),
    unlawful,
    checkCauses(subjects),
    checkFacts(byStream, law),
    checkBallots(entries, byStream, { law, digest }),
    checkMotions(entries, subjects, read.sealed),
    checkStates(read, subjects, law),
  ].flat();
  return { findings, subjects, replayed: subjects.reduce((sum, { steps }) => sum + steps.length, 0) };
}

function replayAll(read: ReadExport, law: Law, broken: ReadonlyMap<string, number>, findings: WeighedFinding[]): ReplayedSubject[] {
  const subjects: ReplayedSubject[] = [];
  for (const [stream, list] of read.streams) {
    const name = subjectOf(stream);
    if (name === undefined) continue;
    const until = broken.get(stream) ?? Number.POSITIVE_INFINITY;
    const entries = list.flatMap(({ entry }) => (entry !== undefined && entry.seq < until ? [entry] : []));
    if (entries.length < list.length) findings.push(replayStops(stream, until));
    const found = (entry: Entry, unlawful: Unlawful): void => {
      findings.push({ weight: 'unlawful', stream, seq: entry.seq, ...unlawful });
    };
    const subject = replaySubject(stream, entries, law.processOf(name), law.rulebookOf, found);
    subjects.push({ ...subject, whole: subject.whole && entries.length === list.length });
  }
  return subjects;
}

function subjectOf(stream: string): ProcessName | undefined {
  const name = stream.slice(0, stream.indexOf('/'));
  return name === 'case' || name === 'report' ? name : undefined;
}

/** The file's rulebooks are for its reader. The replay uses the verifier's own, so they must be the same. */
function checkRulebooks(read: ReadExport, law: Law): WeighedFinding[] {
  const stream = read.header.subject;
  const of = (what: string, weight: WeighedFinding['weight'], says: string): WeighedFinding => ({ weight, what, stream, seq: 0, says });
  const findings = read.rulebooks.flatMap((rulebook) => {
    const id = rulebook['id'] as string;
    const own = law.rulebookOf(id);
    if (own === undefined) return [of('rulebookIsUnknown', 'note', `This verifier does not know the rulebook ${id} of the file.`)];
    const difference = firstDifference(rulebook, asKept(own));
    const says = `The rulebook ${id} in the file differs at ${String(difference)} from the one that this verifier brings along.`;
    return difference === undefined ? [] : [of('rulebookDiffers', 'broken', says)];
  });
  if (read.rulebooks.some((rulebook) => rulebook['id'] === read.header.rulebook)) return findings;
  const says = `The file does not hold the rulebook ${read.header.rulebook} that its header names.`;
  return [...findings, of('rulebookIsMissing', 'broken', says)];
}

function replayStops(stream: string, until: number): WeighedFinding {
  const says = Number.isFinite(until)
    ? `The law was replayed up to entry ${until - 1}: from there the chain is broken.`
    : 'Some entries could not be read and were not replayed.';
  return { weight: 'note', what: 'replayStops', stream, seq: Number.isFinite(until) ? until : 0, says };
}
