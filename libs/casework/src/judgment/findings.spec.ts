import { rulebook } from './commission.fixture.js';
import { basisProblems, bareQuestions, findingOf, questionProblems } from './findings.js';
import type { Question } from './judgment.js';
import { effectiveStandard, ladderOfProof, requiredStandard } from './standards.js';

const rules = rulebook.judgment;

function asked(over: Partial<Question> = {}): Question {
  return {
    key: 'q',
    kind: 'attributed',
    violation: 'v1',
    party: 'ru',
    level: 'state',
    bases: ['A4'],
    indicators: ['TRACK'],
    standard: 4,
    relies: ['e1', 'e2'],
    contrary: [],
    disclosed: ['e1'],
    remedy: null,
    referral: null,
    proportionalityNoted: false,
    ...over,
  };
}

describe('bases of an attribution (law-sources 4.2)', () => {
  it.each([
    [['A4'], ['TRACK'], []],
    [['A8'], ['TRACK', 'TERRITORY'], []],
    [['A7'], [], []],
    [['A4'], ['TERRITORY'], ['basisIsMoreThanTerritory']],
    [['A11'], ['TERRITORY'], ['basisIsMoreThanTerritory']],
    [[], ['TRACK'], ['basisIsNamed']],
    [[], ['TERRITORY'], ['basisIsNamed', 'basisIsMoreThanTerritory']],
    [['A99'], ['TRACK'], ['basisIsListed', 'basisIsNamed']],
    [['A4'], ['RUMOUR'], ['indicatorIsListed']],
    [['A21'], ['TRACK'], ['basisIsNamed']], // self-defence is no article on attribution
  ])('%j with %j: %j', (bases, indicators, problems) => {
    expect(basisProblems(asked({ bases, indicators }), rules).map(({ rule }) => rule)).toEqual(problems);
  });

  it.each([
    [['A21'], []],
    [['A4'], ['circumstanceIsNamed']],
  ])('a justification on %j: %j', (bases, problems) => {
    expect(basisProblems(asked({ kind: 'justified', bases, indicators: [] }), rules).map(({ rule }) => rule)).toEqual(problems);
  });
});

describe('standards', () => {
  it.each([
    // kind, severity 1 to 5
    ['happened', [3, 3, 3, 3, 3]],
    ['breach', [3, 3, 3, 3, 3]],
    ['attributed', [3, 3, 3, 4, 4]],
    ['justified', [3, 3, 3, 3, 3]],
    ['remedy', [0, 0, 0, 0, 0]],
  ] as const)('%s requires %j', (kind, levels) => {
    expect([1, 2, 3, 4, 5].map((severity) => requiredStandard({ kind, referral: null }, severity, rules, rulebook.referrals))).toEqual(
      levels,
    );
  });

  it.each([
    ['E1', 2],
    ['E2', 4],
  ])('%s requires %i', (referral, level) => {
    expect(requiredStandard({ kind: 'referral', referral }, 1, rules, rulebook.referrals)).toBe(level);
  });

  it.each([
    ['part of it was disclosed', 5, ['e1', 'e2'], ['e1'], 5],
    ['none of it was disclosed in any form', 5, ['e1', 'e2'], [], 2],
    ['none of it, and it meets less anyway', 1, ['e1'], [], 1],
    ['what was disclosed is not what it relies on', 4, ['e1'], ['e7'], 2],
  ])('%s', (_what, standard, relies, disclosed, effective) => {
    expect(effectiveStandard(asked({ standard, relies, disclosed }), rules)).toBe(effective);
  });

  it('are six levels, of which none asks for more than clear and convincing', () => {
    expect(ladderOfProof).toHaveLength(6);
    const asks = [rules.standards.happened, rules.standards.breach, rules.standards.attributed, rules.standards.justified].flat();
    expect(Math.max(...asks)).toBe(4);
  });
});

describe('an answer that was carried', () => {
  it.each([
    ['at the required level', {}, 'yes'],
    ['below it', { standard: 3 }, 'open'],
    ['on what the accused never had', { disclosed: [] }, 'open'],
    ['on territory alone', { indicators: ['TERRITORY'] }, 'open'],
    ['without a basis', { bases: [] }, 'open'],
  ])('%s: %j is %s', (_what, over, answer) => {
    expect(findingOf(asked(over), { answer: 'yes' }, 4, rulebook).answer).toBe(answer);
  });

  it('keeps no and open as they are', () => {
    expect(['no', 'open'].map((answer) => findingOf(asked(), { answer: answer as 'no' }, 4, rulebook).answer)).toEqual(['no', 'open']);
  });
});

describe('the questions of a draft', () => {
  const happened = asked({ key: 'h', kind: 'happened', bases: [], indicators: [], party: null, level: null });
  const remedy = (over: Partial<NonNullable<Question['remedy']>>, noted = true): Question =>
    asked({
      key: 'r',
      kind: 'remedy',
      bases: [],
      indicators: [],
      remedy: { code: 'R4', addressee: 'ru', termHours: null, proof: 'payment-record', ...over },
      proportionalityNoted: noted,
    });

  it.each([
    ['complete', [happened, asked()], []],
    ['without one on every act', [asked()], ['everyViolationIsAsked']],
    ['with a key twice', [happened, asked({ key: 'h' })], ['keyIsUnique']],
    ['on an act that is not charged', [happened, asked({ violation: 'v7' })], ['violationIsCharged']],
    ['on a stranger', [happened, asked({ party: 'xx' })], ['partyIsOfTheAgreement']],
    ['without a level', [happened, asked({ level: null })], ['levelIsNamed']],
    ['without evidence', [happened, asked({ relies: [] })], ['evidenceIsNamed']],
    ['with territory alone', [happened, asked({ indicators: ['TERRITORY'] })], ['basisIsMoreThanTerritory']],
    ['with a remedy', [happened, remedy({})], []],
    ['with a remedy that is not listed', [happened, remedy({ code: 'R99' })], ['remedyIsListed']],
    ['with a remedy for a stranger', [happened, remedy({ addressee: 'xx' })], ['addresseeIsOfTheAgreement']],
    ['with a remedy without proof', [happened, remedy({ proof: '' })], ['proofIsNamed']],
    ['with compensation without a note on proportionality', [happened, remedy({}, false)], ['proportionalityIsNoted']],
    ['with cessation without one', [happened, remedy({ code: 'R1' }, false)], []],
  ])('%s', (_what, questions, problems) => {
    expect(questionProblems(questions, ['v1'], ['ru', 'ua'], rulebook).map(({ rule }) => rule)).toEqual(problems);
  });

  it('are the bare ones where nobody drafted, and those can attribute nothing', () => {
    const bare = bareQuestions(['v1', 'v2'], [asked(), happened], 4, rulebook);
    expect(bare.map(({ key }) => key)).toEqual(['q', 'h', 'v1.breach', 'v2.happened', 'v2.breach']);
    expect(bareQuestions(['v1'], [], 5, rulebook).map(({ kind, standard }) => [kind, standard])).toEqual([
      ['happened', 3],
      ['breach', 3],
    ]);
  });
});
