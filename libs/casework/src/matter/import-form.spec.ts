import { importFormOf } from './import-form.js';
import { osceColumns, osceDataset } from './osce.js';
import { ucdpColumns, ucdpDataset } from './ucdp.js';

describe('the form of a file', () => {
  it.each([
    [ucdpDataset, ucdpColumns],
    [osceDataset, osceColumns],
  ])('%s is told by its columns, in any order and with others beside them', (dataset, columns) => {
    const found = importFormOf(['more', ...[...columns].reverse()]);
    expect('form' in found && found.form.dataset).toBe(dataset);
  });

  it('that is not known says what the nearest one wants besides', () => {
    expect(importFormOf(ucdpColumns.slice(1))).toEqual({ missing: ucdpColumns.slice(0, 1) });
    expect(importFormOf(osceColumns.slice(0, -1))).toEqual({ missing: osceColumns.slice(-1) });
    expect(importFormOf(['a', 'b'])).toEqual({ missing: osceColumns });
  });
});
