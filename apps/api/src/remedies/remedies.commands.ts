/** What is ordered, whether it is done, and what is referred outside (law-check.md section 1). */
export const remediesCommands = new Set([
  'OpenRemedies', 'CloseWithoutRemedy', 'CloseCase', 'CloseUnresolved', 'RearrangeRemedies', 'CureNonCompliance', 'ReferNonCompliance',
  'RecordOutsideMeasure', 'RecordNoMeasure', 'RecordLateCompliance', 'ClaimCompliance', 'ConfirmCompliance', 'RejectCompliance',
  'FileReferral', 'RecordOutsideDecision', 'NotePartialCompliance',
]); // prettier-ignore
