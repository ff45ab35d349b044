export { readClock, setClock } from './clock.js';
export { createDataSource, migrate, poolOf, type DataSourceOptions } from './data-source.js';
export { APP_ROLE, OWNER_ROLE, prepareDatabase, type DatabaseRoles } from './database-roles.js';
export { Keyring, type SealedBytes, type SealedPlace } from './keyring/keyring.js';
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
export { listDeadlines, type DueDeadline } from './reading/deadlines.query.js';
export { findEvidence, listEvidence, type EvidenceRecord } from './reading/evidence.query.js';
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
export { appendEntry, inOwnTransaction, type Appended, type OwnEntry } from './writing/append-entry.js';
export { fileAgreement } from './writing/agreements.js';
export { EvidenceWriter, type NewEvidence } from './writing/evidence.js';
export { PostgresDocketStore } from './writing/postgres-docket-store.js';
export { findPerson, findSignIn, listPeople, type PersonRecord, type SignInRecord } from './reading/people.query.js';
export { findByMachineToken, findBySession, listSessions, type SessionRecord, type SpokenFor } from './reading/sessions.query.js';
export { listMachineTokens, type MachineTokenRecord } from './reading/tokens.query.js';
export { PeopleWriter, type NewPerson, type PersonWritten, type Standing } from './writing/people.js';
export { SecrecyWriter, type Granted, type SecrecyChange } from './writing/secrecy.js';
export type { OperativePart } from './writing/operative-part.js';
export { SessionsWriter } from './writing/sessions.js';
export { TokensWriter } from './writing/tokens.js';
export {
  ImportWriter,
  type ImportCounts,
  type ImportedFile,
  type ImportKept,
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
