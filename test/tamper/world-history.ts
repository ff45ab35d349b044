import {
  evolve,
  processOf,
  type Case,
  type Json,
  type JsonObject,
  type OpenedBallot,
  type Recorded,
  type Signature,
  type Subject,
} from '@tregua/casework';
import { commitmentOf, instantText, type SealedValue } from '@tregua/ledger';
import { hex, type World } from '../../libs/casework/src/process/world.testing.js';
import { sha256, type Loose } from './history.js';

/** What a world of the law's own tests has entered, as the streams that the door would have kept. */
export interface WorldHistory {
  readonly streams: Map<string, Loose[]>;
  readonly sealed: SealedValue[];
  readonly states: Map<string, Subject>;
}

/**
 * The world keeps neither ballots nor motions as entries: here they get streams of their own, as the door gives them. Choices are committed to
 * where their ballots stand, and each signed command has a motion that its signatories signed.
 */
export function worldHistory(world: World): WorldHistory {
  const making = new Making(world);
  for (const { process, stream, recorded } of world.log) making.take(process, stream, recorded);
  return making;
}

class Making implements WorldHistory {
  readonly streams = new Map<string, Loose[]>();
  readonly sealed: SealedValue[] = [];
  readonly states = new Map<string, Subject>();
  /** Per stream of ballots and member: salt and commitment. */
  private readonly casts = new Map<string, { readonly salt: string; readonly commitment: string }>();
  private motions = 0;

  constructor(private readonly world: World) {}

  take(process: 'case' | 'report', id: string, recorded: Recorded): void {
    const stream = `${process}/${id}`;
    const before = this.states.get(stream);
    const call = `${id}/${(before as Case | undefined)?.judgment?.call?.number ?? 0}`;
    if (recorded.command === 'CastBallot') return this.cast(call, recorded);
    const signatures = (recorded.data.facts['signatures'] ?? []) as unknown as readonly Signature[];
    if (signatures.length > 0) this.move(stream, recorded, signatures);
    const facts = this.opened(recorded.data.facts, call);
    this.append(stream, recorded, { ...recorded.data, facts });
    this.states.set(stream, evolve(processOf(process), before, { ...recorded, data: { ...recorded.data, facts } }, this.world.rulebook));
  }

  private cast(call: string, recorded: Recorded): void {
    const { actor, data } = recorded;
    const stream = `ballot/${call}`;
    const ballot = this.world.ballots.get(call)?.find(({ member }) => member === actor.id);
    // The door takes one ballot of a member in a call, the first.
    if (ballot === undefined || this.casts.has(`${stream} ${actor.id}`)) return;
    const seq = (this.streams.get(stream)?.length ?? 0) + 1;
    const choices = ballot.choices as unknown as Json;
    const value: SealedValue = { stream, seq, field: '/payload/choices', value: choices, salt: hex(this.casts.size + 1_000) };
    const commitment = commitmentOf(value, sha256);
    this.sealed.push(value);
    this.casts.set(`${stream} ${actor.id}`, { salt: value.salt, commitment });
    this.append(stream, recorded, { ...data, payload: { ...data.payload, choices: { sealed: commitment } } });
  }

  /** The facts of a closing entry, with the salts and commitments of the ballots' own streams. */
  private opened(facts: JsonObject, call: string): JsonObject {
    const ballots = facts['ballots'];
    if (!Array.isArray(ballots)) return facts;
    const list = (ballots as unknown as readonly OpenedBallot[]).map((ballot) => ({
      ...ballot,
      ...this.casts.get(`ballot/${call} ${ballot.member}`),
    }));
    return { ...facts, ballots: list };
  }

  private move(target: string, recorded: Recorded, signatures: readonly Signature[]): void {
    this.motions += 1;
    const motion = `motion/${this.motions}`;
    const { command, actor, at } = recorded;
    const proposed = { target, command, proposed: { sealed: hex(this.motions) } };
    const entry = (name: string, type: string, by: Recorded['actor'], when: number, payload: JsonObject): void =>
      this.append(motion, { ...recorded, command: name, type, actor: by, at: when }, { as: 'bench', payload, facts: {}, outcome: {} });
    entry('ProposeMotion', 'MotionMade', actor, Math.min(at, ...signatures.map((one) => one.at)), proposed);
    for (const { member, constituency, position, at: when } of signatures) {
      if (member === actor.id) continue;
      entry('SignMotion', 'MotionSigned', { id: member, role: 'member', constituency }, when, { position });
    }
  }

  private append(stream: string, { at, actor, command, type }: Recorded, data: object): void {
    const plain = JSON.parse(JSON.stringify({ actor, data })) as { actor: JsonObject; data: JsonObject };
    const entry: Loose = { v: 1, stream, at: instantText(at), command, type, rulebook: this.world.rulebook.id, ...plain };
    this.streams.set(stream, [...(this.streams.get(stream) ?? []), entry]);
  }
}
