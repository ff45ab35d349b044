import { rulebookOf } from '../rulebook/index.js';
import { compareGrades, rate, singlePartySourceCeiling, tallyRatings, type RatedItem, type Rating } from './rating.js';
import { assessSeverity, isPattern, isRepeated, severityInForce, type EarlierAct } from './severity.js';

const rulebook = rulebookOf('paris-2026-draft-1');
const hour = 3_600_000;

describe('severity', () => {
  it.each<[string, string[], string[], number]>([
    ['the highest default of its codes', ['K1', 'K3'], [], 3],
    ['one more for killed civilians', ['C1'], ['civiliansKilled'], 5],
    ['never above 5', ['C3'], ['civiliansKilled', 'heavyWeapon', 'ongoing'], 5],
    ['one less for single shots without damage', ['K1'], ['singleShotsWithoutDamage'], 1],
    ['never below 1', ['D2'], ['singleShotsWithoutDamage', 'accidentReportedAtOnce'], 1],
    ['modifiers that cancel each other', ['K3'], ['heavyWeapon', 'accidentReportedAtOnce'], 3],
    ['unknown modifiers do nothing', ['K3'], ['fullMoon'], 3],
  ])('%s', (_name, codes, modifiers, machine) => {
    expect(assessSeverity(codes, modifiers, rulebook).machine).toBe(machine);
  });

  it('lists what it counted', () => {
    expect(assessSeverity(['K3'], ['heavyWeapon', 'ongoing'], rulebook)).toEqual({
      base: 3,
      modifiers: [
        { code: 'heavyWeapon', by: 1 },
        { code: 'ongoing', by: 1 },
      ],
      pattern: false,
      machine: 5,
    });
  });

  it('K4 and K6 together are flagged as a pattern', () => {
    expect(assessSeverity(['K4', 'K6'], [], rulebook)).toMatchObject({ pattern: true, machine: 5 });
  });

  it("keeps the machine's value beside a person's", () => {
    const assessment = assessSeverity(['K3'], [], rulebook);
    expect(severityInForce(assessment, null)).toBe(3);
    expect(severityInForce(assessment, { severity: 2, by: 'p', at: 1, reason: 'r' })).toBe(2);
    expect(assessment.machine).toBe(3);
  });

  const act = (changes: Partial<EarlierAct> = {}): EarlierAct => ({
    codes: ['K3'],
    severity: 3,
    at: 100 * hour,
    sector: 's1',
    command: 'a',
    ...changes,
  });

  it('is repeated at the third of one code in one sector within 72 hours', () => {
    const [one, two] = [act({ at: 99 * hour }), act({ at: 30 * hour })];
    expect(isRepeated(act(), [one, two], rulebook)).toBe(true);
    expect(isRepeated(act(), [one], rulebook)).toBe(false);
    expect(isRepeated(act(), [one, { ...two, at: 28 * hour }], rulebook)).toBe(false);
    expect(isRepeated(act(), [one, { ...two, sector: 's2' }], rulebook)).toBe(false);
    expect(isRepeated(act(), [one, { ...two, codes: ['K1'] }], rulebook)).toBe(false);
  });

  it('is a pattern at severity 4 in two sectors within a day under one command', () => {
    const grave = act({ severity: 4 });
    expect(isPattern(grave, [act({ severity: 4, sector: 's2', at: 80 * hour })], rulebook)).toBe(true);
    expect(isPattern(grave, [act({ severity: 4, sector: 's2', command: 'b' })], rulebook)).toBe(false);
    expect(isPattern(grave, [act({ severity: 3, sector: 's2' })], rulebook)).toBe(false);
    expect(isPattern(grave, [act({ severity: 4, sector: 's2', at: 70 * hour })], rulebook)).toBe(false);
    expect(isPattern({ ...grave, command: null }, [act({ severity: 4, sector: 's2', command: null })], rulebook)).toBe(false);
  });
});

describe('the rating of a source', () => {
  const rating = (changes: Partial<Rating> = {}): Rating => ({
    reliability: 'B',
    credibility: '2',
    author: 'p',
    at: 1,
    reason: 'r',
    confirmedBy: [],
    ...changes,
  });
  const item = (id: string, origin: string, ...ratings: Rating[]): RatedItem => ({ id, origin, ratings });

  it('adds, and never overwrites', () => {
    const first = rate(item('i', 'o'), rating(), [], rulebook);
    if (!('item' in first)) throw new Error('refused');
    const second = rate(first.item, rating({ reliability: 'D', at: 2 }), [], rulebook);
    expect(second).toMatchObject({ item: { ratings: [{ reliability: 'B' }, { reliability: 'D' }] } });
    expect(rate(first.item, rating({ at: 0 }), [], rulebook)).toEqual({ refused: ['ratingIsLater'] });
  });

  it('of 1 needs a second item of another origin', () => {
    const one = rating({ credibility: '1', confirmedBy: ['j'] });
    expect(rate(item('i', 'o'), one, [item('j', 'p')], rulebook)).toHaveProperty('item');
    expect(rate(item('i', 'o'), one, [item('j', 'o')], rulebook)).toEqual({ refused: ['confirmationIsIndependent'] });
    expect(rate(item('i', 'o'), one, [], rulebook)).toEqual({ refused: ['confirmationIsIndependent'] });
    expect(rate(item('i', 'o'), { ...one, confirmedBy: ['i'] }, [item('i', 'p')], rulebook)).toEqual({
      refused: ['confirmationIsIndependent'],
    });
  });

  it('has F and 6 outside of its order: they are not worst', () => {
    expect(compareGrades('A', 'E')).toBe(-1);
    expect(compareGrades('5', '2')).toBe(1);
    expect(compareGrades('F', 'E')).toBeUndefined();
    expect(compareGrades('1', '6')).toBeUndefined();
    expect(tallyRatings([item('a', 'o', rating()), item('b', 'o', rating({ reliability: 'F' })), item('c', 'o')])).toEqual({
      judged: { B2: 1 },
      notJudged: 1,
    });
  });

  it('of a single source that belongs to one side is no better than C3', () => {
    const refused = { refused: ['ratingIsWithinCeiling'] };
    expect(rate(item('i', 'o'), rating({ credibility: '3' }), [], rulebook, singlePartySourceCeiling)).toEqual(refused);
    expect(rate(item('i', 'o'), rating({ reliability: 'C' }), [], rulebook, singlePartySourceCeiling)).toEqual(refused);
    expect(rate(item('i', 'o'), rating({ reliability: 'C', credibility: '3' }), [], rulebook, singlePartySourceCeiling)).toHaveProperty(
      'item',
    );
    expect(rate(item('i', 'o'), rating({ reliability: 'F', credibility: '6' }), [], rulebook, singlePartySourceCeiling)).toHaveProperty(
      'item',
    );
  });

  it('is of the list', () => {
    expect(rate(item('i', 'o'), rating({ reliability: 'Z' }), [], rulebook)).toEqual({ refused: ['ratingIsListed'] });
  });
});
