import type { Case } from '../case/case.js';
import type { Audience, Recorded, Role } from '../engine/types.js';
import type { Report } from '../report/report.js';

/**
 * What a notice is for the one who gets it: service is a legal act on a party; a duty asks to act; a mark is one of the response clock; a
 * reminder comes before a term ends; information asks nothing; a digest gathers a day; a test shows that the way is open.
 */
export type NoticeKind = 'service' | 'duty' | 'mark' | 'reminder' | 'information' | 'digest' | 'test';

export type Channel = 'app' | 'mail' | 'webhook';

/** At once; with the day's digest; or kept without ringing, because the person asked for it. */
export type Manner = 'now' | 'digest' | 'muted';

/** Why somebody is told. The code is stored with the notice, and is a sentence for people. */
export const noticeReasons = {
  partyServed: 'It is served on the party that you speak for.',
  partyTold: 'It concerns a case in which the party that you speak for was notified.',
  partyHasNoAgent: 'It is to be served on a party that has no agent: the registry must see to it.',
  registry: 'The registry is told.',
  anotherRegistrar: 'The registry is told, and another than who refused must look at it.',
  inTheChair: 'You are in the chair of this case.',
  viceChair: 'You are the vice-chair.',
  seatedOnBench: 'You sit on the bench that acts in this case.',
  seatedOnPanel: 'You sit on the panel of this case.',
  seatedOnReview: 'You sit on the bench that reviews this case.',
  motionAwaitsYou: 'A motion of the bench on which you sit waits for signatures.',
  drawnForPanel: 'The lot put you on the panel: declare your interests.',
  movedUp: 'You have taken the seat of another: declare your interests.',
  memberConcerned: 'It is about your own seat.',
  memberOfCommission: 'The whole Commission decides.',
  rapporteur: 'You are the rapporteur, or one of those who may become it.',
  staffOfCase: 'You work on this case.',
  assignedToYou: 'The case was assigned to you.',
  moreTimeIsAsked: 'You are in the chair of this case, and a party asks for more time.',
  coordinationCell: 'The coordination cell is told.',
  author: 'You are the author of a report in it.',
  authorInJoinedCase: 'You are the author of a report in a case that was joined to it.',
  teamLead: 'You lead the team of the report.',
  monitorOfCase: 'You, or the team that you lead, reported in this case.',
  auditor: 'The auditors are told.',
  ballotsOpened: 'The ballot is closed: its ballots are open to the auditors.',
  addresseeState: 'A referral is addressed to the state that you record for.',
  publicTold: 'It is public.',
  webhookSubscribed: 'The administrator has subscribed this address.',
  termIsYours: 'A term is running, and the next step is yours.',
  termWasMoved: 'A calendar was corrected, and a term in which the step is yours ends at another time.',
  askedForTest: 'You asked for a test.',
  dayGathered: 'You asked for one letter a day.',
} as const;

export type ReasonCode = keyof typeof noticeReasons;

/** Somebody who could be told, with what the visibility rules ask about them and this very matter. */
export interface Addressee {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly party: string | null;
  readonly team: string | null;
  readonly state: string | null;
  readonly available: boolean;
  /** Stands aside in this case, in its lead, or in one that is joined with it. */
  readonly recused: boolean;
  /** Holds a named grant to this case. */
  readonly granted: boolean;
  readonly compartments: readonly string[];
}

/** An address that an administrator has subscribed to audiences. */
export interface SubscribedWebhook {
  readonly id: string;
  readonly audiences: readonly Audience[];
  /** A party's own: it hears what is served on that party, and nothing else. */
  readonly party: string | null;
}

/** What each channel brings a person. Service, duties and tests are not a matter of taste. */
export interface NoticePreferences {
  /** needed: information is kept in the list and does not ring. */
  readonly app: 'all' | 'needed';
  /** all: at once; needed: what asks to act at once, the rest in the digest; digest: one letter a day; off: service only. */
  readonly mail: 'all' | 'needed' | 'digest' | 'off';
  /** An address is on file. */
  readonly hasMail: boolean;
  readonly mutedCases: readonly string[];
  /** IANA name. */
  readonly timeZone: string;
  /** Minute of the local day at which the digest goes out. */
  readonly digestMinute: number;
  /** Minutes of the local day between which no digest comes; may go over midnight. */
  readonly quietFrom: number | null;
  readonly quietTo: number | null;
}

export const defaultPreferences: NoticePreferences = {
  app: 'all',
  mail: 'needed',
  hasMail: false,
  mutedCases: [],
  timeZone: 'UTC',
  digestMinute: 7 * 60,
  quietFrom: null,
  quietTo: null,
};

export type Level = 'PUBLIC' | 'PARTIES' | 'COMMISSION' | 'RESTRICTED' | 'SOURCE_PROTECTED';

interface Kept {
  readonly level: Level;
  readonly compartment: string | null;
}

export interface CaseMatter extends Kept {
  readonly process: 'case';
  readonly subject: Case;
  /** Both parties were served with the file: from then on the cell sees what the Commission sees. */
  readonly partiesServed: boolean;
  /** States that referrals of the case are addressed to. */
  readonly addressedStates: readonly string[];
}

export interface ReportMatter extends Kept {
  readonly process: 'report';
  readonly subject: Report;
}

/** A case or a report that is told about, with the columns by which its visibility is judged. */
export type Matter = CaseMatter | ReportMatter;

/** Everything that the decision looks at. The subject is as it stood right after the entry; who may see what is as it stands now. */
export interface Telling {
  readonly audience: Audience;
  readonly entry: Recorded;
  readonly matter: Matter;
  /** The case to which a report belongs, or belonged before this entry. */
  readonly caseOfReport: CaseMatter | null;
  /** Cases joined to this one. */
  readonly joined: readonly CaseMatter[];
  /** Parties on which this very entry was served. */
  readonly servedOn: readonly string[];
  readonly people: readonly Addressee[];
  readonly webhooks: readonly SubscribedWebhook[];
  readonly preferences: ReadonlyMap<string, NoticePreferences>;
  readonly at: number;
}

/** One notice for one recipient by one channel. */
export interface Notice {
  readonly recipient: string;
  readonly channel: Channel;
  readonly reason: ReasonCode;
  readonly kind: NoticeKind;
  readonly manner: Manner;
  /** What it is about; null for a test and a digest. */
  readonly about: { readonly process: 'case' | 'report'; readonly id: string } | null;
  /** Only for those who may read the matter itself. */
  readonly severity: number | null;
  /** manner `digest` only: the local day, and when its digest goes out. */
  readonly digest: { readonly day: string; readonly at: number } | null;
}
