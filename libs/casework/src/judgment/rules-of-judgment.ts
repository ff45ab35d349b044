/**
 * What a commission may set about its judging: data of the rulebook (`rulebook.judgment`). The numbers in the comments are those of the first
 * draft (law-check holes 19 and 20); none is law until a commission says so. Terms, bounds, remedies, referrals and commitments stand elsewhere in
 * the rulebook; severities at which the larger panel and the gross majority begin are its thresholds.
 */
export interface RulesOfJudgment {
  /** us, ukraine, coalition, neutral. */
  readonly constituencies: readonly string[];
  /**
   * Seats of parties: `none` keeps the parties' own constituencies off every bench; `both` lets them be drawn; `adHoc` keeps them out of the lot, and
   * the chair may seat one for each.
   */
  readonly partySeats: 'none' | 'both' | 'adHoc';
  /** The constituency that a party has in the Commission, by party code. A party without one is simply absent. */
  readonly partyConstituencies: { readonly [party: string]: string };
  /** Codes of bars which the record itself raises: authored, verified, analysed, cell, agent. */
  readonly bars: readonly string[];
  /** {size: 3, share: 2}; where nobody else is there, fewer or from one constituency. */
  readonly dutyBench: Rung;
  readonly panel: {
    /** Best rung first: {5,2} {5,3} {3,2} {3,3}. */
    readonly ladder: readonly Rung[];
    /** At the severity of the larger panel: {7,3} {7,4} {5,2} {5,3} {3,2} {3,3}. */
    readonly largeLadder: readonly Rung[];
    /** 2. */
    readonly alternatesPerConstituency: number;
    /** Below it nobody can sit, and the chair rules: 3. */
    readonly floor: number;
  };
  readonly quorum: {
    /** First call, by number of seats: {'3': 3, '5': 4, '7': 5}. */
    readonly firstCall: { readonly [seats: string]: number };
    /** 3. */
    readonly secondCall: number;
    /** Of different constituencies among those who vote: 2. */
    readonly constituencies: number;
    /** Provisional finding: 3. */
    readonly emergency: number;
    /** Review: the larger of the floor (3) and the share (2 in 3) of those who may sit. */
    readonly review: { readonly floor: number; readonly share: Share };
    /** Members who must ask together for a review: 2. */
    readonly reviewRequest: number;
  };
  readonly majority: {
    /** In favour of any finding, also of NO_VIOLATION, on the second call: 2. On the first: a majority of the seats. */
    readonly secondCallInFavour: number;
    /** 2. */
    readonly provisionalInFavour: number;
    /** To change a ruling in review: 3. */
    readonly reviewInFavour: number;
    /** Attribution from thresholds.grossFrom on, and referrals that need it: {share: {of: 2, in: 3}, inFavour: 3, constituencies: 2}. */
    readonly gross: { readonly share: Share; readonly inFavour: number; readonly constituencies: number };
    /** Signatures of members beside the chair's own for such an attribution by the chair alone: 2. */
    readonly handsBesideChair: number;
  };
  readonly standards: {
    /** Required level of the ladder 0..5, by severity 1..5: happened [3,3,3,3,3], breach [3,3,3,3,3], attributed [3,3,3,4,4], justified [3,3,3,3,3]. */
    readonly happened: BySeverity;
    readonly breach: BySeverity;
    readonly attributed: BySeverity;
    readonly justified: BySeverity;
    /** 2. */
    readonly provisional: number;
    /** Where a finding stands only on what the accused party never had in any form: 2. */
    readonly undisclosedCap: number;
  };
  readonly findings: {
    /** Articles on attribution: A4 A5 A6 A7 A8 A9 A10 A11 A16 A17. */
    readonly bases: readonly string[];
    /** Rebuttable indicators: TERRITORY CAPABILITY TRACK REMNANTS SIGNALS ADMISSION PATTERN. */
    readonly indicators: readonly string[];
    /** Indicators that carry no attribution alone: TERRITORY. */
    readonly notAlone: readonly string[];
    /** Circumstances precluding wrongfulness: A20 A21 A22 A23 A24 A25. */
    readonly circumstances: readonly string[];
  };
  /** Members whom the chair must have consulted before ruling alone, or all there are: 2. */
  readonly consulted: number;
  /** Remedies that may bind a party although the breach is attributed to nobody: R7 and R9, access and lines. Absent: none. */
  readonly remediesWithoutAttribution?: readonly string[];
  /** Referrals that may rest on a live provisional finding: E1 E2 E3 E4. The others wait for a ruling. */
  readonly provisionalReferrals: readonly string[];
}

/** `of` parts in `in`: two in three. Whole numbers, so that a rulebook can be sealed. */
export interface Share {
  readonly of: number;
  readonly in: number;
}

export interface Rung {
  readonly size: number;
  /** At most so many of one constituency. */
  readonly share: number;
}

export type BySeverity = readonly [number, number, number, number, number];
