import { rulebook } from './commission.fixture.js';
import type { Finding, Question, Seat } from './judgment.js';
import { outcomeOf } from './outcomes.js';
import { newSeat } from './seats.js';
import { type Call, type CountedBallot, countedBallots, isQuorate, tallyQuestion, type Vote } from './tally.js';

const rules = rulebook.judgment;
const call = (over: Partial<Call> = {}): Call => ({
  seats: 5,
  round: 1,
  severity: 4,
  grossFrom: rulebook.thresholds.grossFrom,
  grossReferrals: ['E2', 'E3', 'E4'],
  ...over,
});

const asked = (kind: Question['kind'], referral: string | null = null): Question => ({
  key: 'q',
  kind,
  violation: 'v1',
  party: 'ru',
  level: 'state',
  bases: ['A4'],
  indicators: [],
  standard: 4,
  relies: ['e1'],
  contrary: [],
  disclosed: ['e1'],
  remedy: null,
  referral,
  proportionalityNoted: true,
});

/** Votes of members who come in turn from four constituencies. */
function votes(yes: number, no: number, abstain: number, constituencies = ['us', 'ukraine', 'coalition', 'neutral']): CountedBallot[] {
  const all: Vote[] = [...Array<Vote>(yes).fill('yes'), ...Array<Vote>(no).fill('no'), ...Array<Vote>(abstain).fill('abstain')];
  return all.map((vote, index) => ({
    member: `m${index}`,
    constituency: constituencies[index % constituencies.length] ?? 'us',
    votes: { q: vote },
  }));
}

function turnouts(seats: number, quorum: number): [number, number, number][] {
  const all: [number, number, number][] = [];
  for (let yes = 0; yes <= seats; yes += 1)
    for (let no = 0; no + yes <= seats; no += 1)
      for (let abstain = 0; abstain + no + yes <= seats; abstain += 1) if (yes + no + abstain >= quorum) all.push([yes, no, abstain]);
  return all;
}

const finding = (kind: Finding['kind'], answer: Finding['answer']): Finding => ({
  question: kind,
  kind,
  violation: 'v1',
  party: kind === 'attributed' ? 'ru' : null,
  level: kind === 'attributed' ? 'state' : null,
  answer,
  standardRequired: 3,
  standardMet: 4,
  bases: ['A4'],
  indicators: [],
  relies: ['e1'],
  contrary: [],
});

describe('votes on one question (law-check, hole 19)', () => {
  it.each([
    // yes, no, abstain, seats, round, severity, kind, answer
    [1, 0, 3, 5, 1, 3, 'happened', 'open'], // one member of five decides nothing
    [2, 0, 3, 5, 1, 3, 'happened', 'open'],
    [3, 0, 1, 5, 1, 3, 'happened', 'yes'],
    [3, 2, 0, 5, 1, 3, 'happened', 'yes'],
    [2, 2, 1, 5, 1, 3, 'happened', 'open'], // a tie hangs on nothing: the next supported outcome
    [2, 3, 0, 5, 1, 3, 'happened', 'no'],
    [0, 2, 3, 5, 1, 3, 'happened', 'open'], // NO_VIOLATION needs its majority too
    [3, 2, 0, 5, 1, 4, 'attributed', 'open'], // three of five are no two thirds
    [3, 2, 0, 5, 1, 3, 'attributed', 'yes'], // below severity 4 they are enough
    [4, 1, 0, 5, 1, 4, 'attributed', 'yes'],
    [3, 1, 1, 5, 1, 5, 'attributed', 'yes'],
    [3, 0, 4, 7, 1, 5, 'attributed', 'open'], // seven seats: four
    [4, 2, 1, 7, 1, 5, 'attributed', 'yes'],
    [4, 3, 0, 7, 1, 5, 'attributed', 'open'],
    [2, 1, 0, 5, 2, 3, 'happened', 'yes'], // second call: two
    [1, 0, 2, 5, 2, 3, 'happened', 'open'],
    [2, 0, 1, 5, 2, 4, 'attributed', 'open'], // three for a grave attribution, on any call
    [3, 0, 0, 5, 2, 4, 'attributed', 'yes'],
    [3, 2, 0, 5, 1, 1, 'referral', 'open'], // E2 at any severity
    [4, 1, 0, 5, 1, 1, 'referral', 'yes'],
  ] as const)(
    '%i for, %i against, %i abstaining, %i seats, call %i, severity %i: %s is %s',
    (yes, no, abstain, seats, round, severity, kind, answer) => {
      const question = asked(kind, kind === 'referral' ? 'E2' : null);
      expect(tallyQuestion(question, votes(yes, no, abstain), call({ seats, round, severity }), rules).answer).toBe(answer);
    },
  );

  it('asks for two constituencies behind a grave attribution', () => {
    const alone = votes(3, 0, 1, ['us', 'us', 'us', 'ukraine']);
    expect(tallyQuestion(asked('attributed'), alone, call(), rules).answer).toBe('open');
    expect(tallyQuestion(asked('attributed'), alone, call({ severity: 3 }), rules).answer).toBe('yes');
  });

  it('leaves 19 of the 36 turnouts of a panel of five without attribution and without NO_VIOLATION, and none of them hangs', () => {
    const five = turnouts(5, 4);
    expect(five).toHaveLength(36);
    const outcomes = five.map(([yes, no, abstain]) => {
      const { answer } = tallyQuestion(asked('attributed'), votes(yes, no, abstain), call(), rules);
      const happened = tallyQuestion(asked('happened'), votes(yes, no, abstain), call(), rules).answer;
      return outcomeOf('v1', [finding('happened', happened), finding('attributed', answer)]).code;
    });
    const decided = outcomes.filter((code) => code === 'VIOLATION_ATTRIBUTED' || code === 'NO_VIOLATION');
    expect(outcomes.length - decided.length).toBe(19);
    expect(new Set(outcomes)).toEqual(new Set(['VIOLATION_ATTRIBUTED', 'VIOLATION_UNATTRIBUTED', 'NO_VIOLATION', 'INSUFFICIENT_EVIDENCE']));
  });

  it('gives every turnout of seven exactly one outcome', () => {
    for (const [yes, no, abstain] of turnouts(7, 5)) {
      const { answer } = tallyQuestion(asked('happened'), votes(yes, no, abstain), call({ seats: 7, severity: 5 }), rules);
      expect(answer).toBe(yes >= 4 ? 'yes' : no >= 4 ? 'no' : 'open');
    }
  });
});

describe('quorum', () => {
  it.each([
    [3, 5, 1, false],
    [4, 5, 1, true],
    [4, 7, 1, false],
    [5, 7, 1, true],
    [3, 3, 1, true],
    [2, 5, 2, false],
    [3, 5, 2, true],
    [3, 7, 2, true],
  ])('%i voters of %i seats on call %i: %s', (voters, seats, round, expected) => {
    expect(isQuorate(votes(0, 0, voters), seats, round, rules)).toBe(expected);
  });

  it('asks for two constituencies', () => {
    expect(isQuorate(votes(5, 0, 0, ['us']), 5, 1, rules)).toBe(false);
  });
});

describe('the ballots that count', () => {
  const ballot = (member: string, vote: Vote, at = 1) => ({
    member,
    constituency: 'claimed',
    at,
    choices: { q: vote },
    salt: '',
    commitment: '',
  });
  const sits = (member: string, status: Seat['status']): Seat => ({
    ...newSeat({ member, constituency: 'us', how: 'lot' }, 0, null),
    status,
  });

  it.each([
    ['declared', 1],
    ['awaitsDeclaration', 0],
    ['out', 0],
  ] as const)('of a member whose seat is %s: %i', (status, count) => {
    expect(countedBallots([ballot('m', 'yes')], [sits('m', status)])).toHaveLength(count);
  });

  it('are the last of each member, with the constituency of the seat', () => {
    const [counted] = countedBallots([ballot('m', 'yes', 2), ballot('m', 'no', 3), ballot('stranger', 'yes')], [sits('m', 'declared')]);
    expect(counted).toEqual({ member: 'm', constituency: 'us', votes: { q: 'no' } });
  });

  it('read choices as a list or as a map', () => {
    const listed = { ...ballot('m', 'yes'), choices: { votes: [{ question: 'q', vote: 'no' }] } as unknown as { q: Vote } };
    expect(countedBallots([listed], [sits('m', 'declared')])[0]?.votes).toEqual({ q: 'no' });
  });
});

describe('the outcome of one violation', () => {
  it.each([
    [['happened', 'no'], [], [], 'NO_VIOLATION'],
    [['happened', 'open'], ['breach', 'yes'], ['attributed', 'yes'], 'INSUFFICIENT_EVIDENCE'],
    [['happened', 'yes'], ['breach', 'no'], ['attributed', 'yes'], 'NO_VIOLATION'],
    [['happened', 'yes'], ['breach', 'open'], ['attributed', 'yes'], 'INSUFFICIENT_EVIDENCE'],
    [['happened', 'yes'], ['breach', 'yes'], ['attributed', 'open'], 'VIOLATION_UNATTRIBUTED'],
    [['happened', 'yes'], ['breach', 'yes'], ['attributed', 'no'], 'VIOLATION_UNATTRIBUTED'],
    [['happened', 'yes'], ['breach', 'yes'], ['attributed', 'yes'], 'VIOLATION_ATTRIBUTED'],
    [['happened', 'yes'], ['justified', 'yes'], ['attributed', 'yes'], 'JUSTIFIED'],
    [['happened', 'yes'], ['accident', 'yes'], ['attributed', 'yes'], 'ACCIDENT_ACKNOWLEDGED'],
    [['happened', 'yes'], ['fabricated', 'yes'], [], 'FABRICATED'],
  ] as const)('%j %j %j: %s', (...row) => {
    const [first, second, third, code] = row;
    const findings = [first, second, third].flatMap(([kind, answer]) =>
      kind === undefined || answer === undefined ? [] : [finding(kind, answer)],
    );
    expect(outcomeOf('v1', findings).code).toBe(code);
  });

  it('is shared where two parties are responsible', () => {
    const both = [finding('happened', 'yes'), finding('attributed', 'yes'), { ...finding('attributed', 'yes'), party: 'ua' }];
    expect(outcomeOf('v1', both)).toEqual({ violation: 'v1', code: 'VIOLATION_SHARED', parties: ['ru', 'ua'] });
  });

  it('follows the level of the state where it was asked about', () => {
    const unit = { ...finding('attributed', 'yes'), level: 'unit' as const };
    expect(outcomeOf('v1', [finding('happened', 'yes'), unit]).code).toBe('VIOLATION_ATTRIBUTED');
    expect(outcomeOf('v1', [finding('happened', 'yes'), unit, finding('attributed', 'open')]).code).toBe('VIOLATION_UNATTRIBUTED');
  });
});
