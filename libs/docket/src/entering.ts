import {
  decide,
  dueLapses,
  evolve,
  type Actor,
  type Command,
  type Facts,
  type FollowUp,
  type JsonObject,
  type Process,
  type Recorded,
  type Refusal,
  type Row,
  type Rulebook,
  type Subject,
} from '@tregua/casework';
import { entryOf, instantText, sealEntry, ZERO_HASH } from '@tregua/ledger';
import { deadlineChanges } from './deadline-changes.js';
import { loadFacts } from './facts.js';
import type { Law } from './law.js';
import type {
  ChangedSubject,
  Changes,
  DocketTransaction,
  MotionRow,
  NewEntry,
  NewSealedValue,
  OutboxRow,
  ServedEntry,
  StoredHead,
} from './ports.js';
import type { EnteredPlace, ProcessName } from './requests.js';
import { sealPayload, sha256 } from './sealing.js';
import { servedOn } from './served.js';

export const SYSTEM: Actor = { id: 'system', role: 'system' };

/** More entries than this in one transaction is a loop of the law, not a case. */
const MOST_ENTRIES = 200;

export interface EnterOne {
  readonly process: ProcessName;
  /** Full name of the subject's stream. */
  readonly stream: string;
  readonly command: string;
  readonly payload: JsonObject;
  readonly actor: Actor;
  /** Facts that the caller has already: the signatures of a motion. */
  readonly facts?: Facts;
}

export type Outcome =
  | { readonly entered: NewEntry; readonly state: string; readonly refused?: undefined }
  | { readonly refused: readonly Refusal[]; readonly entered?: undefined };

interface Standing {
  readonly head: StoredHead | undefined;
  /** What was kept when the transaction began: deadlines are compared with it. */
  readonly first: StoredHead | undefined;
}

interface Mark {
  readonly standing: Map<string, Standing>;
  readonly entries: number;
  readonly sealed: number;
  readonly outbox: number;
  readonly served: number;
}

/**
 * One transaction's work in memory: where each stream stands now, and what will be written. Everything that is entered goes through `enter`:
 * a person's command, a lapse, a follow-up.
 */
export class Entering {
  private standing = new Map<string, Standing>();
  private readonly entries: NewEntry[] = [];
  private readonly sealed: NewSealedValue[] = [];
  private readonly outbox: OutboxRow[] = [];
  private readonly served: ServedEntry[] = [];
  private readonly motions: MotionRow[] = [];
  readonly stuck: string[] = [];

  constructor(
    readonly law: Law,
    readonly transaction: DocketTransaction,
    /** By the database's clock; one instant for the whole transaction. */
    readonly at: number,
    readonly newId: () => string,
  ) {}

  /** Takes note of where a stream stands; `undefined`: it is not there yet. */
  know(stream: string, head: StoredHead | undefined): void {
    this.standing.set(stream, { head, first: head });
  }

  async head(stream: string): Promise<StoredHead | undefined> {
    if (!this.standing.has(stream)) await this.loadAll([stream]);
    return this.standing.get(stream)?.head;
  }

  /** Where a stream stands that was loaded before. */
  known(stream: string): StoredHead | undefined {
    return this.standing.get(stream)?.head;
  }

  /** Loads several streams in one round trip. */
  async loadAll(streams: readonly string[]): Promise<void> {
    const missing = streams.filter((stream) => !this.standing.has(stream));
    if (missing.length === 0) return;
    const found = await this.transaction.load(missing);
    for (const stream of missing) this.know(stream, found.get(stream));
  }

  async subject(stream: string): Promise<Subject | undefined> {
    return (await this.head(stream))?.subject;
  }

  /**
   * Enters every lapse of the subject that is due, by due time, then facts before moves, then table order (law-check hole 3), so that a late
   * worker changes nothing and a command never races its own lapse.
   */
  async lapse(process: ProcessName, stream: string): Promise<void> {
    const given = new Set<string>();
    for (;;) {
      const subject = await this.subject(stream);
      if (subject === undefined) return;
      const due = dueLapses(this.law.processOf(process), subject, this.at).find((lapse) => !given.has(lapse.key));
      if (due === undefined) return;
      if (!(await this.lapseOne(process, stream, due.commands))) {
        given.add(due.key); // No lapse takes it: what is due after it must still happen.
        this.stuck.push(stream);
      }
    }
  }

  private async lapseOne(process: ProcessName, stream: string, commands: readonly Command[]): Promise<boolean> {
    for (const command of commands) {
      const outcome = await this.enter({ process, stream, command: command.name, payload: command.payload, actor: SYSTEM });
      if (outcome.entered !== undefined) return true;
    }
    return false;
  }

  /** Enters one command and all that follows from it; when any of it is refused, nothing of it stays. */
  async enter(one: EnterOne): Promise<Outcome> {
    const mark = this.mark();
    const outcome = await this.enterWith(one);
    if (outcome.refused !== undefined) this.goBack(mark);
    return outcome;
  }

  private async enterWith(one: EnterOne): Promise<Outcome> {
    if (this.entries.length >= MOST_ENTRIES)
      throw new Error(`More than ${MOST_ENTRIES} entries in one transaction, the last for ${one.command}.`);
    const process = this.law.processOf(one.process);
    const row = process.rows[one.command];
    if (row === undefined) return refused({ code: 'commandIsKnown', params: { command: one.command } });
    const subject = await this.subject(one.stream);
    const rulebook = this.law.rulebookOf(subject?.rulebook ?? this.law.currentRulebookId);

    const stream = row.apart === undefined || subject === undefined ? one.stream : this.ballotStream(subject);
    if (stream === undefined) return refused({ code: 'ballotIsOpen', params: {} });
    const head = await this.head(stream);
    const place = { stream, seq: (head?.seq ?? 0) + 1 };
    const { payload, sealed, problems } = sealPayload(
      one.payload,
      process.fields[one.command] ?? {},
      place,
      rulebook,
      one.actor.role === 'system',
    );
    if (problems.length > 0) return refused(...problems.map((problem) => ({ code: 'payloadIsShaped', params: { ...problem } })));

    const twice = row.apart === undefined ? undefined : await this.castBefore(stream, one.actor);
    if (twice !== undefined) return twice;
    const facts = await loadFacts(this, row, { subject, stream: one.stream, payload, given: one.facts ?? {} });
    const at = Math.max(this.at, head?.at ?? 0);
    const actor = plainActor(one.actor);
    const decision = decide(process, subject, { name: one.command, payload }, { at, actor, facts }, rulebook);
    if (decision.refused !== undefined) return refused(...decision.refused);

    const entry = this.append(stream, head, decision.accepted);
    this.sealed.push(...sealed);
    const after = row.apart === undefined ? this.move(process, one.stream, subject, decision.accepted, rulebook) : (subject as Subject);
    this.tellByTable(row, entry, one.stream, actor, after);
    const unmet = await this.follow(decision.followUps);
    return unmet === undefined ? { entered: entry, state: after.state } : refused(...unmet);
  }

  /** Enters what the law says must follow, in the same transaction. A refused follow-up refuses the whole. */
  private async follow(followUps: readonly FollowUp[]): Promise<readonly Refusal[] | undefined> {
    for (const next of followUps) {
      const stream = `${next.process}/${next.stream}`;
      if (next.birth) this.know(stream, undefined);
      else await this.lapse(next.process, stream);
      const { refused: unmet } = await this.enter({
        process: next.process,
        stream,
        command: next.command.name,
        payload: next.command.payload,
        actor: SYSTEM,
      });
      if (unmet !== undefined)
        return unmet.map(({ code, params }) => ({ code, params: { ...params, in: stream, command: next.command.name } }));
    }
    return undefined;
  }

  /** A ballot is kept apart, so that the case does not move and no ETag tells who voted (nothing-lost.md). */
  ballotStream(subject: Subject): string | undefined {
    const call = this.law.openCallOf(subject);
    return call === undefined ? undefined : `ballot/${subject.id}/${call}`;
  }

  /** One member casts one ballot in one call: the case does not move, so the door must look. */
  private async castBefore(stream: string, actor: Actor): Promise<Outcome | undefined> {
    const cast = (await this.head(stream)) === undefined ? [] : await this.transaction.entries(stream);
    const twice = cast.some(({ bytes }) => entryOf(bytes).actor['id'] === actor.id);
    return twice ? refused({ code: 'ballotIsCastOnce', params: { member: actor.id } }) : undefined;
  }

  /** Appends any entry to any stream: the door's own streams (motions) use it directly. */
  append(
    stream: string,
    head: StoredHead | undefined,
    recorded: Omit<Recorded, 'rulebook'> & { readonly rulebook: string | null },
  ): NewEntry {
    const { command, type, at, actor, rulebook, data } = recorded;
    const seq = (head?.seq ?? 0) + 1;
    const { bytes, hash } = sealEntry(
      { v: 1, stream, seq, prev: head?.hash ?? ZERO_HASH, at: instantText(at), actor, command, type, rulebook, data },
      sha256,
    );
    const entry: NewEntry = { stream, seq, hash, bytes, at, type };
    this.entries.push(entry);
    this.stand(stream, { seq, hash, at, ...(head?.subject === undefined ? {} : { subject: head.subject }) });
    return entry;
  }

  keepSealed(sealed: NewSealedValue): void {
    this.sealed.push(sealed);
  }

  keepMotion(motion: MotionRow): void {
    this.motions.push(motion);
  }

  private move(process: Process<Subject>, stream: string, before: Subject | undefined, recorded: Recorded, rulebook: Rulebook): Subject {
    const after = evolve(process, before, recorded, rulebook);
    const head = this.standing.get(stream)?.head as StoredHead;
    this.stand(stream, { ...head, subject: after });
    return after;
  }

  private stand(stream: string, head: StoredHead): void {
    this.standing.set(stream, { head, first: this.standing.get(stream)?.first });
  }

  /** Leaves a row in the outbox for each audience of an entry. */
  tell({ stream, seq, type }: NewEntry, audiences: readonly string[]): void {
    for (const audience of audiences) {
      this.outbox.push({ effectKey: `${stream}:${seq}:${audience.replaceAll(' ', '-')}`, stream, seq, type, audience });
    }
  }

  private tellByTable(row: Row, entry: NewEntry, subjectStream: string, actor: Actor, after: Subject): void {
    const { seq } = entry;
    this.tell(entry, row.tells);
    if (row.apart !== undefined || !subjectStream.startsWith('case/')) return;
    const caseId = subjectStream.slice('case/'.length);
    for (const party of servedOn(row.tells, actor, after)) this.served.push({ caseId, party, seq });
  }

  /** Everything to write. Subjects that moved are written once, as they stand at the end. */
  changes(): Changes {
    const subjects: ChangedSubject[] = [];
    for (const [stream, { head, first }] of this.standing) {
      if (head?.subject === undefined || head.seq === first?.seq) continue;
      const process = stream.slice(0, stream.indexOf('/')) as ProcessName;
      subjects.push({
        process,
        stream,
        seq: head.seq,
        at: head.at,
        born: first === undefined,
        ended: this.law.processOf(process).ends.includes(head.subject.state),
        after: head.subject,
        deadlines: deadlineChanges(first?.subject?.deadlines ?? {}, head.subject.deadlines),
      });
    }
    return { entries: this.entries, sealed: this.sealed, subjects, outbox: this.outbox, served: this.served, motions: this.motions };
  }

  /** Where the transaction's entries stand, those from `from` on. */
  places(from: number): readonly EnteredPlace[] {
    return this.entries.slice(from).map(({ stream, seq, hash }) => ({ stream, seq, hash }));
  }

  get written(): readonly NewEntry[] {
    return this.entries;
  }

  private mark(): Mark {
    return {
      standing: new Map(this.standing),
      entries: this.entries.length,
      sealed: this.sealed.length,
      outbox: this.outbox.length,
      served: this.served.length,
    };
  }

  private goBack(mark: Mark): void {
    // What was merely loaded since stays known: it was read, and must not have moved when we write.
    for (const [stream, { first }] of this.standing) if (!mark.standing.has(stream)) mark.standing.set(stream, { head: first, first });
    this.standing = mark.standing;
    this.entries.length = mark.entries;
    this.sealed.length = mark.sealed;
    this.outbox.length = mark.outbox;
    this.served.length = mark.served;
  }
}

function refused(...refusals: readonly Refusal[]): Outcome {
  return { refused: refusals };
}

/** Only what an entry may hold of an actor, and no key without a value: canonical JSON has no undefined. */
export function plainActor(actor: Actor): Actor {
  const { id, role, constituency, party, state, team } = actor;
  const known = { id, role, constituency, party, state, team };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)) as unknown as Actor;
}
