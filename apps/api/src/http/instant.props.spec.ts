import fc from 'fast-check';
import { instantOf, isoOf } from './instant.js';

describe('instants at the border', () => {
  it('come back as they went out', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (at) => instantOf(isoOf(at)) === at));
  });

  it('take a date exactly when the calendar has it', () => {
    const day = fc.tuple(fc.integer({ min: 1970, max: 2400 }), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }));
    fc.assert(
      fc.property(day, ([year, month, date]) => {
        const two = (value: number): string => String(value).padStart(2, '0');
        const text = `${year}-${two(month)}-${two(date)}T12:00:00Z`;
        const real = new Date(Date.UTC(year, month - 1, date, 12));
        const exists = real.getUTCFullYear() === year && real.getUTCMonth() === month - 1 && real.getUTCDate() === date;
        return instantOf(text) === (exists ? real.getTime() : undefined);
      }),
      { numRuns: 2000 },
    );
  });

  it('count the offset', () => {
    expect(instantOf('2026-01-06T14:00:00+02:00')).toBe(instantOf('2026-01-06T12:00:00Z'));
    expect(instantOf('2026-01-06T07:30:00-04:30')).toBe(instantOf('2026-01-06T12:00:00Z'));
  });

  it.each([
    '',
    '2026-01-06',
    '2026-01-06 12:00:00Z',
    '2026-1-6T12:00:00Z',
    '2026-01-06T12:00:00',
    '+002026-01-06T12:00:00Z',
    '2026-01-06T12:00:00.1234Z',
    'tomorrow',
  ])('refuse %p', (text) => {
    expect(instantOf(text)).toBeUndefined();
  });
});
