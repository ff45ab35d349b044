import type { Rulebook } from '@tregua/casework';
import { instantOf, type Digest, type Entry, type ReadExport } from '@tregua/ledger';
import type { WeighedFinding } from '../finding.js';
import { checkBallots } from './ballots.js';
import { checkCauses } from './causes.js';
import { enterable, type Unlawful } from './deadlines.js';
import { checkFacts } from './facts.js';
import { asKept, firstDifference } from './first-difference.js';
import type { Law, ProcessName } from './law.js';
import { checkMotions } from './motions.js';
import { replaySubject, type ReplayedSubject } from './replay.js';

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
  const findings: WeighedFinding[] = [...checkRulebooks(read, law)];
  const rulebookOf = rulebooksFor(read, law);
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
    const subject = replaySubject(stream, entries, law.processOf(name), rulebookOf, found);
    subjects.push({ ...subject, whole: subject.whole && entries.length === list.length });
  }
  const byStream = new Map(subjects.map((subject) => [subject.stream, subject]));
  const entries = new Map([...read.streams].map(([stream, list]) => [stream, list.flatMap(({ entry }) => entry ?? [])]));
  findings.push(...checkCauses(subjects));
  findings.push(...checkFacts(byStream, law));
  findings.push(...checkBallots(entries, byStream, { law, rulebookOf, digest }));
  findings.push(...checkMotions(entries, subjects, read.sealed));
  findings.push(...subjects.flatMap((subject) => [...checkState(read, subject), ...checkOverdue(read, subject, rulebookOf)]));
  return { findings, subjects, replayed: subjects.reduce((sum, { steps }) => sum + steps.length, 0) };
}

function subjectOf(stream: string): ProcessName | undefined {
  const name = stream.slice(0, stream.indexOf('/'));
  return name === 'case' || name === 'report' ? name : undefined;
}

/** The verifier's own copy where it has one; a rulebook that it does not know is taken from the file, and that is said. */
function rulebooksFor(read: ReadExport, law: Law): (id: string) => Rulebook | undefined {
  return (id) => law.rulebookOf(id) ?? (read.rulebooks.find((rulebook) => rulebook['id'] === id) as unknown as Rulebook | undefined);
}

function checkRulebooks(read: ReadExport, law: Law): WeighedFinding[] {
  const stream = read.header.subject;
  const of = (what: string, weight: WeighedFinding['weight'], says: string): WeighedFinding => ({ weight, what, stream, seq: 0, says });
  const findings = read.rulebooks.flatMap((rulebook) => {
    const id = rulebook['id'] as string;
    const own = law.rulebookOf(id);
    if (own === undefined)
      return [of('rulebookIsUnknown', 'note', `This verifier does not know the rulebook ${id}; the file's own copy was used.`)];
    const difference = firstDifference(rulebook, asKept(own));
    if (difference === undefined) return [];
    return [
      of(
        'rulebookDiffers',
        'broken',
        `The rulebook ${id} in the file differs at ${difference} from the one that this verifier brings along.`,
      ),
    ];
  });
  if (read.rulebooks.some((rulebook) => rulebook['id'] === read.header.rulebook)) return findings;
  return [
    ...findings,
    of('rulebookIsMissing', 'broken', `The file does not hold the rulebook ${read.header.rulebook} that its header names.`),
  ];
}

function checkState(read: ReadExport, { stream, steps, whole, process }: ReplayedSubject): WeighedFinding[] {
  const last = steps.at(-1);
  if (last === undefined || !whole) return [];
  const seq = last.entry.seq;
  const findings: WeighedFinding[] = [];
  const exported = read.states.filter((one) => one.stream === stream);
  if (exported.length !== 1) {
    const says =
      exported.length === 0
        ? 'The file does not state where this stream has come to.'
        : 'The file states more than once where this stream has come to.';
    findings.push({ weight: 'broken', what: 'stateIsMissing', stream, seq, says });
  }
  for (const { state, line } of exported) {
    const difference = firstDifference(asKept(last.after), state);
    if (difference === undefined) continue;
    findings.push({
      weight: 'broken',
      what: 'stateDiffers',
      stream,
      seq,
      field: difference,
      line,
      says: 'The state in the file is not the one to which the entries lead.',
    });
  }
  if (stream !== read.header.subject) return findings;
  const { rulebook, processVersion } = read.header;
  if (rulebook !== last.after.rulebook || processVersion !== process.version) {
    const says = `The header names ${rulebook} and process version ${processVersion}; the entries are under ${last.after.rulebook} and version ${process.version}.`;
    findings.push({ weight: 'broken', what: 'headerDiffers', stream, seq, says });
  }
  return findings;
}

/** A deadline that had run out when the file was made, and whose lapse is not there yet: the worker may be late, or somebody holds it back. */
function checkOverdue(
  read: ReadExport,
  { stream, steps, process, whole }: ReplayedSubject,
  rulebookOf: (id: string) => Rulebook | undefined,
): WeighedFinding[] {
  const last = steps.at(-1);
  const rulebook = last === undefined ? undefined : rulebookOf(last.after.rulebook);
  if (last === undefined || rulebook === undefined || !whole) return [];
  return enterable(process, last.after, instantOf(read.header.madeAt), rulebook).map(({ key }) => ({
    weight: 'note' as const,
    what: 'lapseIsOverdue',
    stream,
    seq: last.entry.seq,
    says: `The deadline ${key} had run out when the file was made, and its lapse is not entered.`,
  }));
}

function replayStops(stream: string, until: number): WeighedFinding {
  const says = Number.isFinite(until)
    ? `The law was replayed up to entry ${until - 1}: from there the chain is broken.`
    : 'Some entries could not be read and were not replayed.';
  return { weight: 'note', what: 'replayStops', stream, seq: Number.isFinite(until) ? until : 0, says };
}
