import type { FollowUp } from '@tregua/casework';
import { canonicalJson, type Entry } from '@tregua/ledger';
import type { ReplayedStep, ReplayedSubject } from './replay.js';
import type { WeighedFinding } from '../finding.js';

interface Caused {
  readonly by: Entry;
  readonly followUp: FollowUp;
  met: boolean;
}

/**
 * What the law itself enters must have a cause, and what must follow must be there: an admitted report opens its case in the same transaction, and
 * the system opens none by itself. Where the other stream is not in the file, that is said and no more.
 */
export function checkCauses(subjects: readonly ReplayedSubject[]): WeighedFinding[] {
  const caused = new Map<string, Caused[]>();
  for (const step of subjects.flatMap(({ steps }) => steps)) {
    for (const followUp of step.followUps) {
      const key = keyOf(`${followUp.process}/${followUp.stream}`, followUp.command.name, followUp.command.payload);
      const same = caused.get(key) ?? [];
      same.push({ by: step.entry, followUp, met: false });
      caused.set(key, same);
    }
  }
  const inFile = new Set(subjects.map(({ stream }) => stream));
  const whole = new Set(subjects.filter((subject) => subject.whole).map(({ stream }) => stream));
  const uncaused = subjects.flatMap(({ process, steps }) =>
    steps
      .filter((step) => step.recorded.actor.role === 'system' && process.rows[step.recorded.command]?.lapses === undefined)
      .flatMap((step) => causeOf(step, caused, whole)),
  );
  const unmet = [...caused.values()].flat().filter(({ met, followUp }) => !met && whole.has(`${followUp.process}/${followUp.stream}`));
  const elsewhere = [...caused.values()].flat().filter(({ followUp }) => !inFile.has(`${followUp.process}/${followUp.stream}`));
  return [...uncaused, ...unmet.map(missing), ...elsewhere.map(notHere)];
}

function causeOf(step: ReplayedStep, caused: ReadonlyMap<string, Caused[]>, whole: ReadonlySet<string>): WeighedFinding[] {
  const { stream, seq } = step.entry;
  const causes = caused.get(keyOf(stream, step.recorded.command, step.recorded.data.payload)) ?? [];
  const cause = causes.find(({ met, by }) => !met && by.at <= step.entry.at);
  if (cause !== undefined) {
    cause.met = true;
    return [];
  }
  const { command, data } = step.recorded;
  // A cause names itself: the report that opens a case, the lead that draws a child after it. Where that one is in the file, the cause had to be.
  const named = Object.values(data.payload).some(
    (value) => typeof value === 'string' && (whole.has(`case/${value}`) || whole.has(`report/${value}`)),
  );
  if (named) {
    const says = `Nothing in the streams that this step names makes the law enter ${command} here.`;
    return [{ weight: 'unlawful', what: 'stepHasNoCause', stream, seq, says }];
  }
  const says = `The law entered ${command} here because of an entry that this file does not hold.`;
  return [{ weight: 'note', what: 'causeIsNotHere', stream, seq, says }];
}

function missing({ by, followUp }: Caused): WeighedFinding {
  const to = `${followUp.process}/${followUp.stream}`;
  const says = `${followUp.command.name} had to follow in ${to}, and is not there.`;
  return { weight: 'unlawful', what: 'consequenceIsMissing', stream: by.stream, seq: by.seq, says };
}

function notHere({ by, followUp }: Caused): WeighedFinding {
  const says = `${followUp.command.name} had to follow in ${followUp.process}/${followUp.stream}, a stream that this file does not hold.`;
  return { weight: 'note', what: 'consequenceIsNotHere', stream: by.stream, seq: by.seq, says };
}

function keyOf(stream: string, command: string, payload: object): string {
  return `${stream} ${command} ${canonicalJson(payload)}`;
}
