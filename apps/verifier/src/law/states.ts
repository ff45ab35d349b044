import { instantOf, type ExportedState, type ReadExport } from '@tregua/ledger';
import type { WeighedFinding } from '../finding.js';
import { enterable } from './deadlines.js';
import { asKept, firstDifference } from './first-difference.js';
import type { Law } from './law.js';
import type { ReplayedStep, ReplayedSubject } from './replay.js';

type Stated = ExportedState & { readonly line: number };

/** The states that the file shows must be those to which its entries lead, and its header must say how they were made. */
export function checkStates(read: ReadExport, subjects: readonly ReplayedSubject[], law: Law): WeighedFinding[] {
  const stated = new Map<string, Stated[]>();
  for (const state of read.states) {
    const list = stated.get(state.stream);
    if (list === undefined) stated.set(state.stream, [state]);
    else list.push(state);
  }
  const known = new Set(subjects.map(({ stream }) => stream));
  const strangers = read.states.filter(({ stream }) => !known.has(stream));
  return [
    ...strangers.map(({ stream, line }) => ({
      ...finding('stateOfNothing', stream, 0, 'A state is shown of a subject that the file does not hold.'),
      line,
    })),
    ...subjects.flatMap((subject) => {
      const last = subject.steps.at(-1);
      if (last === undefined || !subject.whole) return [];
      const own = [...checkState(stated.get(subject.stream) ?? [], last), ...overdue(subject, last, read.header.madeAt, law)];
      return subject.stream === read.header.subject ? [...own, ...checkHeader(read, subject, last)] : own;
    }),
    ...madeTooSoon(read),
  ];
}

function checkState(stated: readonly Stated[], last: ReplayedStep): WeighedFinding[] {
  const { stream, seq } = last.entry;
  if (stated.length !== 1) {
    const how = stated.length === 0 ? 'does not state' : 'states more than once';
    return [finding('stateIsMissing', stream, seq, `The file ${how} where this stream has come to.`)];
  }
  return stated.flatMap(({ state, line }) => {
    const field = firstDifference(asKept(last.after), state);
    const says = 'The state in the file is not the one to which the entries lead.';
    return field === undefined ? [] : [{ ...finding('stateDiffers', stream, seq, says), field, line }];
  });
}

function checkHeader({ header }: ReadExport, { process }: ReplayedSubject, { entry, after }: ReplayedStep): WeighedFinding[] {
  if (header.rulebook === after.rulebook && header.processVersion === process.version) return [];
  const says =
    `The header names ${header.rulebook} and process version ${header.processVersion}; ` +
    `the entries are under ${after.rulebook} and version ${process.version}.`;
  return [finding('headerDiffers', entry.stream, entry.seq, says)];
}

/** A deadline that had run out at an instant, and whose lapse is not there yet: the worker may be late, or somebody holds it back. */
export function overdue({ stream, process }: ReplayedSubject, { entry, after }: ReplayedStep, at: string, law: Law): WeighedFinding[] {
  const rulebook = law.rulebookOf(after.rulebook);
  if (rulebook === undefined) return [];
  const says = (key: string): string => `The deadline ${key} had run out when this was made, and its lapse is not entered.`;
  return enterable(process, after, instantOf(at), rulebook).map(({ key }) => ({
    ...finding('lapseIsOverdue', stream, entry.seq, says(key)),
    weight: 'note' as const,
  }));
}

function madeTooSoon({ header, streams }: ReadExport): WeighedFinding[] {
  return [...streams].flatMap(([stream, list]) => {
    const late = list.find(({ entry }) => entry !== undefined && entry.at > header.madeAt)?.entry;
    if (late === undefined) return [];
    return [
      finding('entryIsLaterThanTheFile', stream, late.seq, `This entry is dated ${late.at}, after the file was made (${header.madeAt}).`),
    ];
  });
}

function finding(what: string, stream: string, seq: number, says: string): WeighedFinding {
  return { weight: 'broken', what, stream, seq, says };
}
