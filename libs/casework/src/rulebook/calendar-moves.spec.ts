import fc from 'fast-check';
import { calendarMoves as movesAt } from './calendar-moves.js';
import { currentRulebookId, rulebookOf } from './index.js';
import type { Calendar, Rulebook, Span } from './rulebook.js';
import { addSpan } from './terms.js';

const at = (text: string): number => Date.parse(`${text}Z`);
const iso = (instant: number): string => new Date(instant).toISOString().slice(0, 16);
const HOUR = 3_600_000;
const calendarMoves = (subject: Parameters<typeof movesAt>[0], book: Rulebook, corrected: Calendar, proposedAt: number) =>
  movesAt(subject, book, corrected, { proposedAt, at: proposedAt });
const office: Calendar = { id: 'office', weekdays: [1, 2, 3, 4, 5], holidays: ['2026-05-01'] };
const span = (given: Span): { readonly name: string; readonly spans: readonly [Span, Span, Span, Span, Span] } => ({
  name: 'some',
  spans: [given, given, given, given, given],
});
/** An invented rulebook: that in force counts nothing in working days. */
const rulebook: Rulebook = {
  ...rulebookOf(currentRulebookId),
  calendars: { office },
  terms: {
    worked: span({ unit: 'workingDay', amount: 5, calendar: 'office' }),
    elapsed: span({ unit: 'day', amount: 5 }),
    elsewhere: span({ unit: 'workingDay', amount: 5, calendar: 'other' }),
  },
};
const running = (term: string, startedAt: number, more: object = {}) => {
  const dueAt = addSpan(
    startedAt,
    term === 'elapsed' ? { unit: 'day', amount: 5 } : { unit: 'workingDay', amount: 5, calendar: 'office' },
    { office },
  );
  return { severity: 3, deadlines: { d: { key: 'd', kind: 'd', term, startedAt, dueAt, ...more } } };
};
const holiday = (...days: string[]): Calendar => ({ ...office, holidays: [...office.holidays, ...days] });

describe('a corrected calendar', () => {
  const monday = at('2026-06-01T09:00');
  it.each([
    [
      'a holiday inside the term moves it by a day',
      running('worked', monday),
      holiday('2026-06-03'),
      ['2026-06-08T09:00 → 2026-06-09T09:00'],
    ],
    [
      'two holidays at its end move it over the weekend',
      running('worked', monday),
      holiday('2026-06-05', '2026-06-08'),
      ['2026-06-08T09:00 → 2026-06-10T09:00'],
    ],
    ['a holiday on a Sunday moves nothing', running('worked', monday), holiday('2026-06-07'), []],
    ['a holiday before it began moves nothing', running('worked', monday), holiday('2026-05-29'), []],
    ['a holiday after it moves nothing', running('worked', monday), holiday('2026-06-09'), []],
    ['days of 24 h know no calendar', running('elapsed', monday), holiday('2026-06-03'), []],
    ['another calendar is another', running('elsewhere', monday), holiday('2026-06-03'), []],
    ['what is halted keeps what was left', running('worked', monday, { pausedWithMs: 1 }), holiday('2026-06-03'), []],
    [
      'a holiday that is taken away brings it nearer',
      running('worked', at('2026-04-27T09:00')),
      { ...office, holidays: [] },
      ['2026-05-05T09:00 → 2026-05-04T09:00'],
    ],
  ])('%s', (_, subject, corrected, moves) => {
    const found = calendarMoves(subject, rulebook, corrected, at('2026-04-27T10:00'));
    expect(found.map(({ from, to }) => `${iso(from)} → ${iso(to)}`)).toEqual(moves);
  });

  it.each([
    ['two days from the proposal', '2026-05-03T06:00', '2026-05-03T06:00', ['2026-05-05T06:00, not 2026-05-04T09:00']],
    ['the same when it is confirmed within a day', '2026-05-03T06:00', '2026-05-04T06:00', ['2026-05-05T06:00, not 2026-05-04T09:00']],
    ['a day from the entry, where that comes late', '2026-05-02T06:00', '2026-05-04T08:00', ['2026-05-05T08:00, not 2026-05-04T09:00']],
    ['what was left before', '2026-05-04T06:00', '2026-05-04T06:00', []],
    ['what has run out', '2026-05-03T06:00', '2026-05-05T09:00', []],
  ])('takes nobody by surprise: %s', (_, proposedAt, entered, moves) => {
    const subject = running('worked', at('2026-04-27T09:00'));
    const found = movesAt(subject, rulebook, { ...office, holidays: [] }, { proposedAt: at(proposedAt), at: at(entered) });
    expect(found.map(({ to, counted }) => `${iso(to)}, not ${iso(counted)}`)).toEqual(moves);
  });

  it('counts on from the calendar that an earlier correction put in force for the subject', () => {
    const first = holiday('2026-06-03');
    const [move] = calendarMoves(running('worked', monday), rulebook, first, monday);
    const moved = running('worked', monday, { dueAt: move?.to });
    const under = { ...moved, corrections: { office: { confirmation: 2, calendar: first } } };
    expect(calendarMoves(under, rulebook, first, monday)).toEqual([]);
    expect(calendarMoves(under, rulebook, office, monday).map(({ to }) => iso(to))).toEqual(['2026-06-08T09:00']);
  });

  it('counts days of its own clock: 23 hours on one, 25 on another, and none where UTC has one', () => {
    const kyiv = {
      zone: 'Europe/Kyiv',
      tzdata: '2026a',
      until: at('2027-01-01T00:00'),
      offsets: [
        [0, 120],
        [at('2026-03-29T01:00'), 180],
        [at('2026-10-25T01:00'), 120],
      ] as const,
    };
    const without = { ...kyiv, tzdata: '2026b', offsets: [[0, 120]] as const };
    const local = { ...rulebook, calendars: { office: { ...office, clock: kyiv } } };
    const friday = at('2026-03-27T22:00');
    const dueAt = addSpan(friday, { unit: 'workingDay', amount: 5, calendar: 'office' }, local.calendars);
    // 22:00 of UTC is midnight in Kyiv: Saturday has begun. Monday begins at 21:00 of UTC, in summer time.
    expect(iso(dueAt)).toBe('2026-04-03T21:00');
    const subject = { severity: 3, deadlines: { d: { key: 'd', kind: 'd', term: 'worked', startedAt: friday, dueAt } } };
    expect(calendarMoves(subject, local, { ...office, clock: without }, friday).map(({ to }) => iso(to))).toEqual(['2026-04-03T22:00']);
  });

  it('gives exactly the date that the term would have had under it, and none earlier for a holiday more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2026-01-01T00:00'), max: at('2026-12-01T00:00') }),
        fc.array(
          fc.integer({ min: 0, max: 400 }).map((day) => iso(at('2026-01-01T00:00') + day * 24 * HOUR).slice(0, 10)),
          { maxLength: 30 },
        ),
        (startedAt, days) => {
          const subject = running('worked', startedAt);
          const corrected = holiday(...days);
          const asked = addSpan(startedAt, { unit: 'workingDay', amount: 5, calendar: 'office' }, { office: corrected });
          const [move] = calendarMoves(subject, rulebook, corrected, startedAt);
          expect(move?.to ?? subject.deadlines.d.dueAt).toBe(asked);
          expect(asked).toBeGreaterThanOrEqual(subject.deadlines.d.dueAt);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('moves nothing under the rulebook in force: no term of it is counted by a calendar', () => {
    const inForce = rulebookOf(currentRulebookId);
    for (const term of Object.values(inForce.terms)) for (const { unit } of term.spans) expect(unit).not.toBe('workingDay');
    expect(() => calendarMoves(running('worked', monday), inForce, office, monday)).toThrow('no calendar office');
  });
});
