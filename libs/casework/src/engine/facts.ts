import type { Calendar } from '../rulebook/rulebook.js';

/** Shapes of the facts that the door brings (see FactName). All are canonical JSON: integers, strings, booleans, null, lists, objects. */

/** Somebody who could sit on a bench or a panel. Bars that the record itself raises are found by the door's loader from history. */
export interface RosterSeat {
  readonly id: string;
  readonly role: 'member' | 'chair' | 'vice_chair';
  readonly constituency: string;
  /** Served in the named unit, ministry or party: codes that are compared with the case's. */
  readonly interests: readonly string[];
  /** authored, verified, analysed: what the record says this person did with an item of the case. */
  readonly bars: readonly string[];
  readonly available: boolean;
}

/** What a case needs to know of a report. */
export interface ReportSummary {
  readonly id: string;
  readonly state: string;
  readonly severity: number;
  readonly codes: readonly string[];
  /** Modifiers of severity that were counted; pattern: its own codes already make a possible armed attack. */
  readonly modifiers: readonly string[];
  readonly pattern: boolean;
  /** Earliest possible instant of the act; `startIsUncertain` when the hour is unknown. */
  readonly startsAt: number;
  readonly startIsUncertain: boolean;
  readonly ongoing: boolean;
  readonly filedAt: number;
  /** 10 km sector, e.g. '37T-48.0-37.8'; district-level places have a coarse one. */
  readonly sector: string;
  readonly author: string;
  readonly verifier: string | null;
  readonly team: string | null;
  /** The version that stands is the one that the team lead verified. */
  readonly verified: boolean;
  readonly killed: number;
  readonly injured: number;
  readonly civilianCasualties: number;
  /** Party that is alleged to be responsible, and by whom it is alleged. */
  readonly accused: string | null;
  readonly allegedBy: string | null;
  /** The party that filed it as its own complaint; null for monitors and the public. */
  readonly complainant: string | null;
  /** The case that it opened or was linked to. */
  readonly case: string | null;
  readonly level: string;
}

/** What one case needs to know of another (lead, child, the case that a report is linked to). */
export interface CaseSummary {
  readonly id: string;
  readonly state: string;
  readonly severity: number;
  readonly startsAt: number | null;
  readonly codes: readonly string[];
  readonly sector: string;
  readonly lead: string | null;
  readonly children: readonly string[];
  readonly accused: readonly string[];
  readonly partiesWereHeard: boolean;
  readonly hasStandingRuling: boolean;
  /** It is before VOTING, or stayed there: a report may still be linked to it. */
  readonly takesReports: boolean;
  /** A response clock that is only known to the day. */
  readonly startIsUncertain: boolean;
  /** Born of another case: such a case bears none itself. */
  readonly depth: 0 | 1;
  /** In one of the six ends. */
  readonly ended: boolean;
}

/** A ballot of the present call, opened for the entry that closes it. */
export interface OpenedBallot {
  readonly member: string;
  readonly constituency: string;
  readonly at: number;
  /** Per question key: yes, no, abstain. */
  readonly choices: { readonly [question: string]: 'yes' | 'no' | 'abstain' };
  /** Hex of the 32-byte salt, and the commitment that the ballot's entry holds: anybody can check the opening. */
  readonly salt: string;
  readonly commitment: string;
}

/** One signature under the motion by which a bench acts. */
export interface Signature {
  readonly member: string;
  readonly constituency: string;
  readonly position: 'for' | 'against' | 'abstain';
  readonly at: number;
}

/** A corrected calendar as two people put it in force: who proposed it, and who else confirmed just that. */
export interface CorrectionFact {
  readonly calendar: Calendar;
  readonly proposedBy: { readonly id: string; readonly role: string };
  readonly proposedAt: number;
  readonly confirmedBy: { readonly id: string; readonly role: string };
  readonly confirmedAt: number;
  /** Of the calendar and of every move that the two had before them. */
  readonly digest: string;
}

/** The agreement in force at the act's time and place. */
export interface AgreementFact {
  readonly id: string;
  readonly inForceFrom: number;
  readonly insideArea: boolean;
  readonly parties: readonly string[];
}
