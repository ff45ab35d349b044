import type { Digest, Entry, ReadExport, SealedValue } from '@tregua/ledger';
import type { WeighedFinding } from '../finding.js';
import { checkBallots } from './ballots.js';
import { checkCorrections } from './corrections.js';
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

/** Streams whose law is to be replayed together. */
export interface Steps {
  readonly streams: ReadonlyMap<string, readonly Entry[]>;
  /** Streams whose chain is broken at an entry: from there on a replay would only repeat that. */
  readonly broken: ReadonlyMap<string, number>;
  readonly disclosed: readonly SealedValue[];
}

/**
 * Derives everything again from the entries of a single file: rights, guards, outcomes, states, deadlines, and at the end the state that the file shows.
 */
export function checkLaw(read: ReadExport, law: Law, broken: ReadonlyMap<string, number>, digest: Digest): LawCheck {
  const stops = new Map(broken);
  const streams = new Map<string, Entry[]>();
  for (const [stream, list] of read.streams) {
    const entries = list.flatMap(({ entry }) => entry ?? []);
    streams.set(stream, entries);
    if (entries.length < list.length && !stops.has(stream)) stops.set(stream, Number.POSITIVE_INFINITY);
  }
  const check = checkSteps({ streams, broken: stops, disclosed: read.sealed }, law, digest);
  return { ...check, findings: [checkRulebooks(read, law), check.findings, checkStates(read, check.subjects, law)].flat() };
}

/** Replays the law over streams, and compares them with each other. */
export function checkSteps({ streams, broken, disclosed }: Steps, law: Law, digest: Digest): LawCheck {
  const unlawful: WeighedFinding[] = [];
  const subjects = replayAll(streams, law, broken, unlawful);
  const byStream = new Map(subjects.map((subject) => [subject.stream, subject]));
  const findings = [
    unlawful,
    checkCauses(subjects),
    checkFacts(byStream, law),
    checkBallots(streams, byStream, { law, digest }),
    checkMotions(streams, subjects, disclosed),
    checkCorrections(streams, subjects),
  ].flat();
  return { findings, subjects, replayed: subjects.reduce((sum, { steps }) => sum + steps.length, 0) };
}

/** @param broken see `Steps`; Infinity where entries are unreadable and the chain does not say from where on. */
function replayAll(
  streams: ReadonlyMap<string, readonly Entry[]>,
  law: Law,
  broken: ReadonlyMap<string, number>,
  findings: WeighedFinding[],
): ReplayedSubject[] {
  const subjects: ReplayedSubject[] = [];
  for (const [stream, list] of streams) {
    const name = subjectOf(stream);
    if (name === undefined) continue;
    const until = broken.get(stream);
    const entries = until === undefined ? list : list.filter(({ seq }) => seq < until);
    if (until !== undefined) findings.push(replayStops(stream, until));
    const found = (entry: Entry, unlawful: Unlawful): void => {
      findings.push({ weight: 'unlawful', stream, seq: entry.seq, ...unlawful });
    };
    const subject = replaySubject(stream, entries, law.processOf(name), law.rulebookOf, found);
    subjects.push({ ...subject, whole: subject.whole && until === undefined });
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
