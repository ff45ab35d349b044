/**
 * Which part of the Commission's work a command of a case belongs to: the modules follow the process (intake, evidence, attribution, remedies), and
 * what is of the case as such stays with the cases. A command that is in none of these lists is of the cases.
 */
export type CommandHome = 'cases' | 'evidence' | 'attribution' | 'remedies';

/** Who is responsible: the panel and who may sit on it, the questions, the votes, the ruling and its review (law-check.md section 1). */
// prettier-ignore
const attribution = new Set([
  'IssueProvisionalFinding', 'IssueLateProvisionalFinding', 'ConstitutePanel', 'DeclareInterests', 'ChallengeMember', 'UpholdChallenge',
  'DismissChallenge', 'RecuseMember', 'SeatMember', 'SeatAlternate', 'FixDraft', 'RecallBallot', 'CastBallot', 'CloseBallot',
  'RuleAlone', 'FileSeparateOpinion', 'NoteLateConflict', 'ServeRuling', 'PublishRuling', 'RequestReview', 'JoinReview', 'UpholdRuling',
  'VaryRuling', 'RemitCase', 'AnnulRuling', 'VoidRuling', 'VoidRulingToChair',
]);

/** What is ordered, whether it is done, and what is referred outside (law-check.md section 1). */
// prettier-ignore
const remedies = new Set([
  'OpenRemedies', 'CloseWithoutRemedy', 'CloseCase', 'CloseUnresolved', 'RearrangeRemedies', 'CureNonCompliance', 'ReferNonCompliance',
  'RecordOutsideMeasure', 'RecordNoMeasure', 'RecordLateCompliance', 'ClaimCompliance', 'ConfirmCompliance', 'RejectCompliance',
  'FileReferral', 'RecordOutsideDecision', 'NotePartialCompliance',
]);

/** What a case rests on: the investigation, what parties answer, reports that are attached, holds (law-check.md section 1). */
// prettier-ignore
const evidence = new Set([
  'CompleteInvestigation', 'OpenSupplement', 'FileReply', 'CloseReplies', 'AttachReport', 'ChangeHold',
]);

export function homeOf(command: string): CommandHome {
  if (evidence.has(command)) return 'evidence';
  if (attribution.has(command)) return 'attribution';
  return remedies.has(command) ? 'remedies' : 'cases';
}
