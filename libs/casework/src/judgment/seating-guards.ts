import { givenNumber, givenString } from '../engine/given.js';
import type { Guard } from '../engine/types.js';
import type { Case } from '../case/case.js';
import { dueAfter } from '../rulebook/terms.js';
import { countByConstituency, keepsShare } from './draw.js';
import type { Challenge, Seat } from './judgment.js';
import { replacementFor, seatAsked } from './seating.js';
import { eligibleCount, wantedRung } from './seats.js';
import { benchOf, type CaseSituation, rosterIn, seatsOf, sitting } from './standing.js';

function challengeAbout({ subject, payload }: CaseSituation): Challenge | undefined {
  return subject.judgment.challenges.find(({ id, status }) => id === payload['about'] && status === 'pending');
}

/** How many would sit if this challenge put its member out and the replacement came. */
function wouldRemain(situation: CaseSituation): number {
  const challenge = challengeAbout(situation);
  if (challenge === undefined) return 0;
  const rest = sitting(seatsOf(situation.subject.judgment, challenge.bench)).filter(({ member }) => member !== challenge.member);
  return rest.length + (replacementFor(situation, challenge.bench, challenge.member) === null ? 0 : 1);
}

function seatOf({ subject }: CaseSituation, member: string): Seat | undefined {
  const bench = benchOf(subject, member);
  return bench === undefined ? undefined : sitting(seatsOf(subject.judgment, bench)).find((seat) => seat.member === member);
}

function challenger({ actor }: CaseSituation): string {
  return actor.party ?? actor.id;
}

/** Seats as they would be with the one that the chair gives; for ConstitutePanel as they are. */
function seatsAfter(situation: CaseSituation): { readonly constituency: string }[] {
  const { subject } = situation;
  const bench = situation.command === 'ConstitutePanel' || subject.state === 'VOTING' ? 'panel' : seatAsked(situation).bench;
  const seats = sitting(seatsOf(subject.judgment, bench));
  if (situation.command === 'ConstitutePanel') return seats;
  const asked = seatAsked(situation).candidate;
  return asked === undefined ? seats : [...seats, asked];
}

function sharesAreKept(situation: CaseSituation): boolean {
  const { subject, rulebook } = situation;
  const seats = seatsAfter(situation);
  if (situation.command !== 'ConstitutePanel' && subject.state !== 'VOTING') {
    const { bench } = seatAsked(situation);
    if (bench === 'review') return true;
    if (bench === 'duty') return seats.length <= rulebook.judgment.dutyBench.size;
  }
  const rung = wantedRung(subject, rulebook);
  return (
    seats.length <= Math.max(rung.size, rulebook.judgment.panel.floor) &&
    keepsShare(seats, rung.share) &&
    partiesHaveOneSeatEach(seats, situation)
  );
}

/** Ad hoc seats: one for each party. */
function partiesHaveOneSeatEach(seats: readonly { readonly constituency: string }[], { rulebook }: CaseSituation): boolean {
  if (rulebook.judgment.partySeats !== 'adHoc') return true;
  const counts = countByConstituency(seats);
  return Object.values(rulebook.judgment.partyConstituencies).every((constituency) => (counts[constituency] ?? 0) <= 1);
}

/** Guards on who sits: panels, declarations, challenges (law-sources 5.2, law-check holes 11, 12 and 20). */
export const seatingGuards: { readonly [name: string]: Guard<Case> } = {
  declarationsAreIn: {
    asks: 'subject',
    says: 'Every member who sits has declared their interests.',
    holds: ({ subject }) => sitting(subject.judgment.panel.seats).every(({ status }) => status === 'declared'),
    params: ({ subject }) => ({ awaited: sitting(subject.judgment.panel.seats).filter(({ status }) => status !== 'declared').length }),
  },
  challengesAreDecided: {
    asks: 'subject',
    says: 'No challenge against a member who sits is undecided.',
    holds: ({ subject }) => {
      const bench = subject.state === 'REVIEW' ? 'review' : 'panel';
      return !subject.judgment.challenges.some((challenge) => challenge.status === 'pending' && challenge.bench === bench);
    },
  },
  panelHasItsSize: {
    asks: 'subject',
    says: 'The panel has the size that the severity asks for, as far as the roster gives it.',
    holds: ({ subject, rulebook }) => {
      const { size } = wantedRung(subject, rulebook);
      return size > 0 && sitting(subject.judgment.panel.seats).length >= size;
    },
    params: ({ subject, rulebook }) => ({
      size: wantedRung(subject, rulebook).size,
      seated: sitting(subject.judgment.panel.seats).length,
    }),
  },
  sharesAreKept: {
    asks: 'facts',
    says: 'No constituency has more than its share of the seats, and there are no more seats than the panel has.',
    holds: sharesAreKept,
    params: ({ subject, rulebook }) => ({ share: wantedRung(subject, rulebook).share }),
  },
  threeAreEligible: {
    asks: 'facts',
    says: 'Three members can sit.',
    holds: ({ subject, facts, rulebook }) => eligibleCount(subject, rosterIn(facts), rulebook) >= rulebook.judgment.panel.floor,
  },
  fewerThanThreeAreEligible: {
    asks: 'facts',
    says: 'Fewer than three members can sit.',
    holds: ({ subject, facts, rulebook }) => eligibleCount(subject, rosterIn(facts), rulebook) < rulebook.judgment.panel.floor,
  },
  threeWouldRemain: {
    asks: 'facts',
    says: 'Without the challenged member three would still sit.',
    holds: (situation) => wouldRemain(situation) >= situation.rulebook.judgment.panel.floor,
  },
  fewerThanThreeWouldRemain: {
    asks: 'facts',
    says: 'Without the challenged member fewer than three would sit.',
    holds: (situation) => wouldRemain(situation) < situation.rulebook.judgment.panel.floor,
  },
  memberIsSeated: {
    asks: 'subject',
    says: 'The member sits in this case, or is an alternate.',
    holds: ({ subject, actor }) =>
      benchOf(subject, actor.id) !== undefined || subject.judgment.panel.alternates.some(({ member }) => member === actor.id),
  },
  challengeIsInTime: {
    asks: 'payload',
    says: 'The challenge comes within its time of the notice of the panel, or of learning the ground.',
    holds: (situation) => {
      const { subject, payload, at, rulebook } = situation;
      const seat = seatOf(situation, givenString(payload, 'member') ?? '');
      if (seat === undefined) return false;
      const learned = givenNumber(payload, 'learnedAt') ?? seat.seatedAt;
      return learned <= at && at <= dueAfter(Math.max(seat.seatedAt, learned), rulebook, 'challengeWindow', subject.severity);
    },
  },
  memberNotYetChallengedByThisParty: {
    asks: 'payload',
    says: 'The same challenger has not challenged this member in this phase before.',
    holds: (situation) => {
      const { subject, payload, rulebook } = situation;
      const before = subject.judgment.challenges.filter(
        ({ member, by, phase }) => member === payload['member'] && by === challenger(situation) && phase === subject.phase,
      );
      return before.length < rulebook.bounds.challengesPerMemberPartyAndPhase;
    },
  },
  challengeIsPending: {
    asks: 'payload',
    says: 'The challenge is undecided.',
    holds: (situation) => challengeAbout(situation) !== undefined,
  },
  chairIsNotChallenged: {
    asks: 'payload',
    says: 'Whoever decides the challenge is not the one who is challenged.',
    holds: (situation) => challengeAbout(situation)?.member !== situation.actor.id,
  },
  memberIsNotBarred: {
    asks: 'facts',
    says: 'The member is free, is not barred by the record of the case, and does not sit in it already.',
    holds: (situation) => seatAsked(situation).candidate !== undefined,
    params: ({ payload }) => ({ member: payload['member'] ?? null }),
  },
  alternateHasDeclared: {
    asks: 'payload',
    says: 'The alternate has declared their interests.',
    holds: ({ subject, payload }) =>
      subject.judgment.panel.alternates.some(({ member, declaredAt }) => member === payload['member'] && declaredAt !== null),
  },
};
