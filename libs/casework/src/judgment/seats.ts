import type { RosterSeat } from '../engine/facts.js';
import type { Case } from '../case/case.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { eligibleOf, type Sitting } from './bars.js';
import { bestRung, type Candidate, drawPanel, ladderOf, nextAlternate } from './draw.js';
import type { Bench, Judgment, Panel, Seat } from './judgment.js';
import { emptyPanel } from './judgment.js';
import type { Rung } from './rules-of-judgment.js';
import { sitting } from './standing.js';

// Operations on seats. All take and give a judgment; none knows a command.

/** A seat as an entry records it when it is drawn or given. */
export interface NewSeat extends Candidate {
  readonly how: Seat['how'];
}

/** What a draw works out, and the entry records: enough to fold it without drawing again, and to draw again to check it. */
export interface DrawOutcome {
  readonly rung: Rung;
  readonly largeRung: Rung;
  readonly seated: readonly NewSeat[];
  readonly alternates: readonly Candidate[];
}

export function newSeat(seat: NewSeat, at: number, declareBy: number | null): Seat {
  return {
    member: seat.member,
    constituency: seat.constituency,
    how: seat.how,
    seatedAt: at,
    status: declareBy === null ? 'declared' : 'awaitsDeclaration',
    declareBy,
    declaredAt: null,
    disclosed: [],
    outBecause: null,
    ofNecessity: false,
  };
}

/** Who of the roster may sit. The chair and the vice-chair decide challenges and rule where no panel can: they are not drawn. */
export function candidatesOf(roster: readonly RosterSeat[], subject: Case, seat: Sitting, rulebook: Rulebook): Candidate[] {
  return eligibleOf(roster, subject, seat, rulebook.judgment)
    .filter(({ role }) => role === 'member')
    .map(({ id, constituency }) => ({ member: id, constituency }));
}

/** Draws the panel of a case, or what is missing of it; undefined when fewer can sit than the last rung needs. */
export function drawFor(subject: Case, roster: readonly RosterSeat[], lot: string, rulebook: Rulebook): DrawOutcome | undefined {
  const rules = rulebook.judgment;
  const sit = sitting(subject.judgment.panel.seats);
  const free = candidatesOf(roster, subject, 'panel', rulebook);
  const ladder = ladderOf(rules, subject.severity, rulebook.thresholds.largePanelFrom);
  const drawn = drawPanel(sit, free, ladder, rules.panel.alternatesPerConstituency, lot);
  if (drawn === undefined) return undefined;
  const everybody = [...sit, ...free.filter(({ member }) => !sit.some((seat) => seat.member === member))];
  return {
    rung: drawn.rung,
    largeRung: bestRung(everybody, rules.panel.largeLadder) ?? drawn.rung,
    seated: drawn.seats.map((seat) => ({ ...seat, how: 'lot' as const })),
    alternates: drawn.alternates,
  };
}

/** How many could sit: those who do, and those of the roster who may. */
export function eligibleCount(subject: Case, roster: readonly RosterSeat[], rulebook: Rulebook): number {
  const sit = sitting(subject.judgment.panel.seats).map(({ member }) => member);
  const free = candidatesOf(roster, subject, 'panel', rulebook).map(({ member }) => member);
  return new Set([...sit, ...free]).size;
}

export function seatDrawn(judgment: Judgment, drawn: DrawOutcome, at: number, declareBy: number): Judgment {
  const panel: Panel = {
    ...judgment.panel,
    rung: drawn.rung,
    largeRung: drawn.largeRung,
    drawnAt: judgment.panel.drawnAt ?? at,
    seats: [...judgment.panel.seats, ...drawn.seated.map((seat) => newSeat(seat, at, declareBy))],
    alternates: drawn.alternates.map((alternate) => ({ ...alternate, declaredAt: null })),
  };
  return { ...judgment, panel };
}

/** A new panel shall be drawn: after an annulment or a void. Who sat stays in the history of the ledger and among the voters. */
export function withoutPanel(judgment: Judgment): Judgment {
  return { ...judgment, panel: emptyPanel(), reviewBench: null, draft: null, call: null, challenges: endChallenges(judgment, 'lapsed') };
}

export function endChallenges(judgment: Judgment, status: 'lapsed' | 'upheld' | 'dismissed' | 'keptOfNecessity'): Judgment['challenges'] {
  return judgment.challenges.map((challenge) => (challenge.status === 'pending' ? { ...challenge, status } : challenge));
}

/** The seats that the severity asks for; what the roster gave at the draw is the ceiling (hole 14: it grows before VOTING, never from then on). */
export function wantedRung(subject: Pick<Case, 'severity' | 'judgment'>, rulebook: Rulebook): Rung {
  const { rung, largeRung } = subject.judgment.panel;
  return subject.severity >= rulebook.thresholds.largePanelFrom && largeRung.size > rung.size ? largeRung : rung;
}

export function changeSeats(judgment: Judgment, bench: Bench, change: (seat: Seat) => Seat): Judgment {
  if (bench === 'duty') return { ...judgment, dutyBench: judgment.dutyBench.map(change) };
  if (bench === 'panel') return { ...judgment, panel: { ...judgment.panel, seats: judgment.panel.seats.map(change) } };
  if (judgment.reviewBench === null) return judgment;
  return { ...judgment, reviewBench: { ...judgment.reviewBench, seats: judgment.reviewBench.seats.map(change) } };
}

/** Puts a member out of one bench, and ends the challenges against them there. */
export function putOut(judgment: Judgment, bench: Bench, member: string, because: string): Judgment {
  const out = changeSeats(judgment, bench, (seat) =>
    seat.member === member && seat.status !== 'out' ? { ...seat, status: 'out', declareBy: null, outBecause: because } : seat,
  );
  const challenges = out.challenges.map((challenge) =>
    challenge.bench === bench && challenge.member === member && challenge.status === 'pending'
      ? { ...challenge, status: 'upheld' as const }
      : challenge,
  );
  // Whoever left for a conflict comes back by no other door; who merely did not declare in time may be asked for another bench.
  const recused = because === 'undeclared' ? out.recused : [...out.recused, { member, role: 'member' }];
  return { ...out, challenges, recused };
}

/** Whoever would move up for somebody who leaves the panel: the first alternate, in the order of the lot, whom the shares allow. */
export function alternateFor(judgment: Judgment, leaving: string): Candidate | undefined {
  const { panel } = judgment;
  const rest = sitting(panel.seats).filter(({ member }) => member !== leaving);
  const found = nextAlternate(panel.alternates, rest, panel.rung.share);
  return found === undefined ? undefined : { member: found.member, constituency: found.constituency };
}

/** Gives a seat of the panel. */
export function seatOnPanel(judgment: Judgment, seat: NewSeat, at: number, declareBy: number | null): Judgment {
  const { panel } = judgment;
  return {
    ...judgment,
    panel: {
      ...panel,
      seats: [...panel.seats, newSeat(seat, at, declareBy)],
      alternates: panel.alternates.filter(({ member }) => member !== seat.member),
    },
  };
}
