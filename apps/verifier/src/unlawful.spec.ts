import { bytesOf, sha256 } from '../../../test/tamper/history.js';
import { smallHistory, smallLaw, type SmallCase } from '../../../test/tamper/small-law.js';
import { unlawfulKinds, type Streams } from '../../../test/tamper/unlawful-kinds.js';
import { verifyLines, type Verification } from './verify.js';

const small = smallHistory();
const { history, of, ballots } = small;
const table = unlawfulKinds(small);
const child = [...history.streams.keys()].find((stream) => stream.startsWith('case/') && stream !== of) as string;
const motion = [...history.streams.keys()].find((stream) => stream.startsWith('motion/')) as string;

/** The forger holds the whole database: after the change every hash, head and state is made anew, so the chain is in order. */
function forged(change: (streams: Streams) => void): Verification {
  const { lines, heads } = history.forged(of, change);
  return verifyLines(bytesOf(lines), { digest: sha256, law: smallLaw, heads });
}

describe('a history that is well chained and unlawful', () => {
  it.each(table)('is named: $kind', ({ change, what, stream = of, seq, says }) => {
    const { findings, verdict } = forged(change);
    expect(findings.filter(({ weight }) => weight === 'broken')).toEqual([]);
    expect(findings).toContainEqual(
      expect.objectContaining({ weight: 'unlawful', what, stream, seq, says: expect.stringContaining(says ?? '') }),
    );
    expect(verdict).toBe('unlawful');
  });

  it.each([
    ['its motion', [motion], 'motionIsNotHere', 3],
    ['its ballots', [ballots], 'ballotsAreNotHere', 4],
    ['the case that followed from it', [child], 'consequenceIsNotHere', 5],
  ])('is never more than consistent with itself when the file leaves out %s', (_, left, what, seq) => {
    const { findings, verdict } = forged((streams) => left.forEach((stream) => streams.delete(stream)));
    expect(findings).toEqual([expect.objectContaining({ weight: 'unshown', what, stream: of, seq })]);
    expect(verdict).toBe('consistentNotAuthenticated');
  });

  it('counts at least ten kinds', () => {
    expect(new Set(table.map(({ what, says }) => `${what} ${says ?? ''}`)).size).toBeGreaterThanOrEqual(10);
  });

  it('is not named when nothing was changed: the forger’s way of writing is the door’s', () => {
    expect(forged(() => undefined).findings).toEqual([]);
    expect((history.subjects.get(of) as SmallCase).votes).toEqual({ yes: 2, no: 1, cast: 3 });
  });
});
