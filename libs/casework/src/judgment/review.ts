import type { Fields } from '../engine/fields.js';
import type { Signature } from '../engine/facts.js';
import { givenString, givenStrings } from '../engine/given.js';
import type { Guard, JsonObject, Recorded, Rule } from '../engine/types.js';
import type { Case } from '../case/case.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { dueAfter } from '../rulebook/terms.js';
import { barsOf } from './bars.js';
import type { Candidate } from './draw.js';
import { asList, toJson } from './json.js';
import type { Judgment, OutcomeCode, Outcome, Review } from './judgment.js';
import { fallen } from './ordering.js';
import type { OrderedRemedy } from './outcomes.js';
import { groupsIn, proposalIn, remedyFields } from './questions.js';
import { changeStanding, ruled } from './rulings.js';
import { foldDraw } from './seating.js';
import { candidatesOf, drawFor, endChallenges, newSeat, withoutPanel } from './seats.js';
import { served } from './service.js';
import { actingBench, type CaseSituation, entitled, judging, lotIn, rosterIn, seatsOf, signaturesOf, standingRuling } from './standing.js';
import { isGrossMajority } from './tally.js';

const requestFields: Fields = {
  ground: { kind: 'code', of: 'reviewGrounds', optional: true },
  reasons: { kind: 'text', max: 40_000, optional: true },
};

const decisionFields: Fields = { reasons: { kind: 'text', max: 40_000, optional: true } };

export const reviewFields: { readonly [command: string]: Fields } = {
  RequestReview: requestFields,
  JoinReview: requestFields,
  UpholdRuling: decisionFields,
  RemitCase: decisionFields,
  AnnulRuling: decisionFields,
  VaryRuling: {
    ...decisionFields,
    outcomes: {
      kind: 'list',
      of: {
        kind: 'group',
        fields: {
          violation: { kind: 'id' },
          outcome: { kind: 'code', of: 'outcomes' },
          parties: { kind: 'list', of: { kind: 'key', max: 32 }, min: 0, max: 10, optional: true },
        },
      },
      min: 0,
      max: 100,
      optional: true,
    },
    /** Remedies that fall, and those that are ordered in their place or besides. */
    drops: { kind: 'list', of: { kind: 'id' }, min: 0, max: 100, optional: true },
    orders: { kind: 'list', of: { kind: 'group', fields: remedyFields }, min: 0, max: 100, optional: true },
  },
};

const windowEnd = ({ subject }: CaseSituation): number | null => standingRuling(subject.judgment)?.windowEndsAt ?? null;

function reviewers(situation: CaseSituation): Signature[] {
  return signaturesOf(situation.subject, situation.facts, 'review');
}

/** The larger of the floor and two thirds of those who are entitled. */
function reviewQuorum({ subject, rulebook }: CaseSituation): number {
  const { floor, share } = rulebook.judgment.quorum.review;
  const plenary = entitled(seatsOf(subject.judgment, 'review')).length;
  return Math.max(floor, Math.ceil((plenary * share.of) / share.in));
}

/** Does the variation attribute a grave violation to a party to whom the ruling did not? Then its majority is the gross one. */
function attributesGravely({ subject, payload, rulebook }: CaseSituation): boolean {
  if (subject.severity < rulebook.thresholds.grossFrom) return false;
  const before = standingRuling(subject.judgment)?.outcomes ?? [];
  return variedOutcomes(payload).some(
    ({ violation, code, parties }) =>
      (code === 'VIOLATION_ATTRIBUTED' || code === 'VIOLATION_SHARED') &&
      parties.some((party) => !before.some((outcome) => outcome.violation === violation && outcome.parties.includes(party))),
  );
}

function isCarried(situation: CaseSituation): boolean {
  const signatures = reviewers(situation);
  const inFavour = signatures.filter(({ position }) => position === 'for');
  const against = signatures.filter(({ position }) => position === 'against').length;
  const rules = situation.rulebook.judgment;
  if (inFavour.length < rules.majority.reviewInFavour || inFavour.length <= against) return false;
  const constituencies = new Set(inFavour.map(({ constituency }) => constituency)).size;
  return !attributesGravely(situation) || isGrossMajority(inFavour.length, against, constituencies, rules);
}

const asksAlone = ({ actor }: CaseSituation): boolean => actor.role === 'party_agent' || actor.role === 'coordination_cell';

/** Members ask by motion of the bench that gave the ruling (law-sources.md 6.3 row 16: "2 members"). */
function membersAsking({ subject, facts }: CaseSituation): number {
  return signaturesOf(subject, facts, actingBench(subject)).filter(({ position }) => position === 'for').length;
}

export const reviewGuards: { readonly [name: string]: Guard<Case> } = {
  rulingIsServed: {
    asks: 'subject',
    says: 'The ruling was served.',
    holds: ({ subject }) => standingRuling(subject.judgment)?.servedAt != null,
  },
  windowIsOpen: {
    asks: 'subject',
    says: 'The window for asking a review is open.',
    holds: (situation) => situation.at < (windowEnd(situation) ?? 0),
    params: (situation) => ({ endsAt: windowEnd(situation) }),
  },
  twoAskWhereMembersDo: {
    asks: 'facts',
    says: 'A party or the cell asks alone; where members ask, two who sit have signed the motion.',
    holds: (situation) => asksAlone(situation) || membersAsking(situation) >= situation.rulebook.judgment.quorum.reviewRequest,
    params: (situation) => ({ signed: membersAsking(situation), least: situation.rulebook.judgment.quorum.reviewRequest }),
  },
  windowIsOver: {
    asks: 'subject',
    says: "The window is over: nobody's time to ask for a review is cut short.",
    holds: (situation) => situation.at >= (windowEnd(situation) ?? 0),
    params: (situation) => ({ endsAt: windowEnd(situation) }),
  },
  reviewIsQuorate: {
    asks: 'facts',
    says: 'Three, and two thirds of those who may sit in review, took part.',
    holds: (situation) => reviewers(situation).length >= reviewQuorum(situation),
    params: (situation) => ({ quorum: reviewQuorum(situation), took: reviewers(situation).length }),
  },
  threeAreInFavour: {
    asks: 'facts',
    says: 'At least three reviewers, and more than are against, are for the change; a grave attribution needs the gross majority.',
    holds: isCarried,
    params: (situation) => ({ inFavour: reviewers(situation).filter(({ position }) => position === 'for').length }),
  },
  returnIsLeft: {
    asks: 'subject',
    says: 'The case was neither remitted nor its ruling annulled before.',
    holds: ({ subject, rulebook }) => subject.judgment.counters.returns < rulebook.bounds.returnsOnReview,
  },
};

function variedOutcomes(payload: JsonObject): Outcome[] {
  return groupsIn(payload, 'outcomes').map((group) => ({
    violation: givenString(group, 'violation') ?? '',
    code: (givenString(group, 'outcome') ?? 'INSUFFICIENT_EVIDENCE') as OutcomeCode,
    parties: [...givenStrings(group, 'parties')].sort(),
  }));
}

/**
 * Everybody who may sit and has not voted on the case at first instance. Fewer than the floor: whoever is not barred otherwise reconsiders, and the bench is
 * marked so (law-sources 6.3 row 17).
 */
function reviewBenchFor(situation: CaseSituation): JsonObject {
  const { subject, facts, rulebook } = situation;
  const roster = rosterIn(facts);
  const fresh = candidatesOf(roster, subject, 'review', rulebook);
  if (fresh.length >= rulebook.judgment.quorum.review.floor) return { bench: toJson(fresh), reconsideration: false };
  const all: Candidate[] = roster
    .filter((seat) => seat.role === 'member' && seat.available)
    .filter((seat) => barsOf(seat, subject, 'review', rulebook.judgment).every((bar) => bar === 'votedBefore'))
    .map(({ id, constituency }) => ({ member: id, constituency }));
  return { bench: toJson(all), reconsideration: true };
}

function requested(judgment: Judgment, recorded: Recorded, subject: Case, rulebook: Rulebook): Judgment {
  const { at, actor, data } = recorded;
  const number = judgment.reviews.length + 1;
  const declareBy = dueAfter(at, rulebook, 'declaration', subject.severity);
  const seats = (asList(data.outcome['bench']) as readonly Candidate[]).map((seat) => newSeat({ ...seat, how: 'plenary' }, at, declareBy));
  const review: Review = {
    number,
    ruling: standingRuling(judgment)?.number ?? 0,
    requests: [{ by: actor.party ?? actor.id, ground: givenString(data.payload, 'ground') ?? '', at }],
    endedAt: null,
    ending: null,
  };
  return {
    ...judgment,
    reviewBench: { review: number, seats, reconsideration: data.outcome['reconsideration'] === true },
    reviews: [...judgment.reviews, review],
  };
}

/** A review ends: its bench is dissolved, its challenges have no object, its voters are noted. */
function ended(judgment: Judgment, ending: NonNullable<Review['ending']>, { at, data }: Recorded, { phase }: Case): Judgment {
  const ruling = standingRuling(judgment)?.number ?? null;
  const voters = givenStrings(data.outcome, 'voted').map((member) => ({ member, instance: 'review' as const, phase, ruling }));
  return {
    ...judgment,
    reviews: judgment.reviews.map((review) => (review.endedAt === null ? { ...review, endedAt: at, ending } : review)),
    challenges: endChallenges(judgment, 'lapsed'),
    voters: [...judgment.voters, ...voters],
    reviewBench: null,
  };
}

const decided = (situation: CaseSituation): JsonObject => ({
  voted: reviewers(situation).map(({ member }) => member),
  inFavour: reviewers(situation).filter(({ position }) => position === 'for').length,
  against: reviewers(situation).filter(({ position }) => position === 'against').length,
});

/** The ruling no longer stands, and what it ordered falls with it. */
export function setAside(judgment: Judgment, status: 'remitted' | 'annulled' | 'voided' | 'reopened'): Judgment {
  return fallen(
    changeStanding(judgment, (ruling) => ({ ...ruling, status })),
    ({ ruling }) => ruling !== null,
  );
}

function returned(judgment: Judgment): Judgment {
  return { ...judgment, draft: null, call: null, counters: { ...judgment.counters, returns: judgment.counters.returns + 1 } };
}

/** A variation is a numbered corrigendum: a ruling of its own, served by the entry; published rulings never change (hole 15). */
function varied(before: Judgment, recorded: Recorded, subject: Case, rulebook: Rulebook): Judgment {
  const { at, data } = recorded;
  const old = standingRuling(before);
  const review = ended(before, 'varied', recorded, subject);
  if (old === undefined) return review;
  const changed = variedOutcomes(data.payload);
  const verdict = {
    tallies: [],
    findings: old.findings,
    outcomes: [...old.outcomes.filter(({ violation }) => !changed.some((outcome) => outcome.violation === violation)), ...changed],
    classification: old.classification,
    remedies: orders(data.payload),
    referrals: old.referralsAdopted,
  };
  const drops = givenStrings(data.payload, 'drops');
  const corrected = fallen(
    changeStanding(review, (ruling) => ({ ...ruling, status: 'varied' })),
    ({ id }) => drops.includes(id),
  );
  const signers = givenStrings(data.outcome, 'voted');
  const how = {
    by: 'review' as const,
    draft: old.draft,
    ballots: [],
    panelSize: signers.length,
    round: 1,
    withoutPrejudice: false,
    corrects: old.number,
  };
  const standing = ruled(corrected, verdict, how, recorded, subject, rulebook);
  const noted = changeStanding(standing, (ruling) => ({ ...ruling, windowEndsAt: old.windowEndsAt ?? at }));
  return served(noted, () => ({ how: 'delivered', language: null }), recorded, subject, rulebook);
}

function orders(payload: JsonObject): OrderedRemedy[] {
  return groupsIn(payload, 'orders').flatMap((group) => {
    const proposal = proposalIn(group);
    return proposal === null ? [] : [{ ...proposal, question: 'review' }];
  });
}

export const reviewRules: { readonly [command: string]: Rule<Case> } = {
  RequestReview: { outcome: reviewBenchFor, apply: judging(requested) },
  JoinReview: {
    apply: judging((judgment, { at, actor, data }) => {
      const request = { by: actor.party ?? actor.id, ground: givenString(data.payload, 'ground') ?? '', at };
      const reviews = judgment.reviews.map((review) =>
        review.endedAt === null ? { ...review, requests: [...review.requests, request] } : review,
      );
      return { ...judgment, reviews };
    }),
  },
  LapseReviewWindow: {},
  UpholdRuling: { outcome: decided, apply: judging((judgment, recorded, subject) => ended(judgment, 'upheld', recorded, subject)) },
  LapseReview: { apply: judging((judgment, recorded, subject) => ended(judgment, 'upheldByLapse', recorded, subject)) },
  VaryRuling: { outcome: decided, apply: judging(varied) },
  RemitCase: {
    outcome: decided,
    apply: judging((judgment, recorded, subject) => returned(setAside(ended(judgment, 'remitted', recorded, subject), 'remitted'))),
  },
  AnnulRuling: {
    outcome: (situation) => ({ ...decided(situation), ...redrawn(situation, 'annulled') }),
    apply: judging((judgment, recorded, subject, rulebook) => {
      const annulled = withoutPanel(returned(setAside(ended(judgment, 'annulled', recorded, subject), 'annulled')));
      return foldDraw(annulled, recorded, subject, rulebook);
    }),
  },
};

/** A panel for a case whose ruling falls with this entry: those who voted for it at first instance may not sit again, the reviewers may (hole 20). */
export function redrawn({ subject, facts, rulebook }: CaseSituation, status: 'annulled' | 'voided'): JsonObject {
  const without = { ...subject, judgment: withoutPanel(setAside(subject.judgment, status)) };
  const drawn = drawFor(without, rosterIn(facts), lotIn(facts), rulebook);
  return { panel: drawn === undefined ? null : toJson(drawn) };
}
