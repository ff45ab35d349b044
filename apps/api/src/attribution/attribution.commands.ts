/** Who is responsible: the panel and who may sit on it, the questions, the votes, the ruling and its review (law-check.md section 1). */
export const attributionCommands = new Set([
  'IssueProvisionalFinding', 'IssueLateProvisionalFinding', 'ConstitutePanel', 'DeclareInterests', 'ChallengeMember', 'UpholdChallenge',
  'DismissChallenge', 'RecuseMember', 'SeatMember', 'SeatAlternate', 'FixDraft', 'RecallBallot', 'CastBallot', 'CloseBallot', 'RuleAlone',
  'FileSeparateOpinion', 'NoteLateConflict', 'ServeRuling', 'PublishRuling', 'RequestReview', 'JoinReview', 'UpholdRuling', 'VaryRuling',
  'RemitCase', 'AnnulRuling', 'VoidRuling', 'VoidRulingToChair',
]); // prettier-ignore
