import { decide } from '../engine/decide.js';
import { evolve } from '../engine/evolve.js';
import type { Actor, Json, JsonObject, Recorded, Subject } from '../engine/types.js';
import type { Case } from '../case/case.js';
import { everybody, members, people, PARTIES } from './people.testing.js';
import { plausible } from './plausible.testing.js';
import { processOf } from './process-of.js';
import { Random } from './random.testing.js';
import { signed, type Entered, type World, type ProcessName } from './world.testing.js';

const HOUR_MS = 3_600_000;

/** Codes without a detail that a walk would have to invent: their report may be submitted as it stands. */
const EASY_CODES = ['C6', 'K1', 'P3', 'C1'];

export interface Coverage {
  readonly commands: Set<string>;
  readonly pairs: Set<string>;
  readonly refusals: Set<string>;
}

export const emptyCoverage = (): Coverage => ({ commands: new Set(), pairs: new Set(), refusals: new Set() });

const REPORT_ENDS: readonly string[] = ['ADMITTED', 'LINKED', 'NOT_ADMITTED', 'WITHDRAWN', 'ABANDONED'];

/** A report of one act by a monitor of team A, complete enough to be submitted. */
export function anyContent(world: World, random: Random, more: JsonObject = {}): JsonObject {
  const point = { latitude: `48.${random.below(3)}`, longitude: '37.8', radiusMetres: 500 };
  return {
    codes: [random.pick(EASY_CODES) ?? 'C6'],
    startsAt: world.at - random.below(20) * HOUR_MS,
    timePrecision: random.chance(0.8) ? 'hour' : 'day',
    epistemicLevel: 'observed',
    place: point,
    details: {
      count: 3,
      perceivedHow: 'seen',
      confirmations: 1,
      casualties: true,
      imageryBefore: '0'.repeat(64),
      imageryAfter: '1'.repeat(64),
    },
    protectsSource: true,
    accused: random.pick(PARTIES) ?? 'ua',
    allegedBy: 'monitors',
    ongoing: random.chance(0.4),
    ...more,
  };
}

/** Opens a case on a fresh report, through the report's own process. Returns the case's id. */
export function openCase(world: World, random: Random, more: JsonObject = {}, by: Actor = people.monitor): string {
  const id = world.newId('report');
  world.must('report', id, 'CreateReport', { actor: by, payload: { content: anyContent(world, random, more) } });
  world.must('report', id, 'SubmitReport', { actor: by });
  const lead = { ...people.teamLead, team: by.team ?? people.teamLead.team ?? '' };
  world.must('report', id, 'VerifyReport', { actor: lead });
  world.must('report', id, 'AdmitReport', { actor: people.registrar });
  return world.report(id).case ?? '';
}

/** One walk: commands that persons could give, at random, and the clock. The world is checked by whoever asked for the walk. */
export class Walk {
  readonly random: Random;

  constructor(
    readonly world: World,
    seed: number,
    readonly coverage: Coverage = emptyCoverage(),
  ) {
    this.random = new Random(seed);
  }

  /** One step: mostly a command on some subject, sometimes the clock moves to the next lapse, sometimes by hours. */
  step(): void {
    const { random, world } = this;
    const from = world.log.length;
    const dice = random.next();
    if (dice < 0.04) this.file();
    else if (dice < 0.1) world.pass(random.below(30) * HOUR_MS);
    else if (dice < 0.28) world.pass(Math.max(0, (world.nextDue() ?? world.at) - world.at));
    else if (dice < 0.4) this.duties();
    else this.command();
    for (const entered of world.log.slice(from)) this.note(entered);
  }

  private note({ process, recorded: { command }, from }: Entered): void {
    this.coverage.commands.add(`${process} ${command}`);
    this.coverage.pairs.add(`${process} ${command} ${from ?? ''}`);
  }

  private file(): void {
    const { random, world } = this;
    if (world.reports.length > 6) return;
    const severe: JsonObject = random.chance(0.5) ? { modifiers: ['targetedMonitors'] } : {};
    const by = random.pick([people.monitor, people.monitor, people.partyA, people.partyB, people.citizen]) ?? people.monitor;
    const id = world.newId('report');
    world.enter('report', id, 'CreateReport', { actor: by, payload: { content: anyContent(world, random, severe) } });
    if (random.chance(0.9)) world.enter('report', id, 'SubmitReport', { actor: by });
  }

  /** Everybody of one case does what is awaited of all: members declare and vote, parties reply. */
  private duties(): void {
    const { random, world } = this;
    const subject = random.pick(world.cases);
    if (subject === undefined) return;
    const { judgment } = subject;
    for (const seat of [...judgment.dutyBench, ...judgment.panel.seats, ...(judgment.reviewBench?.seats ?? [])]) {
      const actor = everybody.find(({ id }) => id === seat.member);
      if (actor === undefined) continue;
      if (seat.status === 'awaitsDeclaration')
        world.enter('case', subject.id, 'DeclareInterests', { actor, payload: { about: seat.member, disclosed: ['none'] } });
      if (subject.state === 'VOTING' && random.chance(0.9)) this.give('case', subject.id, 'CastBallot', actor);
    }
    if (subject.state !== 'PARTY_REPLY') return;
    for (const actor of [people.partyA, people.partyB]) this.give('case', subject.id, 'FileReply', actor);
  }

  private command(): void {
    const { random, world } = this;
    const live = [...world.subjects].filter(([, { state }]) => !REPORT_ENDS.includes(state) || random.chance(0.2)).map(([name]) => name);
    const name = random.pick(live);
    if (name === undefined) return;
    const [process, id] = name.split('/') as [ProcessName, string];
    const subject = world.subjects.get(name) as Subject;
    const rows = Object.entries(processOf(process).rows).filter(
      ([, { from, by }]) => from?.includes(subject.state) === true && by.some((right) => right !== 'system'),
    );
    for (const [command] of random.shuffled(rows).slice(0, 8)) {
      const actor = this.actorFor(process, subject, command);
      if (actor !== undefined && this.give(process, id, command, actor)) return;
    }
  }

  /** One command on one subject by somebody who holds a right to it: did the law take it? */
  attempt(process: ProcessName, id: string, command: string): boolean {
    const subject = this.world.subjects.get(`${process}/${id}`);
    const actor = subject === undefined ? undefined : this.actorFor(process, subject, command);
    return actor !== undefined && this.give(process, id, command, actor);
  }

  give(process: ProcessName, id: string, command: string, actor: Actor): boolean {
    const { random, world } = this;
    const subject = world.subjects.get(`${process}/${id}`) as Subject;
    const payload = plausible(random, world, process, id, command);
    const needs = processOf(process).rows[command]?.needs ?? [];
    const refused = world.enter(process, id, command, {
      actor,
      payload,
      ...(needs.includes('signatures') ? { facts: { signatures: this.signatures(subject as Case) } } : {}),
      ...(command === 'CastBallot' ? { choices: this.choices(subject as Case) } : {}),
    });
    for (const { code } of refused) this.coverage.refusals.add(code);
    return refused.length === 0;
  }

  private signatures(subject: Case): Json {
    const { dutyBench, panel, reviewBench } = subject.judgment;
    const seated = new Set([...dutyBench, ...panel.seats, ...(reviewBench?.seats ?? [])].map(({ member }) => member));
    const who = [...members, people.chair, people.viceChair].filter(({ id, role }) => seated.has(id) || role === 'chair');
    return signed(
      who.filter(() => this.random.chance(0.9)),
      'for',
      this.world.at,
    );
  }

  private choices(subject: Case): JsonObject {
    const keys = subject.judgment.draft?.questions.map(({ key }) => key) ?? [];
    const mood = this.random.pick([['yes'], ['yes', 'yes', 'yes', 'no', 'abstain'], ['no', 'abstain']]) ?? ['yes'];
    return { votes: keys.map((question) => ({ question, vote: this.random.pick(mood) ?? 'yes' })) };
  }

  /** Somebody who holds one of the command's rights here and now. */
  private actorFor(process: ProcessName, subject: Subject, command: string): Actor | undefined {
    const { random, world } = this;
    const of = processOf(process);
    const rights = of.rows[command]?.by ?? [];
    const own = 'author' in subject ? everybody.filter(({ id }) => id === subject['author']) : [];
    const holders = [...everybody, ...own].filter((actor) => {
      const situation = { subject, command, payload: {}, at: world.at, actor, facts: {}, rulebook: world.rulebook };
      return rights.some((right) => right !== 'system' && of.holds(right, situation));
    });
    return random.pick(holders);
  }
}

/** Replays a history: each command is decided again on what was before it and must give the very same entry. Returns what it folds to. */
export function replay(process: ProcessName, history: readonly Recorded[], world: World): Subject | undefined {
  let subject: Subject | undefined;
  for (const recorded of history) {
    const { command, at, actor, data } = recorded;
    const decision = decide(
      processOf(process),
      subject,
      { name: command, payload: data.payload },
      { at, actor, facts: data.facts },
      world.rulebook,
    );
    if (decision.refused !== undefined)
      throw new Error(`${command} was accepted once, and now is refused: ${JSON.stringify(decision.refused)}`);
    if (JSON.stringify(decision.accepted) !== JSON.stringify(recorded))
      throw new Error(`${command} is not what it was: ${JSON.stringify(decision.accepted)} and ${JSON.stringify(recorded)}`);
    subject = evolve(processOf(process), subject, recorded, world.rulebook);
  }
  return subject;
}

/** Lets one subject lapse, and nothing else happen, until it is in an end. Returns the states on the way. */
export function lapseToEnd(world: World, process: ProcessName, id: string): string[] {
  const name = `${process}/${id}`;
  const ends = processOf(process).ends;
  const states: string[] = [];
  for (let n = 0; n < 200; n += 1) {
    const subject = world.subjects.get(name) as Subject;
    if (states.at(-1) !== subject.state) states.push(subject.state);
    if (ends.includes(subject.state)) return states;
    const next = world.nextDue(subject);
    if (next === undefined) throw new Error(`${name} in ${subject.state} waits for nothing: ${JSON.stringify(subject.deadlines)}`);
    world.at = Math.max(world.at, next);
    world.lapse(process, id);
    if (world.stuck.length > 0) throw new Error(world.stuck.join('\n'));
  }
  throw new Error(`${name} reaches no end by lapses: ${states.join(' ')}: ${JSON.stringify(world.subjects.get(name)?.deadlines)}`);
}
