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
  return registered;
}

function makeCase(id: string, at: number, started: boolean): Filled {
  const stream = `case/${id}`;
  const entries: NewEntry[] = [];
  const sealed: NewSealedValue[] = [];
  let subject: Case | undefined;

  const enter = (command: Command, actor: Actor, facts: JsonObject): void => {
    const rulebook = rulebookOf(currentRulebookId);
    const decision = decide(caseProcess, subject, command, { at, actor, facts }, rulebook);
    if (decision.refused !== undefined) throw new Error(`The bench's own case was refused: ${JSON.stringify(decision.refused)}`);
    entries.push(entryFor(stream, entries, decision.accepted));
    subject = evolve(caseProcess, subject, decision.accepted, rulebook);
  };

  const motion = sealValue('Own motion, made by the bench.', '/payload/motion', { stream, seq: 1 });
  sealed.push(motion.sealed);
  const payload = { motion: motion.commitment, codes: ['K1'], severity: 2, startsAt: at - 3_600_000, sector: '37U-48.0-37.8' };
  const lot = createHash('sha256').update(id).digest('hex');
  enter({ name: 'OpenCase', payload }, REGISTRAR, {
    stream: id,
    freshId: id,
    lot,
    roster: [],
    report: null,
    agreement: null,
    otherCase: null,
  });
  if (started) enter({ name: 'StartPreliminary', payload: {} }, RAPPORTEUR, {});

  const after = subject as unknown as Case;
  const last = entries.at(-1) as NewEntry;
  return {
    entries,
    sealed,
    subject: {
      process: 'case',
      stream,
      seq: last.seq,
      at,
      born: true,
      ended: isEnd(caseProcess, after.state),
      after,
      deadlines: { set: Object.values(after.deadlines), ended: [] },
    },
  };
}

function entryFor(stream: string, before: readonly NewEntry[], recorded: Recorded): NewEntry {
  const { command, type, at, actor, rulebook, data } = recorded;
  const seq = before.length + 1;
  const prev = before.at(-1)?.hash ?? ZERO_HASH;
  const { bytes, hash } = sealEntry({ v: 1, stream, seq, prev, at: instantText(at), actor, command, type, rulebook, data }, sha256);
  return { stream, seq, hash, bytes, at, type };
}
