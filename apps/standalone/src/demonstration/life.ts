import type { Actor, Case, JsonObject } from '@tregua/casework';
import { NOTICE } from './agreement.js';
import { actorById, actorNamed } from './people.js';
import type { Stage } from './stage.js';

/** What a life comes to when its ballot is closed. */
export type Verdict = 'attributed' | 'unattributed' | 'noViolation' | 'justified' | 'insufficient';

export interface Opening {
  /** What a report says of the act; `accused` is added. */
  readonly content: JsonObject;
  /** A party that files it as its own complaint; absent: a monitor. */
  readonly complainant?: string;
}

const PARTIES = ['ua', 'ru'] as const;

/** Every invented text begins with the notice. */
export const text = (words: string): string => `${NOTICE} ${words}`;

/** Stands for the hash of a document that the demonstration does not hold. */
export function hashFor(name: string): string {
  let state = 0x811c9dc5;
  let out = '';
  for (let round = 0; out.length < 64; round += 1) {
    for (const letter of `${round}${name}`) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193) >>> 0;
    out += state.toString(16).padStart(8, '0');
  }
  return out.slice(0, 64);
}

/**
 * One case, led by whoever the tables name, step by step. `accused` is the party against which it goes; who that is changes nothing else. A
 * step throws when the door refuses it, and says why.
 */
export class Life {
  id = '';
  report = '';

  constructor(
    readonly stage: Stage,
    readonly accused: string,
  ) {}

  get otherParty(): string {
    return PARTIES.find((party) => party !== this.accused) ?? '';
  }

  agent(party = this.accused): Actor {
    return actorNamed(`agent-${party}`);
  }

  async now(): Promise<Case> {
    return await this.stage.case(this.id);
  }

  async enter(command: string, actor: Actor, payload: JsonObject = {}): Promise<this> {
    await this.stage.enter('case', this.id, command, actor, payload);
    return this;
  }

  async wait(hours: number): Promise<this> {
    await this.stage.wait(hours);
    return this;
  }

  /** Waits for lapses alone until the case stands in the state. */
  async lapseTo(state: string): Promise<this> {
    for (let step = 0; step < 60; step += 1) {
      if ((await this.now()).state === state) return this;
      const due = await this.stage.nextDue();
      if (due === undefined) break;
      await this.stage.passTo(due);
    }
    throw new Error(`By lapses alone it does not come to ${state}: it stands in ${(await this.now()).state}.`);
  }

  /** A report is filed, verified and admitted: the case is born. Three hours, one to verify and one to admit. */
  async open({ content, complainant }: Opening): Promise<this> {
    const author = complainant === undefined ? actorNamed('monitor-north') : this.agent(complainant);
    this.report = await this.file({ accused: this.accused, ...content }, author);
    await this.stage.wait(1);
    await this.stage.enter('report', this.report, 'VerifyReport', actorNamed('lead-north'), {
      note: text('Consistent with what the team saw.'),
    });
    await this.stage.wait(1);
    await this.stage.enter('report', this.report, 'AdmitReport', actorNamed('registrar'));
    this.id = (await this.stage.report(this.report)).case ?? '';
    return this;
  }

  /** A report of somebody, submitted. */
  async file(content: JsonObject, author: Actor): Promise<string> {
    const created = await this.stage.enter('report', undefined, 'CreateReport', author, { content });
    await this.stage.enter('report', created.id, 'SubmitReport', author);
    return created.id;
  }

  async preliminary(): Promise<this> {
    return await this.enter('StartPreliminary', actorNamed('rapporteur'), { note: text('Taken up.') });
  }

  /** The duty bench finds, provisionally, and may order an interim measure. */
  async provisional(interim: 'R1' | 'R7' | null = null): Promise<this> {
    const { violations } = await this.now();
    await this.actBy('duty', 'IssueProvisionalFinding', {
      findings: violations.map(({ key }) => ({
        violation: key,
        outcome: 'VIOLATION_ATTRIBUTED',
        party: this.accused,
        standard: 2,
        bases: ['A4'],
        indicators: ['TRACK', 'REMNANTS'],
        relies: [this.report],
        disclosed: [this.report],
        reasons: text('Reasonable grounds to believe, on the report of one team.'),
      })),
      classification: 'ordinary',
      ...(interim === null ? {} : { interim: [this.remedy(interim)] }),
      reasons: text('Provisional: it ends with the ruling, or after thirty days.'),
    });
    return this;
  }

  /** From REGISTERED to INVESTIGATION, at once. */
  async investigated(): Promise<this> {
    return await (await this.preliminary()).provisional();
  }

  async completeInvestigation(): Promise<this> {
    const { violations } = await this.now();
    return await this.enter('CompleteInvestigation', actorNamed('investigator'), {
      investigationReport: hashFor(`investigation ${this.id}`),
      evidenceList: hashFor(`evidence ${this.id}`),
      contraryEvidence: text('The accused party denies it; no sensor of another state saw it.'),
      items: [{ evidence: this.report, whole: true }],
      assessments: violations.map(({ key }) => ({ violation: key, verified: true, named: [], killed: 0, injured: 0, civilians: 0 })),
    });
  }

  /** Both parties answer, the registry closes: PANEL. */
  async reply(): Promise<this> {
    for (const party of [this.accused, this.otherParty]) {
      await this.enter('FileReply', this.agent(party), {
        reply: text(`Reply of party ${party.toUpperCase()}.`),
        insists: party === this.accused,
      });
    }
    return await this.enter('CloseReplies', actorNamed('registrar'));
  }

  /** Everybody who sits and has not declared does. */
  async declare(): Promise<this> {
    const { state, judgment } = await this.now();
    const seats = state === 'REVIEW' ? (judgment.reviewBench?.seats ?? []) : judgment.panel.seats;
    for (const { member } of seats.filter(({ status }) => status === 'awaitsDeclaration')) {
      await this.enter('DeclareInterests', actorById(member), { disclosed: ['none'], statement: text('Nothing to disclose.') });
    }
    return this;
  }

  async constitute(): Promise<this> {
    return await this.enter('ConstitutePanel', actorNamed('chair'));
  }

  /** From INVESTIGATION to DELIBERATION, in seven days of work. */
  async deliberating(): Promise<this> {
    await this.wait(48);
    await this.completeInvestigation();
    await this.wait(24);
    await this.reply();
    await this.wait(6);
    await this.declare();
    return await this.constitute();
  }

  /** The draft is fixed: what is asked, on what basis, and one remedy where the breach would be attributed. */
  async draft(verdict: Verdict, remedy = 'R2'): Promise<this> {
    return await this.enter('FixDraft', actorNamed('rapporteur'), {
      draft: hashFor(`draft ${this.id}`),
      evidenceList: hashFor(`evidence ${this.id}`),
      classification: 'ordinary',
      questions: (await this.now()).violations.flatMap(({ key }, index) => this.questions(key, verdict, index === 0 ? remedy : null)),
    });
  }

  private questions(violation: string, verdict: Verdict, remedy: string | null): JsonObject[] {
    const question = (kind: string, more: JsonObject = {}): JsonObject => ({
      key: `${violation}.${kind}`,
      kind,
      violation,
      standard: 4,
      relies: [this.report],
      disclosed: [this.report],
      contraryConsidered: text('The denial was weighed.'),
      reasons: text(`On the question whether it is ${kind}.`),
      ...more,
    });
    return [
      question('happened'),
      question('breach'),
      question('attributed', { party: this.accused, level: 'state', bases: ['A4'], indicators: ['TRACK', 'REMNANTS'] }),
      ...(verdict === 'justified' ? [question('justified', { bases: ['A21'] })] : []),
      ...(verdict === 'attributed' && remedy !== null ? [question('remedy', { remedy: this.remedy(remedy) })] : []),
    ];
  }

  remedy(code: string): JsonObject {
    const proofs: { readonly [of: string]: string } = {
      R1: 'monitor-verification',
      R2: 'text-of-order',
      R5: 'publication',
      R7: 'monitor-report',
    };
    return {
      code,
      addressee: this.accused,
      proof: proofs[code] ?? 'party-report',
      wording: text('As the rulebook names it.'),
      proportionality: text('The mildest that serves.'),
    };
  }

  /** The whole panel votes, `dissenters` of them against the attribution; `only` limits how many come. */
  async vote(verdict: Verdict, { dissenters = 0, only }: { readonly dissenters?: number; readonly only?: number } = {}): Promise<this> {
    const { judgment } = await this.now();
    const { draft, call, panel } = judgment;
    const voters = panel.seats.filter(({ status }) => status === 'declared').slice(0, only);
    for (const [index, { member }] of voters.entries()) {
      await this.enter('CastBallot', actorById(member), {
        ...(call === null ? {} : { call: call.number }),
        ...(draft?.hash == null ? {} : { draft: draft.hash }),
        ...(draft?.evidenceList == null ? {} : { evidenceList: draft.evidenceList }),
        choices: {
          votes: (draft?.questions ?? []).map(({ key, kind }) => ({ question: key, vote: voteOn(kind, verdict, index < dissenters) })),
        },
      });
    }
    return this;
  }

  async closeBallot(): Promise<this> {
    return await this.enter('CloseBallot', actorNamed('chair'));
  }

  /** From DELIBERATION to RULED, in a day. */
  async ruled(verdict: Verdict, remedy = 'R2', dissenters = 0): Promise<this> {
    await this.wait(12);
    await this.draft(verdict, remedy);
    await this.wait(12);
    await this.vote(verdict, { dissenters });
    return await this.closeBallot();
  }

  async serve(): Promise<this> {
    return await this.enter('ServeRuling', actorNamed('registrar'), {
      served: [
        { party: 'ua', language: 'uk', receipt: text('Receipt.') },
        { party: 'ru', language: 'ru', receipt: text('Receipt.') },
      ],
    });
  }

  /** Embargo over, published. A day. */
  async published(): Promise<this> {
    await this.serve();
    await this.wait(24);
    return await this.enter('PublishRuling', actorNamed('publication'), { document: hashFor(`ruling ${this.id}`), note: text('Ruling.') });
  }

  /** From RULED to FINAL: published, and the window passes. 192 h. */
  async final(): Promise<this> {
    await this.published();
    await this.wait(144);
    return this;
  }

  async openRemedies(): Promise<this> {
    return await this.enter('OpenRemedies', actorNamed('registrar'));
  }

  /** A verified report of monitors on what was done. Needs an hour. */
  async monitorsReport(): Promise<string> {
    const author = actorNamed('monitor-south');
    const report = await this.file(
      {
        codes: ['N1'],
        startsAt: this.stage.at,
        timePrecision: 'hour',
        epistemicLevel: 'observed',
        place: { area: 'line-of-contact', name: text('At the line.') },
        details: { obligationReference: text('Verification of a remedy.') },
        allegedBy: 'monitors',
        origin: 'monitors',
        narrative: text('The team verified what the party reported.'),
      },
      author,
    );
    await this.stage.enter('report', report, 'VerifyReport', actorNamed('lead-south'));
    return report;
  }

  async claim(remedy = 'm1'): Promise<this> {
    return await this.enter('ClaimCompliance', this.agent(), { about: remedy, statement: text('It was done.') });
  }

  async confirm(remedy = 'm1'): Promise<this> {
    const report = await this.monitorsReport();
    return await this.enter('ConfirmCompliance', actorNamed('registrar'), { about: remedy, report, note: text('Verified.') });
  }

  /** A bench acts by its signed majority: all of it signs. */
  async actBy(bench: 'duty' | 'panel' | 'review', command: string, payload: JsonObject): Promise<this> {
    const { judgment } = await this.now();
    const seats = bench === 'duty' ? judgment.dutyBench : bench === 'panel' ? judgment.panel.seats : (judgment.reviewBench?.seats ?? []);
    const signers = seats
      .filter(({ status }) => (bench === 'review' ? status === 'declared' : status !== 'out'))
      .map(({ member }) => actorById(member));
    await this.stage.act(this.id, command, signers, payload);
    return this;
  }
}

function voteOn(kind: string, verdict: Verdict, dissents: boolean): 'yes' | 'no' | 'abstain' {
  if (verdict === 'insufficient') return kind === 'happened' ? 'abstain' : 'no';
  if (verdict === 'noViolation') return 'no';
  if (kind === 'attributed' || kind === 'remedy') return verdict === 'unattributed' || dissents ? 'no' : 'yes';
  return 'yes';
}
