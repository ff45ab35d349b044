export { readClock, setClock } from './clock.js';
export {
  checkSchema,
  createDataSource,
  type DataSourceOptions,
  hadNoConnection,
  holdsSealedValues,
  migrate,
  NewerData,
  poolOf,
  SchemaIsOlder,
} from './data-source.js';
export { Dump } from './backup/dump.js';
export { databaseIsEmpty, restoreDump, RestoreRefused, type DumpedTable, type RestorePlan } from './backup/restore.js';
export type { SequenceValue, TableShape } from './backup/tables.js';
export { verifyAll, type VerifiedAll } from './backup/verify-all.js';
export { APP_ROLE, dropDatabase, OWNER_ROLE, prepareDatabase, type DatabaseRoles } from './database-roles.js';
export { Keyring, valueKeysOf, type SealedBytes, type SealedContent, type SealedPlace } from './keyring/keyring.js';
export { backupKeys, forgetByOf, KEY_BACKUP_DAYS, restoreKeys } from './keyring/key-backup.js';
export { KeyIsDestroyed, KeysAreElsewhere, type DataKey, type DataKeys } from './keyring/data-keys.js';
export { migrations } from './migrations/index.js';
export {
  deadlinesOf,
  findCase,
  findCaseByReference,
  findStanding,
  listCases,
  type CaseFilter,
  type CaseRecord,
} from './reading/cases.query.js';
export { listColleagues, type Colleague } from './reading/assignments.query.js';
export { listTimeRequests, type TimeRequest, type TimeRequests } from './reading/time-requests.query.js';
export { listDeadlines, type DueDeadline } from './reading/deadlines.query.js';
export { findBrought, findEvidence, listEvidence, listEvidenceDigests, type EvidenceRecord } from './reading/evidence.query.js';
export { entriesOf, planExport, type ExportPlan } from './reading/export.query.js';
export { listHistory, mayKnowStream, verifyStream, type HistoryEntry, type HistoryPage, type Verified } from './reading/history.query.js';
export { listMotions, type MotionRecord } from './reading/motions.query.js';
export { MOST_ITEMS, type Page } from './reading/page.js';
export { PUBLIC_READER, readerOf, type Reader } from './reading/reader.js';
export { listMyRecusals, type MyRecusal } from './reading/recusals.query.js';
export { findPublishedRulings, listPublishedRulings, type PublishedRuling } from './reading/rulings.query.js';
export {
  findSecrecy,
  isRestricted,
  listCaseGrants,
  listCompartments,
  type CaseGrant,
  type Secrecy,
  type SecretItem,
} from './reading/secrecy.query.js';
export { findReport, listReports, type ReportFilter, type ReportRecord } from './reading/reports.query.js';
export { appendEntry, enterOnce, inOwnTransaction, type Appended, type OwnEntry } from './writing/append-entry.js';
export { ownEntryTypes, type OwnEntryType } from './writing/own-entry-types.js';
export { fileAgreement } from './writing/agreements.js';
export {
  CalendarCorrections,
  type CorrectedCalendar,
  type CorrectionEntered,
  type LawOfCalendars,
  type SubjectMove,
} from './writing/calendar-corrections.js';
export { Recomputation, type RecomputationDone } from './writing/recomputation.js';
export { EvidenceWriter, type NewEvidence } from './writing/evidence.js';
export { Uploads, type NewUpload, type UploadPart, type UploadRecord } from './writing/uploads.js';
export { IntakeKeys, type SealedToUs } from './keyring/intake-keys.js';
export { PostgresDocketStore } from './writing/postgres-docket-store.js';
export { findPerson, findSignIn, listPeople, type PersonRecord, type SignInRecord } from './reading/people.query.js';
export { findByMachineToken, findBySession, listSessions, type SessionRecord, type SpokenFor } from './reading/sessions.query.js';
export { listMachineTokens, type MachineTokenRecord } from './reading/tokens.query.js';
export { PeopleWriter, type NewPerson, type PersonWritten, type Standing } from './writing/people.js';
export { AssignmentsWriter, type Assigned, type Assignment } from './writing/assignments.js';
export { TimeRequestsWriter, type TimeAsked } from './writing/time-requests.js';
export { SecrecyWriter, type Granted, type SecrecyChange } from './writing/secrecy.js';
export type { OperativePart } from './writing/operative-part.js';
export { SessionsWriter } from './writing/sessions.js';
export { TokensWriter } from './writing/tokens.js';
export {
  ImportWriter,
  type ImportCounts,
  type ImportedFile,
  type ImportKept,
  type ImportManner,
  type ImportSession,
  type NewImport,
} from './writing/import-writer.js';
export { putRulebookInForce } from './writing/put-rulebook-in-force.js';
export {
  findImport,
  findIncident,
  importResults,
  listAgreements,
  listImports,
  listIncidents,
  seesMatter,
  unfinishedReports,
  unreportedIncidents,
  type CandidateRecord,
  type ImportRecord,
  type ImportResultRecord,
  type IncidentRecord,
} from './reading/imports.query.js';
export {
  findWebhook,
  findWebhookTarget,
  listWebhookDeliveries,
  listWebhookHearers,
  listWebhookHosts,
  listWebhooks,
  type WebhookDelivery,
  type WebhookHearer,
  type WebhookRecord,
  type WebhookTarget,
} from './reading/webhooks.query.js';
export { addressFault, addressFaults, hostOf, type AddressFault, type AddressRules } from './writing/webhook-address.js';
export { WebhookDeliveriesWriter, type WebhookAttempt, type WebhookHealth } from './writing/webhook-deliveries.js';
export { WebhooksWriter, type NewWebhook, type WebhookAsked, type WebhookWithSecret, type WebhookWritten } from './writing/webhooks.js';
export {
  BACKLOG_GAUGES,
  lateIn,
  listSetAside,
  msUntilNextDeadline,
  readBacklog,
  type Backlog,
  type SetAsideSubject,
  effectsAreOpen,
} from './reading/backlog.query.js';
export { OutboxListener } from './reading/outbox-listener.js';
export { claimEffects, closeEffect, forgetHandedOver, giveBackEffects, openEffect, type OpenEffect } from './writing/outbox.js';
export { giveBackWakes, takeWakes, type Wake } from './writing/deadline-wakes.js';
export { findWaitingNotice, listWaitingNotices, type WaitingNotice } from './reading/waiting-notices.query.js';
export { calendarDeadlines, findByCalendarToken, listCalendarFeeds, type CalendarFeedRecord } from './reading/calendar.query.js';
export { NoticeFeed, numberNotices, type Grown } from './reading/notice-feed.js';
export {
  lastPosition,
  listDeadLetters,
  listNotices,
  noticeBacklog,
  noticesAfter,
  stillSpeaks,
  type DeadLetter,
  type NoticeRecord,
} from './reading/notices.query.js';
export {
  findPreferences,
  noticeLanguages,
  type NoticeLanguage,
  type PreferencesRecord,
  listChoosers,
} from './reading/preferences.query.js';
export { findResponseClock, listResponseClocks, type ResponseClockRecord } from './reading/response-clock.query.js';
export { listReferrals, type ReferralRecord, type ReferringCase } from './reading/referrals.query.js';
export { findNearbyReports, type NearbyReport } from './reading/nearby-reports.query.js';
export { listServiceProofs, type ServiceProof } from './reading/service-proofs.query.js';
export { NoticeDeliveries, type HeldNotice, type NoticeOutcome, type OutcomeRecorded } from './writing/notice-deliveries.js';
export { NoticeDigests, type DueDigest } from './writing/notice-digests.js';
export { NoticeReminders } from './writing/notice-reminders.js';
export { NoticesWriter, type Decided } from './writing/notices.js';
export { PreferencesWriter, type PreferencesWritten } from './writing/preferences.js';
export { ChannelListener } from './reading/channel-listener.js';
export {
  faultSentence,
  findLongJob,
  listLongJobs,
  longWorkFaults,
  type JobFault,
  type JobFile,
  type JobProblem,
  type LongJobFilter,
  type LongJobKind,
  type LongJobRecord,
  type LongJobState,
} from './reading/long-jobs.query.js';
export { LongJobs, type LongJobAsked, type NewLongJob } from './writing/long-jobs.js';
export {
  LongJobTurns,
  type HeldJob,
  type JobEnd,
  type JobProgress,
  type Standing as JobStanding,
  type WaitingJob,
} from './writing/long-job-turns.js';
export {
  exportSight,
  isAudience,
  MOST_EXPORTED_CASES,
  type BundlePlan,
  type ExportSight,
  type PlannedEvidence,
  type PlannedStream,
} from './reading/export-plan.js';
export { ExportReading, type ExportedEntry } from './reading/export-reading.js';
export {
  findBuiltFile,
  findExport,
  findPlannedExport,
  listExports,
  mayStillHave,
  type ExportRecord,
  type FixedLog,
  type PlannedExport,
} from './reading/exports.query.js';
export { withoutNames, withoutVotes } from './reading/withheld.js';
export { ExportsWriter, type ExportAsked, type NewExport } from './writing/exports.js';
export { ImportDrafts } from './writing/import-drafts.js';
export {
  logHolds,
  latestCheckpoint,
  listCheckpoints,
  logEntryBundle,
  logProof,
  logProofs,
  logSources,
  logTile,
  logTree,
  newestSigned,
  placeOfEntry,
  readStand,
  timestampsOf,
  unloggedEntries,
  type LogCheckpoint,
  type LogProof,
  type LogSource,
} from './reading/log.query.js';
export { cosignCheckpoint, keepTimestamp, thinCheckpoints } from './writing/log-checkpoints.js';
export { LogLeader, type LogBatch, type LogStand, type PendingEntry } from './writing/log-leader.js';
export { LogNonces } from './writing/log-nonces.js';
export { valuesFor, type DecidedBy, type ValueFor, type ValueScope, type ValuesAsked } from './reading/values.query.js';
export { accessStreamOf, homesOf, type ValuePlace } from './reading/value-places.js';
export type { Hidden } from './reading/hidden.query.js';
export { copiesOf, type HandedCopy } from './reading/copies.query.js';
export { DisclosureWriter, type Acted, type Lifted, type ValuesAct } from './writing/disclosure.js';
export { ErasureWriter, MOST_PLACES, type ErasureActed, type ErasureDecision, type NewErasure } from './writing/erasure.js';
export { destroyDoomedKeys, forgetAgain, keysWait } from './writing/doomed-keys.js';
export { upgradeKeys, type KeysUpgraded } from './writing/upgrade-keys.js';
export { erasureFacts, type ErasureFacts } from './reading/erasure.query.js';
export {
  listErasures,
  listHanded,
  listHolds,
  listRedactions,
  mayActOn,
  secrecyOf,
  subjectOf,
  type ErasureRecord,
  type HandedValue,
  type LegalHold,
  type RedactionRecord,
} from './reading/disclosures.query.js';
export { ContributionsWriter, type ContributionRecorded } from './writing/contributions.js';
export {
  mapStandings,
  readMap,
  readMapPoints,
  type MapBox,
  type MapCell,
  type MapCount,
  type MapFilter,
  type MapOverview,
  type MapPoint,
  type MapStanding,
} from './reading/map.query.js';
export { countStates, type StateCount } from './reading/state-counts.query.js';
export { coverageAt, findContribution, listContributions, type ContributionRecord, type Coverage } from './reading/contributions.query.js';
export { entryPlaceOf, listEntries, restrictedAmong, type EntryFilter, type FoundEntryRecord } from './reading/explorer.query.js';
export { knowingPlaceOf, listKnowledge, waysOfKnowing, type Knowing } from './reading/knowledge.query.js';
export { findDifference, readsWhole, type Change, type EntryDifference } from './reading/difference.query.js';
export { listLapses, type LapseRecord } from './reading/lapses.query.js';
export { listCalls, type CallRecord, type HeldItem } from './reading/calls.query.js';
export { findChainCheck, keepChainCheck, type ChainCheck } from './writing/chain-checks.js';
