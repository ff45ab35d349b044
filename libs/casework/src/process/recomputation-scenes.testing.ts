import type { Json, Subject } from '../engine/types.js';
import { correctionOf, holidaysFrom, workedRulebook } from '../rulebook/worked-rulebook.testing.js';
import { people } from './people.testing.js';
import { reportIn } from './report-road.testing.js';
import { bringTo, remedyOf } from './road.testing.js';
import type { Scene } from './scene.testing.js';
import { caseEnds, caseStates } from './v1/case-states.js';
import { reportStates } from './v1/report-process.js';
import { World, type ProcessName } from './world.testing.js';

// A corrected calendar is counted by in every state of a case, and of a report that awaits something.

/** Two holidays more, tomorrow and the day after. */
export function correct(world: World, process: ProcessName, id: string): World {
  const correction = correctionOf(holidaysFrom(world.at + 86_400_000, 2), world.at) as unknown as Json;
  return world.must(process, id, 'RecomputeDeadlines', {
    actor: people.system,
    payload: { calendar: 'office', confirmation: 2 },
    facts: { correction },
  });
}

const countedInDays = (): World => new World(workedRulebook());

/** Where the case or the report stood before. */
function scene(process: ProcessName, state: string, bring: () => { readonly world: World; readonly id: string }): Scene {
  return [
    `a corrected calendar moves what runs in ${state} of a ${process}`,
    () => {
      const { world, id } = bring();
      const before = world.subjects.get(`${process}/${id}`) as Subject;
      correct(world, process, id);
      const after = world.subjects.get(`${process}/${id}`) as Subject;
      if (after.state !== before.state || Object.keys(after.deadlines).join() !== Object.keys(before.deadlines).join())
        throw new Error(`The calendar led from ${before.state} to ${after.state}.`);
      return [world];
    },
  ];
}

export const recomputationScenes: readonly Scene[] = [
  ...[...caseStates, ...caseEnds].map((state) =>
    scene('case', state, () => bringTo(state, { remedies: [remedyOf('R1'), remedyOf('R5')] }, countedInDays())),
  ),
  ...reportStates.map((state) => scene('report', state, () => reportIn(state, {}, countedInDays()))),
];
