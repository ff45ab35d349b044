import { decide } from '../engine/decide.js';
import { dueLapses } from '../engine/due.js';
import { evolve } from '../engine/evolve.js';
import type { OpenedBallot, RosterSeat, Signature } from '../engine/facts.js';
import type { Actor, Facts, FollowUp, JsonObject, Recorded } from '../engine/types.js';
import type { Case } from '../case/case.js';
import { caseProcess } from '../process/v1/case.js';
import { rulebookOf } from '../rulebook/index.js';
import { currentRulebookId } from '../rulebook/index.js';
import { toJson } from './json.js';

// A commission for tests: members, a door without a database, and a case that is led through its states. Specs only.

export const rulebook = rulebookOf(currentRulebookId);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const START = Date.UTC(2026, 5, 1, 12);
export const sealed = { sealed: 'a'.repeat(64) };
export const hash = (digit: string): string => digit.repeat(64);
export const lotOf = (digit: string): string => digit.repeat(64);

export function seat(id: string, constituency: string, over: Partial<RosterSeat> = {}): RosterSeat {
  return { id, role: 'member', constituency, interests: [], bars: [], available: true, ...over };
}

/** Fifteen members: four of three constituencies and three of the fourth, a chair and a vice-chair. */
export const commission: readonly RosterSeat[] = [
  ...['u1', 'u2', 'u3', 'u4'].map((id) => seat(id, 'us')),
  ...['k1', 'k2', 'k3', 'k4'].map((id) => seat(id, 'ukraine')),
  ...['c1', 'c2', 'c3', 'c4'].map((id) => seat(id, 'coalition')),
  ...['n1', 'n2', 'n3'].map((id) => seat(id, 'neutral')),
  seat('chair', 'neutral', { role: 'chair' }),
  seat('vice', 'coalition', { role: 'vice_chair' }),
];

export const parties = ['ru', 'ua'] as const;

export const actors = {
  registrar: { id: 'registrar', role: 'registrar' },
  chair: { id: 'chair', role: 'chair' },
  vice: { id: 'vice', role: 'vice_chair' },
  rapporteur: { id: 'rapporteur', role: 'rapporteur' },
  investigator: { id: 'investigator', role: 'investigator' },
  publisher: { id: 'publisher', role: 'publication_officer' },
  cell: { id: 'cell', role: 'coordination_cell' },
  auditor: { id: 'auditor', role: 'auditor' },
  system: { id: 'system', role: 'system' },
} as const satisfies { [name: string]: Actor };

export function agent(party: string): Actor {
  return { id: `agent-${party}`, role: 'party_agent', party };
}

export function memberActor(id: string): Actor {
  const found = commission.find((one) => one.id === id);
  return { id, role: found?.role ?? 'member', constituency: found?.constituency ?? 'us' };
}

/** What a door brings of a report by a team of monitors that its lead has verified. */
export function verifiedReport(filedAt: number, over: JsonObject = {}): JsonObject {
  return { id: 'r1', state: 'VERIFIED', verified: true, team: 'team-a', complainant: null, filedAt, ...over };
}

/** A case in the hands of a test: every step goes through decide and evolve, and is kept. */
export class Docketed {
  subject: Case | undefined;
  readonly history: Recorded[] = [];
  readonly followUps: FollowUp[] = [];
  ballots: OpenedBallot[] = [];

  constructor(
    public at = START,
    readonly roster: readonly RosterSeat[] = commission,
    readonly lot = lotOf('7'),
  ) {}

  get case(): Case {
    if (this.subject === undefined) throw new Error('There is no case yet.');
    return this.subject;
  }

  get judgment(): Case['judgment'] {
    return this.case.judgment;
  }

  facts(extra: Facts = {}, payload: JsonObject = {}): Facts {
    return {
      lot: this.lot,
      roster: toJson(this.roster),
      freshId: '01900000-0000-7000-8000-00000000000f',
      report: payload['report'] === undefined ? null : toJson(verifiedReport(this.at)),
      agreement: { id: 'agreement', inForceFrom: 0, insideArea: true, parties: [...parties] },
      otherCase: null,
      signatures: [],
      ballots: toJson(this.ballots),
      ...extra,
    };
  }

  /** Codes that refuse the command now; an empty list: it would be accepted. */
  refusals(name: string, payload: JsonObject, actor: Actor, extra: Facts = {}): string[] {
    const answer = decide(
      caseProcess,
      this.subject,
      { name, payload },
      { at: this.at, actor, facts: this.facts(extra, payload) },
      rulebook,
    );
    return answer.refused?.map(({ code }) => code) ?? [];
  }

  enter(name: string, payload: JsonObject, actor: Actor, extra: Facts = {}): this {
    const answer = decide(
      caseProcess,
      this.subject,
      { name, payload },
      { at: this.at, actor, facts: this.facts(extra, payload) },
      rulebook,
    );
    if (answer.accepted === undefined)
      throw new Error(`${name} refused in ${this.subject?.state ?? '-'}: ${JSON.stringify(answer.refused)}`);
    this.subject = evolve(caseProcess, this.subject, answer.accepted, rulebook);
    this.history.push(answer.accepted);
    this.followUps.push(...answer.followUps);
    return this;
  }

  /** Lets time pass: every lapse that falls due is entered in its order, as the door does. */
  wait(ms: number): this {
    const until = this.at + ms;
    for (let guard = 0; guard < 1_000; guard += 1) {
      const [due] = dueLapses(caseProcess, this.case, until);
      if (due === undefined) break;
      this.at = Math.max(this.at, due.dueAt);
      const chosen = due.commands.find(({ name, payload }) => this.refusals(name, payload, actors.system).length === 0);
      if (chosen === undefined) throw new Error(`Nothing answers ${due.key} in ${this.case.state}.`);
      this.enter(chosen.name, chosen.payload, actors.system);
    }
    this.at = until;
    return this;
  }

  /** Signatures of these members, all for unless said. */
  motion(members: readonly string[], position: Signature['position'] = 'for'): Facts {
    return {
      signatures: toJson(
        members.map((member) => ({ member, constituency: memberActor(member).constituency ?? '', position, at: this.at })),
      ),
    };
  }

  panel(): string[] {
    return this.judgment.panel.seats.filter(({ status }) => status !== 'out').map(({ member }) => member);
  }

  duty(): string[] {
    return this.judgment.dutyBench.filter(({ status }) => status !== 'out').map(({ member }) => member);
  }

  declareAll(): this {
    const bench = this.case.state === 'REVIEW' ? (this.judgment.reviewBench?.seats ?? []) : this.judgment.panel.seats;
    for (const { member } of bench.filter(({ status }) => status === 'awaitsDeclaration'))
      this.enter('DeclareInterests', {}, memberActor(member));
    return this;
  }

  vote(member: string, choices: { readonly [question: string]: 'yes' | 'no' | 'abstain' }): this {
    this.ballots.push({
      member,
      constituency: memberActor(member).constituency ?? '',
      at: this.at,
      choices,
      salt: hash('1'),
      commitment: hash('2'),
    });
    return this;
  }
}

/** One question of a draft, with what every question needs. */
export function question(kind: string, over: JsonObject = {}): JsonObject {
  const attributed: JsonObject = kind === 'attributed' ? { level: 'state', bases: ['A4'], indicators: ['TRACK'] } : {};
  return { key: kind, kind, violation: 'v1', standard: 4, relies: ['e1'], disclosed: ['e1'], ...attributed, ...over };
}

/** The usual draft against one party: happened, breach, attributed, and one remedy. */
export function draftAgainst(party: string, remedy = 'R2'): JsonObject {
  return {
    draft: hash('d'),
    evidenceList: hash('e'),
    questions: [
      question('happened'),
      question('breach'),
      question('attributed', { party }),
      question('remedy', { remedy: { code: remedy, addressee: party, proof: 'monitor-verification', proportionality: sealed } }),
    ],
  };
}

export const allYes = { happened: 'yes', breach: 'yes', attributed: 'yes', remedy: 'yes' } as const;

/** An own motion about one act, in PRELIMINARY. */
export function opened(severity = 3, accused = 'ru', code = 'K3', lot?: string): Docketed {
  const docket = new Docketed(START, commission, lot);
  docket.enter(
    'OpenCase',
    { motion: sealed, motionGround: 'no-report', codes: [code], severity, startsAt: START - HOUR, sector: 'x', accused },
    actors.registrar,
  );
  return docket.enter('StartPreliminary', {}, actors.rapporteur);
}

export function inInvestigation(severity = 3, accused = 'ru', lot?: string): Docketed {
  const docket = opened(severity, accused, 'K3', lot);
  return docket.wait(severity >= 4 ? 20 * HOUR : 72 * HOUR);
}

const complete: JsonObject = {
  investigationReport: hash('b'),
  evidenceList: hash('c'),
  contraryEvidence: sealed,
  items: [{ evidence: 'e1', whole: true }],
  assessments: [{ violation: 'v1', verified: true }],
};

export function inPanel(severity = 3, accused = 'ru', lot?: string): Docketed {
  const docket = inInvestigation(severity, accused, lot);
  docket.enter('CompleteInvestigation', complete, actors.investigator);
  for (const party of parties) docket.enter('FileReply', { waives: true }, agent(party));
  return docket.enter('CloseReplies', {}, actors.registrar);
}

export function inDeliberation(severity = 3, accused = 'ru', lot?: string): Docketed {
  return inPanel(severity, accused, lot).declareAll().enter('ConstitutePanel', {}, actors.chair);
}

export function inVoting(severity = 3, accused = 'ru', remedy = 'R2'): Docketed {
  return inDeliberation(severity, accused).enter('FixDraft', draftAgainst(accused, remedy), actors.rapporteur);
}

export function inRuled(severity = 3, accused = 'ru', remedy = 'R2'): Docketed {
  const docket = inVoting(severity, accused, remedy);
  docket.at += HOUR;
  for (const member of docket.panel()) docket.vote(member, allYes);
  return docket.enter('CloseBallot', {}, actors.chair);
}

export function inRemedy(severity = 3, accused = 'ru', remedy = 'R2'): Docketed {
  const docket = inRuled(severity, accused, remedy).enter('ServeRuling', { served: [{ party: 'ru', language: 'ru' }] }, actors.registrar);
  docket.wait(25 * HOUR).enter('PublishRuling', {}, actors.publisher);
  docket.wait(7 * DAY);
  return docket.case.state === 'FINAL' ? docket.enter('OpenRemedies', {}, actors.registrar) : docket;
}
