import type { Bounds, Thresholds } from '../rulebook.js';

/** law-check.md section 3. */
export const bounds: Bounds = {
  extensions: { INVESTIGATION: 2, PARTY_REPLY: 1, DELIBERATION: 2, REVIEW: 1 },
  stays: 6,
  staysByChair: 2,
  talks: 2,
  withdrawalRequestsPerComplainant: 1,
  lateProvisionalFindings: 2,
  supplements: 3,
  supplementsByRight: 1,
  returnsOnReview: 1,
  voidsToPanel: 1,
  voidsToChair: 1,
  recallsOfBallot: 1,
  calls: 2,
  joinings: 2,
  joiningDepth: 1,
  reopeningsFromAfter: 1,
  revivalsOnAnyGround: 1,
  challengesPerMemberPartyAndPhase: 1,
  derivedDepth: 1,
  remedyChain: { freshTerms: 1, referrals: 2, suspendingClaims: 1, derivedCases: 1 },
  reportReturns: 2,
  reportUnlinkings: 1,
  refusalReviewsWithoutNewFacts: 1,
};

export const thresholds: Thresholds = {
  settleUpTo: 2,
  withdrawUpTo: 3,
  admitByLapseFrom: 3,
  responseClockFrom: 4,
  grossFrom: 4,
  largePanelFrom: 5,
};
