import type { Deadline } from '../engine/types.js';
import type { Case } from '../case/case.js';
import type { Judgment, Seat } from './judgment.js';

/** The judgment holds the ends of some terms in its own data, for guards to ask: what moves a deadline by law moves them too. */
export function moveInJudgment(subject: Case, deadline: Deadline, to: number): Case {
  const move = twins[deadline.kind];
  return move === undefined ? subject : { ...subject, judgment: move(subject.judgment, deadline, to) };
}

type Move = (judgment: Judgment, deadline: Deadline, to: number) => Judgment;

const twins: { readonly [kind: string]: Move } = {
  ballot: (judgment, _, closesAt) => (judgment.call === null ? judgment : { ...judgment, call: { ...judgment.call, closesAt } }),
  reviewWindow: (judgment, { dueAt }, windowEndsAt) => ({
    ...judgment,
    rulings: judgment.rulings.map((ruling) => (ruling.windowEndsAt === dueAt ? { ...ruling, windowEndsAt } : ruling)),
  }),
  provisional: (judgment, _, lapsesAt) => ({
    ...judgment,
    provisional: judgment.provisional.map((finding) => (finding.status === 'live' ? { ...finding, lapsesAt } : finding)),
  }),
  remedy: (judgment, { about }, dueAt) => ({
    ...judgment,
    remedies: judgment.remedies.map((remedy) => (remedy.id === about ? { ...remedy, dueAt } : remedy)),
  }),
  challenge: (judgment, { about }, decideBy) => ({
    ...judgment,
    challenges: judgment.challenges.map((challenge) => (challenge.id === about ? { ...challenge, decideBy } : challenge)),
  }),
  outsideDecision: (judgment, { about }, dueAt) => ({
    ...judgment,
    referrals: judgment.referrals.map((referral) => (referral.id === about ? { ...referral, dueAt } : referral)),
  }),
  declaration: (judgment, { about }, declareBy) => {
    const moved = (seats: readonly Seat[]): readonly Seat[] =>
      seats.map((seat) => (seat.member === about && seat.status === 'awaitsDeclaration' ? { ...seat, declareBy } : seat));
    const { dutyBench, panel, reviewBench } = judgment;
    return {
      ...judgment,
      dutyBench: moved(dutyBench),
      panel: { ...panel, seats: moved(panel.seats) },
      reviewBench: reviewBench === null ? null : { ...reviewBench, seats: moved(reviewBench.seats) },
    };
  },
};
