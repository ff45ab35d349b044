import type { Judgment } from '../judgment/judgment.js';
import type { Subject } from '../engine/types.js';

/**
 * A case before the Commission, as far as procedure knows it; `judgment` holds what benches, panels, ballots, rulings, remedies and referrals
 * need. Plain JSON: it is kept as the snapshot and compared with the replay. Sections here have one writer each (a file of this folder).
 */
export interface Case extends Subject {
  readonly openedAt: number;
  readonly origin: Origin;
  /** The agreement at the act's time and place, pinned at birth; null while an own motion names no act yet. */
  readonly agreement: string | null;
  /** Why a bench might reject the case, seen at birth: 'outside-area', 'before-entry-into-force'. It is for the bench to say. */
  readonly doubts: readonly string[];
  /** Both parties to the agreement, always served, accused or not (law-check hole 10). Empty only without an agreement. */
  readonly parties: readonly string[];
  /** Parties alleged to be responsible, by any report of the case. */
  readonly accused: readonly string[];
  /** Parties whose complaint the case carries; a withdrawal is theirs to ask. */
  readonly complainants: readonly string[];
  readonly reports: readonly CaseReport[];
  readonly violations: readonly Violation[];
  readonly codes: readonly string[];
  readonly sector: string;
  readonly casualties: { readonly killed: number; readonly injured: number; readonly civilian: number };
  readonly severityHistory: readonly SeverityChange[];
  readonly staff: { readonly rapporteur: string | null; readonly chiefInvestigator: string | null };
  readonly clock: ResponseClock;
  /** Counts 1, 2 …: a reopening begins a new phase, and an extension counts a case and phase. */
  readonly phase: number;
  /** Old rulings stay readable: each reopening remembers when it was granted and on what ground. */
  readonly reopenings: Reopenings;
  readonly counts: Counts;
  readonly remembered: Remembered | null;
  readonly joining: Joining;
  readonly talks: { readonly openedAt: number; readonly by: string } | null;
  readonly withdrawal: { readonly party: string; readonly at: number } | null;
  readonly replies: readonly Reply[];
  /** Parties that were served with the file at the end of the investigation, and when. */
  readonly servedWithFile: { readonly [party: string]: number };
  /** How the case ended last, for a way back from an end. */
  readonly ended: { readonly state: string; readonly at: number; readonly ground: string | null } | null;
  readonly revivals: readonly { readonly at: number; readonly onNewFact: boolean }[];
  readonly hold: boolean;
  readonly judgment: Judgment;
}

/** How a case began. A case born of another case (N2, N3, D3, M1, M6) never bears one itself: depth 1 (law-check 3). */
export interface Origin {
  readonly kind: 'report' | 'motion' | 'derived' | 'series';
  readonly from: string | null;
  readonly about: string | null;
  readonly depth: 0 | 1;
  /** A series case gathers small matters of one sector and week; registered to the end of that week. */
  readonly seriesEndsAt: number | null;
}

/** What the case keeps of a report: enough to bar, to count and to set the response clock without reading the report again. */
export interface CaseReport {
  readonly id: string;
  readonly author: string;
  readonly verifier: string | null;
  readonly team: string | null;
  readonly severity: number;
  readonly codes: readonly string[];
  readonly sector: string;
  readonly startsAt: number;
  readonly startIsUncertain: boolean;
  readonly ongoing: boolean;
  readonly verified: boolean;
  readonly killed: number;
  readonly injured: number;
  readonly civilianCasualties: number;
  readonly accused: string | null;
  readonly allegedBy: string | null;
  /** The party that filed it as its own complaint. */
  readonly complainant: string | null;
  readonly attachedAt: number;
  readonly retractedAt: number | null;
}

/** One act charged in the case. Verified and unverified are always counted apart; its finding is in the judgment, by `key`. */
export interface Violation {
  readonly key: string;
  readonly code: string;
  readonly report: string | null;
  readonly verified: boolean;
  readonly accused: string | null;
  readonly allegedBy: string | null;
}

export interface SeverityChange {
  readonly at: number;
  readonly severity: number;
  readonly by: 'machine' | 'person';
  /** Of the list of grounds; 'pattern' flags a possible armed attack, for the cell and the bench, and is never a finding. */
  readonly ground: string | null;
}

/** The clock of the coordination cell: from the earliest breach, never paused. Marks are notices, never orders (law-sources 6.4). */
export interface ResponseClock {
  /** Earliest possible instant of the earliest breach of the (joined) case; null while none is known. */
  readonly t0: number | null;
  /** t0 of the case's own reports, or as corrected; what a severed case takes back. */
  readonly ownT0: number | null;
  readonly uncertain: boolean;
  /** Each version of t0 fires each mark at most once. */
  readonly version: number;
  /** Marks (names of their terms) that rang, and marks that were already past when they were asked for: shown, not fired. */
  readonly rung: readonly string[];
  readonly past: readonly string[];
  /** Earlier versions, kept as history. */
  readonly earlier: readonly { readonly t0: number | null; readonly until: number; readonly rung: readonly string[] }[];
  readonly breachIsOpen: boolean;
  readonly confirmedOngoingAt: number | null;
}

/** Counters of law-check section 3 that procedure keeps; a reopening from an end resets them. */
export interface Counts {
  /** By state: INVESTIGATION, PARTY_REPLY, DELIBERATION, REVIEW. */
  readonly extensions: { readonly [state: string]: number };
  readonly stays: number;
  /** Stayed time that has run. */
  readonly stayedMs: number;
  readonly urgentStays: number;
  readonly talks: number;
  /** By complainant. */
  readonly withdrawals: { readonly [party: string]: number };
  readonly supplements: number;
  readonly joinings: number;
}

export interface Reopenings {
  /** Granted from REMEDY, NON_COMPLIANCE or REFERRED: one a case. */
  readonly fromAfter: number;
  readonly granted: readonly { readonly at: number; readonly ground: string; readonly fact: string }[];
  readonly pending: { readonly at: number; readonly by: string; readonly ground: string; readonly fact: string } | null;
  /** Hashes of the documents that were pleaded and decided on: each new request needs another. Not decided in time may be repeated. */
  readonly pleaded: readonly string[];
}

/** The state that a stay or a joining wrote down; the way back depends on it alone, never on a payload. */
export interface Remembered {
  readonly state: string;
  readonly by: 'stay' | 'joining';
  readonly at: number;
  /** Keys of the deadlines that stand still because of the stay. One that stood still before (a claim under check) is not among them. */
  readonly paused: readonly string[];
}

export interface Joining {
  /** The lead, while this case is JOINED. */
  readonly lead: string | null;
  readonly joinedAt: number | null;
  readonly objections: readonly { readonly party: string; readonly at: number }[];
  /** Cases joined to this one. */
  readonly children: readonly Child[];
}

export interface Child {
  readonly id: string;
  readonly t0: number | null;
  readonly uncertain: boolean;
  readonly severity: number;
  readonly joinedAt: number;
}

/** A late reply, in PANEL or DELIBERATION, is taken and marked. A waiver is an answer too. */
export interface Reply {
  readonly party: string;
  readonly at: number;
  readonly late: boolean;
  readonly waives: boolean;
  /** An accused party may insist on a ruling: then the complaint can no longer be withdrawn (law-check hole 10). */
  readonly insists: boolean;
}
