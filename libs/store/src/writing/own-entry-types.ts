/**
 * What entries of streams that are no case and no report may say happened. `appendEntry` takes no other type: who records something new names it
 * here first, and test/entry-words.spec.ts then asks for its words in every language of the pages. Those of cases and reports stand in the tables of
 * their processes.
 */
export const ownEntryTypes = [
  // People, how they sign in and what they wish to be told.
  'PersonCreated',
  'RolesChanged',
  'PersonDisabled',
  'PersonEnabled',
  'PasswordSet',
  'SessionStarted',
  'SessionEnded',
  'TokenIssued',
  'TokenRevoked',
  'PreferencesChosen',
  'CaseMuted',
  'CaseUnmuted',
  'CalendarIssued',
  'CalendarRevoked',
  'NoticeResent',
  'TestNoticeAsked',
  // Who is called from outside.
  'HostAllowed',
  'HostForbidden',
  'WebhookRegistered',
  'WebhookSecretRotated',
  'WebhookEnabled',
  'WebhookDisabled',
  'WebhookTestAsked',
  'NoticeReplayed',
  // Who may know what, and who looked.
  'SecrecySet',
  'CaseGranted',
  'CaseGrantRevoked',
  'CompartmentGranted',
  'CompartmentRevoked',
  'RestrictedRead',
  'EvidenceRead',
  'CaseExported',
  'ExportRequested',
  'ValuesDisclosed',
  'ValuesRedacted',
  'RedactionLifted',
  'LegalHoldSet',
  'LegalHoldLifted',
  'ErasureProposed',
  'ErasureWithdrawn',
  'ErasureRefused',
  'ValuesErased',
  'KeysDestroyed',
  // What came in.
  'EvidenceReceived',
  'ContributionRecorded',
  'FileImported',
  'AgreementFiled',
  // By which rules, calendars and keys.
  'RulebookPutInForce',
  'CalendarProposed',
  'CalendarConfirmed',
  'LogEpochBegun',
  'LogKeyHandedOver',
  'DemonstrationBegun',
  'DemonstrationLoaded',
  // What the office enters about a case: with whom it lies, and who asks for time.
  'CaseAssigned',
  'CaseFreed',
  'MoreTimeAsked',
] as const;

export type OwnEntryType = (typeof ownEntryTypes)[number];
