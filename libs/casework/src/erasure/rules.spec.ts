import { currentRulebookId, rulebookOf } from '../rulebook/index.js';
import { erasureGrounds, redactionGrounds } from './grounds.js';
import {
  reliesOn,
  retentionEndsAt,
  whyNotDisclose,
  whyNotErase,
  type DisclosureMatter,
  type ErasureMatter,
  type ValueAudience,
} from './rules.js';

const DAY = 86_400_000;
const rulebook = rulebookOf(currentRulebookId);
const may: ErasureMatter = {
  proposedBy: 'one',
  confirmedBy: 'other',
  holds: 0,
  retentionEndsAt: 1000,
  reliedOnBy: [],
  keysAreTheirOwn: true,
};

describe('an erasure', () => {
  it.each<[string, Partial<ErasureMatter>, number, readonly string[]]>([
    // what is known, at, refused by
    ['by two persons, after its term', {}, 1000, []],
    ['by one person', { confirmedBy: 'one' }, 1000, ['twoPersonsErase']],
    ['under a hold', { holds: 1 }, 1000, ['holdStands']],
    ['a millisecond before its term', {}, 999, ['retentionIsOver']],
    ['of what goes on', { retentionEndsAt: null }, 1000, ['subjectHasEnded']],
    ['of what a published ruling relies on', { reliedOnBy: [{ case: 'c', ruling: 1 }] }, 1000, ['noRulingRelies']],
    ['of a value under a master key', { keysAreTheirOwn: false }, 1000, ['keysAreTheirOwn']],
    [
      'with everything against it',
      { confirmedBy: 'one', holds: 2, reliedOnBy: [{ case: 'c', ruling: 1 }] },
      0,
      ['twoPersonsErase', 'holdStands', 'retentionIsOver', 'noRulingRelies'],
    ],
  ])('%s', (_, change, at, refused) => {
    expect(whyNotErase({ ...may, ...change }, at).map(({ code }) => code)).toEqual(refused);
  });

  it('waits until a ruling can no longer be reopened', () => {
    expect(retentionEndsAt(0, rulebook, 3)).toBe(3_653 * DAY);
    expect(retentionEndsAt(null, rulebook, 3)).toBeNull();
  });
});

describe('a disclosure', () => {
  const open: DisclosureMatter = { level: 'COMMISSION', partiesServed: true, ruledInPublic: true, streams: ['case/x'], redacted: false };

  it.each<[ValueAudience, Partial<DisclosureMatter>, readonly string[]]>([
    ['party:aa', {}, []],
    ['public', {}, []],
    ['commission', { partiesServed: false, ruledInPublic: false }, []],
    ['party:aa', { partiesServed: false }, ['partiesAreServed']],
    ['cell', { partiesServed: false }, ['partiesAreServed']],
    ['public', { ruledInPublic: false }, ['rulingIsPublished']],
    ['commission', { level: 'SOURCE_PROTECTED' }, ['sourceTakesTwoKeys']],
    ['party:bb', { redacted: true }, ['redactionStands']],
    ['commission', { streams: ['case/x', 'ballot/x/1'] }, ['ballotsStaySealed']],
    ['commission', { streams: ['motion/x'] }, ['ballotsStaySealed']],
  ])('to %s of %j is refused by %j', (audience, change, refused) => {
    expect(whyNotDisclose(audience, { ...open, ...change }).map(({ code }) => code)).toEqual(refused);
  });
});

describe('reliance', () => {
  const ruling = { number: 1, draft: { questions: [{ relies: ['e1'], reasons: { sealed: 'abc' } }] }, findings: [{ contrary: ['r1'] }] };

  it.each([
    ['its reasons', { commitment: 'abc', stream: 'case/x' }, true],
    ['evidence that it relies on', { commitment: 'x', stream: 'evidence/e1' }, true],
    ['a report that it considered', { commitment: 'x', stream: 'report/r1' }, true],
    ['something else', { commitment: 'x', stream: 'evidence/e2' }, false],
  ])('on %s', (_, value, expected) => {
    expect(reliesOn(ruling, value)).toBe(expected);
  });
});

describe('grounds', () => {
  it('each say what and where from', () => {
    for (const [code, { label, source }] of Object.entries({ ...redactionGrounds, ...erasureGrounds })) {
      expect(code).toMatch(/^[a-z-]{3,40}$/);
      expect(label.length).toBeGreaterThan(10);
      expect(source.length).toBeGreaterThan(10);
    }
  });
});
