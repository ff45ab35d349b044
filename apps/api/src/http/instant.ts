const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?(Z|[+-]\d{2}:\d{2})$/;
const LAST_DAY = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Milliseconds UTC of an RFC 3339 instant with its offset, or undefined. Stricter than Date.parse, which takes 30 February for 2 March: a day
 * that the calendar has not is refused. Leap seconds are refused too, since no instant of ours can carry them.
 */
export function instantOf(text: string): number | undefined {
  const parts = RFC3339.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const last = month === 2 && leap ? 29 : LAST_DAY[month - 1];
  if (last === undefined || day < 1 || day > last || hour > 23 || minute > 59 || second > 59) return undefined;
  const offset = parts[8] === 'Z' ? '+00:00' : (parts[8] as string);
  if (Number(offset.slice(1, 3)) > 23 || Number(offset.slice(4)) > 59) return undefined;
  const at = Date.parse(text);
  return Number.isSafeInteger(at) && at >= 0 ? at : undefined;
}

/** An instant as people and machines outside read it: ISO 8601, UTC, milliseconds. */
export function isoOf(at: number): string {
  return new Date(at).toISOString();
}
