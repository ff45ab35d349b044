import { caseEnds, caseStates } from './v1/case-states.js';
import { bringTo } from './road.testing.js';

describe('Every state of a case', () => {
  it.each([...caseStates, ...caseEnds])('%s has a road that persons can go', (state) => {
    const { world, id } = bringTo(state);
    expect([world.case(id).state, world.stuck]).toEqual([state, []]);
  });
});
