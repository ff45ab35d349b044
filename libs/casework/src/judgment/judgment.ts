import type { Claim, Referral, Remedy } from './orders.js';
import type { Rung } from './rules-of-judgment.js';

/**
 * The Commission's judgment of one case: who sits, what was found, what was ordered, and what came of it. Plain JSON, a section of the case.
 *
 * Ids made here are short and are never used twice in a case: challenges c1 …, remedies m1 …, interim measures i1 …, referrals e1 …. Violations are
 * named by the case's own keys. Instants are milliseconds UTC.
 */
export interface Judgment {
  /** Three members who act until the panel sits (law-check hole 4). */
  readonly dutyBench: readonly Seat[];
  readonly panel: Panel;
  readonly reviewBench: ReviewBench | null;
  readonly challenges: readonly Challenge[];
  /** Who stood aside without sitting on a bench: the chair, the vice-chair. */
  readonly recused: readonly { readonly member: string; readonly role: string }[];
  /** What is known of each charged act, by the violation's key in the case. */
  readonly assessments: { readonly [violation: string]: Assessment };
  readonly investigation: InvestigationRecord | null;
  readonly provisional: readonly ProvisionalFinding[];
  readonly draft: Draft | null;
  /** The open call, or null outside of VOTING. */
  readonly call: BallotCall | null;
  readonly rulings: readonly Ruling[];
  readonly reviews: readonly Review[];
  readonly remedies: readonly Remedy[];
  readonly claims: readonly Claim[];
  readonly referrals: readonly Referral[];
  readonly opinions: readonly SeparateOpinion[];
  readonly lateConflicts: readonly LateConflict[];
  /** Everybody who has voted on this case, and in which instance: the automatic bar of "voted before". */
  readonly voters: readonly Voter[];
  /** When the chair's own time to rule alone ran out: from then on the vice-chair rules. */
  readonly chairRulingPassed: boolean;
  readonly counters: JudgmentCounters;
}

/** What the law allows only so many times (law-check section 3). */
export interface JudgmentCounters {
  readonly lateProvisional: number;
  /** Remits and annulments together. */
  readonly returns: number;
  readonly voids: number;
  readonly recalls: number;
  /** Calls of a ballot since the case began: the number in the name of the ballot's stream. */
  readonly calls: number;
}

export type SeatStatus = 'awaitsDeclaration' | 'declared' | 'out';

export interface Seat {
  readonly member: string;
  readonly constituency: string;
  readonly seatedAt: number;
  /** lot; alternate: moved up; chair: named by the chair; plenary: a review bench takes everybody who may sit. */
  readonly how: 'lot' | 'alternate' | 'chair' | 'plenary';
  readonly status: SeatStatus;
  /** The end of the term for the declaration, or null when none is asked for. */
  readonly declareBy: number | null;
  readonly declaredAt: number | null;
  /** What was disclosed without being a bar: the appointing state gave sensors or evidence, or has forces in the sector. */
  readonly disclosed: readonly string[];
  /** Why the seat was left: undeclared, challenged, recused, barred, conflict. */
  readonly outBecause: string | null;
  /** Kept although a challenge was not decided, since fewer than three would have remained (law-check hole 11). */
  readonly ofNecessity: boolean;
}

export interface Alternate {
  readonly member: string;
  readonly constituency: string;
  /** An alternate takes a seat in VOTING only after having declared (law-check hole 11). */
  readonly declaredAt: number | null;
}

export interface Panel {
  /** The rung of the ladder that was reached when the panel was drawn; size 0: not drawn yet. */
  readonly rung: Rung;
  /** What the same roster would have given at the severity of the larger panel: the panel grows to it if the severity is raised before VOTING. */
  readonly largeRung: Rung;
  readonly drawnAt: number | null;
  readonly constitutedAt: number | null;
  readonly seats: readonly Seat[];
  /** In the order of the lot. */
  readonly alternates: readonly Alternate[];
}

export interface ReviewBench {
  readonly review: number;
  readonly seats: readonly Seat[];
  /** Fewer than three who never voted on the case were left: everybody who is not barred otherwise reconsiders, and the ruling says so. */
  readonly reconsideration: boolean;
}

export interface Challenge {
  readonly id: string;
  readonly bench: Bench;
  readonly member: string;
  /** Party code, or the id of the member or registrar who challenged. */
  readonly by: string;
  readonly ground: string;
  readonly filedAt: number;
  readonly decideBy: number;
  readonly phase: number;
  readonly status: 'pending' | 'upheld' | 'dismissed' | 'lapsed' | 'keptOfNecessity';
}

export type Bench = 'duty' | 'panel' | 'review';

/**
 * What the Commission knows of one act that the case charges (its code, alleged author and by whom alleged stand in the case). Verified and unverified
 * are counted apart (law.md, "Layers"); the findings stand in the rulings and provisional findings, the latest outcome here too.
 */
export interface Assessment {
  readonly verification: Verification;
  readonly victims: Victims;
  /** Units, ministries and organs that are named as accused or injured: codes that bars compare with members' interests. */
  readonly named: readonly string[];
  /** Circumstance precluding wrongfulness that a party pleads (ILC articles 20 to 25), or null. */
  readonly pleaded: string | null;
  readonly outcome: OutcomeCode | null;
}

export interface Victims {
  readonly killed: number;
  readonly injured: number;
  readonly civilians: number;
}

export interface Verification {
  readonly verified: boolean;
  readonly by: string | null;
  readonly at: number | null;
}

export interface InvestigationRecord {
  /** Hash of the investigation report, or null where the term lapsed and the file stands as it is. */
  readonly report: string | null;
  readonly evidenceList: string | null;
  readonly completedAt: number;
  /** Items that the accused party has, at least as a gist. */
  readonly disclosed: readonly string[];
  /** The investigation's own answers: put to the vote if nobody drafts. */
  readonly proposals: readonly Question[];
}

export type QuestionKind =
  'happened' | 'breach' | 'attributed' | 'justified' | 'accident' | 'fabricated' | 'remedy' | 'referral' | 'classification';
export type FindingLevel = 'state' | 'force' | 'unit' | 'weapon';

export type OutcomeCode =
  | 'VIOLATION_ATTRIBUTED'
  | 'VIOLATION_SHARED'
  | 'VIOLATION_UNATTRIBUTED'
  | 'NO_VIOLATION'
  | 'JUSTIFIED'
  | 'ACCIDENT_ACKNOWLEDGED'
  | 'INSUFFICIENT_EVIDENCE'
  | 'FABRICATED';

/** One question of a draft, with everything that its finding must state (law-sources 4.1). */
export interface Question {
  readonly key: string;
  readonly kind: QuestionKind;
  readonly violation: string | null;
  readonly party: string | null;
  readonly level: FindingLevel | null;
  /** ILC articles (A4 … A17, A20 … A25) on which the answer stands. */
  readonly bases: readonly string[];
  /** TERRITORY, CAPABILITY, TRACK … */
  readonly indicators: readonly string[];
  /** 0 to 5, as the draft states it, before any cap. */
  readonly standard: number;
  /** Evidence relied on, and contrary evidence considered: ids. */
  readonly relies: readonly string[];
  readonly contrary: readonly string[];
  /** Evidence which the accused party has, at least as a gist, among what is relied on. */
  readonly disclosed: readonly string[];
  readonly remedy: RemedyProposal | null;
  /** E1 … E5 of a referral question. */
  readonly referral: string | null;
  /** A note on proportionality was given with it (compulsory for some remedies and for every referral E1-E5). */
  readonly proportionalityNoted: boolean;
}

export interface RemedyProposal {
  readonly code: string;
  readonly addressee: string;
  /** Hours, or null for the rulebook's own term. */
  readonly termHours: number | null;
  readonly proof: string;
}

export interface Draft {
  /** null: the bare questions, put by the lapse of DELIBERATION. */
  readonly hash: string | null;
  readonly evidenceList: string | null;
  readonly fixedAt: number;
  /** Severity freezes with the draft: majorities are those of this one (law-check hole 14). */
  readonly severity: number;
  readonly classification: string | null;
  readonly questions: readonly Question[];
}

export interface BallotCall {
  /** Number over the case's life; names the stream ballot/<case>/<number>. */
  readonly number: number;
  /** 1 or 2 in this round. */
  readonly round: number;
  readonly openedAt: number;
  readonly closesAt: number;
}

/** One adopted answer: per violation, question, party and level. */
export interface Finding {
  readonly question: string;
  readonly kind: QuestionKind;
  readonly violation: string;
  readonly party: string | null;
  readonly level: FindingLevel | null;
  readonly answer: 'yes' | 'no' | 'open';
  readonly standardRequired: number;
  readonly standardMet: number;
  readonly bases: readonly string[];
  readonly indicators: readonly string[];
  readonly relies: readonly string[];
  readonly contrary: readonly string[];
}

export interface Outcome {
  readonly violation: string;
  readonly code: OutcomeCode;
  /** Parties to whom the violation is attributed: one, several (shared), or none. */
  readonly parties: readonly string[];
}

export interface ProvisionalFinding {
  readonly number: number;
  readonly at: number;
  readonly late: boolean;
  readonly findings: readonly Finding[];
  readonly outcomes: readonly Outcome[];
  readonly classification: string | null;
  readonly inFavour: readonly string[];
  readonly against: number;
  /** Constituencies of those in favour. */
  readonly constituencies: readonly string[];
  readonly lapsesAt: number;
  /** ended: by a ruling, by an end, or by a later finding. */
  readonly status: 'live' | 'lapsed' | 'ended';
}

export interface QuestionTally {
  readonly question: string;
  readonly yes: number;
  readonly no: number;
  readonly abstain: number;
  readonly answer: 'yes' | 'no' | 'open';
  /** Which majority had to be reached: finding, gross (two thirds, three, two constituencies). */
  readonly majority: 'finding' | 'gross';
}

export interface Ruling {
  readonly number: number;
  readonly at: number;
  readonly by: 'panel' | 'chair' | 'lapse' | 'review';
  /** The exact draft that was ruled on: with the votes, all that a recount needs. */
  readonly draft: Draft;
  readonly classification: string | null;
  readonly tallies: readonly QuestionTally[];
  /** Votes by member, for the auditor and to recompute the tally when a conflict comes to light. A view for parties shows numbers only. */
  readonly votes: { readonly [member: string]: { readonly [question: string]: 'yes' | 'no' | 'abstain' } };
  /** Constituency of each who voted; the panel's size and the round, without which the tally cannot be made again. */
  readonly voterConstituencies: { readonly [member: string]: string };
  readonly panelSize: number;
  readonly round: number;
  readonly findings: readonly Finding[];
  readonly outcomes: readonly Outcome[];
  /** Referral questions that were adopted: E1 … E4 by party. */
  readonly referralsAdopted: readonly { readonly code: string; readonly party: string; readonly standard: number }[];
  readonly service: { readonly [party: string]: Service };
  readonly servedAt: number | null;
  readonly windowEndsAt: number | null;
  readonly publishedAt: number | null;
  readonly publishedAs: 'full' | 'operative' | null;
  /** standing, or why it no longer does. */
  readonly status: 'standing' | 'varied' | 'remitted' | 'annulled' | 'voided' | 'reopened';
  /** The ruling that this one corrects: a variation is a numbered corrigendum of what was published. */
  readonly corrects: number | null;
  /** A late conflict was noted and the chair has not yet decided: shown in public (law-check hole 13). */
  readonly contested: boolean;
  readonly withoutPrejudice: boolean;
}

export interface Service {
  readonly at: number;
  readonly how: 'delivered' | 'deposit';
  readonly language: string | null;
}

export interface Review {
  readonly number: number;
  readonly ruling: number;
  readonly requests: readonly { readonly by: string; readonly ground: string; readonly at: number }[];
  readonly endedAt: number | null;
  readonly ending: 'upheld' | 'varied' | 'remitted' | 'annulled' | 'upheldByLapse' | 'voided' | null;
}

export interface SeparateOpinion {
  readonly member: string;
  readonly kind: 'separate' | 'dissenting';
  readonly at: number;
  readonly ruling: number;
  /** Filed after 48 h: added later, nothing waits for it. */
  readonly addendum: boolean;
}

export interface LateConflict {
  readonly member: string;
  readonly ground: string;
  readonly ruling: number;
  readonly at: number;
  readonly decisive: boolean;
}

export interface Voter {
  readonly member: string;
  readonly instance: 'provisional' | 'panel' | 'chair' | 'review';
  readonly phase: number;
  readonly ruling: number | null;
}

/** The judgment of a case that was just opened. */
export function emptyJudgment(): Judgment {
  return {
    dutyBench: [],
    panel: emptyPanel(),
    reviewBench: null,
    challenges: [],
    recused: [],
    assessments: {},
    investigation: null,
    provisional: [],
    draft: null,
    call: null,
    rulings: [],
    reviews: [],
    remedies: [],
    claims: [],
    referrals: [],
    opinions: [],
    lateConflicts: [],
    voters: [],
    chairRulingPassed: false,
    counters: { lateProvisional: 0, returns: 0, voids: 0, recalls: 0, calls: 0 },
  };
}

export function emptyPanel(): Panel {
  return { rung: { size: 0, share: 0 }, largeRung: { size: 0, share: 0 }, drawnAt: null, constitutedAt: null, seats: [], alternates: [] };
}
