import type { Case } from '../case/case.js';
import { summaryOfCase } from '../case/case-summary.js';
import { decide } from '../engine/decide.js';
import { dueLapses } from '../engine/due.js';
import { evolve } from '../engine/evolve.js';
import type { OpenedBallot, RosterSeat, Signature } from '../engine/facts.js';
import type { Actor, Command, FactName, Facts, FollowUp, Json, JsonObject, Process, Recorded, Refusal, Subject } from '../engine/types.js';
import { weekOf } from '../matter/sector.js';
import { givenString } from '../engine/given.js';
import type { Report } from '../report/report.js';
import { summaryOfReport } from '../report/report-summary.js';
import { currentRulebookId, rulebookOf } from '../rulebook/index.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { roster, people, PARTIES } from './people.testing.js';
import { processOf } from './process-of.js';

export type ProcessName = 'case' | 'report';

export interface Entered {
  readonly process: ProcessName;
  readonly stream: string;
  readonly recorded: Recorded;
  /** The state that it found; null: a birth. */
  readonly from: string | null;
}

export interface Asked {
  readonly payload?: JsonObject;
  readonly actor: Actor;
  readonly facts?: Facts;
  /** A ballot's choices, which the payload holds only as a commitment. */
  readonly choices?: JsonObject;
}

const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** An instant of the demonstration's agreement: 2026-03-02, a Monday. */
export const EPOCH = Date.UTC(2026, 2, 2, 6);

/** 64 hex characters that depend on a number only. */
export function hex(n: number): string {
  let state = (n * 2_654_435_761) >>> 0;
  let text = '';
  for (let word = 0; word < 8; word += 1) {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393 + word) >>> 0;
    text += state.toString(16).padStart(8, '0');
  }
  return text;
}

export const sealed = (n = 7): { sealed: string } => ({ sealed: hex(n) });

/**
 * The door in memory, without keeping: streams of cases and reports on one clock. It enters due lapses first, brings the facts that a row
 * needs, decides, evolves and enters what follows; a refused follow-up refuses the whole. Tests of the law stand on it.
 */
export class World {
  at = EPOCH;
  readonly subjects = new Map<string, Subject>();
  readonly histories = new Map<string, Recorded[]>();
  readonly ballots = new Map<string, OpenedBallot[]>();
  /** Every accepted command of the world, in order. */
  readonly log: Entered[] = [];
  /** Deadlines that were due and that no lapse would take. */
  readonly stuck: string[] = [];
  seats: readonly RosterSeat[] = roster;
  parties: readonly string[] = PARTIES;
  inForceFrom = 0;
  insideArea = true;
  private drawn = 0;

  constructor(readonly rulebook: Rulebook = rulebookOf(currentRulebookId)) {}

  newId(prefix: string): string {
    this.drawn += 1;
    return `${prefix}-${this.drawn}`;
  }

  case(id: string): Case {
    return this.subjects.get(`case/${id}`) as Case;
  }

  report(id: string): Report {
    return this.subjects.get(`report/${id}`) as Report;
  }

  get cases(): Case[] {
    return [...this.subjects].filter(([name]) => name.startsWith('case/')).map(([, subject]) => subject as Case);
  }

  get reports(): Report[] {
    return [...this.subjects].filter(([name]) => name.startsWith('report/')).map(([, subject]) => subject as Report);
  }

  /** Enters one command, after the lapses that are due. Returns what was refused; nothing: it was accepted. */
  enter(process: ProcessName, id: string, command: string, asked: Asked): readonly Refusal[] {
    this.lapse(process, id);
    return this.whole(() => this.one(process, id, { name: command, payload: asked.payload ?? {} }, asked));
  }

  /** Enters a command that must be accepted. */
  must(process: ProcessName, id: string, command: string, asked: Asked): this {
    const refused = this.enter(process, id, command, asked);
    if (refused.length > 0) throw new Error(`${command} was refused: ${JSON.stringify(refused)}`);
    return this;
  }

  /** Enters every lapse of one subject that is due, as the door does. */
  lapse(process: ProcessName, id: string): void {
    const given = new Set<string>();
    for (let n = 0; n < 200; n += 1) {
      const subject = this.subjects.get(`${process}/${id}`);
      if (subject === undefined) return;
      const due = dueLapses(processOf(process), subject, this.at).find(({ key }) => !given.has(key));
      if (due === undefined) return;
      const taken = due.commands.filter((command) => this.accepts(process, id, command));
      if (taken.length !== 1) {
        given.add(due.key);
        this.stuck.push(
          `${process} ${subject.state} ${due.key}: ${taken.length === 0 ? 'no lapse' : taken.map(({ name }) => name).join(' and ')} of ${due.commands.map(({ name }) => name).join(', ')}`,
        );
        if (taken.length === 0) continue;
      }
      const refused = this.whole(() => this.one(process, id, taken[0] as Command, { actor: people.system }));
      if (refused.length > 0) {
        given.add(due.key);
        this.stuck.push(`${process} ${subject.state} ${due.key}: ${JSON.stringify(refused)}`);
      }
    }
  }

  /** Moves the clock and lets everything lapse that is due, everywhere, in the order of its time. */
  pass(ms: number): this {
    const until = this.at + ms;
    for (let n = 0; n < 10_000; n += 1) {
      const next = this.nextDue();
      if (next === undefined || next > until) break;
      this.at = Math.max(this.at, next);
      for (const name of [...this.subjects.keys()]) this.lapse(...(name.split('/') as [ProcessName, string]));
      if (this.stuck.length > 0) break;
    }
    this.at = until;
    return this;
  }

  nextDue(only?: Subject): number | undefined {
    const running = (only === undefined ? [...this.subjects.values()] : [only]).flatMap(({ deadlines }) =>
      Object.values(deadlines).filter(({ pausedWithMs }) => pausedWithMs === undefined),
    );
    return running.length === 0 ? undefined : Math.min(...running.map(({ dueAt }) => dueAt));
  }

  /** A copy that may be led elsewhere. */
  fork(): World {
    const other = new World(this.rulebook);
    other.at = this.at;
    other.seats = this.seats;
    other.parties = this.parties;
    other.inForceFrom = this.inForceFrom;
    other.insideArea = this.insideArea;
    other.drawn = this.drawn;
    for (const [name, subject] of this.subjects) other.subjects.set(name, subject);
    for (const [name, history] of this.histories) other.histories.set(name, [...history]);
    for (const [name, cast] of this.ballots) other.ballots.set(name, [...cast]);
    return other;
  }

  private accepts(process: ProcessName, id: string, command: Command): boolean {
    const subject = this.subjects.get(`${process}/${id}`);
    const facts = this.factsFor(process, id, command, {});
    return decide(processOf(process), subject, command, { at: this.at, actor: people.system, facts }, this.rulebook).refused === undefined;
  }

  /** All of it or nothing. */
  private whole(work: () => readonly Refusal[]): readonly Refusal[] {
    const before = {
      subjects: new Map(this.subjects),
      histories: [...this.histories].map(([name, list]) => [name, [...list]] as [string, Recorded[]]),
      log: this.log.length,
    };
    const refused = work();
    if (refused.length === 0) return refused;
    this.subjects.clear();
    for (const [name, subject] of before.subjects) this.subjects.set(name, subject);
    this.histories.clear();
    for (const [name, list] of before.histories) this.histories.set(name, list);
    this.log.length = before.log;
    return refused;
  }

  private one(name: ProcessName, id: string, command: Command, asked: Asked): readonly Refusal[] {
    const process: Process<Subject> = processOf(name);
    const stream = `${name}/${id}`;
    const subject = this.subjects.get(stream);
    const facts = clone(this.factsFor(name, id, command, asked.facts ?? {}));
    const decision = decide(process, subject, clone(command), { at: this.at, actor: asked.actor, facts }, this.rulebook);
    if (decision.refused !== undefined) return decision.refused;
    const recorded = clone(decision.accepted);
    this.log.push({ process: name, stream: id, recorded, from: subject?.state ?? null });
    if (process.rows[command.name]?.apart === 'ballot') {
      this.keepBallot(subject as Case, recorded, asked);
      return [];
    }
    this.histories.set(stream, [...(this.histories.get(stream) ?? []), recorded]);
    this.subjects.set(stream, evolve(process, subject, recorded, this.rulebook));
    return this.follow(decision.followUps);
  }

  private follow(followUps: readonly FollowUp[]): readonly Refusal[] {
    for (const { process, stream, command, birth } of followUps) {
      if (!birth) this.lapse(process, stream);
      const refused = this.one(process, stream, command, { actor: people.system });
      if (refused.length > 0) return refused.map(({ code, params }) => ({ code, params: { ...params, in: command.name } }));
    }
    return [];
  }

  private keepBallot(subject: Case, { actor, at }: Recorded, { choices }: Asked): void {
    const call = `${subject.id}/${subject.judgment.call?.number ?? 0}`;
    const ballot: OpenedBallot = {
      member: actor.id,
      constituency: actor.constituency ?? '',
      at,
      choices: (choices ?? {}) as OpenedBallot['choices'],
      salt: hex(1),
      commitment: hex(2),
    };
    const cast = this.ballots.get(call) ?? [];
    if (!cast.some(({ member }) => member === actor.id)) this.ballots.set(call, [...cast, ballot]);
  }

  private factsFor(name: ProcessName, id: string, { name: command, payload }: Command, given: Facts): Facts {
    const row = processOf(name).rows[command];
    const subject = this.subjects.get(`${name}/${id}`);
    const facts: { [fact: string]: Json } = row?.from === null ? { stream: id } : {};
    for (const fact of row?.needs ?? []) facts[fact] = given[fact] ?? this.fact(fact, name, subject, payload);
    return facts;
  }

  private fact(fact: FactName, name: ProcessName, subject: Subject | undefined, payload: JsonObject): Json {
    const json = (value: object | null): Json => clone(value) as Json;
    switch (fact) {
      case 'lot':
        return hex(this.at + this.log.length);
      case 'freshId':
        return this.newId('case');
      case 'roster':
        return json(this.seats);
      case 'report': {
        const named = payload['report'] ?? payload['confirmation'];
        const report = typeof named === 'string' ? this.report(named) : undefined;
        return json(report === undefined ? null : summaryOfReport(report));
      }
      case 'reports':
        return json(((subject as Case).reports ?? []).map(({ id }) => summaryOfReport(this.report(id))));
      case 'otherCase':
        return json(this.otherCase(subject, payload));
      case 'children':
        return json((subject as Case).joining.children.map(({ id }) => summaryOfCase(this.case(id))));
      case 'series':
        return json({ caseId: this.seriesOf(name === 'report' ? (subject as Report) : this.report(givenString(payload, 'report') ?? '')) });
      case 'ballots':
        return json(this.ballots.get(`${subject?.id}/${(subject as Case).judgment.call?.number ?? 0}`) ?? []);
      case 'signatures':
        return [];
      case 'correction':
        return null;
      case 'agreement':
        return json({ id: 'agreement-1', inForceFrom: this.inForceFrom, insideArea: this.insideArea, parties: this.parties });
    }
  }

  private otherCase(subject: Subject | undefined, payload: JsonObject): object | null {
    const named = ['case', 'lead', 'child', 'derivedFrom'].map((key) => payload[key]).find((value) => typeof value === 'string');
    const remembered = subject as { case?: string | null; joining?: { lead: string | null } } | undefined;
    const other = this.case(String(named ?? remembered?.case ?? remembered?.joining?.lead ?? ''));
    return other === undefined ? null : summaryOfCase(other);
  }

  private seriesOf(report: Report): string | null {
    const { sector, startsAt } = summaryOfReport(report);
    const until = weekOf(startsAt).until;
    const series = this.cases.find(({ origin, sector: where, state }) => {
      const takes = ['REGISTERED', 'PRELIMINARY', 'INVESTIGATION', 'PARTY_REPLY', 'PANEL', 'DELIBERATION'].includes(state);
      return origin.seriesEndsAt === until && where === sector && takes;
    });
    return series?.id ?? null;
  }
}

/** Signatures of everybody who is named. */
export function signed(who: readonly Actor[], position: Signature['position'] = 'for', at = EPOCH): Json {
  return who.map(({ id, constituency }) => ({ member: id, constituency: constituency ?? '', position, at }));
}
