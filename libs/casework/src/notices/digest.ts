import type { NoticePreferences } from './notice.js';

// A digest is one letter a person and local day. Time zones come from the tzdata of the running program: they move a courtesy, never a term.

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

type When = Pick<NoticePreferences, 'timeZone' | 'digestMinute' | 'quietFrom' | 'quietTo'>;

/** A name that this program's time zone data knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

/** When the next digest after an instant goes out, and the local day that it bears. */
export function nextDigest(at: number, when: When): { readonly day: string; readonly at: number } {
  const minute = outsideQuiet(when);
  const today = localDay(at, when.timeZone);
  const now = instantAt(today, minute, when.timeZone);
  if (now > at) return { day: dayText(today), at: now };
  return { day: dayText(today + DAY_MS), at: instantAt(today + DAY_MS, minute, when.timeZone) };
}

/** The minute of the local day at which the digest goes out: its own, or the end of the quiet hours that it would fall into. */
function outsideQuiet({ digestMinute, quietFrom, quietTo }: When): number {
  if (quietFrom === null || quietTo === null || quietFrom === quietTo) return digestMinute;
  const isQuiet =
    quietFrom < quietTo ? digestMinute >= quietFrom && digestMinute < quietTo : digestMinute >= quietFrom || digestMinute < quietTo;
  return isQuiet ? quietTo : digestMinute;
}

/** Midnight of the local day, written as if it were UTC. */
function localDay(at: number, timeZone: string): number {
  const local = at + offsetAt(at, timeZone);
  return local - (((local % DAY_MS) + DAY_MS) % DAY_MS);
}

/** Local wall time to an instant. Where a clock skips the hour, the instant after the gap that is as far from midnight. */
function instantAt(day: number, minute: number, timeZone: string): number {
  const wall = day + minute * MINUTE_MS;
  const guess = wall - offsetAt(wall, timeZone);
  return wall - offsetAt(guess, timeZone);
}

function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(new Date(at));
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const wall = Date.UTC(value('year'), value('month') - 1, value('day'), value('hour'), value('minute'), value('second'));
  return wall - (at - (((at % 1000) + 1000) % 1000));
}

function dayText(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}
