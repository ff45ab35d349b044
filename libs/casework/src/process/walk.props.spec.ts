import fc from 'fast-check';
import { decide } from '../engine/decide.js';
import { evolve } from '../engine/evolve.js';
import { isObject } from '../engine/given.js';
import type { Json, Recorded, Subject } from '../engine/types.js';
import type { Case } from '../case/case.js';
import { processOf } from './process-of.js';
import { bringTo, GRAVE, remedyOf, SMALL } from './road.testing.js';
import { caseEnds, caseStates } from './v1/case-states.js';
import { emptyCoverage, lapseToEnd, replay, Walk } from './walk.testing.js';
import { World, type ProcessName } from './world.testing.js';

// Short walks from every state see more than long ones from the first; SOAK=1 walks far.
const IS_SOAK = process.env['SOAK'] === '1';
const RUNS = Number(process.env['WALKS'] ?? (IS_SOAK ? 1_000 : 600));
const STEPS = Number(process.env['STEPS'] ?? (IS_SOAK ? 80 : 8));
const STATES = [...caseStates, ...caseEnds];
const seeds = fc.integer({ min: 1, max: 2_000_000_000 });
const coverage = emptyCoverage();
const roads = new Map<string, World>();

/** A case in a state that the seed picks, small or grave. Roads are built once, and each walk goes on from a copy. */
function startOf(seed: number): World {
  const state = STATES[seed % STATES.length] ?? 'REGISTERED';
  const content = seed % 3 === 0 ? GRAVE : SMALL;
  const key = `${state} ${seed % 3 === 0}`;
  const world = roads.get(key) ?? bringTo(state, { content, remedies: [remedyOf('R5'), remedyOf('R1')] }).world;
  roads.set(key, world);
  return world.fork();
}

function walkFrom(seed: number, steps = STEPS, check: (walk: Walk) => void = () => undefined): Walk {
  const walk = new Walk(startOf(seed), seed, coverage);
  for (let n = 0; n < steps; n += 1) {
    walk.step();
    check(walk);
  }
  return walk;
}

const subjectsOf = (world: World): [ProcessName, string, Subject][] =>
  [...world.subjects].map(([name, subject]) => [...(name.split('/') as [ProcessName, string]), subject]);

/** What every subject must show at every moment. */
function invariants({ world }: Walk): void {
  if (world.stuck.length > 0) throw new Error(world.stuck.join('\n'));
  for (const [name, id, subject] of subjectsOf(world)) {
    const process = processOf(name);
    const running = Object.values(subject.deadlines).filter(({ pausedWithMs }) => pausedWithMs === undefined);
    if (process.states.includes(subject.state)) {
      const awaited = running.filter(({ kind }) => process.ownDeadline[subject.state]?.includes(kind));
      if (awaited.length === 0) throw new Error(`${name} ${id} in ${subject.state} awaits nothing: ${JSON.stringify(subject.deadlines)}`);
    }
    for (const { key, kind } of running) {
      const lapses = Object.values(process.rows).filter((row) => row.lapses === kind && row.from?.includes(subject.state));
      if (lapses.length === 0) throw new Error(`${key} runs in ${subject.state}, and nothing lets it lapse there`);
    }
    if (!isPlainJson(subject as unknown as Json)) throw new Error(`${name} ${id} holds what canonical JSON cannot carry`);
    if (name === 'case') anchorIsEarliest(subject as Case, world);
  }
}

/** Every command decided again: what the law works out must follow from the swapped payload and facts alone. */
function refold(name: ProcessName, history: readonly Recorded[], { rulebook }: World): Subject | undefined {
  return history.reduce<Subject | undefined>((subject, { command, at, actor, data }) => {
    const decision = decide(processOf(name), subject, { name: command, payload: data.payload }, { at, actor, facts: data.facts }, rulebook);
    if (decision.refused !== undefined) throw new Error(`${command} is refused to the other side: ${JSON.stringify(decision.refused)}`);
    return evolve(processOf(name), subject, decision.accepted, rulebook);
  }, undefined);
}

/** The same with the two parties in each other's place, in every key and value. */
function swapped<T>(value: T): T {
  const other = { ua: 'ru', ru: 'ua' } as const;
  return JSON.parse(JSON.stringify(value).replace(/\b(ua|ru)\b/g, (party) => other[party as 'ua' | 'ru'])) as T;
}

/** Lists that are kept in the order of names are in another order when the names change. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, inOrder(one)]),
  );
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

/** A fault is told with what led to it. */
function explained(check: (walk: Walk) => void): (walk: Walk) => void {
  return (walk) => {
    try {
      check(walk);
    } catch (error) {
      const story = walk.world.log
        .slice(-25)
        .map(({ stream, recorded: { at, command, actor } }) => `${new Date(at).toISOString()} ${stream} ${command} ${actor.id}`);
      throw new Error([String(error), ...story].join('\n'), { cause: error });
    }
  };
}

/** The response anchor of a lead is the earliest of its own and of those joined to it (law-sources 6.6). */
function anchorIsEarliest(subject: Case, world: World): void {
  const anchors = [subject.clock.ownT0, ...subject.joining.children.map(({ t0 }) => t0)].filter((t0) => t0 !== null);
  expect(subject.clock.t0).toBe(anchors.length === 0 ? null : Math.min(...anchors));
  for (const { id } of subject.joining.children)
    expect(world.case(id).joining.lead === subject.id || world.case(id).state !== 'JOINED').toBe(true);
}

function isPlainJson(value: Json | undefined): boolean {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (Array.isArray(value)) return value.every(isPlainJson);
  return isObject(value) && Object.values(value).every(isPlainJson);
}

describe('Any walk through the law', () => {
  it('leaves every subject with something that it awaits, and every running deadline with a lapse', () => {
    fc.assert(
      fc.property(seeds, (seed) => void walkFrom(seed, STEPS, explained(invariants))),
      { numRuns: RUNS },
    );
  });

  it('is replayed to the stored state, each command giving the very same entry', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { world } = walkFrom(seed);
        for (const [name, id, subject] of subjectsOf(world)) {
          expect(replay(name, world.histories.get(`${name}/${id}`) ?? [], world)).toEqual(subject);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('ends by lapses alone, from wherever it has come to', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: STEPS }), (seed, steps) => {
        explained(({ world: here }) => {
          for (const [name, id] of subjectsOf(here)) lapseToEnd(here.fork(), name, id);
        })(walkFrom(seed, steps));
      }),
      { numRuns: RUNS },
    );
  });

  it('meets the same answer when the same command is given again, and changes nothing that it was given', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { world } = walkFrom(seed, 4);
        for (const [name, id] of subjectsOf(world)) {
          const history = world.histories.get(`${name}/${id}`) ?? [];
          const last = history.at(-1);
          if (last === undefined) continue;
          const before = frozen(
            history.slice(0, -1).reduce<Subject | undefined>((s, one) => evolve(processOf(name), s, one, world.rulebook), undefined),
          );
          const { command, at, actor, data } = frozen(last);
          const answer = () =>
            decide(processOf(name), before, { name: command, payload: data.payload }, { at, actor, facts: data.facts }, world.rulebook);
          expect(answer()).toEqual(answer());
          expect(evolve(processOf(name), before, frozen(last), world.rulebook)).toEqual(
            evolve(processOf(name), before, last, world.rulebook),
          );
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('with the sides swapped has the outcome swapped, and nothing else', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { world } = walkFrom(seed);
        const mirror = new World(swapped(world.rulebook));
        for (const [name, id, subject] of subjectsOf(world)) {
          const history = swapped(world.histories.get(`${name}/${id}`) ?? []);
          expect(inOrder(refold(name, history, mirror))).toEqual(inOrder(swapped(subject)));
        }
      }),
      { numRuns: RUNS },
    );
  });

  afterAll(() => {
    if (process.env['SHOW_COVERAGE'] !== undefined) {
      const all = ['case', 'report'].flatMap((name) =>
        Object.keys(processOf(name as ProcessName).rows).map((command) => `${name} ${command}`),
      );
      console.log(
        'not entered:',
        all.filter((one) => !coverage.commands.has(one)).join(', '),
        '\npairs',
        coverage.pairs.size,
        '\nrefusals',
        [...coverage.refusals].sort().join(' '),
      );
    }
  });
});
