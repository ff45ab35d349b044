import { createHash } from 'node:crypto';
import {
  decide,
  dueLapses,
  evolve,
  type Actor,
  type Facts,
  type Field,
  type Fields,
  type FollowUp,
  type Json,
  type JsonObject,
  type Process,
  type Rulebook,
  type Subject,
} from '@tregua/casework';
import {
  commitmentOf,
  entryOf,
  EXPORT_FORMAT,
  exportLines,
  instantText,
  sealEntry,
  ZERO_HASH,
  type Entry,
  type ExportParts,
  type Head,
  type SealedValue,
  valueAt,
} from '@tregua/ledger';

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
export const SYSTEM: Actor = { id: 'system', role: 'system' };

export interface HistoryLaw {
  readonly processOf: (name: 'case' | 'report') => Process<Subject>;
  readonly rulebook: Rulebook;
}

/** An entry before it is chained: tampering changes these, and `chained` makes a proper chain of whatever they have become. */
export type Loose = Omit<Entry, 'prev' | 'seq'>;

/**
 * A door without a database: it decides, folds, seals and follows up as the docket does, with a clock, salts and lots that a test sets. What it
 * makes is lawful by construction; `forged` makes well-chained histories that are not.
 */
export class History {
  /** Milliseconds UTC. */
  now = Date.UTC(2026, 0, 6, 12);
  readonly subjects = new Map<string, Subject>();
  readonly streams = new Map<string, Loose[]>();
  readonly sealed: SealedValue[] = [];
  private drawn = 0;

  constructor(
    readonly law: HistoryLaw,
    /** Facts that a command needs, beyond lot, freshId and ballots. */
    private readonly facts: (name: string, subject: Subject | undefined, payload: JsonObject, history: History) => Json,
    private readonly callOf: (subject: Subject) => number | undefined = () => undefined,
    private readonly seed = 0,
  ) {}

  /** Hexadecimal of 32 bytes, another each time, the same in each run. */
  fresh(): string {
    this.drawn += 1;
    return Buffer.from(sha256(Buffer.from(this.seed === 0 ? `fresh ${this.drawn}` : `fresh ${this.seed} ${this.drawn}`))).toString('hex');
  }

  id(): string {
    const hex = this.fresh();
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  pass(hours: number): void {
    this.now += hours * 3_600_000;
  }

  /** Enters one command as the door does: first the lapses that are due. @throws when the law refuses it. */
  enter(stream: string, command: string, payload: JsonObject, actor: Actor, given: Facts = {}): void {
    this.lapse(stream);
    const refused = this.attempt(stream, command, payload, actor, given);
    if (refused !== undefined) throw new Error(`${command} is refused: ${refused}`);
  }

  lapse(stream: string): void {
    const process = this.processOf(stream);
    const stuck = new Set<string>();
    for (;;) {
      const subject = this.subjects.get(stream);
      const due = subject === undefined ? undefined : dueLapses(process, subject, this.now).find(({ key }) => !stuck.has(key));
      if (due === undefined) return;
      if (!due.commands.some(({ name, payload }) => this.attempt(stream, name, payload, SYSTEM, {}) === undefined)) stuck.add(due.key);
    }
  }

  /** A bench's command: one proposes, all sign at once, and it is entered with their signatures. */
  move(stream: string, command: string, payload: JsonObject, signers: readonly Actor[]): void {
    this.lapse(stream);
    const motion = `motion/${this.id()}`;
    const seal: SealedValue = { stream: motion, seq: 1, field: '/payload/proposed', value: payload, salt: this.fresh() };
    this.sealed.push(seal);
    const proposed = { target: stream, command, proposed: { sealed: commitmentOf(seal, sha256) } };
    signers.forEach((actor, index) => {
      const said = index === 0 ? proposed : { position: 'for' };
      const data = { as: 'bench', payload: said, facts: {}, outcome: {} };
      this.append(motion, index === 0 ? 'ProposeMotion' : 'SignMotion', index === 0 ? 'MotionMade' : 'MotionSigned', actor, data);
    });
    const signatures = signers.map(({ id, constituency }) => ({
      member: id,
      constituency: constituency ?? '',
      position: 'for',
      at: this.now,
    }));
    this.enter(stream, command, payload, signers[0] as Actor, { signatures });
  }

  private attempt(stream: string, command: string, payload: JsonObject, actor: Actor, given: Facts): string | undefined {
    const process = this.processOf(stream);
    const before = this.subjects.get(stream);
    const row = process.rows[command];
    const kept = row?.apart === 'ballot' && before !== undefined ? `ballot/${before.id}/${this.callOf(before) ?? 0}` : stream;
    const seq = (this.streams.get(kept)?.length ?? 0) + 1;
    const hidden: SealedValue[] = [];
    const sealed =
      actor.role === 'system' ? payload : this.sealGroup(payload, process.fields[command] ?? {}, { stream: kept, seq }, '/payload', hidden);
    const facts: { [name: string]: Json } = before === undefined ? { stream: stream.slice(stream.indexOf('/') + 1) } : {};
    for (const name of row?.needs ?? []) facts[name] = given[name] ?? this.factOf(name, stream, before, sealed);
    const decision = decide(process, before, { name: command, payload: sealed }, { at: this.now, actor, facts }, this.law.rulebook);
    if (decision.refused !== undefined) return decision.refused.map(({ code, params }) => `${code} ${JSON.stringify(params)}`).join(', ');
    const { type, data } = decision.accepted;
    this.sealed.push(...hidden);
    this.append(kept, command, type, actor, data);
    if (row?.apart === undefined) this.subjects.set(stream, evolve(process, before, decision.accepted, this.law.rulebook));
    for (const followUp of decision.followUps) this.follow(followUp);
    return undefined;
  }

  private follow({ process, stream, birth, command }: FollowUp): void {
    const name = `${process}/${stream}`;
    if (!birth) this.lapse(name);
    const refused = this.attempt(name, command.name, command.payload, SYSTEM, {});
    if (refused !== undefined) throw new Error(`${command.name} does not follow: ${refused}`);
  }

  private factOf(name: string, stream: string, subject: Subject | undefined, payload: JsonObject): Json {
    if (name === 'lot') return this.fresh();
    if (name === 'freshId') return subject === undefined ? stream.slice(stream.indexOf('/') + 1) : this.id();
    if (name === 'ballots' && subject !== undefined) return this.ballots(subject);
    return this.facts(name, subject, payload, this);
  }

  private ballots(subject: Subject): Json {
    const stream = `ballot/${subject.id}/${this.callOf(subject) ?? 0}`;
    return (this.streams.get(stream) ?? []).flatMap(({ actor, at }, index) => {
      const value = this.sealed.find((one) => one.stream === stream && one.seq === index + 1 && one.field === '/payload/choices');
      if (value === undefined) return [];
      const { id: member, constituency = '' } = actor as { readonly id: string; readonly constituency?: string };
      return [
        { member, constituency, at: Date.parse(at), choices: value.value, salt: value.salt, commitment: commitmentOf(value, sha256) },
      ];
    });
  }

  private sealGroup(
    group: JsonObject,
    fields: Fields,
    place: { stream: string; seq: number },
    at: string,
    hidden: SealedValue[],
  ): JsonObject {
    const sealValue = (value: Json, field: Field | undefined, pointer: string): Json => {
      if (field?.kind === 'text' || field?.kind === 'secret') {
        const one: SealedValue = { ...place, field: pointer, value, salt: this.fresh() };
        hidden.push(one);
        return { sealed: commitmentOf(one, sha256) };
      }
      if (field?.kind === 'list' && Array.isArray(value))
        return (value as Json[]).map((item, index) => sealValue(item, field.of, `${pointer}/${index}`));
      return field?.kind === 'group' ? this.sealGroup(value as JsonObject, field.fields, place, pointer, hidden) : value;
    };
    return Object.fromEntries(Object.entries(group).map(([name, value]) => [name, sealValue(value, fields[name], `${at}/${name}`)]));
  }

  private append(stream: string, command: string, type: string, actor: Actor, data: JsonObject): void {
    const entries = this.streams.get(stream) ?? [];
    const loose: Loose = {
      v: 1,
      stream,
      at: instantText(this.now),
      actor: { ...actor },
      command,
      type,
      rulebook: this.law.rulebook.id,
      data,
    };
    this.streams.set(stream, [...entries, loose]);
  }

  processOf(stream: string): Process<Subject> {
    return this.law.processOf(stream.startsWith('case/') ? 'case' : 'report');
  }

  private folded(stream: string, before: Subject | undefined, entry: Loose): Subject | undefined {
    const { command, type, at, actor, rulebook, data } = entry;
    const recorded = { command, type, at: Date.parse(at), actor, rulebook, data } as unknown as Parameters<typeof evolve>[2];
    try {
      return evolve(this.processOf(stream), before, recorded, this.law.rulebook);
    } catch {
      return undefined;
    }
  }

  /** The lawful history as an export. */
  exported(subject: string): Exported {
    return exported({
      rulebook: this.law.rulebook,
      now: this.now,
      subject,
      streams: this.streams,
      sealed: this.sealed,
      states: this.subjects,
    });
  }

  /** The history after a change, with the states to which its entries lead, as far as they can be folded. */
  changed(change: (streams: Map<string, Loose[]>) => void): {
    readonly streams: Map<string, Loose[]>;
    readonly states: Map<string, Subject>;
  } {
    const streams = structuredClone(this.streams);
    change(streams);
    const states = new Map<string, Subject>();
    for (const [stream, entries] of streams) {
      if (!this.subjects.has(stream)) continue;
      for (const entry of entries) {
        const after = this.folded(stream, states.get(stream), entry);
        if (after === undefined) break;
        states.set(stream, after);
      }
    }
    return { streams, states };
  }

  /** A history that somebody who holds the whole database wrote anew after a change, well chained. */
  forged(subject: string, change: (streams: Map<string, Loose[]>) => void): Exported {
    const { streams, states } = this.changed(change);
    return exported({ rulebook: this.law.rulebook, now: this.now, subject, streams, sealed: this.sealed, states });
  }
}

/** An export, ready to be tampered with line by line. */
export interface Exported {
  readonly lines: readonly string[];
  readonly heads: readonly Head[];
}

/** What an export is made of, before it is chained. */
export interface Making {
  readonly rulebook: Rulebook;
  readonly now: number;
  readonly subject: string;
  readonly streams: ReadonlyMap<string, readonly Loose[]>;
  readonly sealed: readonly SealedValue[];
  readonly states: ReadonlyMap<string, Subject>;
}

/** Chains whatever the streams hold, and states whatever the states hold. */
export function exported({ rulebook, now, subject, streams, sealed, states }: Making): Exported {
  const entries: Uint8Array[] = [];
  const heads = [...streams].map(([stream, list]) => {
    let prev = ZERO_HASH;
    list.forEach((loose, index) => {
      const { bytes, hash } = sealEntry({ ...loose, seq: index + 1, prev }, sha256);
      entries.push(bytes);
      prev = hash;
    });
    return { stream, seq: list.length, hash: prev };
  });
  const parts: ExportParts = {
    header: {
      format: EXPORT_FORMAT,
      madeAt: [...streams.values()].flat().reduce((latest, { at }) => (at > latest ? at : latest), instantText(now)),
      subject,
      rulebook: rulebook.id,
      processVersion: rulebook.processVersion,
      heads,
      notice: 'A history made by a test.',
      audience: 'auditor',
    },
    rulebooks: [JSON.parse(JSON.stringify(rulebook)) as object],
    entries,
    sealed: sealed.filter((value) => stillSealed(value, streams)),
    states: [...states].map(([stream, state]) => ({ stream, state: JSON.parse(JSON.stringify(state)) as object })),
  };
  return { lines: [...exportLines(parts)].map((line) => line.slice(0, -1)), heads };
}

/** A forger discloses only what still fits. */
function stillSealed(value: SealedValue, streams: ReadonlyMap<string, readonly Loose[]>): boolean {
  const entry = streams.get(value.stream)?.[value.seq - 1];
  return entry !== undefined && valueAt(entry.data, `${value.field}/sealed`) === commitmentOf(value, sha256);
}

/** The entry that a line of an export holds. */
export function entryIn(line: string): Entry {
  return entryOf(new TextEncoder().encode(line.slice('{"entry":'.length, -1)));
}

export const bytesOf = (lines: readonly string[]): Uint8Array[] => lines.map((line) => new TextEncoder().encode(line));
