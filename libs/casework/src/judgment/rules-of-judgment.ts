/**
 * What a commission may set about its judging: data of the rulebook (`rulebook.judgment`). The numbers in the comments are those of the first
 * draft (law-check holes 19 and 20); none is law until a commission says so.
 */
export interface JudgmentRules {
  readonly constituencies: readonly string[];
  /**
   * Seats of parties: `none` keeps the parties' own constituencies off every bench; `both` lets them be drawn; `adHoc` keeps them out of the lot, and
   * the chair may seat one for each.
   */
  readonly partySeats: 'none' | 'both' | 'adHoc';
  /** The constituency that a party has in the Commission, by party code. A party without one is simply absent. */
  readonly partyConstituencies: { readonly [party: string]: string };
  /** Codes of bars which the record itself raises: authored, verified, analysed, cell, agent … */
  readonly bars: readonly string[];
  readonly dutyBench: { readonly size: number; readonly share: number };
  readonly panel: {
    /** By severity 1..5: the rungs of the ladder, best first. {5,2} {5,3} {3,3}; severity 5: {7,3} {7,4} {5,2} {5,3} {3,3}. */
    readonly ladders: readonly [Ladder, Ladder, Ladder, Ladder, Ladder];
    readonly alternatesPerConstituency: number;
    /** Below it nobody can sit: the chair rules. 3. */
    readonly floor: number;
  };
  readonly quorum: {
    /** First call, by number of seats: {3: 3, 5: 4, 7: 5}. */
    readonly firstCall: { readonly [seats: string]: number };
    /** 3. */
    readonly secondCall: number;
    /** Of different constituencies among those who vote: 2. */
    readonly constituencies: number;
    /** Provisional finding: 3. */
    readonly emergency: number;
    /** Review: the larger of the floor (3) and the share (2 of 3) of those who may sit. */
    readonly review: { readonly floor: number; readonly share: Share };
  };
  readonly majority: {
    /** In favour of any finding, also of NO_VIOLATION, on the second call: 2. On the first: a majority of the seats. */
    readonly secondCallInFavour: number;
    readonly provisionalInFavour: number;
    /** To change a ruling in review: 3. */
    readonly reviewInFavour: number;
    /** Attribution at these severities, and referrals marked gross: two thirds of the votes cast, 3, from 2 constituencies. */
    readonly gross: { readonly fromSeverity: number; readonly share: Share; readonly inFavour: number; readonly constituencies: number };
    /** Signatures of members beside the chair's own, for an attribution at these severities: 2. */
    readonly handsBesideChair: number;
  };
  readonly standards: {
    /** Required level 0..5, by severity 1..5. Nothing here is ever 5: that is a criminal court's. */
    readonly happened: BySeverity;
    readonly breach: BySeverity;
    readonly attributed: BySeverity;
    readonly justified: BySeverity;
    readonly provisional: number;
    /** Where a finding stands only on what the accused party never had in any form: 2. */
    readonly undisclosedCap: number;
  };
  readonly findings: {
    /** Articles on attribution: A4 … A11, A16, A17. */
    readonly bases: readonly string[];
    /** Rebuttable indicators: TERRITORY, CAPABILITY, TRACK, REMNANTS, SIGNALS, ADMISSION, PATTERN. */
    readonly indicators: readonly string[];
    /** Indicators that prove nothing alone: TERRITORY. */
    readonly notAlone: readonly string[];
    /** Circumstances precluding wrongfulness: A20 … A25. */
    readonly circumstances: readonly string[];
  };
  readonly remedies: { readonly [code: string]: RemedyRule };
  readonly referrals: { readonly [code: string]: ReferralRule };
  readonly commitments: readonly Commitment[];
  readonly counts: {
    /** 2. */
    readonly lateProvisional: number;
    /** Remits and annulments together: 1. */
    readonly returns: number;
    readonly recalls: number;
    /** Per chain of a remedy: 1, 2, 1, 1. */
    readonly freshTerms: number;
    readonly referralsPerChain: number;
    readonly suspensionsPerChain: number;
    readonly derivedCasesPerChain: number;
    /** A new term must end within so many days of the first service: 365. */
    readonly chainDays: number;
    /** An overdue remedy has so many hours on entry to REMEDY: 24. */
    readonly remedyFloorHours: number;
    /** Members whom the chair must have consulted before ruling alone, or all there are: 2. */
    readonly consulted: number;
    /** Separate opinions within so many hours go with the ruling: 48. */
    readonly opinionHours: number;
    /** Nothing is published within so many hours of service: 24. */
    readonly embargoHours: number;
  };
}

export interface Share {
  readonly of: number;
  readonly in: number;
}

export interface Rung {
  readonly size: number;
  /** At most so many of one constituency. */
  readonly share: number;
}

export type Ladder = readonly Rung[];

export type BySeverity = readonly [number, number, number, number, number];

export interface RemedyRule {
  /** Hours by severity 1..5; null: no term of its own (R8 is carried out by publication). */
  readonly termHours: BySeverity | null;
  readonly proof: string;
  /** Runs from service, in any state, and while the case is stayed: R1, R7. */
  readonly urgent: boolean;
  /** May be ordered as an interim measure: R1, R7. */
  readonly interim: boolean;
  /** A note on proportionality is compulsory: R4. */
  readonly proportionality: boolean;
}

/** E1 … E5 and other bodies: filed, never activated. */
export interface ReferralRule {
  /** Level that the finding must meet: E1 2, E2 4 … */
  readonly standard: number;
  readonly majority: 'finding' | 'gross';
  /** May rest on a live provisional finding; otherwise only on a standing ruling. */
  readonly provisional: boolean;
  /** Offered only where a commitment of the rulebook names the respondent, the classification and this measure. */
  readonly needsCommitment: boolean;
  /** Needs no finding at all (E5, copies of the file to a court): only its commitment's records, or nothing. */
  readonly needsFinding: boolean;
  /** Term for the outside record, by its name among the rulebook's terms. */
  readonly term: string;
}

/** A commitment that states have made beforehand. Code names no state: the draft's data do. */
export interface Commitment {
  readonly id: string;
  readonly measures: readonly string[];
  /** The party whose breach it answers; null: it answers none (reassurance on request). */
  readonly respondent: string | null;
  /** The classification which the finding must carry (possibleArmedAttack), or null. */
  readonly classification: string | null;
  /** Kinds of record without which it is blocked: the request and the credible cessation of hostilities, say. */
  readonly records: readonly string[];
  /** States that each go their own legal and constitutional way. */
  readonly states: readonly string[];
  readonly source: string;
}
