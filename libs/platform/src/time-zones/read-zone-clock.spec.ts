import { readZoneClock } from './read-zone-clock.js';

const iso = (at: number): string => new Date(at).toISOString().slice(0, 16);
const FROM = Date.UTC(2026, 0, 1);
const UNTIL = Date.UTC(2027, 0, 1);

describe('the offsets of a zone, as data', () => {
  // IANA tzdata, rules EU (last Sunday of March and October, 01:00 UTC) and US (second Sunday of March, first of November, 02:00 local).
  it.each([
    ['Europe/Kyiv', ['2026-01-01T00:00 120', '2026-03-29T01:00 180', '2026-10-25T01:00 120']],
    ['Europe/Paris', ['2026-01-01T00:00 60', '2026-03-29T01:00 120', '2026-10-25T01:00 60']],
    ['America/New_York', ['2026-01-01T00:00 -300', '2026-03-08T07:00 -240', '2026-11-01T06:00 -300']],
    ['UTC', ['2026-01-01T00:00 0']],
  ])('%s', (zone, offsets) => {
    const read = readZoneClock(zone, FROM, UNTIL);
    expect(read.offsets.map(([at, east]) => `${iso(at)} ${east}`)).toEqual(offsets);
    expect(read.tzdata).toBe(process.versions['tz']);
  });

  it('refuses a zone that there is not', () => {
    expect(() => readZoneClock('Europe/Atlantis', FROM, UNTIL)).toThrow(RangeError);
  });
});
