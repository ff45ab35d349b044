export {
  agreementFact,
  agreementFor,
  groundsAgainst,
  isInForce,
  standsToAgreement,
  standsToBuffer,
  versionAt,
  withdrawalCheck,
  type Act,
  type Agreement,
  type AgreementParty,
  type Dated,
  type DatedZone,
  type WithdrawalCheck,
} from './agreement.js';
export { contributionFields, contributionOf, contributionProblems, type ContributionProblem } from './contribution-shape.js';
export { contributingStates, covers, gapsAt, type Contribution, type Gap, type Interval } from './contribution.js';
export { compareIncidents, duplicateCandidates, duplicateSteps, type DuplicateCandidate } from './duplicate.js';
export { distanceMetres, distanceToLineMetres, standsToArea, type Line, type Place, type Point, type Polygon } from './geometry.js';
export type { Steps } from './steps.js';
export { importFormOf, type ImportForm } from './import-form.js';
export {
  belongTogether,
  clusterObservations,
  growIncidents,
  growthSteps,
  type GrownIncidents,
  type Incident,
  type SeriesTally,
} from './incident.js';
export { reportContentOf, reportKeyOf } from './report-of-incident.js';
export type { Count, Estimate, Observation, RowProblem, RowResult } from './observation.js';
export { missingOsceColumns, osceColumns, osceDataset, readOsceRow } from './osce.js';
export { compareGrades, currentRating, rate, singlePartySourceCeiling, tallyRatings, type RatedItem, type Rating } from './rating.js';
export { groupBySeries, sectorAt, seriesKeyOf, weekOf } from './sector.js';
export { assessSeverity, isPattern, isRepeated, severityInForce, type EarlierAct, type SeverityAssessment } from './severity.js';
export { allegedByOf, meansOf } from './ucdp-derivation.js';
export { isHxlRow, missingUcdpColumns, readUcdpRow, ucdpColumns, ucdpDataset, type CsvRow } from './ucdp.js';
