import fc from 'fast-check';
import { currentRulebookId, rulebookOf } from './index.js';
import type { Calendar, Span } from './rulebook.js';
import { addSpan, dueAfter } from './terms.js';

// What the law works out is worked out here once more, another way: on the civil calendar, day by day, with leap years and weekdays by rule, and
// no function of the law or of Date.

interface Civil {
  year: number;
  month: number;
  day: number;
  /** Milliseconds since midnight. */
  time: number;
  /** 0 is Sunday. */
  weekday: number;
}

const DAY = 86_400_000;
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const lengthOf = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

function nextDay(civil: Civil): void {
  civil.weekday = (civil.weekday + 1) % 7;
  civil.day += 1;
  if (civil.day <= lengthOf(civil.year, civil.month)) return;
  civil.day = 1;
  civil.month += 1;
  if (civil.month <= 12) return;
  civil.month = 1;
  civil.year += 1;
}

/** Counted from Thursday, 1 January 1970. */
function civilOf(instant: number): Civil {
  const civil = { year: 1970, month: 1, day: 1, time: instant % DAY, weekday: 4 };
  let days = (instant - civil.time) / DAY;
  for (; days >= (isLeap(civil.year) ? 366 : 365); civil.year += 1) {
    const length = isLeap(civil.year) ? 366 : 365;
    days -= length;
    civil.weekday = (civil.weekday + length) % 7;
  }
  for (; days > 0; days -= 1) nextDay(civil);
  return civil;
}

function textOf({ year, month, day, time }: Civil): string {
  const two = (value: number, width = 2): string => String(value).padStart(width, '0');
  const [hours, minutes, seconds] = [Math.floor(time / 3_600_000), Math.floor(time / 60_000) % 60, Math.floor(time / 1000) % 60];
  return `${year}-${two(month)}-${two(day)}T${two(hours)}:${two(minutes)}:${two(seconds)}.${two(time % 1000, 3)}Z`;
}

/** Hours and days are elapsed time; working days are 24 h each of time on days that the calendar works. */
function dueByHand(from: number, span: Span, calendars: Readonly<Record<string, Calendar>>): string {
  const civil = civilOf(from);
  if (span.unit !== 'workingDay') {
    let hours = span.unit === 'hour' ? span.amount : span.amount * 24;
    for (; hours > 0; hours -= 1) {
      civil.time += 3_600_000;
      if (civil.time < DAY) continue;
      civil.time -= DAY;
      nextDay(civil);
    }
    return textOf(civil);
  }
  const { weekdays, holidays } = calendars[span.calendar] as Calendar;
  let left = span.amount * DAY;
  while (left > 0) {
    const works = weekdays.includes(civil.weekday) && !holidays.includes(textOf(civil).slice(0, 10));
    const today = DAY - civil.time;
    if (works && left <= today) {
      civil.time += left;
      left = 0;
    } else {
      if (works) left -= today;
      civil.time = 0;
      nextDay(civil);
    }
  }
  // The very end of a day is the beginning of the next one.
  if (civil.time === DAY) {
    civil.time = 0;
    nextDay(civil);
  }
  return textOf(civil);
}

const LEAPS = ['2026-03-29T01:00', '2026-10-25T01:00', '2026-03-08T07:00', '2026-11-01T06:00', '2028-02-29T00:00', '2027-01-01T00:00'];

/** Half of them within two days of a leap of some clock or calendar. */
const instants = fc.oneof(
  fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2032, 0, 1) }),
  fc.tuple(fc.constantFrom(...LEAPS), fc.integer({ min: -2 * DAY, max: 2 * DAY })).map(([leap, off]) => Date.parse(`${leap}Z`) + off),
);
const dates = instants.map((instant) => textOf(civilOf(instant)).slice(0, 10));
const calendars = fc
  .record({
    weekdays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 }),
    holidays: fc.array(dates, { maxLength: 60 }),
  })
  .map((given): Calendar => ({ ...(Object.values(rulebookOf(currentRulebookId).calendars)[0] as Calendar), id: 'some', ...given }));
const workingDays = fc.integer({ min: 1, max: 40 }).map((amount): Span => ({ unit: 'workingDay', amount, calendar: 'some' }));
const spans = fc.oneof(
  fc.integer({ min: 0, max: 800 }).map((amount): Span => ({ unit: 'hour', amount })),
  fc.integer({ min: 0, max: 200 }).map((amount): Span => ({ unit: 'day', amount })),
  workingDays,
);

const iso = (instant: number): string => new Date(instant).toISOString();

describe('due dates', () => {
  it('agree with a count by hand, ten thousand at random', () => {
    fc.assert(
      fc.property(instants, spans, calendars, (from, span, some) => {
        expect(iso(addSpan(from, span, { some }))).toBe(dueByHand(from, span, { some }));
      }),
      { numRuns: 10_000 },
    );
  });

  it('of every term at every severity agree with a count by hand', () => {
    const rulebook = rulebookOf(currentRulebookId);
    fc.assert(
      fc.property(
        instants,
        fc.constantFrom(...Object.values(rulebook.terms)),
        fc.integer({ min: 1, max: 5 }),
        (from, { name, spans: given }, severity) => {
          const due = iso(dueAfter(from, rulebook, name, severity));
          expect(due).toBe(dueByHand(from, given[severity - 1] as Span, rulebook.calendars));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('never come earlier when a holiday is inserted', () => {
    fc.assert(
      fc.property(instants, workingDays, calendars, dates, (from, span, some, holiday) => {
        const before = addSpan(from, span, { some });
        const after = addSpan(from, span, { some: { ...some, holidays: [...some.holidays, holiday] } });
        expect(after).toBeGreaterThanOrEqual(before);
        if (isMet(from, before, holiday, some)) expect(after).toBeGreaterThan(before);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Whether a date is a day that was worked in full between the two. */
function isMet(from: number, to: number, date: string, { weekdays, holidays }: Calendar): boolean {
  const begin = Date.parse(`${date}T00:00:00.000Z`);
  return begin >= from && begin + DAY <= to && weekdays.includes(civilOf(begin).weekday) && !holidays.includes(date);
}
