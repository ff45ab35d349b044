import type { Span, Term } from '../rulebook.js';

const hours = (amount: number): Span => ({ unit: 'hour', amount });
const days = (amount: number): Span => ({ unit: 'day', amount });
const always = (span: Span): Term['spans'] => [span, span, span, span, span];
/** In the order in which law-check.md states them: severity 5, 4, up to 3. */
const graded = (five: Span, four: Span, upToThree: Span): Term['spans'] => [upToThree, upToThree, upToThree, four, five];

const spans: { readonly [name: string]: Term['spans'] } = {
  // Case: the states' own deadlines.
  registration: graded(hours(1), hours(4), hours(24)),
  seriesRegistration: always(hours(24)), // counted from the end of the UTC sector-week
  preliminary: graded(hours(12), hours(20), hours(72)),
  preliminaryFromBreach: always(hours(20)), // at 4-5 the preliminary term ends at the latest then …
  preliminaryFloor: always(hours(3)), // … but never before this, from entry
  investigation: graded(days(5), days(10), days(10)),
  investigationSupplement: always(days(5)), // after OpenSupplement and RemitCase
  reply: graded(hours(72), hours(72), days(7)),
  panel: always(hours(48)),
  deliberation: graded(days(5), days(5), days(10)),
  deliberationRecalled: always(hours(48)), // after RecallBallot
  ballot: always(hours(48)),
  secondCall: always(hours(24)),
  chairRuling: always(hours(48)),
  viceChairRuling: always(hours(24)),
  service: always(hours(12)),
  embargo: always(hours(24)),
  publication: always(hours(72)), // from RULED
  publicationFromFinal: always(hours(12)),
  reviewWindow: always(days(7)),
  review: always(days(14)),
  finality: always(hours(24)),
  remedyFloor: always(hours(24)), // on entry to REMEDY at least this much is left
  complianceCheck: always(hours(72)),
  closing: always(hours(24)),
  nonCompliance: always(hours(72)),
  referral: always(days(30)),
  stay: always(days(14)),
  stayByChair: always(hours(72)),
  joining: always(hours(0)), // at once when the lead ends unruled
  // Case: deadlines that outlive states.
  talks: always(days(7)),
  withdrawal: always(hours(48)),
  declaration: always(hours(12)),
  challenge: always(hours(24)),
  provisional: always(days(30)),
  outsideDecision: always(days(30)),
  outsideDecisionE1: always(hours(24)),
  reopening: always(days(7)),
  plenaryReopening: always(days(14)),
  ongoing: always(hours(6)),
  mark1: always(hours(12)),
  mark2: always(hours(20)),
  mark3: always(hours(24)),
  mark4: always(hours(72)),
  // Case: extensions (law-check.md section 3) and windows that guards ask about.
  extensionInvestigation: always(days(5)),
  extensionReply: graded(hours(72), hours(72), days(7)), // the same length
  extensionDeliberation: always(days(5)),
  extensionReview: always(days(7)),
  stayTotal: always(days(60)),
  challengeWindow: always(hours(24)),
  separateOpinion: always(hours(48)),
  joiningObjection: always(hours(48)),
  revival: always(days(7)),
  remedyTotal: always(days(365)),
  reopeningFromDiscovery: always(days(183)), // six months
  reopeningFromRuling: always(days(3_653)), // ten years
  warning: always(hours(24)),
  // Remedies (law-sources.md 4.3).
  remedyR1: graded(hours(24), hours(24), hours(72)),
  remedyR2: always(days(7)),
  remedyR3: always(days(7)),
  remedyR4: always(days(60)),
  remedyR5: always(days(7)),
  remedyR6: always(days(30)),
  remedyR7: always(hours(48)),
  remedyR9: always(days(14)),
  // Report.
  draft: always(days(14)),
  verification: graded(hours(2), hours(2), hours(12)),
  return: graded(hours(2), hours(2), hours(48)),
  triage: graded(hours(2), hours(2), hours(24)),
  refusalReview: always(days(7)),
};

/** The "Terms" line of law-check.md, and the lengths of its section 3. */
export const terms: { readonly [name: string]: Term } = Object.fromEntries(
  Object.entries(spans).map(([name, list]) => [name, { name, spans: list }]),
);
