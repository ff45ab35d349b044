/** A time zone as data: [from when, in milliseconds UTC; minutes east of UTC], ascending. The same shape as the calendars of a rulebook hold. */
export interface ReadZone {
  readonly zone: string;
  /** Version of tzdata of the running program, such as 2026a. */
  readonly tzdata: string;
  readonly offsets: readonly (readonly [number, number])[];
  /** Up to when they were read. */
  readonly until: number;
}

/** Where a program knows of time zones: its version, and minutes east of UTC at an instant. */
export interface ZoneSource {
  readonly tzdata: string;
  readonly minutesEast: (zone: string, at: number) => number;
}

const DAY_MS = 86_400_000;

/**
 * Reads the offsets of a zone between two instants out of the tzdata of the running program (Intl; the version is `process.versions.tz`), each change to the
 * second. It is only read where people are shown what a newer tzdata would move: nothing that is decided rests on it.
 *
 * @throws RangeError for a zone that the program does not know
 */
export function readZoneClock(zone: string, fromMs: number, untilMs: number, source: ZoneSource = ofThisProgram()): ReadZone {
  const offsets: (readonly [number, number])[] = [[fromMs, source.minutesEast(zone, fromMs)]];
  for (let at = fromMs; at < untilMs; at += DAY_MS) {
    const next = Math.min(at + DAY_MS, untilMs);
    const present = offsets.at(-1)?.[1];
    const then = source.minutesEast(zone, next);
    if (then !== present) offsets.push([changeBetween(at, next, (instant) => source.minutesEast(zone, instant) === present), then]);
  }
  return { zone, tzdata: source.tzdata, offsets, until: untilMs };
}

/** The first second at which it no longer holds. */
function changeBetween(fromMs: number, untilMs: number, holds: (at: number) => boolean): number {
  let [low, high] = [fromMs, untilMs];
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2_000) * 1_000;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return high;
}

function ofThisProgram(): ZoneSource {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return {
    tzdata: process.versions['tz'] ?? 'unknown',
    minutesEast: (zone, at) => {
      const format = formats.get(zone) ?? formatOf(zone);
      formats.set(zone, format);
      const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
      const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
      return Math.round((Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000) / 60_000);
    },
  };
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const numeric = 'numeric';
  return new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
  });
}
