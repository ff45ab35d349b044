import fc from 'fast-check';
import { isObject } from '../engine/given.js';
import type { Json, Subject } from '../engine/types.js';
import type { Case } from '../case/case.js';
import { processOf } from './process-of.js';
import { bringTo, GRAVE, remedyOf, SMALL } from './road.testing.js';
import { caseEnds, caseStates } from './v1/case-states.js';
import { emptyCoverage, lapseToEnd, replay, Walk } from './walk.testing.js';
import { World, type ProcessName } from './world.testing.js';

const RUNS = Number(process.env['WALKS'] ?? 150);
const STEPS = Number(process.env['STEPS'] ?? 60);
const STATES = [...caseStates, ...caseEnds];
const seeds = fc.integer({ min: 1, max: 2_000_000_000 });
const coverage = emptyCoverage();

function walkFrom(seed: number, steps = STEPS, check: (walk: Walk) => void = () => undefined): Walk {
  const walk = new Walk(new World(), seed, coverage);
  bringTo(
    STATES[seed % STATES.length] ?? 'REGISTERED',
    { content: seed % 3 === 0 ? GRAVE : SMALL, remedies: [remedyOf('R5'), remedyOf('R1')] },
    walk.world,
  );
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
  expect(world.stuck).toEqual([]);
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
