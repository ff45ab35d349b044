import fc from 'fast-check';
import type { OpenedBallot } from '../engine/facts.js';
import { rulebook } from './commission.fixture.js';
import { type Candidate, countByConstituency, drawPanel, seatsPossible } from './draw.js';
import type { Draft, Question, QuestionKind, Seat } from './judgment.js';
import { isDecisive, verdictOf } from './outcomes.js';
import { newSeat } from './seats.js';
import { type Call, countedBallots, type Vote } from './tally.js';

const RUNS = { numRuns: 2_000 };
const rules = rulebook.judgment;
const constituencies = ['us', 'ukraine', 'coalition', 'neutral'];
const vote = fc.constantFrom<Vote>('yes', 'no', 'abstain');
const keys = ['happened', 'breach', 'attributed', 'justified', 'remedy', 'referral'] as const;

function question(kind: QuestionKind, party: string, standard: number): Question {
  return {
    key: kind,
    kind,
    violation: 'v1',
    party: kind === 'attributed' || kind === 'referral' ? party : null,
    level: kind === 'attributed' ? 'state' : null,
    bases: kind === 'attributed' ? ['A4'] : kind === 'justified' ? ['A21'] : [],
    indicators: [],
    standard,
    relies: ['e1'],
    contrary: [],
    disclosed: ['e1'],
    remedy: kind === 'remedy' ? { code: 'R1', addressee: party, termHours: null, proof: 'monitor-verification' } : null,
    referral: kind === 'referral' ? 'E2' : null,
    proportionalityNoted: true,
  };
}

function draftAgainst(party: string, severity: number, standard: number): Draft {
  return {
    hash: 'd'.repeat(64),
    evidenceList: 'e'.repeat(64),
    fixedAt: 0,
    severity,
    classification: null,
    questions: keys.map((kind) => question(kind, party, standard)),
  };
}

const ballotOf = (member: string) =>
  fc
    .record({ happened: vote, breach: vote, attributed: vote, justified: vote, remedy: vote, referral: vote })
    .map((choices): OpenedBallot => ({ member, constituency: '', at: 1, choices, salt: '', commitment: '' }));

/** A panel of five or seven, some of whom do not sit any more, and ballots of any of them. */
const panels = fc.constantFrom(5, 7).chain((size) =>
  fc.record({
    seats: fc.tuple(
      ...Array.from({ length: size }, (_, index) =>
        fc.constantFrom<Seat['status']>('declared', 'declared', 'declared', 'awaitsDeclaration', 'out').map((status): Seat => ({
          ...newSeat({ member: `m${index}`, constituency: constituencies[index % 4] ?? 'us', how: 'lot' }, 0, null),
          status,
        })),
      ),
    ),
    ballots: fc
      .tuple(...Array.from({ length: size }, (_, index) => fc.option(ballotOf(`m${index}`), { nil: undefined })))
      .map((list) => list.flatMap((one) => one ?? [])),
    severity: fc.integer({ min: 1, max: 5 }),
    standard: fc.integer({ min: 0, max: 5 }),
    round: fc.constantFrom(1, 2),
  }),
);

function callOf(seats: number, round: number, severity: number): Call {
  return { seats, round, severity, grossFrom: rulebook.thresholds.grossFrom, grossReferrals: ['E2', 'E3', 'E4'] };
}

describe('votes', () => {
  it('of members who do not sit never count', () => {
    fc.assert(
      fc.property(panels, fc.infiniteStream(vote), ({ seats, ballots, severity, standard, round }, noise) => {
        const call = callOf(seats.length, round, severity);
        const draft = draftAgainst('ru', severity, standard);
        const sits = new Set(seats.filter(({ status }) => status === 'declared').map(({ member }) => member));
        const disturbed = ballots.map((ballot) =>
          sits.has(ballot.member)
            ? ballot
            : { ...ballot, choices: Object.fromEntries(keys.map((key) => [key, noise.next().value as Vote])) },
        );
        const strangers = [
          ...disturbed,
          { member: 'stranger', constituency: 'us', at: 9, choices: { happened: 'no' as const }, salt: '', commitment: '' },
        ];
        expect(verdictOf(draft, countedBallots(strangers, seats), call, rulebook)).toEqual(
          verdictOf(draft, countedBallots(ballots, seats), call, rulebook),
        );
      }),
      RUNS,
    );
  });

  it('always come to exactly one outcome for each violation', () => {
    fc.assert(
      fc.property(panels, ({ seats, ballots, severity, standard, round }) => {
        const verdict = verdictOf(
          draftAgainst('ru', severity, standard),
          countedBallots(ballots, seats),
          callOf(seats.length, round, severity),
          rulebook,
        );
        expect(verdict.outcomes).toHaveLength(1);
        const [outcome] = verdict.outcomes;
        // Nothing is ordered or referred against somebody to whom nothing is attributed.
        if (outcome?.parties.length === 0) expect([verdict.remedies, verdict.referrals]).toEqual([[], []]);
        // No finding stands below the standard that its severity requires.
        for (const finding of verdict.findings)
          if (finding.answer === 'yes') expect(finding.standardMet).toBeGreaterThanOrEqual(finding.standardRequired);
      }),
      RUNS,
    );
  });

  it('attribute gravely only with two thirds, three in favour and two constituencies', () => {
    fc.assert(
      fc.property(panels, ({ seats, ballots, severity, round }) => {
        const counted = countedBallots(ballots, seats);
        const { outcomes } = verdictOf(draftAgainst('ru', severity, 5), counted, callOf(seats.length, round, severity), rulebook);
        if (outcomes[0]?.code !== 'VIOLATION_ATTRIBUTED' || severity < 4) return;
        const inFavour = counted.filter(({ votes }) => votes['attributed'] === 'yes');
        const against = counted.filter(({ votes }) => votes['attributed'] === 'no').length;
        expect(inFavour.length).toBeGreaterThanOrEqual(3);
        expect(inFavour.length).toBeGreaterThanOrEqual(2 * against);
        expect(new Set(inFavour.map(({ constituency }) => constituency)).size).toBeGreaterThanOrEqual(2);
      }),
      RUNS,
    );
  });

  it('with the sides swapped, swap the outcome and nothing else', () => {
    const swap = (text: string): string => text.replaceAll('"ru"', '"?"').replaceAll('"ua"', '"ru"').replaceAll('"?"', '"ua"');
    fc.assert(
      fc.property(panels, ({ seats, ballots, severity, standard, round }) => {
        const counted = countedBallots(ballots, seats);
        const call = callOf(seats.length, round, severity);
        const one = verdictOf(draftAgainst('ru', severity, standard), counted, call, rulebook);
        const other = verdictOf(draftAgainst('ua', severity, standard), counted, call, rulebook);
        expect(JSON.parse(swap(JSON.stringify(one)))).toEqual(other);
      }),
      RUNS,
    );
  });

  it('of members who did not vote are never decisive', () => {
    fc.assert(
      fc.property(panels, ({ seats, ballots, severity, round }) => {
        const counted = countedBallots(ballots, seats);
        expect(isDecisive(['stranger'], draftAgainst('ru', severity, 4), counted, callOf(seats.length, round, severity), rulebook)).toBe(
          false,
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('draws', () => {
  const candidates = fc.tuple(...constituencies.map(() => fc.integer({ min: 0, max: 6 }))).map((counts) =>
    counts.flatMap((count, index) =>
      Array.from({ length: count }, (_, number): Candidate => ({
        member: `${constituencies[index]}${number}`,
        constituency: constituencies[index] ?? '',
      })),
    ),
  );
  const lots = fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: 64, maxLength: 64 }).map((digits) => digits.join(''));

  it('fill the best rung that exists, keep its shares, and name nobody twice', () => {
    fc.assert(
      fc.property(candidates, lots, fc.boolean(), (roster, lot, large) => {
        const ladder = large ? rules.panel.largeLadder : rules.panel.ladder;
        const drawn = drawPanel([], roster, ladder, rules.panel.alternatesPerConstituency, lot);
        const best = ladder.find(({ size, share }) => seatsPossible(roster, share) >= size);
        expect(drawn?.rung).toEqual(best);
        if (drawn === undefined) return;
        expect(drawn.seats).toHaveLength(drawn.rung.size);
        expect(Math.max(...Object.values(countByConstituency(drawn.seats)))).toBeLessThanOrEqual(drawn.rung.share);
        const names = [...drawn.seats, ...drawn.alternates].map(({ member }) => member);
        expect(new Set(names).size).toBe(names.length);
        expect(drawPanel([], [...roster].reverse(), ladder, rules.panel.alternatesPerConstituency, lot)).toEqual(drawn);
      }),
      RUNS,
    );
  });

  it('fill vacancies without moving those who sit', () => {
    fc.assert(
      fc.property(candidates, lots, lots, fc.integer({ min: 0, max: 4 }), (roster, lot, again, leave) => {
        const drawn = drawPanel([], roster, rules.panel.ladder, 2, lot);
        if (drawn === undefined) return;
        const sit = drawn.seats.slice(leave);
        const rest = roster.filter(({ member }) => !drawn.seats.slice(0, leave).some((gone) => gone.member === member));
        const filled = drawPanel(sit, rest, rules.panel.ladder, 2, again);
        if (filled === undefined) return;
        const panel = [...sit, ...filled.seats];
        expect(panel).toHaveLength(filled.rung.size);
        expect(Math.max(...Object.values(countByConstituency(panel)))).toBeLessThanOrEqual(filled.rung.share);
      }),
      RUNS,
    );
  });
});
