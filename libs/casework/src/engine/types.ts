/**
 * The words that every process of the law is written in. Nothing here knows a state or a command by name.
 *
 * Everything is plain JSON that RFC 8785 can carry: strings, integers within 2^53, booleans, null, lists, objects. No floats
 * (coordinates are decimal strings), no Date objects (an instant is milliseconds since 1970-01-01T00:00Z), no undefined in what is recorded.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Stands where a text was given: its commitment (64 hex). The law sees that a text is there, never the text. */
export interface Sealed {
  readonly sealed: string;
}

/** What a signed-in person is (system: the Commission's own clock). One of a person's roles is chosen for one command. */
export type Role =
  | 'monitor'
  | 'team_lead'
  | 'registrar'
  | 'investigator'
  | 'custodian'
  | 'rapporteur'
  | 'member'
  | 'chair'
  | 'vice_chair'
  | 'legal_adviser'
  | 'party_agent'
  | 'coordination_cell'
  | 'auditor'
  | 'publication_officer'
  | 'state_officer'
  | 'administrator'
  | 'public'
  | 'system';

/** Who acts. `id` is pseudonymous (a UUID, or 'system'). */
export interface Actor {
  readonly id: string;
  readonly role: Role;
  /** us, ukraine, coalition, neutral: the constituency that a member sits for. */
  readonly constituency?: string;
  /** The party that a party_agent speaks for. */
  readonly party?: string;
  /** ISO 3166-1 alpha-2 of the state that a state_officer records for. */
  readonly state?: string;
  readonly team?: string;
}

/** Who is told of a recorded entry. Names of audiences, resolved to people when the notice is made. */
export type Audience = string;

export interface Command {
  readonly name: string;
  /** Shaped by the command's fields; every text is already a `Sealed`. */
  readonly payload: JsonObject;
}

/** What the door loaded or made before deciding; kept in the entry, so that a replay decides on the same. */
export type Facts = JsonObject;

export interface Moment {
  /** Milliseconds UTC, by the database's clock. */
  readonly at: number;
  readonly actor: Actor;
  readonly facts: Facts;
}

export interface Deadline {
  /** `kind`, or `kind:about` where several of a kind run side by side. Unique in a subject. */
  readonly key: string;
  readonly kind: string;
  /** What it is about: a remedy, a member, a challenge, a referral. */
  readonly about?: string;
  readonly startedAt: number;
  /** Milliseconds UTC. While `pausedWithMs` is set the deadline does not run and this is the old due time. */
  readonly dueAt: number;
  /** Name of the rulebook's term that gave it, for people. */
  readonly term: string;
  /** Milliseconds that were left when the clock was stopped. */
  readonly pausedWithMs?: number;
}

/** What a process is about: a case or a report. Everything else in it belongs to its process. */
export interface Subject {
  readonly id: string;
  readonly state: string;
  readonly severity: number;
  readonly rulebook: string;
  readonly processVersion: number;
  /** When the present state was entered, and by which of the stream's entries counted from 1. */
  readonly enteredAt: number;
  /** Live (and paused) deadlines by key. */
  readonly deadlines: { readonly [key: string]: Deadline };
  /** Calendars by which it counts in place of its rulebook's, by id; `confirmation` is the entry of the stream calendar/<id> that put each in force. */
  readonly corrections?: { readonly [calendar: string]: { readonly confirmation: number; readonly calendar: Calendar } };
}

/** One recorded fact: what an entry of the ledger holds besides its place in the chain. */
export interface Recorded {
  readonly command: string;
  readonly type: string;
  readonly at: number;
  readonly actor: Actor;
  readonly rulebook: string;
  /** `as`: by which right the actor acted ('bench', 'author' …); outcome: what the law worked out (draws, tallies, terms). */
  readonly data: { readonly as: string; readonly payload: JsonObject; readonly facts: Facts; readonly outcome: JsonObject };
}

/** Why not. `code` is a guard's name, or one of the engine's: commandIsKnown, stateAllows, roleAllows, payloadIsShaped. */
export interface Refusal {
  readonly code: string;
  readonly params: JsonObject;
}

/** A command that the same transaction enters next, by `system`. `stream` names an existing subject, or the id of one to be born. */
export interface FollowUp {
  readonly process: 'case' | 'report';
  readonly stream: string;
  readonly birth: boolean;
  readonly command: Command;
}

export type Decision =
  | { readonly accepted: Recorded; readonly followUps: readonly FollowUp[]; readonly refused?: undefined }
  | { readonly refused: readonly Refusal[]; readonly accepted?: undefined };

/** One row of a process table. One sentence: in state `from`, role `by` may do it `when` …; then the subject is in `to`. */
export interface Row {
  /** null: birth. */
  readonly from: readonly string[] | null;
  /** A state, 'same', or 'remembered' (the state that a stay or a joining wrote down). */
  readonly to: string;
  /** Rights, not roles: 'bench', 'author', 'registrar' … `Process.holds` says who has one. */
  readonly by: readonly string[];
  readonly when: readonly string[];
  readonly records: string;
  /**
   * Kinds of deadline that end. 'all' spares outsideDecision; 'own' is the state's. Leaving a state ends its own deadline, and a lapse the
   * deadline that it is the lapse of, without being named.
   */
  readonly stops: readonly string[];
  /** Kinds of deadline that start; 'x?' where the data call for it. */
  readonly starts: readonly string[];
  readonly tells: readonly Audience[];
  /** The kind of deadline whose expiry this command is (lapses only). */
  readonly lapses?: string;
  /** Kept in a stream of its own (a ballot), so that the subject does not move and no ETag tells who voted. */
  readonly apart?: 'ballot';
  /** Facts that the door must bring. */
  readonly needs?: readonly FactName[];
}

/**
 * Facts that the door brings. Each is small canonical JSON:
 * - lot: 64 hex characters of fresh randomness; a draw is a pure function of it. freshId: a new UUIDv7 for what a follow-up may give birth to.
 *   At a birth the door also brings `stream`, unasked: the id of what is born.
 * - roster: everybody who could sit: [{id, role, constituency, bars: [code…], available}].
 * - report: summary of the report that the payload names as `report` or as `confirmation`. reports: of all reports of the case.
 * - otherCase: summary of the case that the payload names as `case` (link), `lead` or `child` (joining) or `derivedFrom` (birth); where it
 *   names none, of the lead of a joined case, or of the case that a report belongs to. children: summaries of joined cases.
 * - series: {caseId|null} of the living series case of the report's sector in the week (UTC, from Monday) of the entry.
 * - ballots: the cast ballots of the present call, opened: [{member, at, choices, salt, commitment}] (turnout only before close).
 * - signatures: of the motion by which a bench acts: [{member, position: for|against|abstain, at}].
 * - agreement: the agreement in force at the act's time and place: {id, inForce, insideArea, parties, zone?}.
 * - correction: the corrected calendar that the payload names by calendar and confirmation, and who proposed and who confirmed it; null where nobody did.
 */
export type FactName =
  | 'lot'
  | 'freshId'
  | 'roster'
  | 'report'
  | 'reports'
  | 'otherCase'
  | 'children'
  | 'series'
  | 'ballots'
  | 'signatures'
  | 'agreement'
  | 'correction';

/** Everything a guard or a rule may look at. */
export interface Situation<S extends Subject> {
  /** Absent at birth only; guards of birth rows do not read it. */
  readonly subject: S;
  readonly command: string;
  readonly payload: JsonObject;
  readonly at: number;
  readonly actor: Actor;
  readonly facts: Facts;
  readonly rulebook: Rulebook;
}

/** A named predicate. Its name is the refusal's code and a sentence in docs/process.md. */
export interface Guard<S extends Subject> {
  /** What it looks at: the subject alone, the payload, or facts. Only the first kind is judged when actions are offered. */
  readonly asks: 'subject' | 'payload' | 'facts';
  /** The sentence that people read when it is not met. */
  readonly says: string;
  readonly holds: (situation: Situation<S>) => boolean;
  /** Values for the sentence, and for a machine. */
  readonly params?: (situation: Situation<S>) => JsonObject;
}

/** What one command does beyond its row. All three are pure; absent means nothing. */
export interface Rule<S extends Subject> {
  /** What the law works out and the entry records: a draw, a tally, a state to remember. */
  readonly outcome?: (situation: Situation<S>) => JsonObject;
  /** Folds the entry into the subject (not its state and deadlines: the row does that). At birth the subject is undefined. */
  readonly apply?: (subject: S | undefined, recorded: Recorded, rulebook: Rulebook) => S;
  /** Commands that follow in the same transaction. */
  readonly followUps?: (before: S | undefined, recorded: Recorded, rulebook: Rulebook) => readonly FollowUp[];
}

import type { Calendar, Rulebook } from '../rulebook/rulebook.js';
import type { Fields } from './fields.js';

export interface Process<S extends Subject> {
  readonly name: 'case' | 'report';
  readonly version: number;
  readonly states: readonly string[];
  readonly ends: readonly string[];
  /** The way that most take, state by state, from the birth to an end: for showing where one stands. No rule rests on it. */
  readonly road: readonly string[];
  /** The one right that must see to it that a state is left in time. */
  readonly owners: { readonly [state: string]: string };
  /** The kinds of deadline that a state awaits: at least one of them runs in it. The first is the one that people are shown. */
  readonly ownDeadline: { readonly [state: string]: readonly string[] };
  /** Kinds that leaving a state does not end; rows name them in `stops` where they end. */
  readonly outlives: readonly string[];
  readonly rows: { readonly [command: string]: Row };
  readonly guards: { readonly [name: string]: Guard<S> };
  readonly rules: { readonly [command: string]: Rule<S> };
  readonly fields: { readonly [command: string]: Fields };
  /** Has this actor the right ('bench', 'author', 'chair' …) here and now? */
  readonly holds: (right: string, situation: Situation<S>) => boolean;
  /** The deadlines of one kind that this entry starts; `after` is the subject with state and data already folded, `before` is as it was. */
  readonly due: (kind: string, after: S, recorded: Recorded, rulebook: Rulebook, before: S | undefined) => readonly Deadline[];
  /** Last word on the deadlines after the row's stops and starts: pausing, resuming, recomputing. */
  readonly settle: (before: S | undefined, after: S, recorded: Recorded, rulebook: Rulebook) => S;
}
