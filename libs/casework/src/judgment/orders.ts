// What a ruling or a provisional finding orders or asks for: remedies R1-R9, claims that they were carried out, referrals E1-E5.

export type RemedyStatus =
  /** Ordered, its term not begun (it begins on service for R1 and R7, else on entry to REMEDY). */
  | 'ordered'
  | 'open'
  | 'done'
  | 'waived'
  /** Its term is over: the case is in NON_COMPLIANCE, or on its way out of it. */
  | 'lapsed'
  | 'referred'
  | 'replaced'
  /** The outside decided nothing, or nothing in time: only late compliance can still settle it. */
  | 'unresolved'
  /** Fell with the ruling or the provisional finding that ordered it. */
  | 'fallen';

export interface Remedy {
  readonly id: string;
  readonly code: string;
  readonly addressee: string;
  readonly proof: string;
  readonly termHours: number | null;
  readonly ruling: number | null;
  /** The provisional finding that ordered an interim measure. */
  readonly provisional: number | null;
  readonly orderedAt: number;
  readonly status: RemedyStatus;
  /** End of the term as set when it began; a stay moves the running deadline, not this. */
  readonly dueAt: number | null;
  /** What was left of the term when a claim of compliance stopped it, or null. */
  readonly suspendedWithMs: number | null;
  /** Its term ended while the case stood elsewhere: on entry to REMEDY it has 24 h (law-check hole 16). */
  readonly overdue: boolean;
  readonly settledAt: number | null;
  readonly proofReport: string | null;
  readonly replaces: string | null;
  /** Counts that a replacement inherits. */
  readonly chain: RemedyChain;
}

export interface RemedyChain {
  readonly freshTerms: number;
  readonly referrals: number;
  /** Claims that suspended the term. */
  readonly suspensions: number;
  readonly derivedCases: number;
  readonly firstServedAt: number | null;
}

export interface Claim {
  readonly remedy: string;
  readonly by: string;
  readonly at: number;
  /** In time, and the first of its chain: the term stands still until the monitors have checked. */
  readonly suspends: boolean;
  readonly status: 'pending' | 'confirmed' | 'rejected' | 'lapsed';
}

export interface Referral {
  readonly id: string;
  readonly code: string;
  /** The state or body that is asked; the system activates nothing. */
  readonly addressee: string;
  /** States that each go their own legal and constitutional way; empty where one body is asked. */
  readonly states: readonly string[];
  readonly respondent: string | null;
  readonly commitment: string | null;
  readonly filedAt: number;
  readonly dueAt: number;
  readonly records: readonly string[];
  readonly status: 'filed' | 'decided' | 'declined' | 'lapsed';
  readonly steps: readonly OutsideStep[];
}

/** What one state recorded of its own legal and constitutional way. */
export interface OutsideStep {
  readonly state: string | null;
  readonly authority: string;
  readonly stage: string;
  readonly decidedAt: number;
  readonly recordedAt: number;
  readonly recordedBy: string;
  readonly measure: 'pending' | 'taken' | 'none';
}
