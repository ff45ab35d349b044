import type { Subject } from '../engine/types.js';
import type { Calendar, Rulebook, ZoneClock } from './rulebook.js';

/** The rulebook as a subject counts by it: with the calendars that two people corrected, where an entry of its own put them in force for it. */
export function countedBy(subject: Pick<Subject, 'corrections'> | undefined, rulebook: Rulebook): Rulebook {
  if (subject?.corrections === undefined) return rulebook;
  const corrected = Object.entries(subject.corrections).map(([id, { calendar }]) => [id, calendar] as const);
  return { ...rulebook, calendars: { ...rulebook.calendars, ...Object.fromEntries(corrected) } };
}

/** Whether any term of a rulebook is counted by a calendar. */
export function isCountedByCalendar(rulebook: Rulebook, calendar: string): boolean {
  if (rulebook.calendars[calendar] === undefined) return false;
  return Object.values(rulebook.terms).some(({ spans }) => spans.some((span) => span.unit === 'workingDay' && span.calendar === calendar));
}

const WEEKDAYS: readonly unknown[] = [0, 1, 2, 3, 4, 5, 6];
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ZONE = /^[A-Za-z0-9+_/-]{1,64}$/;
const MOST_HOLIDAYS = 1_000;
const MOST_OFFSETS = 1_000;
/** No clock on earth is further from UTC. */
const MOST_MINUTES = 18 * 60;

/**
 * What is wrong with a calendar, with the name of the field, or undefined. What passes here works on some day, so that every term that it counts ends.
 *
 * @param given anything: from a file, or from an entry that somebody may have forged
 */
export function calendarProblem(given: unknown): string | undefined {
  const { id, weekdays, holidays, clock } = (typeof given === 'object' && given !== null ? given : {}) as Partial<
    Record<keyof Calendar, unknown>
  >;
  if (typeof id !== 'string' || !/^[\w.-]{1,64}$/.test(id)) return 'id: 1 to 64 letters, digits, points and hyphens.';
  const isWeekdays = Array.isArray(weekdays) && weekdays.length > 0 && weekdays.every((day) => WEEKDAYS.includes(day));
  if (!isWeekdays || new Set(weekdays).size !== weekdays.length) return 'weekdays: 1 to 7 different numbers from 0 (Sunday) to 6.';
  const isHolidays = Array.isArray(holidays) && holidays.length <= MOST_HOLIDAYS && holidays.every(isDay);
  if (!isHolidays || new Set(holidays).size !== holidays.length) return 'holidays: at most 1,000 different days as YYYY-MM-DD.';
  return clock === undefined ? undefined : clockProblem(clock);
}

function clockProblem(given: unknown): string | undefined {
  const { zone, tzdata, offsets, until } = (typeof given === 'object' && given !== null ? given : {}) as Partial<
    Record<keyof ZoneClock, unknown>
  >;
  if (typeof zone !== 'string' || !ZONE.test(zone)) return 'clock.zone: the IANA name of a time zone.';
  if (typeof tzdata !== 'string' || !/^[\w.-]{1,32}$/.test(tzdata)) return 'clock.tzdata: the version of tzdata, such as 2026a.';
  if (!Number.isSafeInteger(until)) return 'clock.until: an instant in milliseconds.';
  if (!Array.isArray(offsets) || offsets.length === 0 || offsets.length > MOST_OFFSETS) return 'clock.offsets: 1 to 1,000 pairs.';
  const isOffset = (pair: unknown, index: number): boolean =>
    Array.isArray(pair) &&
    pair.length === 2 &&
    Number.isSafeInteger(pair[0]) &&
    Number.isSafeInteger(pair[1]) &&
    Math.abs(pair[1] as number) <= MOST_MINUTES &&
    (index === 0 || (pair[0] as number) > (offsets[index - 1] as readonly number[])[0]!);
  return offsets.every(isOffset)
    ? undefined
    : 'clock.offsets: pairs of an instant in milliseconds, each later than the one before, and of minutes east of UTC.';
}

/** A day that there is: 30 February is none. */
function isDay(text: unknown): boolean {
  if (typeof text !== 'string' || !DAY.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
