import { caseProcess } from '../process/v1/case.js';
import { people } from '../process/people.testing.js';
import { bringTo, GRAVE, SMALL } from '../process/road.testing.js';
import { Random } from '../process/random.testing.js';
import { openCase } from '../process/walk.testing.js';
import { sealed, World } from '../process/world.testing.js';

const HOUR_MS = 3_600_000;
const { registrar, chair, monitor } = people;
const reason = { reason: sealed() };

/** Marks by the hours after t0 at which they rang. */
const rang = (world: World, id: string): number[] => {
  const t0 = world.case(id).clock.t0 ?? 0;
  return (world.histories.get(`case/${id}`) ?? []).filter(({ command }) => command === 'RingMark').map(({ at }) => (at - t0) / HOUR_MS);
};

// The rows of law.md's table of the declaration that procedure answers for.
describe('The declaration: coordination cell in Paris', () => {
  it('is told of every mark of the response clock, of referrals and of outside decisions, and orders nothing by itself', () => {
    const { world } = bringTo('REGISTERED', { content: GRAVE });
    const rows = Object.entries(caseProcess.rows);
    const tellsCell = (command: string): boolean => caseProcess.rows[command]?.tells.includes('cell') === true;
    expect(
      [
        'RingMark',
        'LapseOngoing',
        'LapseProvisional',
        'IssueProvisionalFinding',
        'ReferNonCompliance',
        'FileReferral',
        'LapseOutsideDecision',
      ].filter((name) => !tellsCell(name)),
    ).toEqual([]);
    const byCell = rows
      .filter(([, { by }]) => by.includes('cell'))
      .map(([command]) => command)
      .sort();
    expect(byCell).toEqual(['RecordLateCompliance', 'RecordNoMeasure', 'RecordOutsideDecision', 'RecordOutsideMeasure', 'RequestReview']);
    expect(world.stuck).toEqual([]);
  });

  it('its marks are notices: no state, no severity and no term moves with them', () => {
    const { world, id } = bringTo('REGISTERED', { content: GRAVE });
    const before = (world.histories.get(`case/${id}`) ?? []).length;
    world.pass(12 * HOUR_MS);
    const ring = (world.histories.get(`case/${id}`) ?? []).slice(before).find(({ command }) => command === 'RingMark');
    expect(ring?.actor.role).toBe('system');
    expect(caseProcess.rows['RingMark']).toMatchObject({ to: 'same', stops: ['mark'], starts: ['mark?'], tells: ['cell', 'chair'] });
  });
});

describe('The declaration: response clock', () => {
  it('rings at 12, 20, 24 and 72 hours from the breach of a grave case', () => {
    const { world, id } = bringTo('REGISTERED', { content: GRAVE });
    world.pass(100 * HOUR_MS);
    expect(rang(world, id)).toEqual([12, 20, 24, 72]);
  });

  it('does not ring for a small one, and begins with the marks that are left once the severity is raised', () => {
    const { world, id } = bringTo('REGISTERED');
    world.pass(15 * HOUR_MS);
    expect(rang(world, id)).toEqual([]);
    world.must('case', id, 'RaiseSeverity', { actor: registrar, payload: { severity: 4, ...reason } });
    world.pass(100 * HOUR_MS);
    expect(rang(world, id)).toEqual([20, 24, 72]);
    expect(world.case(id).clock.past).toEqual(['mark1']);
  });

  it('never pauses: it rings while the case is stayed', () => {
    const { world, id } = bringTo('INVESTIGATION', { content: GRAVE });
    world.must('case', id, 'StayCaseUrgently', { actor: chair, payload: { ground: 'hostilities-bar-access', hours: 72, ...reason } });
    world.pass(60 * HOUR_MS);
    expect([world.case(id).state, rang(world, id).at(-1)]).toEqual(['STAYED', 72]);
  });

  it('shows the marks that a late filing finds in the past, and does not fire them', () => {
    const { world, id } = bringTo('REGISTERED', { content: { ...GRAVE, startsAt: new World().at - 30 * HOUR_MS } });
    expect(world.case(id).clock).toMatchObject({ past: ['mark1', 'mark2', 'mark3'], rung: [] });
    world.pass(60 * HOUR_MS);
    expect(rang(world, id)).toEqual([72]);
  });

  it('begins anew when the breach turns out to be earlier; each version rings each mark at most once, and the old one is kept', () => {
    const { world, id } = bringTo('REGISTERED', { content: GRAVE });
    world.pass(12 * HOUR_MS);
    const t0 = world.case(id).clock.t0 ?? 0;
    world.must('case', id, 'CorrectBreachTime', {
      actor: registrar,
      payload: { startsAt: t0 - 4 * HOUR_MS, ground: 'earlier-report', ...reason },
    });
    expect(world.case(id).clock).toMatchObject({ version: 2, past: ['mark1'], rung: [], earlier: [{ t0, rung: ['mark1'] }] });
    world.pass(100 * HOUR_MS);
    expect(world.case(id).clock.rung).toEqual(['mark2', 'mark3', 'mark4']);
  });

  it('is not set to a breach that is still to come', () => {
    const { world, id } = bringTo('REGISTERED', { content: GRAVE });
    const correct = (startsAt: number): string[] =>
      world.enter('case', id, 'CorrectBreachTime', { actor: registrar, payload: { startsAt, ...reason } }).map(({ code }) => code);
    expect(correct(world.at + 1)).toEqual(['breachIsNotToCome']);
    expect(correct(world.at)).toEqual([]);
    expect(world.case(id).clock.t0).toBe(world.at);
  });

  it('flags an unknown hour: the earliest possible instant counts', () => {
    const { world, id } = bringTo('REGISTERED', { content: { ...GRAVE, timePrecision: 'day' } });
    expect(world.case(id).clock.uncertain).toBe(true);
  });

  it('of a lead is anchored at the earliest breach of the joined cases, and takes its own back when a child is severed', () => {
    const { world, id: lead } = bringTo('PRELIMINARY', { content: SMALL });
    const own = world.case(lead).clock.t0 ?? 0;
    const child = openCase(world, new Random(9), { ...GRAVE, startsAt: own - 3 * HOUR_MS });
    world.must('case', child, 'JoinCase', { actor: chair, payload: { lead, ground: 'same-act', ...reason } });
    expect(world.case(lead)).toMatchObject({ severity: 4, clock: { t0: own - 3 * HOUR_MS, version: 2 } });
    expect(Object.values(world.case(child).deadlines)).toEqual([]);
    world.must('case', child, 'SeverCase', { actor: chair, payload: reason });
    expect(world.case(lead)).toMatchObject({ severity: 4, clock: { t0: own, version: 3 }, joining: { children: [] } });
    expect(Object.keys(world.case(child).deadlines)).toContain('registration');
  });

  it('leaves the tier-2 mark open only while monitors confirm at least every 6 hours that the breach goes on', () => {
    const { world, id } = bringTo('INVESTIGATION', { content: { ...GRAVE, ongoing: true } });
    for (let n = 0; n < 3; n += 1) {
      world.must('case', id, 'ConfirmOngoing', { actor: monitor });
      world.pass(5 * HOUR_MS);
    }
    expect(world.case(id).clock.breachIsOpen).toBe(true);
    world.pass(2 * HOUR_MS);
    expect(world.case(id).clock.breachIsOpen).toBe(false);
  });

  it('makes PRELIMINARY end at 20 hours after the breach, but never under 3 hours from its beginning', () => {
    const ends = (hoursAgo: number): number => {
      const { world, id } = bringTo('REGISTERED', { content: { ...GRAVE, startsAt: new World().at - hoursAgo * HOUR_MS } });
      world.must('case', id, 'StartPreliminary', { actor: people.rapporteur });
      return ((world.case(id).deadlines['preliminary']?.dueAt ?? 0) - world.at) / HOUR_MS;
    };
    expect([1, 10, 16, 17, 18, 50].map(ends)).toEqual([19, 10, 4, 3, 3, 3]);
  });

  it('makes a stay due at once when a raised severity takes away what the marks would stand on', () => {
    const { world, id } = bringTo('PRELIMINARY');
    world.must('case', id, 'StayCaseUrgently', { actor: chair, payload: { ground: 'prisoner-exchange', hours: 72, ...reason } });
    world.must('case', id, 'RaiseSeverity', { actor: registrar, payload: { severity: 5, ...reason } });
    world.pass(0);
    world.lapse('case', id);
    const events = (world.histories.get(`case/${id}`) ?? []).map(({ type }) => type);
    expect([world.case(id).state, events.at(-1)]).toEqual(['PRELIMINARY', 'StayLapsed']);
  });
});

describe('A lead that ends without a ruling', () => {
  it('lets its children go at once, each with the full term of where it was', () => {
    const { world, id: child } = bringTo('JOINED');
    const lead = world.case(child).joining.lead ?? '';
    world.must('case', lead, 'StartPreliminary', { actor: people.rapporteur });
    world.must('case', lead, 'SettleCase', {
      actor: registrar,
      payload: { terms: sealed(), document: 'a'.repeat(64), signedBy: ['ua', 'ru'], confirmation: 'report-1' },
    });
    expect(world.case(child)).toMatchObject({ state: 'PRELIMINARY', joining: { lead: null }, remembered: null });
    expect(((world.case(child).deadlines['preliminary']?.dueAt ?? 0) - world.at) / HOUR_MS).toBe(72);
    expect(world.case(lead).joining.children).toEqual([]);
    expect((world.histories.get(`case/${child}`) ?? []).at(-1)?.command).toBe('LapseJoining');
  });
});
