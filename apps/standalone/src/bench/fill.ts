import { createHash } from 'node:crypto';
import {
  caseProcess,
  currentRulebookId,
  decide,
  evolve,
  isEnd,
  rulebookOf,
  type Actor,
  type Case,
  type Command,
  type JsonObject,
  type Recorded,
} from '@tregua/casework';
import { sealValue, sha256, type ChangedSubject, type DocketStore, type NewEntry, type NewSealedValue } from '@tregua/docket';
import { instantText, sealEntry, ZERO_HASH } from '@tregua/ledger';

const BATCH = 100;
const REGISTRAR: Actor = { id: '018f0000-0000-7000-8000-000000000001', role: 'registrar' };
const RAPPORTEUR: Actor = { id: '018f0000-0000-7000-8000-000000000002', role: 'rapporteur' };

interface Filled {
  readonly entries: NewEntry[];
  readonly sealed: NewSealedValue[];
  readonly subject: ChangedSubject;
}

/**
 * Fills the database with cases whose chains are valid: each is decided, folded and chained as the door would, and written by the store in
 * batches, without HTTP. Every second case has gone on to PRELIMINARY. They were opened one after another up to `until`, half a second apart,
 * so that none has a deadline that is due.
 *
 * @returns ids of the cases that are still REGISTERED, newest last.
 */
export async function fillCases(
  store: DocketStore,
  range: { readonly from: number; readonly to: number },
  until: number,
): Promise<string[]> {
  const registered: string[] = [];
  for (let index = range.from; index < range.to; index += BATCH) {
    const batch: Filled[] = [];
    for (let one = index; one < Math.min(index + BATCH, range.to); one += 1) {
      const id = store.newId();
      batch.push(makeCase(id, until - (range.to - one) * 500, one % 2 === 1));
      if (one % 2 === 0) registered.push(id);
    }
    await keep(store, batch);
  }
  return registered;
}

/** One case whose history has so many entries: its hour is corrected again and again, a second apart up to `until`, each time to another one. Returns its id. */
export async function fillLongCase(store: DocketStore, length: number, until: number): Promise<string> {
  const id = store.newId();
  const written = new WrittenCase(id, until - length * 1000);
  for (let seq = 2; seq <= length; seq += 1) {
    const at = until - (length - seq) * 1000;
    const reason = written.seal('A watch was wrong.', '/payload/reason');
    written.enter(at, { name: 'CorrectBreachTime', payload: { startsAt: at - 7_200_000 - seq * 2000, reason } }, REGISTRAR, {});
  }
  await keep(store, [written.filled()]);
  return id;
}

async function keep(store: DocketStore, batch: readonly Filled[]): Promise<void> {
  await store.transaction((transaction) => {
    transaction.keep({
      entries: batch.flatMap(({ entries }) => entries),
      sealed: batch.flatMap(({ sealed }) => sealed),
      subjects: batch.map(({ subject }) => subject),
      outbox: [],
      served: [],
      motions: [],
    });
    return Promise.resolve();
  });
}

/** A case as it grows in memory, from its opening on. */
class WrittenCase {
  private readonly stream: string;
  private readonly entries: NewEntry[] = [];
  private readonly sealed: NewSealedValue[] = [];
  private readonly rulebook = rulebookOf(currentRulebookId);
  private subject: Case | undefined;

  constructor(id: string, at: number) {
    this.stream = `case/${id}`;
    const motion = this.seal('Own motion, made by the bench.', '/payload/motion');
    const payload = { motion, codes: ['K1'], severity: 2, startsAt: at - 3_600_000, sector: '37U-48.0-37.8' };
    const lot = createHash('sha256').update(id).digest('hex');
    const facts = { stream: id, freshId: id, lot, roster: [], report: null, agreement: null, otherCase: null };
    this.enter(at, { name: 'OpenCase', payload }, REGISTRAR, facts);
  }

  /** Seals a text of the entry that comes next. Returns its commitment. */
  seal(text: string, place: string): JsonObject {
    const { sealed, commitment } = sealValue(text, place, { stream: this.stream, seq: this.entries.length + 1 });
    this.sealed.push(sealed);
    return commitment;
  }

  enter(at: number, command: Command, actor: Actor, facts: JsonObject): void {
    const decision = decide(caseProcess, this.subject, command, { at, actor, facts }, this.rulebook);
    if (decision.refused !== undefined) throw new Error(`The bench's own case was refused: ${JSON.stringify(decision.refused)}`);
    this.entries.push(entryFor(this.stream, this.entries, decision.accepted));
    this.subject = evolve(caseProcess, this.subject, decision.accepted, this.rulebook);
  }

  filled(): Filled {
    const after = this.subject as Case;
    const { seq, at } = this.entries.at(-1) as NewEntry;
    const ended = isEnd(caseProcess, after.state);
    const deadlines = { set: Object.values(after.deadlines), ended: [] };
    const subject = { process: 'case', stream: this.stream, seq, at, born: true, ended, after, deadlines } as const;
    return { entries: this.entries, sealed: this.sealed, subject };
  }
}

function makeCase(id: string, at: number, started: boolean): Filled {
  const written = new WrittenCase(id, at);
  if (started) written.enter(at, { name: 'StartPreliminary', payload: {} }, RAPPORTEUR, {});
  return written.filled();
}

function entryFor(stream: string, before: readonly NewEntry[], recorded: Recorded): NewEntry {
  const { command, type, at, actor, rulebook, data } = recorded;
  const seq = before.length + 1;
  const prev = before.at(-1)?.hash ?? ZERO_HASH;
  const { bytes, hash } = sealEntry({ v: 1, stream, seq, prev, at: instantText(at), actor, command, type, rulebook, data }, sha256);
  return { stream, seq, hash, bytes, at, type };
}
