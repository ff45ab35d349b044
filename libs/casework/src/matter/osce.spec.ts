import type { Agreement } from './agreement.js';
import { missingOsceColumns, osceColumns, readOsceRow } from './osce.js';
import type { CsvRow } from './ucdp.js';

const agreement: Agreement = {
  id: 'test',
  title: 'Test',
  parties: [],
  inForceFrom: Date.parse('2015-02-15T00:00:00Z'),
  inForceUntil: null,
  version: 1,
  areas: [],
  lines: [],
  zones: [],
  references: [],
};
/** Invented rows in the form of the published counts. */
const row: CsvRow = {
  report_ref: 'Daily 12/2030',
  period_end_local: '2030-01-14 19:30',
  region: 'North',
  cfv_total: '120',
  explosions_total: '30',
  explosions_qualifier: 'about',
};
const read = (changes: CsvRow, known: readonly string[] = []) =>
  readOsceRow({ ...row, ...changes }, 3, agreement, (key) => known.includes(key));

describe('a row of daily counts', () => {
  it('becomes an observation of one day and region, its two numbers apart', () => {
    expect(read({})).toMatchObject({
      outcome: 'accepted',
      sourceKey: 'osce-smm-daily/daily-12-2030/2030-01-14-19-30/north',
      observation: {
        startsAt: Date.parse('2030-01-13T17:30:00Z'),
        endsAt: Date.parse('2030-01-14T17:30:00Z'),
        place: null,
        area: 'north',
        counts: [
          { unit: 'violation', number: 120, qualifier: 'exact' },
          { unit: 'explosion', number: 30, qualifier: 'about' },
        ],
        epistemicLevel: 'observed',
        deaths: null,
      },
    });
  });

  it('does not take an empty cell for zero', () => {
    const result = read({ cfv_total: '' });
    expect(result).toMatchObject({ observation: { counts: [{ unit: 'explosion', number: 30 }] } });
    expect(read({ cfv_total: '0', explosions_total: '0' })).toMatchObject({ observation: { counts: [{ number: 0 }, { number: 0 }] } });
  });

  it.each<[string, CsvRow, string]>([
    ['no number at all', { cfv_total: '', explosions_total: '' }, 'cfv_total'],
    ['more explosions than violations', { cfv_total: '10' }, 'explosions_total'],
    ['a number in words', { cfv_total: 'many' }, 'cfv_total'],
    ['a day that does not exist', { period_end_local: '2030-02-30' }, 'period_end_local'],
    ['no region', { region: '' }, 'region'],
  ])('with %s is refused', (_name, changes, field) => {
    expect(read(changes)).toMatchObject({ outcome: 'refused', problems: [{ field }] });
  });

  it('before entry into force is inadmissible, and once imported a duplicate', () => {
    expect(read({ period_end_local: '2014-11-01' })).toMatchObject({ outcome: 'inadmissible', ground: 'before-entry-into-force' });
    expect(read({}, ['osce-smm-daily/daily-12-2030/2030-01-14-19-30/north'])).toMatchObject({ outcome: 'duplicate' });
  });

  it('needs its columns', () => {
    expect(missingOsceColumns(osceColumns)).toEqual([]);
    expect(missingOsceColumns(['region'])).toContain('cfv_total');
  });
});
