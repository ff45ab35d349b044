import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clockScenes } from './clock-scenes.testing.js';
import { judgmentScenes } from './judgment-scenes.testing.js';
import { processOf } from './process-of.js';
import { recomputationScenes } from './recomputation-scenes.testing.js';
import { reportIn } from './report-road.testing.js';
import { bringTo, GRAVE, remedyOf, SMALL, type Start } from './road.testing.js';
import { caseEnds, caseStates } from './v1/case-states.js';
import { reportEnds, reportStates } from './v1/report-process.js';
import { lapseToEnd, Walk } from './walk.testing.js';
import type { ProcessName, World } from './world.testing.js';

/**
 * Pairs that the tables hold and that nothing leads to. It may only shrink: a pair that is reached after all, or that is no longer in a table,
 * fails the test.
 */
const UNREACHABLE: { readonly [pair: string]: string } = {
  'case LapseTalks PRELIMINARY':
    'Talks run for 7 days and PRELIMINARY, which nothing extends, for 3: a rulebook with other terms reaches it.',
  ...Object.fromEntries(
    caseEnds.map((state) => [
      `case NoteRetraction ${state}`,
      'It follows the retraction of a report, and caseIsNotEnded lets nobody retract one then.',
    ]),
  ),
  ...Object.fromEntries(
    ['VOTING', 'CHAIR_RULING', 'RULED', 'REVIEW', 'FINAL', 'REMEDY', 'NON_COMPLIANCE', 'REFERRED'].map((state) => [
      `case ReleaseCase ${state}`,
      'A case is severed only from a lead that is early or stayed, which lets it go in the same step.',
    ]),
  ),
};

const MOST_UNREACHABLE = 15;

interface Place {
  readonly world: World;
  readonly process: ProcessName;
  readonly id: string;
  readonly state: string;
}

const reached = new Set<string>();
const note = (world: World): void =>
  world.log.forEach(({ process, recorded, from }) => void reached.add(`${process} ${recorded.command} ${from ?? ''}`));

const pairsOf = (name: ProcessName): string[] =>
  Object.entries(processOf(name).rows).flatMap(([command, { from }]) => (from ?? []).map((state) => `${name} ${command} ${state}`));
const all = [...pairsOf('case'), ...pairsOf('report')];
const missing = (): string[] => all.filter((pair) => !reached.has(pair));

/** Every state with a subject in it, small and grave, going on or over; on the way there and, left alone, from there to an end, pairs are passed. */
function places(): Place[] {
  const starts: readonly Start[] = [SMALL, GRAVE, { ...SMALL, ongoing: true }].map((content) => ({
    content,
    remedies: [remedyOf('R1'), remedyOf('R5')],
  }));
  // A grave case is neither settled nor withdrawn, and one that goes on is a severity graver.
  const isClosedTo = (state: string, start: Start): boolean =>
    start !== starts[0] && (state === 'SETTLED' || (state === 'WITHDRAWN' && start === starts[1]));
  const cases = [...caseStates, ...caseEnds].flatMap((state) =>
    starts.filter((start) => !isClosedTo(state, start)).map((start): Place => ({ ...bringTo(state, start), process: 'case', state })),
  );
  const reports = [...reportStates, ...reportEnds].map((state): Place => ({ ...reportIn(state), process: 'report', state }));
  for (const { world, process, id } of [...cases, ...reports]) {
    note(world);
    const left = world.fork();
    lapseToEnd(left, process, id);
    note(left);
  }
  return [...cases, ...reports];
}

/** Whoever may do it tries it, with what a person could write, until the law takes it once. */
function tryWhatIsMissing(from: readonly Place[]): void {
  for (const pair of missing().filter((one) => UNREACHABLE[one] === undefined)) {
    const [process, command = '', state] = pair.split(' ');
    const here = from.filter((place) => place.process === process && place.state === state);
    for (let seed = 1; seed <= 60 && here.length > 0 && !reached.has(pair); seed += 1) {
      const place = here[seed % here.length] as Place;
      const walk = new Walk(place.world.fork(), seed);
      walk.attempt(place.process, place.id, command);
      note(walk.world);
    }
  }
}

/** Rows are commands, columns states: + was entered there in a test, x cannot be reached, . is not in the table. */
function table(name: ProcessName): string {
  const { rows, states, ends } = processOf(name);
  const columns = [...states, ...ends];
  const line = (first: string, cells: readonly string[]): string =>
    [first.padEnd(28), ...cells.map((cell, n) => cell.padEnd(columns[n]?.length ?? 0))].join(' ').trimEnd();
  const cell = (command: string, state: string): string => {
    if (rows[command]?.from?.includes(state) !== true) return '.';
    const pair = `${name} ${command} ${state}`;
    return reached.has(pair) ? '+' : UNREACHABLE[pair] === undefined ? '?' : 'x';
  };
  const commands = Object.keys(rows).filter((command) => rows[command]?.from !== null);
  return [
    line(name, columns),
    ...commands.map((command) =>
      line(
        command,
        columns.map((state) => cell(command, state)),
      ),
    ),
    '',
  ].join('\n');
}

describe('Every pair of a command and a state', () => {
  it.each([...clockScenes, ...judgmentScenes, ...recomputationScenes])('%s', (_, play) => {
    for (const world of play()) {
      expect(world.stuck).toEqual([]);
      note(world);
    }
  });

  it('is entered in a scene, on a road or by somebody who tries it: 517 of a case, 46 of a report', () => {
    tryWhatIsMissing(places());
    expect([pairsOf('case').length, pairsOf('report').length]).toEqual([517, 46]);
    expect(missing().filter((pair) => UNREACHABLE[pair] === undefined)).toEqual([]);
  });

  it('is reached, or there is a reason why it cannot be; the list of those only shrinks', () => {
    const listed = Object.keys(UNREACHABLE);
    expect(listed.filter((pair) => reached.has(pair))).toEqual([]);
    expect(listed.filter((pair) => !all.includes(pair))).toEqual([]);
    expect(listed.length).toBeLessThanOrEqual(MOST_UNREACHABLE);
  });

  it('is shown in test/golden/pairs.txt', () => {
    const file = join(import.meta.dirname, '../../../../test/golden/pairs.txt');
    const text = `${table('case')}\n${table('report')}`;
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });
});
