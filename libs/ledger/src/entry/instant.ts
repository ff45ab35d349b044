const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Milliseconds UTC as entries write an instant: ISO 8601, UTC, always with milliseconds. @throws RangeError outside the years 0000 to 9999. */
export function instantText(ms: number): string {
  const text = Number.isSafeInteger(ms) ? new Date(ms).toISOString() : '';
  if (!INSTANT.test(text)) throw new RangeError(`${ms} is no instant of the years 0000 to 9999.`);
  return text;
}

/** The milliseconds of an instant that an entry holds. @throws RangeError on any other spelling, and on days that do not exist. */
export function instantOf(text: string): number {
  if (!isPunctuated(text)) throw new RangeError(NO_INSTANT);
  const [year, month, day] = [numberIn(text, 0, 4), numberIn(text, 5, 2), numberIn(text, 8, 2)];
  const [hour, minute, second, milli] = [numberIn(text, 11, 2), numberIn(text, 14, 2), numberIn(text, 17, 2), numberIn(text, 20, 3)];
  const isOfTheClock = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60 && milli >= 0;
  if (!isOfTheClock || year < 0 || day < 1 || day > daysOf(year, month)) throw new RangeError(NO_INSTANT);
  // `Date.UTC` takes a year below 100 for one of the last century; 400 years are always as long.
  return Date.UTC(year + 400, month - 1, day, hour, minute, second, milli) - MS_OF_400_YEARS;
}

const NO_INSTANT = 'Not an instant in UTC with milliseconds.';
const MS_OF_400_YEARS = 146_097 * 86_400_000;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** 0 for a month that does not exist. */
function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return (DAYS[month - 1] ?? 0) + (month === 2 && isLeap ? 1 : 0);
}

function isPunctuated(text: string): boolean {
  return (
    text.length === 24 &&
    text[4] === '-' &&
    text[7] === '-' &&
    text[10] === 'T' &&
    text[13] === ':' &&
    text[16] === ':' &&
    text[19] === '.' &&
    text[23] === 'Z'
  );
}

/** The number that these digits write, or -1 where one of them is none. */
function numberIn(text: string, from: number, count: number): number {
  let number = 0;
  for (let at = from; at < from + count; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return -1;
    number = 10 * number + digit;
  }
  return number;
}
