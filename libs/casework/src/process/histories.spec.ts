import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Process, Recorded, Subject } from '../engine/types.js';
import { processOf } from './process-of.js';
import { bringTo, GRAVE, remedyOf, SMALL } from './road.testing.js';
import { openCase, lapseToEnd, replay, Walk } from './walk.testing.js';
import { Random } from './random.testing.js';
import { World, type ProcessName } from './world.testing.js';

const folder = join(import.meta.dirname, '../../../../test/golden/histories');
const isUpdating = process.env['UPDATE_GOLDEN'] === '1';

// Histories of process version 1. They must replay for ever: when one of them no longer does, a released law was changed.

/** What is written when there is no file yet, or when golden files are written anew on purpose. */
const SOURCES: { readonly [name: string]: () => { readonly world: World; readonly id: string; readonly process?: ProcessName } } = {
  'v1-closed': () => bringTo('CLOSED', { remedies: [remedyOf('R1'), remedyOf('R5')] }),
  'v1-closed-unresolved': () => bringTo('CLOSED_UNRESOLVED', { content: GRAVE, remedies: [remedyOf('R1'), remedyOf('R5')] }),
  'v1-settled': () => bringTo('SETTLED'),
  'v1-inadmissible': () => bringTo('INADMISSIBLE'),
  'v1-withdrawn': () => bringTo('WITHDRAWN'),
  'v1-joined': () => bringTo('JOINED'),
  'v1-stayed': () => bringTo('STAYED', { content: GRAVE }),
  'v1-review': () => bringTo('REVIEW', { content: GRAVE }),
  'v1-chair-ruling': () => bringTo('CHAIR_RULING', { content: GRAVE }),
  'v1-by-lapses-small': () => byLapses(SMALL),
  'v1-by-lapses-grave': () => byLapses(GRAVE),
  'v1-walk-1': () => walked(20_260_302),
  'v1-walk-2': () => walked(6_012_026),
  'v1-report': () => ({ ...bringTo('REGISTERED'), id: 'report-1', process: 'report' }),
};

function byLapses(content: typeof SMALL): { world: World; id: string } {
  const world = new World();
  const id = openCase(world, new Random(5), { ...content, startsAt: world.at - 3_600_000 });
  lapseToEnd(world, 'case', id);
  return { world, id };
}

function walked(seed: number): { world: World; id: string } {
  const { world, id } = bringTo('RULED', { content: GRAVE, remedies: [remedyOf('R1'), remedyOf('R5')] });
  const walk = new Walk(world, seed);
  for (let n = 0; n < 150; n += 1) walk.step();
  return { world, id };
}

const lines = (path: string): Recorded[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Recorded);

describe('The golden histories of process version 1', () => {
  beforeAll(() => {
    mkdirSync(folder, { recursive: true });
    for (const [name, source] of Object.entries(SOURCES)) {
      const file = join(folder, `${name}.jsonl`);
      if (existsSync(file) && !isUpdating) continue;
      if (!isUpdating) throw new Error(`${name}.jsonl is missing: golden histories are not written in passing.`);
      const { world, id, process: of = 'case' } = source();
      const history = world.histories.get(`${of}/${id}`) ?? [];
      writeFileSync(file, history.map((recorded) => `${JSON.stringify(recorded)}\n`).join(''));
      writeFileSync(join(folder, `${name}.state.json`), `${JSON.stringify(world.subjects.get(`${of}/${id}`))}\n`);
    }
  });

  it.each(Object.keys(SOURCES))('%s replays to the state that was kept', (name) => {
    const history = lines(join(folder, `${name}.jsonl`));
    const kept = JSON.parse(readFileSync(join(folder, `${name}.state.json`), 'utf8')) as Subject;
    const of = history[0]?.command === 'CreateReport' ? 'report' : 'case';
    expect(history.length).toBeGreaterThan(2);
    expect(replay(of, history, new World())).toEqual(kept);
  });

  it('are all of them known', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));
    expect(files.map((file) => file.replace('.jsonl', '')).sort()).toEqual(Object.keys(SOURCES).sort());
  });

  it('change in one row is told by its replay', () => {
    const history = lines(join(folder, 'v1-closed.jsonl'));
    const forged = history.map((recorded) => (recorded.command === 'CloseCase' ? { ...recorded, type: 'CaseReopened' } : recorded));
    expect(() => replay('case', forged, new World())).toThrow('CloseCase is not what it was');
  });
});

describe('The tables of a released version', () => {
  /** Everything of a process that is law by its row; guards and rules are held by the histories above. */
  const hashOf = ({ name, version, states, ends, owners, ownDeadline, outlives, rows }: Process<Subject>): string =>
    createHash('sha256').update(JSON.stringify({ name, version, states, ends, owners, ownDeadline, outlives, rows })).digest('hex');

  const golden = (): string =>
    ['case', 'report']
      .map((name) => processOf(name as ProcessName))
      .map((one) => `${one.name} ${one.version} ${hashOf(one)}\n`)
      .join('');

  it('are what they were: a changed row is a new version, in a folder of its own', () => {
    const file = join(folder, 'tables.txt');
    if (isUpdating) writeFileSync(file, golden());
    expect(golden()).toBe(readFileSync(file, 'utf8'));
  });

  it('have another hash when one row is changed', () => {
    const report = processOf('report');
    const changed = {
      ...report,
      rows: { ...report.rows, VerifyReport: { ...report.rows['VerifyReport'], tells: ['author'] } },
    } as Process<Subject>;
    expect(hashOf(changed)).not.toBe(hashOf(report));
  });
});
