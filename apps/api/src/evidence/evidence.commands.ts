/** What a case rests on: the investigation, what parties answer, reports that are attached, holds (law-check.md section 1). */
export const evidenceCommands = new Set([
  'CompleteInvestigation',
  'OpenSupplement',
  'FileReply',
  'CloseReplies',
  'AttachReport',
  'ChangeHold',
]);
