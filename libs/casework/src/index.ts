export type * from './engine/types.js';
export type { Field, Fields } from './engine/fields.js';
export { decide, rightOf, situationOf, unmetGuards } from './engine/decide.js';
export { evolve } from './engine/evolve.js';
export { dueLapses, type DueLapse } from './engine/due.js';
export { offers, type Offer } from './engine/offer.js';
export { shapeProblems, type ShapeProblem } from './engine/shape.js';
export type { Calendar, Rulebook, Span, Term } from './rulebook/rulebook.js';
export type { AgreementFact, CaseSummary, OpenedBallot, ReportSummary, RosterSeat, Signature } from './engine/facts.js';
