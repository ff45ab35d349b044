import fc from 'fast-check';
import { isTimeZone, nextDigest } from './digest.js';

const when = (timeZone: string, digestMinute: number, quietFrom: number | null = null, quietTo: number | null = null) => ({
  timeZone,
  digestMinute,
  quietFrom,
  quietTo,
});

describe('when the digest goes out', () => {
  // prettier-ignore
  it.each<[string, string, number, [number, number] | null, string, string]>([
    // at,                     zone,               minute, quiet,        goes out,                    of the day
    ['2026-03-02T03:00:00Z',   'UTC',              420,    null,         '2026-03-02T07:00:00.000Z',  '2026-03-02'],
    ['2026-03-02T07:00:00Z',   'UTC',              420,    null,         '2026-03-03T07:00:00.000Z',  '2026-03-03'],
    ['2026-03-02T03:00:00Z',   'Europe/Kyiv',      420,    null,         '2026-03-02T05:00:00.000Z',  '2026-03-02'],
    ['2026-03-02T23:30:00Z',   'Europe/Kyiv',      420,    null,         '2026-03-03T05:00:00.000Z',  '2026-03-03'], // there it is past midnight
    ['2026-03-28T12:00:00Z',   'Europe/Kyiv',      420,    null,         '2026-03-29T04:00:00.000Z',  '2026-03-29'], // clocks go forward at 3
    ['2026-10-24T12:00:00Z',   'Europe/Kyiv',      420,    null,         '2026-10-25T05:00:00.000Z',  '2026-10-25'], // and back at 4
    ['2026-03-07T23:00:00Z',   'America/New_York', 420,    null,         '2026-03-08T11:00:00.000Z',  '2026-03-08'],
    ['2026-03-02T03:00:00Z',   'UTC',              420,    [1320, 480],  '2026-03-02T08:00:00.000Z',  '2026-03-02'], // quiet over midnight
    ['2026-03-02T03:00:00Z',   'UTC',              600,    [540, 660],   '2026-03-02T11:00:00.000Z',  '2026-03-02'],
    ['2026-03-02T03:00:00Z',   'UTC',              420,    [540, 660],   '2026-03-02T07:00:00.000Z',  '2026-03-02'],
    ['2028-02-28T20:00:00Z',   'UTC',              420,    null,         '2028-02-29T07:00:00.000Z',  '2028-02-29'],
    ['2026-12-31T20:00:00Z',   'Europe/Paris',     0,      null,         '2026-12-31T23:00:00.000Z',  '2027-01-01'],
  ])('asked at %s in %s', (at, zone, minute, quiet, goesOut, day) => {
    const found = nextDigest(Date.parse(at), when(zone, minute, ...(quiet ?? [null, null])));
    expect([new Date(found.at).toISOString(), found.day]).toEqual([goesOut, day]);
  });

  it('is always later, within two days, and of a day of its own', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) }),
        fc.constantFrom('Europe/Kyiv', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC', 'Australia/Lord_Howe'),
        fc.integer({ min: 0, max: 1439 }),
        (at, zone, minute) => {
          const { at: goesOut, day } = nextDigest(at, when(zone, minute));
          const next = nextDigest(goesOut, when(zone, minute));
          return goesOut > at && goesOut - at <= 26 * 3_600_000 && next.day > day;
        },
      ),
    );
  });
});

it.each([
  ['Europe/Kyiv', true],
  ['UTC', true],
  ['Europe/Atlantis', false],
  ['', false],
  ['+02:00', false],
])('%s is a time zone: %s', (name, expected) => {
  expect(isTimeZone(name)).toBe(expected);
});
