import { Injectable } from '@nestjs/common';
import type { Subject } from '@tregua/casework';
import { Entering, plainActor } from './entering.js';
import type { Law } from './law.js';
import { Motions } from './motions.js';
import { StoreIsBusy, type Changes, type DocketStore, type DocketTransaction, type NewEntry, type Opening } from './ports.js';
import type {
  Answer,
  Entered,
  EnterRequest,
  IdempotencyKey,
  LapsedSummary,
  ProcessName,
  ProposeRequest,
  Repeatable,
  SignRequest,
} from './requests.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * The only door that changes a case or a report. One transaction: read where the subject stands, enter what lapsed, compare what the actor saw,
 * seal the texts, decide, evolve, append, and write all of it, whole or not at all.
 */
@Injectable()
export class Docket {
  private readonly motions: Motions;

  constructor(
    private readonly store: DocketStore,
    private readonly law: Law,
  ) {
    this.motions = new Motions(law);
  }

  /** Enters one command. Lapses that were due stay entered even when the command is then refused. */
  async enter(request: EnterRequest): Promise<Answer> {
    const row = this.law.processOf(request.process).rows[request.command];
    if (row === undefined) return { status: 'refused', refusals: [{ code: 'commandIsKnown', params: { command: request.command } }] };
    if (request.stream !== undefined && !UUID.test(request.stream)) return { status: 'unknown' };
    const birth = row.from === null;
    if (!birth && request.stream === undefined) return { status: 'unknown' };
    return await this.answering(request, async (transaction) => {
      const id = request.stream ?? this.store.newId();
      const stream = `${request.process}/${id}`;
      // A birth whose id is made here locks nothing and looks at nothing: nobody can know of it yet.
      const opening = await transaction.open({
        ...(request.stream === undefined ? {} : { stream }),
        actor: request.actor.id,
        ...(request.idempotency === undefined ? {} : { key: request.idempotency }),
      });
      const repeated = answerBefore(opening);
      if (repeated !== undefined) return { ...repeated, about: { process: request.process, id: request.stream ?? repeated.bornAs } };
      if (!birth && opening.head?.subject === undefined) return { answer: { status: 'unknown' } };

      const entering = new Entering(this.law, transaction, opening.at, () => this.store.newId());
      entering.know(stream, opening.head);
      await entering.lapse(request.process, stream);
      const answer = await this.enterCommand(entering, request, id, stream);
      keep(transaction, entering, request, answer);
      return { answer };
    });
  }

  private async enterCommand(entering: Entering, request: EnterRequest, id: string, stream: string): Promise<Answer> {
    const seq = (await entering.head(stream))?.seq ?? 0;
    if (request.expectedSeq !== undefined && request.expectedSeq !== seq) return { status: 'stale', seq };
    const from = entering.written.length;
    const { process, command, payload, actor } = request;
    const outcome = await entering.enter({ process, stream, command, payload, actor: plainActor(actor) });
    if (outcome.refused !== undefined) return { status: 'refused', refusals: outcome.refused };
    return enteredAnswer(process, id, outcome.entered, outcome.state, entering.places(from));
  }

  /** A member of a bench proposes a command; the proposal counts as the first signature. Where one signature is enough, it is entered at once. */
  async propose(request: ProposeRequest): Promise<Answer> {
    if (!UUID.test(request.stream)) return { status: 'unknown' };
    return await this.answering(request, async (transaction) => {
      const subjectStream = `${request.process}/${request.stream}`;
      const opening = await transaction.open({ stream: subjectStream, actor: request.actor.id, ...keyOf(request.idempotency) });
      const repeated = answerBefore(opening);
      if (repeated !== undefined) return { ...repeated, about: { process: request.process, id: request.stream } };
      if (opening.head?.subject === undefined) return { answer: { status: 'unknown' } };
      const entering = new Entering(this.law, transaction, opening.at, () => this.store.newId());
      entering.know(subjectStream, opening.head);
      await entering.lapse(request.process, subjectStream);
      const answer = await this.motions.propose(entering, request);
      keep(transaction, entering, request, answer);
      return { answer };
    });
  }

  /** A member signs a motion. When a majority of the bench is for it, its command is entered in the same transaction. */
  async sign(request: SignRequest): Promise<Answer> {
    if (!UUID.test(request.motion)) return { status: 'unknown' };
    return await this.answering(request, async (transaction) => {
      const opening = await transaction.open({
        stream: `motion/${request.motion}`,
        actor: request.actor.id,
        ...keyOf(request.idempotency),
      });
      const repeated = answerBefore(opening);
      if (repeated !== undefined) {
        const motion = await transaction.motion(request.motion);
        return { ...repeated, about: { process: motion?.process ?? 'case', id: motion?.target ?? '' } };
      }
      if (opening.head === undefined) return { answer: { status: 'unknown' } };
      const entering = new Entering(this.law, transaction, opening.at, () => this.store.newId());
      entering.know(`motion/${request.motion}`, opening.head);
      const answer = await this.motions.sign(entering, request);
      keep(transaction, entering, request, answer);
      return { answer };
    });
  }

  /**
   * Enters the lapses that are due, of at most `limit` subjects. Running it twice, or in two workers at once, enters each once. A subject that no lapse
   * takes, or that cannot even be read or written, is set aside and tried again later: it holds up nobody else's deadlines.
   */
  async lapseDue(limit: number): Promise<LapsedSummary> {
    const due = await this.store.dueStreams(limit);
    const entered: { stream: string; seq: number; type: string }[] = [];
    const stuck = new Map<string, string>();
    let busy = 0;
    for (const { stream, isSetAside } of due) {
      try {
        const done = await this.lapseStream(stream);
        entered.push(...done.written.map(({ stream: of, seq, type }) => ({ stream: of, seq, type })));
        for (const left of done.stuck) stuck.set(left, 'no lapse would take it');
        if (isSetAside && !done.stuck.includes(stream)) await this.store.takeBack(stream);
      } catch (error) {
        if (error instanceof StoreIsBusy) busy += 1;
        else stuck.set(stream, nameOf(error));
      }
    }
    for (const [stream, reason] of stuck) await this.store.setAside(stream, reason);
    return { subjects: due.length, entered, stuck: [...stuck].map(([stream, reason]) => ({ stream, reason })), busy };
  }

  private async lapseStream(stream: string): Promise<{ written: readonly NewEntry[]; stuck: readonly string[] }> {
    return await this.store.transaction(async (transaction) => {
      const opening = await transaction.open({ stream, actor: 'system' });
      const entering = new Entering(this.law, transaction, opening.at, () => this.store.newId());
      entering.know(stream, opening.head);
      await entering.lapse(stream.startsWith('report/') ? 'report' : 'case', stream);
      transaction.keep(entering.changes());
      return { written: entering.written, stuck: entering.stuck };
    });
  }

  /** Who asks again is asked again: an answer is repeated only to somebody who may still know of its subject. After the work, since the asking waits for no lock. */
  private async answering({ mayStillKnow }: Repeatable, work: (transaction: DocketTransaction) => Promise<Said>): Promise<Answer> {
    try {
      const { answer, about } = await this.store.transaction(work);
      if (about === undefined || mayStillKnow === undefined) return answer;
      return (await mayStillKnow(about.process, about.id)) ? answer : { status: 'unknown' };
    } catch (error) {
      if (error instanceof StoreIsBusy) return { status: 'busy' };
      throw error;
    }
  }
}

/** An answer; and for one that was given before, what it is about. */
interface Said {
  readonly answer: Answer;
  readonly about?: { readonly process: ProcessName; readonly id: string };
}

/** What an error is, without what it says: a message may hold values of the subject. */
function nameOf(error: unknown): string {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  return [name, code].filter((part) => typeof part === 'string' && /^\w{1,64}$/.test(part)).join(' ') || 'unknown';
}

function keyOf(key: IdempotencyKey | undefined): { readonly key?: IdempotencyKey } {
  return key === undefined ? {} : { key };
}

/** The same key and body get the same answer, byte for byte; another body is refused (nothing-lost.md). */
function answerBefore({ answered }: Opening): { readonly answer: Answer; readonly bornAs: string } | undefined {
  if (answered === undefined) return undefined;
  const bornAs = answered.answer.status === 'entered' ? answered.answer.id : '';
  return { answer: answered.sameBody ? answered.answer : { status: 'keyReused' }, bornAs };
}

function keep(
  transaction: DocketTransaction,
  entering: Entering,
  request: { readonly actor: { readonly id: string }; readonly idempotency?: IdempotencyKey },
  answer: Answer,
): void {
  const changes: Changes = entering.changes();
  const key = request.idempotency;
  // Only what had an effect is remembered: a refused command may be sent again with the same key once the guard is met.
  const remembered = key === undefined || answer.status !== 'entered' ? {} : { answer: { actor: request.actor.id, key, answer } };
  transaction.keep({ ...changes, ...remembered });
}

export function enteredAnswer(
  process: Entered['process'],
  id: string,
  entry: NewEntry,
  state: Subject['state'],
  entries: Entered['entries'],
): Entered {
  const { stream, seq, hash, at, type } = entry;
  return { status: 'entered', process, id, stream, seq, hash, at, state, type, entries };
}
