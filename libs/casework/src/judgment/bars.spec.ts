import { barsOf, brokenSeparations, eligibleOf, type Part, type Sitting } from './bars.js';
import { rulebook, seat } from './commission.fixture.js';
import { emptyJudgment, type Judgment, type Voter } from './judgment.js';
import { putOut } from './seats.js';
import { newSeat } from './seats.js';

const rules = rulebook.judgment;

function charged(over: Partial<Judgment> = {}) {
  return { reports: [{ author: 'author', verifier: 'verifier' }], parties: ['ru', 'ua'], judgment: { ...emptyJudgment(), ...over } };
}

const voter = (instance: Voter['instance'], ruling: number | null = 1): Voter => ({ member: 'm', instance, phase: 1, ruling });
const annulled = { rulings: [{ number: 1, status: 'annulled' }] } as unknown as Partial<Judgment>;

describe('automatic bars, from the record itself', () => {
  it.each([
    ['authored', seat('author', 'us'), charged(), 'panel', ['authored']],
    ['verified', seat('verifier', 'us'), charged(), 'panel', ['verified']],
    ['analysed', seat('m', 'us', { bars: ['analysed'] }), charged(), 'panel', ['analysed']],
    ['is agent of a party', seat('m', 'us', { bars: ['agent'] }), charged(), 'panel', ['agent']],
    ['sits in the cell', seat('m', 'us', { bars: ['cell'] }), charged(), 'panel', ['cell']],
    ['has a code that is no bar', seat('m', 'us', { bars: ['left-handed'] }), charged(), 'panel', []],
    [
      'served in the named unit',
      seat('m', 'us', { interests: ['unit:72'] }),
      charged({ assessments: { v1: { named: ['unit:72'] } } } as unknown as Partial<Judgment>),
      'panel',
      ['servedInNamed'],
    ],
    ['voted provisionally: may sit on the panel', seat('m', 'us'), charged({ voters: [voter('provisional', null)] }), 'panel', []],
    ['voted provisionally: may not review', seat('m', 'us'), charged({ voters: [voter('provisional', null)] }), 'review', ['votedBefore']],
    ['voted at first instance: may not review', seat('m', 'us'), charged({ voters: [voter('panel')] }), 'review', ['votedBefore']],
    ['ruled alone: may not review', seat('m', 'us'), charged({ voters: [voter('chair')] }), 'review', ['votedBefore']],
    ['voted for an annulled ruling', seat('m', 'us'), charged({ ...annulled, voters: [voter('panel')] }), 'panel', ['votedBefore']],
    ['reviewed a ruling that was annulled: may sit', seat('m', 'us'), charged({ ...annulled, voters: [voter('review')] }), 'panel', []],
    [
      'has a late conflict',
      seat('m', 'us'),
      charged({ lateConflicts: [{ member: 'm' }] } as unknown as Partial<Judgment>),
      'panel',
      ['putOut'],
    ],
    ['did none of these', seat('m', 'us'), charged(), 'panel', []],
  ] as const)('%s', (_what, member, subject, sitting, bars) => {
    expect(barsOf(member, subject, sitting as Sitting, rules)).toEqual(bars);
  });

  it('keeps whoever was put out for a conflict off every bench, and whoever did not declare off this one', () => {
    const seated: Judgment = { ...emptyJudgment(), dutyBench: [newSeat({ member: 'm', constituency: 'us', how: 'lot' }, 0, null)] };
    const conflicted = { ...charged(), judgment: putOut(seated, 'duty', 'm', 'challenged') };
    const late = { ...charged(), judgment: putOut(seated, 'duty', 'm', 'undeclared') };
    const bars = (subject: typeof late): string[][] =>
      (['duty', 'panel', 'review'] as const).map((sitting) => barsOf(seat('m', 'us'), subject, sitting, rules));
    expect(bars(conflicted)).toEqual([['putOut'], ['putOut'], ['putOut']]);
    expect(bars(late)).toEqual([['putOut'], [], []]);
  });

  it.each([
    ['none', []],
    ['adHoc', []],
    ['both', ['k']],
  ] as const)('seats of parties %s: members of a party may be drawn: %j', (partySeats, expected) => {
    const withParty = { ...rules, partySeats, partyConstituencies: { ua: 'ukraine' } };
    expect(eligibleOf([seat('k', 'ukraine')], charged(), 'panel', withParty).map(({ id }) => id)).toEqual(expected);
  });

  it('passes over who is absent or of no constituency', () => {
    const roster = [seat('a', 'us', { available: false }), seat('b', 'elsewhere'), seat('c', 'us')];
    expect(eligibleOf(roster, charged(), 'panel', rules).map(({ id }) => id)).toEqual(['c']);
  });
});

describe('separation of parts in one case', () => {
  it.each([
    ['author', 'voter', true],
    ['verifier', 'voter', true],
    ['chief investigator', 'voter', true],
    ['voter', 'reviewer', true],
    ['registrar', 'voter', true],
    ['cell', 'agent', true],
    ['cell', 'voter', true],
    ['agent', 'voter', true],
    ['auditor', 'voter', true],
    ['author', 'chief investigator', true],
    ['author', 'verifier', false],
    ['registrar', 'cell', false],
  ] as const)('%s and %s: broken %s', (one, other, broken) => {
    const parts: Part[] = [
      { person: 'p', part: one },
      { person: 'p', part: other },
      { person: 'q', part: one },
    ];
    expect(brokenSeparations(parts).map(({ person }) => person)).toEqual(broken ? ['p'] : []);
  });
});
