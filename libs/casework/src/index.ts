export type * from './engine/types.js';
export type { Field, Fields } from './engine/fields.js';
export { decide, rightOf, situationOf, unmetGuards } from './engine/decide.js';
export { evolve } from './engine/evolve.js';
export { dueLapses, type DueLapse } from './engine/due.js';
export { offers, type Offer } from './engine/offer.js';
export { shapeProblems, type ShapeProblem } from './engine/shape.js';
export type { AgreementFact, CaseSummary, CorrectionFact, OpenedBallot, ReportSummary, RosterSeat, Signature } from './engine/facts.js';
export type { Case, CaseReport } from './case/case.js';
export type { Report } from './report/report.js';
export { summaryOfReport } from './report/report-summary.js';
export { reportProcess } from './process/v1/report.js';
export type { ReportCommand } from './process/v1/report-process.js';
export type { CaseCommand } from './process/v1/case-process.js';
export type { Calendar, Rulebook, Span, Term, ZoneClock } from './rulebook/rulebook.js';
export { currentRulebookId, rulebookIds, rulebookOf } from './rulebook/index.js';
export {
  agreementFact,
  agreementFor,
  allegedByOf,
  assessSeverity,
  clusterObservations,
  compareGrades,
  contributingStates,
  covers,
  distanceMetres,
  duplicateCandidates,
  duplicateSteps,
  gapsAt,
  groundsAgainst,
  groupBySeries,
  contributionFields,
  contributionOf,
  contributionProblems,
  growIncidents,
  growthSteps,
  importFormOf,
  isHxlRow,
  isPattern,
  isRepeated,
  meansOf,
  missingOsceColumns,
  missingUcdpColumns,
  rate,
  readOsceRow,
  readUcdpRow,
  reportContentOf,
  reportKeyOf,
  sectorAt,
  seriesKeyOf,
  singlePartySourceCeiling,
  standsToAgreement,
  standsToBuffer,
  weekOf,
  withdrawalCheck,
  type Agreement,
  type Contribution,
  type CsvRow,
  type DuplicateCandidate,
  type Gap,
  type ImportForm,
  type Incident,
  type Observation,
  type Place,
  type ContributionProblem,
  type Point,
  type Polygon,
  type RowProblem,
  type RowResult,
  type Steps,
} from './matter/index.js';
export { addSpan, dueAfter, spanOf } from './rulebook/terms.js';
export { calendarMoves, PROPOSAL_STANDS_MS, type CalendarMove, type MoveTimes } from './rulebook/calendar-moves.js';
export { calendarProblem, countedBy, isCountedByCalendar } from './rulebook/corrected.js';
export { correctionFrom, calendarIn, type CalendarStep } from './rulebook/correction-from.js';
export { mayCorrectCalendars, movesIn } from './rulebook/recomputation.js';
export { checkRulebook } from './rulebook/check-rulebook.js';
export { caseProcess } from './process/v1/case.js';
export { isEnd, processOf } from './process/process-of.js';
export { checkProcess, countsOf, faultsOf, type ProcessCounts } from './engine/check-process.js';
export { extendableTerm } from './case/state-deadlines.js';
export { patternIsFlagged } from './case/severity-of-acts.js';
export { summaryOfCase } from './case/case-summary.js';
export type { Judgment } from './judgment/judgment.js';
export { detailFields } from './rulebook/details.js';
export { contentFields } from './report/content-fields.js';
export { authorityMatrix } from './docs/authority.js';
export { processDocument } from './docs/process-document.js';
export {
  audiences,
  defaultPreferences,
  dueReminder,
  isTimeZone,
  marksShown,
  commissionRoles,
  mayKnow,
  maySee,
  nextDigest,
  nextReminder,
  noticeReasons,
  noticesFor,
  officeNoticesFor,
  partiesWithoutAgent,
  reminderPlans,
  remindersFor,
  remindersOf,
  testNoticesFor,
  type Addressee,
  type CaseMatter,
  type Channel,
  type Level,
  type Manner,
  type Matter,
  type Notice,
  type NoticeKind,
  type NoticePreferences,
  type ReasonCode,
  type Reminder,
  type ReminderStep,
  type ReportMatter,
  type ShownMark,
  type SubscribedWebhook,
  type Telling,
} from './notices/index.js';
export {
  disclosureRights,
  disclosureSentences,
  erasureGrounds,
  redactionGrounds,
  reliesOn,
  retentionEndsAt,
  whyNotDisclose,
  whyNotErase,
  type DisclosureMatter,
  type DisclosureRule,
  type ErasureGround,
  type ErasureMatter,
  type Ground,
  type RedactionGround,
  type UnmetRule,
  type ValueAudience,
} from './erasure/index.js';
