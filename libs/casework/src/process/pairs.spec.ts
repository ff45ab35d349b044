import type { Actor, JsonObject } from '../engine/types.js';
import { people } from './people.testing.js';
import { processOf } from './process-of.js';
import { bringTo } from './road.testing.js';
import { caseEnds, caseStates } from './v1/case-states.js';
import { reportEnds, reportStates } from './v1/report-process.js';
import { reportIn } from './report-road.testing.js';
import type { ProcessName, World } from './world.testing.js';

const stranger: Actor = { id: 'stranger', role: 'administrator' };

/** Every state of both tables with a subject that stands in it. */
const subjects: readonly [ProcessName, string, () => { world: World; id: string }][] = [
  ...[...caseStates, ...caseEnds].map(
    (state) => ['case', state, () => bringTo(state)] as [ProcessName, string, () => { world: World; id: string }],
  ),
  ...[...reportStates, ...reportEnds].map(
    (state) => ['report', state, () => reportIn(state)] as [ProcessName, string, () => { world: World; id: string }],
  ),
];

const codesOf = (world: World, process: ProcessName, id: string, command: string, actor: Actor, payload: JsonObject = {}): string[] =>
  world
    .fork()
    .enter(process, id, command, { actor, payload })
    .map(({ code }) => code);

describe.each(subjects)('A %s in %s', (process, state, bring) => {
  const rows = Object.entries(processOf(process).rows).filter(([, { from }]) => from !== null);
  const { world, id } = bring();

  it('stands where it was led', () => expect(world.subjects.get(`${process}/${id}`)?.state).toBe(state));

  it('refuses every command of another state by the state', () => {
    const foreign = rows.filter(([, { from }]) => from?.includes(state) === false).map(([command]) => command);
    expect(foreign.filter((command) => codesOf(world, process, id, command, people.system).join() !== 'stateAllows')).toEqual([]);
  });

  it('takes no command of its state from a stranger', () => {
    const own = rows.filter(([, { from }]) => from?.includes(state) === true).map(([command]) => command);
    const codes = own.map((command) => [command, ...new Set(codesOf(world, process, id, command, stranger))]);
    expect(codes.filter(([, ...given]) => !['roleAllows', 'payloadIsShaped'].includes(given.join()))).toEqual([]);
  });

  it('is born only once', () => {
    const [birth] = Object.entries(processOf(process).rows).find(([, { from }]) => from === null) ?? [''];
    expect(codesOf(world, process, id, birth, people.system)).toEqual(['stateAllows']);
  });
});

it('knows no other command', () => {
  const { world, id } = bringTo('REGISTERED');
  expect(codesOf(world, 'case', id, 'ForgetCase', people.system)).toEqual(['commandIsKnown']);
});
