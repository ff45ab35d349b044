import fc from 'fast-check';
import { people } from '../process/people.testing.js';
import { bringTo, GRAVE, remedyOf, SMALL } from '../process/road.testing.js';
import { STAYABLE } from '../process/v1/case-states.js';
import { Walk } from '../process/walk.testing.js';
import { sealed, type World } from '../process/world.testing.js';
import type { Case } from './case.js';

const HOUR_MS = 3_600_000;
const RUNS_ON = ['mark', 'ongoing', 'provisional', 'outsideDecision', 'complianceCheck', 'stay'];
const roads = new Map<string, { readonly world: World; readonly id: string }>();

function roadTo(state: string, grave: boolean): { world: World; id: string } {
  const key = `${state} ${grave}`;
  const road = roads.get(key) ?? bringTo(state, { content: grave ? GRAVE : SMALL, remedies: [remedyOf('R5'), remedyOf('R4')] });
  roads.set(key, road);
  return { world: road.world.fork(), id: road.id };
}

/** What was left of each deadline that a stay halts. */
const left = (subject: Case, at: number): [string, number][] =>
  Object.values(subject.deadlines)
    .filter(
      ({ kind, key }) =>
        !RUNS_ON.includes(kind) &&
        !(kind === 'remedy' && /R1|R7/.test(subject.judgment.remedies.find(({ id }) => `remedy:${id}` === key)?.code ?? '')),
    )
    .map(({ key, dueAt, pausedWithMs }): [string, number] => [key, pausedWithMs ?? dueAt - at])
    .sort();

describe('After a stay', () => {
  it.each([true, false])('every term has exactly what was left of it (resumed by the chair: %s)', (byChair) => {
    let stays = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...STAYABLE),
        fc.boolean(),
        fc.integer({ min: 1, max: 1_000_000_000 }),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 72 }),
        fc.integer({ min: 1, max: 60 }),
        (state, grave, seed, steps, hours, share) => {
          const { world, id } = roadTo(state, grave);
          const walk = new Walk(world, seed);
          for (let n = 0; n < steps; n += 1) walk.step();
          const before = world.case(id);
          const stay = world.enter('case', id, 'StayCaseUrgently', {
            actor: people.chair,
            payload: { ground: 'prisoner-exchange', hours, reason: sealed() },
          });
          if (stay.length > 0) return;
          stays += 1;
          const expected = left(before, world.at);
          const halted = Object.values(world.case(id).deadlines).filter(({ pausedWithMs }) => pausedWithMs !== undefined);
          expect(halted.map(({ key }) => key)).toEqual(expect.arrayContaining(expected.map(([key]) => key)));
          world.pass(byChair ? Math.min(hours * HOUR_MS - 1, share * HOUR_MS) : hours * HOUR_MS);
          if (byChair) world.must('case', id, 'ResumeCase', { actor: people.chair, payload: { reason: sealed() } });
          const after = world.case(id);
          expect([after.state, left(after, world.at)]).toEqual([before.state, expected]);
        },
      ),
      { numRuns: 1_000 },
    );
    expect(stays).toBeGreaterThan(300);
  });
});
