import type { Row } from '../../engine/types.js';

// Version 1 of the process of a report, frozen: a changed row is a new version. Source: law-check.md, section 2.

// prettier-ignore
export type ReportCommand =
  | 'CreateReport' | 'SubmitReport' | 'LapseDraft' | 'RestoreReport' | 'VerifyReport' | 'ReturnReport' | 'LapseVerification'
  | 'ReturnFromTriage' | 'ResubmitReport' | 'LapseReturn' | 'AdmitReport' | 'LinkReport' | 'RefuseReport' | 'LapseTriage'
  | 'LapseTriageToSeries' | 'AskTriageReview' | 'WithdrawReport' | 'RetractReport' | 'ReinstateReport' | 'UnlinkReport' | 'AmendReport'
  | 'RecodeReport' | 'RecomputeDeadlines';

/** Six states in which something is awaited; VERIFIED and UNVERIFIED differ only in truth. */
export const reportStates = ['DRAFT', 'SUBMITTED', 'RETURNED', 'VERIFIED', 'UNVERIFIED', 'TRIAGE_REVIEW'] as const;
export const reportEnds = ['ADMITTED', 'LINKED', 'NOT_ADMITTED', 'WITHDRAWN', 'ABANDONED'] as const;

/** The way that most reports take. */
export const reportRoad = ['DRAFT', 'SUBMITTED', 'VERIFIED', 'ADMITTED'] as const;

export const reportOwners = {
  DRAFT: 'author',
  SUBMITTED: 'team lead',
  RETURNED: 'author',
  VERIFIED: 'registrar',
  UNVERIFIED: 'registrar',
  TRIAGE_REVIEW: 'registrar',
} as const;

export const reportOwnDeadline = {
  DRAFT: ['draft'],
  SUBMITTED: ['verification'],
  RETURNED: ['return'],
  VERIFIED: ['triage'],
  UNVERIFIED: ['triage'],
  TRIAGE_REVIEW: ['triage'],
} as const;

const TRIAGE = ['VERIFIED', 'UNVERIFIED', 'TRIAGE_REVIEW'] as const;

// prettier-ignore
export const reportRows = {
  CreateReport:        { from: null,                                    to: 'DRAFT',         by: ['monitor', 'party', 'public'],when: [],                                                    records: 'ReportCreated',            stops: [], starts: ['draft'],        tells: [] },
  SubmitReport:        { from: ['DRAFT'],                               to: 'SUBMITTED',     by: ['author'],                    when: ['requiredFieldsAreGiven', 'startIsNotAfterFiling', 'placeIsGiven'],records: 'ReportSubmitted',          stops: [], starts: ['verification'], tells: ['team lead'] },
  LapseDraft:          { from: ['DRAFT'],                               to: 'ABANDONED',     by: ['system'],                    when: [],                                                    records: 'DraftLapsed',              stops: [], starts: [],               tells: ['author'],               lapses: 'draft' },
  RestoreReport:       { from: ['ABANDONED'],                           to: 'DRAFT',         by: ['author'],                    when: [],                                                    records: 'ReportRestored',           stops: [], starts: ['draft'],        tells: [] },
  VerifyReport:        { from: ['SUBMITTED'],                           to: 'VERIFIED',      by: ['team lead'],                 when: ['verifierIsNotAuthor'],                               records: 'ReportVerified',           stops: [], starts: ['triage'],       tells: ['author', 'registrar'] },
  ReturnReport:        { from: ['SUBMITTED'],                           to: 'RETURNED',      by: ['team lead'],                 when: ['verifierIsNotAuthor', 'reasonIsGiven', 'returnIsLeft'],records: 'ReportReturned',           stops: [], starts: ['return'],       tells: ['author'] },
  LapseVerification:   { from: ['SUBMITTED'],                           to: 'UNVERIFIED',    by: ['system'],                    when: [],                                                    records: 'VerificationLapsed',       stops: [], starts: ['triage'],       tells: ['author', 'registrar'],  lapses: 'verification' },
  ReturnFromTriage:    { from: ['VERIFIED', 'UNVERIFIED'],              to: 'RETURNED',      by: ['registrar'],                 when: ['reasonIsGiven', 'returnIsLeft'],                     records: 'ReportReturnedFromTriage', stops: [], starts: ['return'],       tells: ['author', 'team lead'] },
  ResubmitReport:      { from: ['RETURNED'],                            to: 'SUBMITTED',     by: ['author'],                    when: ['reasonIsAnswered'],                                  records: 'ReportResubmitted',        stops: [], starts: ['verification'], tells: ['team lead'] },
  LapseReturn:         { from: ['RETURNED'],                            to: 'UNVERIFIED',    by: ['system'],                    when: [],                                                    records: 'ReturnLapsed',             stops: [], starts: ['triage'],       tells: ['author', 'registrar'],  lapses: 'return' },
  AdmitReport:         { from: TRIAGE,                                  to: 'ADMITTED',      by: ['registrar'],                 when: ['actIsNamed', 'reviewerIsAnother', 'actIsAfterEntryIntoForce', 'actIsInsideArea'],records: 'ReportAdmitted',           stops: [], starts: [],               tells: ['author'],               needs: ['freshId', 'agreement'] },
  LinkReport:          { from: TRIAGE,                                  to: 'LINKED',        by: ['registrar'],                 when: ['caseTakesReports', 'reviewerIsAnother', 'actIsAfterEntryIntoForce', 'actIsInsideArea'],records: 'ReportLinked',             stops: [], starts: [],               tells: ['authors of the case'],  needs: ['otherCase', 'agreement'] },
  RefuseReport:        { from: TRIAGE,                                  to: 'NOT_ADMITTED',  by: ['registrar'],                 when: ['groundIsListed', 'reviewerIsAnother'],               records: 'ReportRefused',            stops: [], starts: [],               tells: ['author', 'team lead'] },
  LapseTriage:         { from: TRIAGE,                                  to: 'ADMITTED',      by: ['system'],                    when: ['severityIsAtLeast3'],                                records: 'TriageLapsed',             stops: [], starts: [],               tells: ['author', 'registrar'],  lapses: 'triage', needs: ['freshId'] },
  LapseTriageToSeries: { from: TRIAGE,                                  to: 'LINKED',        by: ['system'],                    when: ['severityIsBelow3'],                                  records: 'TriageToSeriesLapsed',     stops: [], starts: [],               tells: ['author', 'registrar'],  lapses: 'triage', needs: ['series', 'freshId'] },
  AskTriageReview:     { from: ['NOT_ADMITTED'],                        to: 'TRIAGE_REVIEW', by: ['author', 'team lead', 'party'],when: ['isFirstAndInTimeOrFactIsNew'],                       records: 'TriageReviewAsked',        stops: [], starts: ['triage'],       tells: ['another registrar'] },
  WithdrawReport:      { from: ['SUBMITTED', 'RETURNED', ...TRIAGE],to: 'WITHDRAWN',     by: ['author'],                    when: ['leadAgreesIfAny', 'reasonIsGiven'],                  records: 'ReportWithdrawn',          stops: [], starts: [],               tells: ['registrar', 'team lead'] },
  RetractReport:       { from: ['ADMITTED', 'LINKED'],                  to: 'WITHDRAWN',     by: ['author'],                    when: ['leadAgreesIfAny', 'reasonIsGiven', 'caseIsNotEnded'],records: 'ReportRetracted',          stops: [], starts: [],               tells: ['registrar', 'team lead', 'case'],    needs: ['otherCase'] },
  ReinstateReport:     { from: ['WITHDRAWN'],                           to: 'UNVERIFIED',    by: ['author', 'team lead', 'registrar'],       when: ['factIsNewOrConsentWasForced'],                       records: 'ReportReinstated',         stops: [], starts: ['triage'],       tells: ['registrar'] },
  UnlinkReport:        { from: ['LINKED'],                              to: 'ADMITTED',      by: ['registrar'],                 when: ['caseIsBeforeVoting', 'unlinkingIsLeft', 'reasonIsGiven'],               records: 'ReportUnlinked',           stops: [], starts: [],               tells: ['authors', 'parties'],   needs: ['otherCase', 'freshId'] },
  AmendReport:         { from: ['ADMITTED', 'LINKED'],                  to: 'same',          by: ['author'],                    when: ['caseIsNotEnded'],                                    records: 'ReportAmended',            stops: [], starts: [],               tells: ['registrar', 'members'], needs: ['otherCase'] },
  RecodeReport:        { from: TRIAGE,                                  to: 'same',          by: ['registrar'],                 when: ['codeIsListed', 'reasonIsGiven'],                     records: 'ReportRecoded',            stops: [], starts: [],               tells: ['author'] },
  RecomputeDeadlines:  { from: ['DRAFT', 'SUBMITTED', 'RETURNED', ...TRIAGE], to: 'same',        by: ['system'],                    when: ['termsCountByCalendar', 'correctionIsConfirmed', 'correctionIsNewer'],records: 'DeadlinesRecomputed',      stops: [], starts: [],               tells: ['author', 'those whose term moves'],                needs: ['correction'] },
} as const satisfies Record<ReportCommand, Row>;
