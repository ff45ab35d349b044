import {
  rightOf,
  shapeProblems,
  situationOf,
  type Actor,
  type Facts,
  type JsonObject,
  type Refusal,
  type Row,
  type Signature,
  type Subject,
} from '@tregua/casework';
import { entryOf, valueAt } from '@tregua/ledger';
import { plainActor, type Entering } from './entering.js';
import type { BenchSeat, Law } from './law.js';
import type { MotionRow, NewEntry } from './ports.js';
import type { Answer, Entered, ProposeRequest, SignRequest } from './requests.js';
import { sealPayload, sealValue } from './sealing.js';

/**
 * A bench acts by motion: one member proposes a command with its payload, others sign; when a majority is for it, the door enters the command with
 * the signatures as a fact. The motion has a stream of its own, in which what is proposed is sealed as a whole: what a bench discusses is its own
 * affair until it acts. The proposer is the actor of the command, by the right that the row names.
 */
export class Motions {
  constructor(private readonly law: Law) {}

  async propose(entering: Entering, request: ProposeRequest): Promise<Answer> {
    const { process, stream: target, command, payload, actor } = request;
    const stream = `${process}/${target}`;
    const subject = (await entering.subject(stream)) as Subject;
    const row = this.law.processOf(process).rows[command];
    const refusal = this.whyNot(subject, row, request, entering.at);
    if (refusal !== undefined || row === undefined) return { status: 'refused', refusals: refusal ?? [] };
    const rulebook = this.law.rulebookOf(subject.rulebook);
    const fields = this.law.processOf(process).fields[command] ?? {};
    // What could never be carried is not put before a bench: the whole shape is asked as the law will ask it, codes by the rulebook's lists.
    const { payload: hidden, problems: unsealable } = sealPayload(payload, fields, { stream, seq: 1 }, rulebook, false);
    const problems = unsealable.length > 0 ? unsealable : shapeProblems(hidden, fields, rulebook);
    if (problems.length > 0) {
      return { status: 'refused', refusals: problems.map((problem) => ({ code: 'payloadIsShaped', params: { ...problem } })) };
    }

    const id = entering.newId();
    const motion = `motion/${id}`;
    entering.know(motion, undefined);
    const { commitment, sealed } = sealValue(payload, '/payload/proposed', { stream: motion, seq: 1 });
    entering.keepSealed(sealed);
    const made = this.record(entering, motion, subject.rulebook, 'ProposeMotion', 'MotionMade', actor, {
      target: stream,
      command,
      proposed: commitment,
    });
    const mine = signature(this.benchFor(subject, row), actor, 'for', entering.at);
    const open: MotionRow = {
      id,
      process,
      target,
      command,
      status: 'open',
      proposer: actor.id,
      signatures: mine === undefined ? [] : [mine as unknown as JsonObject],
    };
    return await this.conclude(entering, open, made, payload, actor);
  }

  async sign(entering: Entering, request: SignRequest): Promise<Answer> {
    const motion = await entering.transaction.motion(request.motion);
    if (motion === undefined) return { status: 'unknown' };
    const stream = `${motion.process}/${motion.target}`;
    await entering.lapse(motion.process, stream);
    const subject = await entering.subject(stream);
    const row = this.law.processOf(motion.process).rows[motion.command];
    if (subject === undefined || row === undefined) return { status: 'unknown' };
    const mine = signature(this.benchFor(subject, row), request.actor, request.position, entering.at);
    const signed = motion.signatures as unknown as readonly Signature[];
    const refusals: Refusal[] = [
      ...(motion.status === 'open' ? [] : [{ code: 'motionIsOpen', params: { status: motion.status } }]),
      ...(mine === undefined ? [{ code: 'roleAllows', params: { command: 'SignMotion', role: request.actor.role, by: row.by } }] : []),
      ...(signed.some(({ member }) => member === request.actor.id)
        ? [{ code: 'motionIsSignedOnce', params: { member: request.actor.id } }]
        : []),
    ];
    if (refusals.length > 0 || mine === undefined) return { status: 'refused', refusals };

    const payload = { position: request.position };
    const entry = this.record(entering, `motion/${motion.id}`, subject.rulebook, 'SignMotion', 'MotionSigned', request.actor, payload);
    const { proposed, proposer } = await this.proposal(entering, motion);
    const next = { ...motion, signatures: [...motion.signatures, mine as unknown as JsonObject] };
    return await this.conclude(entering, next, entry, proposed, proposer);
  }

  /** Enters the command when enough have signed; a motion that can no longer win is rejected. */
  private async conclude(entering: Entering, motion: MotionRow, entry: NewEntry, payload: JsonObject, proposer: Actor): Promise<Answer> {
    const stream = `${motion.process}/${motion.target}`;
    const from = entering.written.length - 1;
    const subject = (await entering.subject(stream)) as Subject;
    const row = this.law.processOf(motion.process).rows[motion.command] as Row;
    const bench = this.benchFor(subject, row);
    const standing = standingOf(motion, bench, isOfTheBench(row));
    let status: MotionRow['status'] = standing === 'lost' ? 'rejected' : 'open';
    let unmet: readonly Refusal[] = [];
    if (standing === 'won') {
      const facts: Facts = { signatures: motion.signatures };
      const one = { process: motion.process, stream, command: motion.command, payload, actor: plainActor(proposer), facts };
      const outcome = await entering.enter(one);
      if (outcome.refused === undefined) status = 'carried';
      else unmet = outcome.refused;
    }
    entering.keepMotion({ ...motion, status });
    if (status === 'open' && entry.type === 'MotionMade') entering.tell(entry, ['signers']);
    const answer: Entered = {
      status: 'entered',
      process: 'motion',
      id: motion.id,
      stream: entry.stream,
      seq: entry.seq,
      hash: entry.hash,
      at: entry.at,
      state: status,
      type: entry.type,
      entries: entering.places(from),
    };
    return unmet.length === 0 ? answer : { ...answer, unmet };
  }

  /** Why this actor may not propose this here and now: the same row that the command itself will be judged by. */
  private whyNot(subject: Subject, row: Row | undefined, request: ProposeRequest, at: number): readonly Refusal[] | undefined {
    const { command, actor } = request;
    if (row === undefined) return [{ code: 'commandIsKnown', params: { command } }];
    if (row.from === null || !row.from.includes(subject.state)) return [{ code: 'stateAllows', params: { command, state: subject.state } }];
    if (!isOfTheBench(row) && !(row.needs ?? []).includes('signatures')) return [{ code: 'commandTakesMotion', params: { command } }];
    const process = this.law.processOf(request.process);
    const moment = { at, actor: plainActor(actor), facts: {} };
    const situation = situationOf(subject, { name: command, payload: {} }, moment, this.law.rulebookOf(subject.rulebook));
    const as = rightOf(process, row, situation);
    return as === undefined ? [{ code: 'roleAllows', params: { command, role: actor.role, by: row.by } }] : undefined;
  }

  private record(
    entering: Entering,
    stream: string,
    rulebook: string,
    command: string,
    type: string,
    actor: Actor,
    payload: JsonObject,
  ): NewEntry {
    const data = { as: 'bench', payload, facts: {}, outcome: {} };
    return entering.append(stream, entering.known(stream), { command, type, at: entering.at, actor: plainActor(actor), rulebook, data });
  }

  private async proposal(entering: Entering, motion: MotionRow): Promise<{ readonly proposed: JsonObject; readonly proposer: Actor }> {
    const [first] = await entering.transaction.entries(`motion/${motion.id}`);
    const proposed = first?.opened['/payload/proposed']?.value;
    if (first === undefined || proposed === undefined || valueAt(entryOf(first.bytes).data, '/payload/target') === undefined) {
      throw new Error(`What motion ${motion.id} proposes is not there any more.`);
    }
    return { proposed: proposed as JsonObject, proposer: entryOf(first.bytes).actor as unknown as Actor };
  }

  private benchFor(subject: Subject, row: Row): readonly BenchSeat[] {
    return this.law.benchOf(subject, row.by.find((right) => right.endsWith('bench')) ?? 'bench');
  }
}

function isOfTheBench(row: Row): boolean {
  return row.by.some((right) => right.endsWith('bench'));
}

function signature(bench: readonly BenchSeat[], actor: Actor, position: Signature['position'], at: number): Signature | undefined {
  const seat = bench.find(({ member }) => member === actor.id);
  return seat === undefined ? undefined : { member: seat.member, constituency: seat.constituency, position, at };
}

/** A bench's own command needs a majority of its seats; another's command that only needs signatures is tried after each. */
function standingOf(motion: MotionRow, bench: readonly BenchSeat[], ofTheBench: boolean): 'won' | 'lost' | 'open' {
  const seated = new Set(bench.map(({ member }) => member));
  const signed = (motion.signatures as unknown as readonly Signature[]).filter(({ member }) => seated.has(member));
  const inFavour = signed.filter(({ position }) => position === 'for').length;
  const majority = Math.floor(bench.length / 2) + 1;
  if (!ofTheBench) return signed.length >= bench.length || inFavour > 0 ? 'won' : 'open';
  if (inFavour >= majority) return 'won';
  return signed.length - inFavour > bench.length - majority ? 'lost' : 'open';
}
