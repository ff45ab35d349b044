import type { FollowUp } from '@tregua/casework';
import { canonicalJson, valueAt, type Entry } from '@tregua/ledger';
import { isRecomputation } from './corrections.js';
import type { ReplayedStep, ReplayedSubject } from './replay.js';
import type { WeighedFinding } from '../finding.js';

interface Caused {
  readonly by: Entry;
  readonly followUp: FollowUp;
  /** Of the command, in canonical form. */
  readonly payload: string;
  met: boolean;
}

/**
 * What the law itself enters must have a cause, and what must follow must be there: an admitted report opens its case in the same transaction, and
 * the system opens none by itself. Where the other stream is not in the file, that is said and no more.
 */
export function checkCauses(subjects: readonly ReplayedSubject[]): WeighedFinding[] {
  const caused = new Map<string, Caused[]>();
  for (const { steps } of subjects) {
    for (const { entry, followUps } of steps) {
      for (const followUp of followUps) {
        const key = keyOf(`${followUp.process}/${followUp.stream}`, followUp.command.name);
        const same = caused.get(key);
        const one = { by: entry, followUp, payload: canonicalJson(followUp.command.payload), met: false };
        if (same === undefined) caused.set(key, [one]);
        else same.push(one);
      }
    }
  }
  const inFile = new Set(subjects.map(({ stream }) => stream));
  const whole = new Set(subjects.filter((subject) => subject.whole).map(({ stream }) => stream));
  const uncaused = subjects.flatMap(({ steps }) =>
    steps
      // What a corrected calendar does has two persons for its cause: corrections.ts looks for them.
      .filter((step) => step.recorded.actor.role === 'system' && !isRecomputation(step))
      .flatMap((step) => causeOf(step, caused, inFile, whole)),
  );
  const unmet = [...caused.values()].flat().filter(({ met, followUp }) => !met && whole.has(`${followUp.process}/${followUp.stream}`));
  const elsewhere = [...caused.values()].flat().filter(({ followUp }) => !inFile.has(`${followUp.process}/${followUp.stream}`));
  return [...uncaused, ...unmet.map(missing), ...elsewhere.map(notHere)];
}

function causeOf(
  step: ReplayedStep,
  caused: ReadonlyMap<string, Caused[]>,
  inFile: ReadonlySet<string>,
  whole: ReadonlySet<string>,
): WeighedFinding[] {
  const { stream, seq } = step.entry;
  const isLapse = step.row.lapses !== undefined;
  const causes = caused.get(keyOf(stream, step.recorded.command)) ?? [];
  const payload = causes.length === 0 ? '' : canonicalJson(step.recorded.data.payload);
  const cause = causes.find((one) => !one.met && one.payload === payload && one.by.at <= step.entry.at);
  if (cause !== undefined) {
    cause.met = true;
    return [];
  }
  if (isLapse && step.untimely.length === 0) return [];
  const others = namedBy(step, isLapse);
  // A cause names itself: the report that opens a case, the lead that its children hang on. Where that one is in the file, the cause had to be.
  const isHere = others.some((other) => whole.has(other));
  const isElsewhere = others.length > 0 && !others.some((other) => inFile.has(other));
  const unlawful = (what: string, says: string): WeighedFinding => ({ weight: 'unlawful', what, stream, seq, says });
  const mayFollow = isElsewhere && step.untimely.every(({ what }) => what === 'lapseHasNoDeadline');
  if (isLapse && !mayFollow) return step.untimely.map(({ what, says }) => unlawful(what, says));
  const { command } = step.recorded;
  if (isHere) return [unlawful('stepHasNoCause', `Nothing in the streams that this step names makes the law enter ${command} here.`)];
  const says = `The law entered ${command} here because of an entry that this file does not hold.`;
  return [{ weight: 'unshown', what: 'causeIsNotHere', stream, seq, says }];
}

/** Streams of the other subjects that a step is about: by what it was told of another case, or (a lapse names a deadline's item there) by its payload. */
function namedBy({ entry, recorded }: ReplayedStep, isLapse: boolean): string[] {
  const { payload, facts } = recorded.data;
  const named = [valueAt(facts, '/otherCase/id'), ...(isLapse ? [] : Object.values(payload))];
  return named
    .filter((value) => typeof value === 'string')
    .flatMap((id) => [`case/${id}`, `report/${id}`])
    .filter((other) => other !== entry.stream);
}

function missing({ by, followUp }: Caused): WeighedFinding {
  const to = `${followUp.process}/${followUp.stream}`;
  const says = `${followUp.command.name} had to follow in ${to}, and is not there.`;
  return { weight: 'unlawful', what: 'consequenceIsMissing', stream: by.stream, seq: by.seq, says };
}

function notHere({ by, followUp }: Caused): WeighedFinding {
  const says = `${followUp.command.name} had to follow in ${followUp.process}/${followUp.stream}, a stream that this file does not hold.`;
  return { weight: 'unshown', what: 'consequenceIsNotHere', stream: by.stream, seq: by.seq, says };
}

function keyOf(stream: string, command: string): string {
  return `${stream} ${command}`;
}
