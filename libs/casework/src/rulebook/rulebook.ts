import type { RulesOfJudgment } from '../judgment/rules-of-judgment.js';

/**
 * Everything that a commission may set, as versioned data: checked when loaded, sealed into the ledger when put in force, pinned by each
 * case. Severities run 1..5. Plain JSON without floats, so that RFC 8785 can carry it: distances are whole metres.
 */
export interface Rulebook {
  readonly id: string;
  readonly processVersion: number;
  readonly title: string;
  /** Lists of codes that payload fields name: 'violations', 'weapons', 'remedies', 'stayGrounds' … */
  readonly lists: { readonly [name: string]: readonly string[] };
  /** English labels of the codes of each list; translations stand beside the pages. */
  readonly labels: { readonly [list: string]: { readonly [code: string]: string } };
  /** Terms by name: registration, preliminary, … */
  readonly terms: { readonly [term: string]: Term };
  readonly calendars: { readonly [name: string]: Calendar };
  readonly violations: { readonly [code: string]: Violation };
  readonly weapons: { readonly [code: string]: Weapon };
  readonly zones: ZoneRules;
  readonly severity: SeverityRules;
  readonly matter: MatterRules;
  readonly bounds: Bounds;
  readonly thresholds: Thresholds;
  readonly remedies: { readonly [code: string]: RemedyRule };
  readonly referrals: { readonly [code: string]: ReferralRule };
  readonly commitments: readonly Commitment[];
  readonly judgment: RulesOfJudgment;
}

export type Span =
  | { readonly unit: 'hour' | 'day'; readonly amount: number }
  | { readonly unit: 'workingDay'; readonly amount: number; readonly calendar: string };

/** How long, by severity 1..5 (index 0 is severity 1). A day is 24 h of UTC. */
export interface Term {
  readonly name: string;
  readonly spans: readonly [Span, Span, Span, Span, Span];
}

/**
 * Working days: weekdays (0 = Sunday) that are worked, less the holidays (YYYY-MM-DD). They are days of `clock`, and days of UTC where there is none.
 * Versioned: a change is a new calendar, or a correction that two people confirm.
 */
export interface Calendar {
  readonly id: string;
  readonly weekdays: readonly number[];
  readonly holidays: readonly string[];
  readonly clock?: ZoneClock;
}

/**
 * A time zone as data of ours: a replay gives the same dates for ever, whatever tzdata the program has that replays. `tzdata` names the version from
 * which the offsets were read; an offset is [from when, in milliseconds UTC; minutes east of UTC], ascending.
 */
export interface ZoneClock {
  readonly zone: string;
  readonly tzdata: string;
  readonly offsets: readonly (readonly [number, number])[];
  /** Up to when they were read; from then on the last one is taken to go on. */
  readonly until: number;
}

export type ViolationClass = 'kinetic' | 'posture' | 'airspace' | 'civilian' | 'monitoring' | 'information' | 'duty' | 'other';

/** One kind of breach. */
export interface Violation {
  readonly code: string;
  readonly label: string;
  readonly class: ViolationClass;
  /** Default severity; modifiers move it. */
  readonly severity: 1 | 2 | 3 | 4 | 5;
  /** Details without which a report is returned. Each inner list is an "any of": one of its names is enough. */
  readonly requires: readonly (readonly string[])[];
  /** The report must carry the protected-source flag (C6). */
  readonly protectsSource?: true;
  /** The registry must give it another code at triage (X0). */
  readonly mustBeRecoded?: true;
  /** Two codes of one group may be the same act seen by two teams. */
  readonly group: string;
}

export interface Weapon {
  readonly code: string;
  readonly label: string;
  /** Sources often know only the parent ("artillery"). */
  readonly parent: string | null;
  /** Calibre of 100 mm and more, or a missile: raises severity by one. */
  readonly isHeavy?: true;
}

/** Distances to the line. The line itself is geometry of the agreement, dated and versioned. */
export interface ZoneRules {
  /** Each side's depth of the buffer zone. */
  readonly bufferMetres: number;
  /** Depth of the security zone, in which live-fire exercises need notice. */
  readonly securityMetres: number;
  readonly withdrawalLines: readonly WithdrawalLine[];
}

/** No weapon of these classes, or below them in the tree, may stand nearer to the line than this. The widest applicable distance counts. */
export interface WithdrawalLine {
  readonly code: string;
  readonly label: string;
  readonly weapons: readonly string[];
  readonly metres: number;
}

export interface SeverityModifier {
  readonly code: string;
  readonly label: string;
  readonly by: -1 | 1;
}

export interface SeverityRules {
  readonly modifiers: readonly SeverityModifier[];
  /** Repeated: so many acts of one code in one sector within the hours. */
  readonly repetition: { readonly count: number; readonly hours: number };
  /** Pattern flag "possible armed attack": these codes together, or acts of that severity in so many sectors under one command. */
  readonly pattern: {
    readonly together: readonly string[];
    readonly severity: number;
    readonly sectors: number;
    readonly hours: number;
    readonly raisesTo: 5;
  };
}

/** How observations become incidents, and when two are shown as possible duplicates. */
export interface MatterRules {
  readonly incident: {
    /** Added to the sum of two radii. */
    readonly slackMetres: number;
    /** Bursts no further apart than this are one barrage. */
    readonly gapMinutes: number;
    /** Up to this radius two places may be the same because their circles touch. */
    readonly fineMetres: number;
    /** Above this radius nothing is merged: two events of one day in one region are two until somebody shows that they are one. */
    readonly coarseMetres: number;
  };
  readonly duplicate: {
    readonly slackMetres: number;
    readonly showFromScore: number;
    readonly weights: { readonly [reason in DuplicateReason]: number };
  };
}

export type DuplicateReason =
  'timesOverlap' | 'placesOverlap' | 'sameGroup' | 'sharedEvidence' | 'sameCounts' | 'coarsePlace' | 'coarseTime';

/** How often each may happen in a case (or report, or chain of a remedy): no cycle outside ends is without a bound. */
export interface Bounds {
  readonly extensions: { readonly [state: string]: number };
  readonly stays: number;
  readonly staysByChair: number;
  readonly talks: number;
  readonly withdrawalRequestsPerComplainant: number;
  readonly lateProvisionalFindings: number;
  readonly supplements: number;
  /** The first supplement needs no majority of the bench. */
  readonly supplementsByRight: number;
  /** Remit and annul together. */
  readonly returnsOnReview: number;
  readonly voidsToPanel: number;
  readonly voidsToChair: number;
  readonly recallsOfBallot: number;
  readonly calls: number;
  readonly joinings: number;
  readonly joiningDepth: number;
  readonly reopeningsFromAfter: number;
  readonly revivalsOnAnyGround: number;
  readonly challengesPerMemberPartyAndPhase: number;
  readonly derivedDepth: number;
  /** Per chain of a remedy; a replacement inherits the counts. */
  readonly remedyChain: {
    readonly freshTerms: number;
    readonly referrals: number;
    readonly suspendingClaims: number;
    readonly derivedCases: number;
  };
  readonly reportReturns: number;
  readonly reportUnlinkings: number;
  readonly refusalReviewsWithoutNewFacts: number;
}

/** Severities at which the law treats a matter otherwise. */
export interface Thresholds {
  readonly settleUpTo: number;
  readonly withdrawUpTo: number;
  readonly admitByLapseFrom: number;
  readonly responseClockFrom: number;
  readonly grossFrom: number;
  /** Depth of a panel of the larger size. */
  readonly largePanelFrom: number;
}

export interface RemedyRule {
  readonly code: string;
  readonly label: string;
  readonly legalRoot: string;
  /** Name of the term that runs from service (or entry to REMEDY); null: done by its publication. */
  readonly term: string | null;
  /** What shows that it was carried out; null: nothing is to be shown. */
  readonly proof: string | null;
  /** Runs from service and is not suspended by review (R1, R7). */
  readonly urgent: boolean;
  /** May be ordered with a provisional finding. */
  readonly interim: boolean;
  /** A note on proportionality must be given. */
  readonly needsProportionality: boolean;
}

/** What others decide. It is filed, never activated; the outside decision is recorded. */
export interface ReferralRule {
  readonly code: string;
  readonly label: string;
  readonly addressee: string;
  readonly term: string;
  readonly basis: string;
  /** Only where the classification is a possible armed attack, and the respondent one of a commitment that names the measure. */
  readonly needsCommitment: boolean;
  /** Lowest standard that must have been met. */
  readonly standard: number;
  /** Records that must be there before it may be filed. */
  readonly needsRecords: readonly string[];
  readonly needsGrossMajority: boolean;
}

/** Binding commitments for a future attack, as data: the code names no state. */
export interface Commitment {
  readonly id: string;
  /** Party code of the agreement. */
  readonly respondent: string;
  /** Referral codes. */
  readonly measures: readonly string[];
  readonly condition: string;
  readonly source: string;
}
