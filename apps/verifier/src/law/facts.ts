import type { Subject } from '@tregua/casework';
import type { Json } from '@tregua/ledger';
import type { WeighedFinding } from '../finding.js';
import { asKept, firstDifference, isKeptAs } from './first-difference.js';
import type { Law, ProcessName } from './law.js';
import type { ReplayedStep, ReplayedSubject } from './replay.js';
import { standingAt } from './standing.js';

/** Facts that are summaries of other subjects, and of which kind. */
const SUMMARIES = [
  ['report', 'report'],
  ['reports', 'report'],
  ['otherCase', 'case'],
  ['children', 'case'],
] as const satisfies readonly (readonly [fact: string, of: ProcessName])[];

/** What a step was told of another report or case must be how that one stood, where the file holds it. */
export function checkFacts(subjects: ReadonlyMap<string, ReplayedSubject>, law: Law): WeighedFinding[] {
  return [...subjects.values()].flatMap(({ steps }) => steps.flatMap((step) => checkStep(step, subjects, law)));
}

const NOTHING: WeighedFinding[] = [];

function checkStep(step: ReplayedStep, subjects: ReadonlyMap<string, ReplayedSubject>, law: Law): WeighedFinding[] {
  const { stream, seq } = step.entry;
  const { facts } = step.recorded.data;
  if (!SUMMARIES.some(([fact]) => facts[fact] !== undefined)) return NOTHING;
  return SUMMARIES.flatMap(([fact, process]) => {
    const told = facts[fact];
    if (told === undefined) return NOTHING;
    const list: readonly Json[] = Array.isArray(told) ? (told as readonly Json[]) : [told];
    return list.flatMap((summary, index): WeighedFinding[] => {
      const difference = differs(summary, process, step, subjects, law);
      if (difference === undefined) return [];
      const field = `/facts/${fact}${Array.isArray(told) ? `/${index}` : ''}${difference}`;
      return [{ weight: 'unlawful', what: 'factDiffers', stream, seq, field, says: `This is not how the other ${process} stood then.` }];
    });
  });
}

function differs(
  summary: Json,
  process: ProcessName,
  step: ReplayedStep,
  subjects: ReadonlyMap<string, ReplayedSubject>,
  law: Law,
): string | undefined {
  const id = typeof summary === 'object' && summary !== null && 'id' in summary ? summary.id : undefined;
  const other = typeof id === 'string' ? subjects.get(`${process}/${id}`) : undefined;
  if (other === undefined || !other.whole) return undefined;
  const stood = standingAt(other, step.recorded.at).map((subject) => summaryOf(process, subject, law));
  // Where it stood so at one of these moments, nobody asks how it differs from the others.
  if (stood.some((made) => isKeptAs(made, summary))) return undefined;
  const differences = stood.map((made) => (made === undefined ? '' : firstDifference(asKept(made), summary)));
  return differences.includes(undefined) ? undefined : (differences[0] ?? '');
}

/** Undefined where the law fails on what the entries made of the subject. */
function summaryOf(process: ProcessName, subject: Subject, law: Law): object | undefined {
  try {
    return law.summaryOf(process, subject);
  } catch {
    return undefined;
  }
}
