const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Milliseconds UTC as entries write an instant: ISO 8601, UTC, always with milliseconds. @throws RangeError outside the years 0000 to 9999. */
export function instantText(ms: number): string {
  const text = Number.isSafeInteger(ms) ? new Date(ms).toISOString() : '';
  if (!INSTANT.test(text)) throw new RangeError(`${ms} is no instant of the years 0000 to 9999.`);
  return text;
}

/** The milliseconds of an instant that an entry holds. @throws RangeError on any other spelling, and on days that do not exist. */
export function instantOf(text: string): number {
  const ms = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== text) throw new RangeError('Not an instant in UTC with milliseconds.');
  return ms;
}
