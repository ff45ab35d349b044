import { people, PARTIES } from '../process/people.testing.js';
import { Random } from '../process/random.testing.js';
import { bringTo, GRAVE, SMALL } from '../process/road.testing.js';
import { anyContent, openCase } from '../process/walk.testing.js';
import { sealed, type World } from '../process/world.testing.js';
import type { JsonObject } from '../engine/types.js';
import { patternIsFlagged } from './severity-of-acts.js';

const HOUR_MS = 3_600_000;
const { monitor, teamLead, registrar, chair } = people;

const act = (codes: readonly string[], more: JsonObject = {}): JsonObject => ({
  ...SMALL,
  codes: [...codes],
  timePrecision: 'hour',
  ...more,
});

/** An act of rocket artillery or of assault, with what its code requires. */
const withDetails = (code: 'K4' | 'K6'): JsonObject =>
  act([code], {
    details: {
      impactPoint: { latitude: '48.1', longitude: '37.8', radiusMetres: 100 },
      remnants: sealed(),
      positionsBefore: sealed(),
      positionsAfter: sealed(),
    },
  });

/** A verified report that the registry links to the case. */
function link(world: World, id: string, content: JsonObject): string {
  const report = world.newId('report');
  const payload = { content: anyContent(world, new Random(1), { startsAt: world.at - HOUR_MS, ...content }) };
  world.must('report', report, 'CreateReport', { actor: monitor, payload });
  world.must('report', report, 'SubmitReport', { actor: monitor });
  world.must('report', report, 'VerifyReport', { actor: teamLead });
  world.must('report', report, 'LinkReport', { actor: registrar, payload: { case: id } });
  return report;
}

const raises = (world: World, id: string): (string | number | null)[][] =>
  world.case(id).severityHistory.map(({ severity, by, ground }) => [severity, by, ground]);

describe('Severity of several acts', () => {
  it('rises by one at the third of one code in one sector within 72 hours, by the system, in an entry of its own', () => {
    const { world, id } = bringTo('REGISTERED', { content: act(['P3']) });
    link(world, id, act(['P3']));
    expect(raises(world, id)).toEqual([[2, 'machine', null]]);
    link(world, id, act(['P3']));
    expect(raises(world, id)).toEqual([
      [2, 'machine', null],
      [3, 'machine', 'repeated'],
    ]);
    link(world, id, act(['P3']));
    expect(world.case(id).severity).toBe(3);
  });

  it('counts the three whatever the order in which they are reported', () => {
    const { world, id } = bringTo('REGISTERED', { content: act(['P3']) });
    link(world, id, act(['P3'], { startsAt: world.at - 2 * HOUR_MS }));
    link(world, id, act(['P3'], { startsAt: world.at - 40 * HOUR_MS }));
    expect(world.case(id).severity).toBe(3);
  });

  it.each<[string, JsonObject]>([
    ['what the author counted already', act(['P3'], { modifiers: ['repeated'] })],
    ['an act of another sector', act(['P3'], { place: { latitude: '46.1', longitude: '37.8', radiusMetres: 500 } })],
    ['an act of four days ago', act(['P3'], { startsAt: 0 })],
  ])('does not count twice, nor at all: %s', (_, third) => {
    const { world, id } = bringTo('REGISTERED', { content: act(['P3']) });
    link(world, id, act(['P3']));
    link(world, id, third);
    expect(raises(world, id).filter(([, , ground]) => ground === 'repeated')).toEqual([]);
  });

  it('is 5 where rockets and an assault of one command meet in one case: a flag that stays when the chair lowers it', () => {
    const { world, id } = bringTo('REGISTERED', { content: act(['P3']) });
    const anotherCommand = { accused: PARTIES[0] };
    link(world, id, withDetails('K4'));
    expect([world.case(id).severity, patternIsFlagged(world.case(id))]).toEqual([4, false]);
    link(world, id, { ...withDetails('K6'), ...anotherCommand });
    expect([world.case(id).severity, patternIsFlagged(world.case(id))]).toEqual([4, false]);
    link(world, id, withDetails('K6'));
    expect([world.case(id).severity, patternIsFlagged(world.case(id))]).toEqual([5, true]);
    world.must('case', id, 'LowerSeverity', { actor: chair, payload: { severity: 4, reason: sealed() } });
    expect([world.case(id).severity, patternIsFlagged(world.case(id))]).toEqual([4, true]);
  });

  it('is 5 where the joining of two grave cases shows one command in two sectors within a day', () => {
    const here = { place: { latitude: '48.1', longitude: '37.8', radiusMetres: 500 } };
    const joined = (more: JsonObject): World => {
      const { world, id: lead } = bringTo('PRELIMINARY', { content: { ...GRAVE, ...here } });
      const child = openCase(world, new Random(9), { ...GRAVE, startsAt: world.at - HOUR_MS, ...more });
      world.must('case', child, 'JoinCase', { actor: chair, payload: { lead, ground: 'same-act', reason: sealed() } });
      return world;
    };
    const elsewhere = { place: { latitude: '46.1', longitude: '37.8', radiusMetres: 500 } };
    const lead = (world: World) => world.cases[0] ?? world.case('');
    expect([lead(joined(elsewhere)).severity, patternIsFlagged(lead(joined(elsewhere)))]).toEqual([5, true]);
    expect(lead(joined(here)).severity).toBe(4);
    expect(lead(joined({ ...elsewhere, accused: PARTIES[0] })).severity).toBe(4);
  });
});

describe('A report is attached', () => {
  it.each<[string, (world: World, id: string) => JsonObject, string[]]>([
    ['by its id', () => ({}), ['payloadIsShaped']],
    ['if it is there', () => ({ report: 'nowhere' }), ['reportIsOfThisCase']],
    [
      'if it belongs to no other case',
      (world) => ({ report: world.case(openCase(world, new Random(4), SMALL)).reports[0]?.id ?? '' }),
      ['reportIsOfThisCase'],
    ],
    ['if it is admitted', (world, id) => ({ report: retracted(world, id) }), ['reportIsOfThisCase']],
    ['anew, when its author has amended it', (world, id) => ({ report: world.case(id).reports[0]?.id ?? '' }), []],
  ])('%s', (_, payload, refused) => {
    const { world, id } = bringTo('INVESTIGATION');
    const codes = world.enter('case', id, 'AttachReport', { actor: registrar, payload: payload(world, id) }).map(({ code }) => code);
    expect(codes).toEqual(refused);
  });
});

function retracted(world: World, id: string): string {
  const report = world.case(id).reports[0]?.id ?? '';
  world.must('report', report, 'RetractReport', { actor: monitor, payload: { reason: sealed(), leadAgrees: true } });
  return report;
}
