import { bytesOf, sha256, type Exported } from '../../../test/tamper/history.js';
import { smallHistory, smallLaw } from '../../../test/tamper/small-law.js';
import { verifyLines, type Verification } from './verify.js';

const verified = ({ lines, heads }: Exported, known = true): Verification =>
  verifyLines(bytesOf(lines), { digest: sha256, law: smallLaw, heads: known ? heads : [] });

describe('an untouched export', () => {
  const { history, of } = smallHistory();

  it('is consistent when all heads are known, and not authenticated when not', () => {
    const whole = verified(history.exported(of));
    expect(whole.findings).toEqual([]);
    expect(whole.verdict).toBe('consistent');
    expect(verified(history.exported(of), false).verdict).toBe('consistentNotAuthenticated');
    expect(whole.counts).toEqual({ streams: 4, entries: 12, replayed: 7, disclosed: 5 });
  });
});
