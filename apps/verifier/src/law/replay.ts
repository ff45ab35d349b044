import {
  decide,
  evolve,
  type Decision,
  type FollowUp,
  type Process,
  type Recorded,
  type Refusal,
  type Row,
  type Rulebook,
  type Subject,
} from '@tregua/casework';
import type { Entry, Json } from '@tregua/ledger';
import { againstTheClock, type Unlawful } from './deadlines.js';
import { asKept, firstDifference, isKeptAs } from './first-difference.js';
import { recordedOf } from './recorded.js';

/** One entry of a subject, decided and folded again. */
export interface ReplayedStep {
  readonly entry: Entry;
  readonly recorded: Recorded;
  /** By which the step was taken. */
  readonly row: Row;
  /** The subject before; undefined at birth. */
  readonly before: Subject | undefined;
  readonly after: Subject;
  /** What the clock says against a lapse. It stands only if no other entry is the lapse's cause: some follow from the end of another case. */
  readonly untimely: readonly Unlawful[];
  /** What the law says must follow in the same transaction. */
  readonly followUps: readonly FollowUp[];
}

export interface ReplayedSubject {
  readonly stream: string;
  readonly process: Process<Subject>;
  readonly steps: readonly ReplayedStep[];
  /** The last entry that was replayed is the last of the stream. */
  readonly whole: boolean;
}

export type Found = (entry: Entry, unlawful: Unlawful) => void;

/**
 * Replays the law over one subject: each entry is decided again on what it records and must come out exactly as recorded; then it is folded.
 * An unlawful step is named and folded all the same, so that what follows it is judged too.
 */
export function replaySubject(
  stream: string,
  entries: readonly Entry[],
  process: Process<Subject>,
  rulebookOf: (id: string) => Rulebook | undefined,
  found: Found,
): ReplayedSubject {
  const steps: ReplayedStep[] = [];
  let before: Subject | undefined;
  for (const entry of entries) {
    const recorded = recordedOf(entry);
    const row = recorded === undefined || !Object.hasOwn(process.rows, recorded.command) ? undefined : process.rows[recorded.command];
    const rulebook = recorded === undefined ? undefined : rulebookOf(recorded.rulebook);
    if (recorded === undefined || row === undefined || rulebook === undefined) {
      found(entry, whyNot(entry, process, recorded));
      return { stream, process, steps, whole: false };
    }
    if (before !== undefined && before.rulebook !== entry.rulebook) {
      found(entry, {
        what: 'rulebookIsNotPinned',
        says: `The subject is under ${before.rulebook}, this entry under ${recorded.rulebook}.`,
      });
    }
    if (row.apart !== undefined) {
      found(entry, { what: 'entryIsInAnotherStream', says: `${recorded.command} belongs into a stream of its own.` });
    }
    for (const unlawful of otherFacts(row, before, recorded)) found(entry, unlawful);
    const clock = before === undefined ? [] : attempt(() => againstTheClock(process, row, before as Subject, recorded, rulebook));
    const untimely = clock instanceof Failure ? [] : clock;
    const isLapse = row.lapses !== undefined && recorded.actor.role === 'system';
    if (!isLapse) for (const unlawful of untimely) found(entry, unlawful);
    const { followUps, unlawful } = decideAgain(process, before, recorded, rulebook);
    for (const one of unlawful) found(entry, one);
    const after = attempt(() => evolve(process, before, recorded, rulebook));
    if (after instanceof Failure) {
      found(entry, { what: 'stepCannotBeFolded', says: `The replay ends here: ${after.message}` });
      return { stream, process, steps, whole: false };
    }
    if (before === undefined && after.id !== stream.slice(stream.indexOf('/') + 1)) {
      found(entry, { what: 'subjectIsAnother', says: `The subject that is born here is ${after.id}, not the one of the stream.` });
    }
    steps.push({ entry, recorded, row, before, after, followUps, untimely: isLapse ? untimely : [] });
    before = after;
  }
  return { stream, process, steps, whole: true };
}

/** Decides one recorded entry again; what differs is unlawful. */
export function decideAgain(
  process: Process<Subject>,
  before: Subject | undefined,
  recorded: Recorded,
  rulebook: Rulebook,
): { readonly followUps: readonly FollowUp[]; readonly unlawful: readonly Unlawful[] } {
  const { command, at, actor, data } = recorded;
  const decision = attempt<Decision>(() =>
    decide(process, before, { name: command, payload: data.payload }, { at, actor, facts: data.facts }, rulebook),
  );
  if (decision instanceof Failure) {
    return {
      followUps: [],
      unlawful: [{ what: 'stepCannotBeDecided', says: `The law fails on what this entry records: ${decision.message}` }],
    };
  }
  if (decision.refused !== undefined)
    return { followUps: [], unlawful: [{ what: 'stepIsUnlawful', says: sentenceOf(process, decision.refused) }] };
  if (isAsRecorded(decision.accepted, recorded)) return { followUps: decision.followUps, unlawful: [] };
  const difference = firstDifference(kept(decision.accepted), recorded as unknown as Json);
  if (difference === undefined) return { followUps: decision.followUps, unlawful: [] };
  const field = difference.startsWith('/data/') ? difference.slice('/data'.length) : undefined;
  const unlawful: Unlawful = {
    what: difference.startsWith('/data/outcome') ? 'outcomeDiffers' : 'recordDiffers',
    ...(field === undefined ? {} : { field }),
    says: `The law gives something else at ${difference} than this entry records.`,
  };
  return { followUps: decision.followUps, unlawful: [unlawful] };
}

/** A quick yes: payload, facts and actor are handed through as they are, so what the law itself says is little. */
function isAsRecorded(made: Recorded, recorded: Recorded): boolean {
  return (
    made.command === recorded.command &&
    made.type === recorded.type &&
    made.at === recorded.at &&
    made.actor === recorded.actor &&
    made.rulebook === recorded.rulebook &&
    made.data.as === recorded.data.as &&
    made.data.payload === recorded.data.payload &&
    made.data.facts === recorded.data.facts &&
    isKeptAs(made.data.outcome, recorded.data.outcome)
  );
}

/** As the door kept it. Payload, facts and actor are handed through and are plain already; only what the law worked out may hold what JSON does not carry. */
function kept({ data, ...recorded }: Recorded): Json {
  return { ...recorded, data: { ...data, outcome: asKept(data.outcome) } } as unknown as Json;
}

/** An entry records just the facts that its row needs (and at birth the id that the door gave): no others could have been looked at. */
function otherFacts(row: Row, before: Subject | undefined, { data }: Recorded): Unlawful[] {
  if (hasJust(data.facts, row.needs ?? [], before === undefined)) return [];
  const { stream, freshId } = data.facts;
  // The id of what is born may stand twice: as the stream's, and as a fresh one.
  const isTwice = before === undefined && freshId !== undefined && freshId === stream && !(row.needs ?? []).includes('freshId');
  const needed = [...(row.needs ?? []), ...(before === undefined ? ['stream'] : []), ...(isTwice ? ['freshId'] : [])].sort();
  const recorded = Object.keys(data.facts).sort();
  if (needed.join() === recorded.join()) return [];
  const says = `This step needs the facts [${needed.join(', ')}] and records [${recorded.join(', ')}].`;
  return [{ what: 'factsAreOthers', field: '/facts', says }];
}

/** A quick yes: these facts and no others; of what is born, with its id. */
function hasJust(facts: Recorded['data']['facts'], needs: readonly string[], isBirth: boolean): boolean {
  let count = needs.length + (isBirth ? 1 : 0);
  for (const _ in facts) count -= 1;
  return count === 0 && (!isBirth || Object.hasOwn(facts, 'stream')) && needs.every((fact) => Object.hasOwn(facts, fact));
}

function whyNot(entry: Entry, process: Process<Subject>, recorded: Recorded | undefined): Unlawful {
  if (recorded === undefined)
    return { what: 'entryIsNoStep', says: 'The entry does not hold what a step of the law records. The replay ends here.' };
  if (!Object.hasOwn(process.rows, recorded.command)) {
    return { what: 'commandIsUnknown', says: `The ${process.name} process knows no command ${recorded.command}. The replay ends here.` };
  }
  return {
    what: 'rulebookIsUnknown',
    says: `This verifier does not know the rulebook ${String(entry.rulebook)}: a law that the file itself brings proves nothing. The replay ends here.`,
  };
}

function sentenceOf(process: Process<Subject>, refused: readonly Refusal[]): string {
  return `The law refuses this step: ${refused.map(({ code, params }) => `${code} (${process.guards[code]?.says ?? JSON.stringify(params)})`).join('; ')}`;
}

class Failure {
  constructor(readonly message: string) {}
}

/** Hostile entries may hold what no code of the law expects: then that is the finding. */
function attempt<T>(work: () => T): T | Failure {
  try {
    return work();
  } catch (error) {
    return new Failure(error instanceof Error ? error.message : 'unknown');
  }
}
