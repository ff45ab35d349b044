/** What the pages read of a case as the law keeps it. What a reader may not see is not in it, so everything may be absent. */
export interface CaseMatter {
  readonly parties?: readonly string[];
  readonly accused?: readonly string[];
  readonly reports?: readonly { readonly id: string; readonly startsAt?: string; readonly codes?: readonly string[] }[];
  readonly violations?: readonly ViolationOfCase[];
  readonly staff?: { readonly rapporteur?: string | null; readonly chiefInvestigator?: string | null };
  readonly joining?: { readonly lead?: string | null; readonly children?: readonly { readonly id: string }[] };
  readonly clock?: { readonly t0?: string | null; readonly uncertain?: boolean };
  readonly replies?: readonly { readonly party: string; readonly at: string; readonly late: boolean; readonly waives: boolean }[];
  readonly servedWithFile?: Readonly<Record<string, string>>;
  readonly counts?: { readonly extensions?: Readonly<Record<string, number>>; readonly stays?: number };
  readonly judgment?: JudgmentOfCase;
}

export interface ViolationOfCase {
  readonly key: string;
  readonly code: string;
  readonly verified: boolean;
  readonly accused?: string | null;
  readonly allegedBy?: string | null;
}

export interface JudgmentOfCase {
  readonly dutyBench?: readonly SeatOfCase[];
  readonly panel?: {
    readonly rung?: { readonly size: number };
    readonly constitutedAt?: string | null;
    readonly seats?: readonly SeatOfCase[];
    readonly alternates?: readonly { readonly member: string; readonly constituency: string }[];
  };
  readonly reviewBench?: { readonly seats?: readonly SeatOfCase[] } | null;
  readonly challenges?: readonly ChallengeOfCase[];
  readonly recused?: readonly { readonly member: string; readonly role: string }[];
  readonly investigation?: {
    readonly report?: string | null;
    readonly evidenceList?: string | null;
    readonly proposals?: readonly QuestionOfCase[];
  } | null;
  readonly provisional?: readonly ProvisionalOfCase[];
  readonly draft?: DraftOfCase | null;
  readonly call?: { readonly number: number; readonly round: number; readonly openedAt: string; readonly closesAt: string } | null;
  readonly rulings?: readonly RulingOfCase[];
  readonly remedies?: readonly RemedyOfCase[];
  readonly claims?: readonly { readonly remedy: string; readonly by: string; readonly at: string; readonly status: string }[];
  readonly referrals?: readonly ReferralOfCase[];
  readonly opinions?: readonly {
    readonly member: string;
    readonly kind: string;
    readonly at: string;
    readonly ruling: number;
    readonly addendum: boolean;
  }[];
}

export interface SeatOfCase {
  readonly member: string;
  readonly constituency: string;
  readonly status: 'awaitsDeclaration' | 'declared' | 'out';
  readonly declareBy?: string | null;
  readonly disclosed?: readonly string[];
  readonly outBecause?: string | null;
  readonly ofNecessity?: boolean;
}

export interface ChallengeOfCase {
  readonly id: string;
  readonly member: string;
  readonly by: string;
  readonly ground: string;
  readonly filedAt: string;
  readonly status: string;
}

export interface QuestionOfCase {
  readonly key: string;
  readonly kind: string;
  readonly violation?: string | null;
  readonly party?: string | null;
  readonly level?: string | null;
  readonly standard?: number;
  readonly bases?: readonly string[];
  readonly indicators?: readonly string[];
  readonly relies?: readonly string[];
  readonly contrary?: readonly string[];
  readonly disclosed?: readonly string[];
  readonly remedy?: {
    readonly code: string;
    readonly addressee: string;
    readonly termHours?: number | null;
    readonly proof?: string;
  } | null;
  readonly referral?: string | null;
}

export interface DraftOfCase {
  readonly hash?: string | null;
  readonly evidenceList?: string | null;
  readonly fixedAt: string;
  readonly severity: number;
  readonly classification?: string | null;
  readonly questions: readonly QuestionOfCase[];
}

export interface FindingOfCase {
  readonly kind: string;
  readonly question?: string;
  readonly violation: string;
  readonly party?: string | null;
  readonly level?: string | null;
  readonly answer: string;
  readonly standardRequired: number;
  readonly standardMet: number;
  readonly bases: readonly string[];
  readonly indicators: readonly string[];
  readonly relies: readonly string[];
  readonly contrary: readonly string[];
}

export interface OutcomeOfCase {
  readonly violation: string;
  readonly code: string;
  readonly parties: readonly string[];
}

export interface ProvisionalOfCase {
  readonly number: number;
  readonly at: string;
  readonly status: string;
  readonly findings: readonly FindingOfCase[];
  readonly outcomes: readonly OutcomeOfCase[];
}

export interface RulingOfCase {
  readonly number: number;
  readonly at: string;
  readonly by: string;
  readonly status: string;
  readonly draft?: DraftOfCase;
  readonly contested: boolean;
  readonly panelSize?: number;
  readonly round?: number;
  readonly findings: readonly FindingOfCase[];
  readonly outcomes: readonly OutcomeOfCase[];
  readonly tallies: readonly TallyOfCase[];
  readonly votes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly service?: Readonly<Record<string, { readonly at: string; readonly how: string; readonly language: string | null }>>;
  readonly publishedAt?: string | null;
}

export interface TallyOfCase {
  readonly question: string;
  readonly yes: number;
  readonly no: number;
  readonly abstain: number;
  readonly answer: string;
  readonly majority: string;
}

export interface RemedyOfCase {
  readonly id: string;
  readonly code: string;
  readonly addressee: string;
  readonly proof: string;
  readonly status: string;
  readonly orderedAt: string;
  readonly dueAt?: string | null;
  readonly suspendedWithMs?: number | null;
  readonly overdue?: boolean;
  readonly settledAt?: string | null;
  readonly proofReport?: string | null;
  readonly ruling?: number | null;
  readonly provisional?: number | null;
}

export interface ReferralOfCase {
  readonly id: string;
  readonly code: string;
  readonly addressee: string;
  readonly states: readonly string[];
  readonly respondent?: string | null;
  readonly filedAt: string;
  readonly dueAt?: string | null;
  readonly status: string;
  readonly steps: readonly {
    readonly state: string | null;
    readonly authority: string;
    readonly stage: string;
    readonly decidedAt: string;
    readonly measure: string;
  }[];
}

/** Everybody who sits or sat on a bench of the case, each once. */
export function seatsOf(judgment: JudgmentOfCase | undefined): readonly SeatOfCase[] {
  const seats = [...(judgment?.panel?.seats ?? []), ...(judgment?.reviewBench?.seats ?? []), ...(judgment?.dutyBench ?? [])];
  return seats.filter(({ member }, index) => seats.findIndex((seat) => seat.member === member) === index);
}
