// The states of version 1 of the process of a case, who owns each, and the deadlines that each awaits (law-check.md, section 1).

/** In these something is awaited. */
export const caseStates = [
  'REGISTERED',
  'PRELIMINARY',
  'INVESTIGATION',
  'PARTY_REPLY',
  'PANEL',
  'DELIBERATION',
  'VOTING',
  'CHAIR_RULING',
  'RULED',
  'REVIEW',
  'FINAL',
  'REMEDY',
  'NON_COMPLIANCE',
  'REFERRED',
  'STAYED',
] as const;

/** Ends, each with a way back. JOINED waits on its lead. */
export const caseEnds = ['CLOSED', 'CLOSED_UNRESOLVED', 'SETTLED', 'INADMISSIBLE', 'WITHDRAWN', 'JOINED'] as const;

/** The way that most cases take; what lies beside it (stayed, joined, under review) is no step of it. */
export const caseRoad = [
  ...(['REGISTERED', 'PRELIMINARY', 'INVESTIGATION', 'PARTY_REPLY', 'PANEL', 'DELIBERATION'] as const),
  ...(['VOTING', 'RULED', 'FINAL', 'REMEDY', 'CLOSED'] as const),
] as const;

export type CaseState = (typeof caseStates)[number] | (typeof caseEnds)[number];

export const EARLY = ['REGISTERED', 'PRELIMINARY', 'INVESTIGATION', 'PARTY_REPLY', 'PANEL', 'DELIBERATION'] as const;
export const ORDERED = ['RULED', 'REVIEW', 'FINAL', 'REMEDY', 'NON_COMPLIANCE', 'REFERRED'] as const;
export const AFTER = ['REMEDY', 'NON_COMPLIANCE', 'REFERRED'] as const;
export const STAYABLE = [...EARLY, 'REVIEW', 'REMEDY'] as const;
export const SEATED = ['INVESTIGATION', 'PARTY_REPLY', 'PANEL', 'DELIBERATION', 'REVIEW'] as const;
export const LIVE = caseStates;
export const ALL = [...caseStates, ...caseEnds] as const;

export const caseOwners = {
  REGISTERED: 'rapporteur',
  PRELIMINARY: 'bench',
  INVESTIGATION: 'chief investigator',
  PARTY_REPLY: 'registrar',
  PANEL: 'chair',
  DELIBERATION: 'rapporteur',
  VOTING: 'chair',
  CHAIR_RULING: 'chair',
  RULED: 'registrar',
  REVIEW: 'review bench',
  FINAL: 'registrar',
  REMEDY: 'registrar',
  NON_COMPLIANCE: 'bench',
  REFERRED: 'cell',
  STAYED: 'chair',
} as const satisfies Record<(typeof caseStates)[number], string>;

/** What each state awaits: at least one of these runs in it. Leaving the state ends them, but for those that outlive states. */
export const caseOwnDeadline = {
  REGISTERED: ['registration'],
  PRELIMINARY: ['preliminary'],
  INVESTIGATION: ['investigation'],
  PARTY_REPLY: ['reply'],
  PANEL: ['panel'],
  DELIBERATION: ['deliberation'],
  VOTING: ['ballot'],
  CHAIR_RULING: ['chairRuling', 'viceChairRuling'],
  RULED: ['service', 'reviewWindow'],
  REVIEW: ['review'],
  FINAL: ['finality'],
  // While every remedy stands still under a claim, the check of the claim runs.
  REMEDY: ['closing', 'remedy', 'complianceCheck'],
  NON_COMPLIANCE: ['nonCompliance'],
  REFERRED: ['referral'],
  STAYED: ['stay'],
  JOINED: ['joining'],
} as const;

/** The thirteen kinds of deadline that outlive states (law-check.md, section 5); rows name them in `stops` where they end. */
export const caseOutlives = [
  'provisional',
  'remedy',
  'talks',
  'declaration',
  'challenge',
  'withdrawal',
  'publication',
  'complianceCheck',
  'mark',
  'ongoing',
  'outsideDecision',
  'reopening',
  'plenaryReopening',
] as const;
