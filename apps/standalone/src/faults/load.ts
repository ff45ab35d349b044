import { setTimeout as delay } from 'node:timers/promises';
import type { Case } from '@tregua/casework';
import type { AcknowledgingClient } from './acknowledging-client.js';
import type { Chance } from './chance.js';
import type { People, Person } from './commission-people.js';

interface CaseRead {
  readonly state: string;
  readonly etag: string;
  readonly matter: Omit<Case, 'id'>;
}

interface ReportRead {
  readonly state: string;
  readonly etag: string;
}

const STAND_FOR = { draft: 'd', evidenceList: 'e', investigationReport: 'b' } as const;
const hash = (of: keyof typeof STAND_FOR): string => STAND_FOR[of].repeat(64);

/**
 * What one client does, again and again, until it is told to stop: it files a report, or takes one of its matters a step further in the name of
 * whom the tables call for, or leaves it alone, so that it lapses.
 */
export class Load {
  private readonly reports: string[] = [];
  private readonly cases: string[] = [];
  private stopped = false;

  constructor(
    private readonly client: AcknowledgingClient,
    private readonly people: People,
    private readonly monitor: Person,
    private readonly chance: Chance,
    /** Milliseconds by the one clock. */
    private readonly now: () => number,
  ) {}

  async run({ pauseMs, most }: { readonly pauseMs: number; readonly most: number }): Promise<void> {
    while (!this.stopped) {
      await this.once(most);
      if (!this.stopped) await delay(this.chance.between(0, pauseMs * 2));
    }
    this.client.close();
  }

  /** Begins nothing new, and asks a while longer for what is under way. */
  stop(): void {
    this.stopped = true;
    this.client.beImpatient();
  }

  private async once(most: number): Promise<void> {
    const mayFile = this.reports.length + this.cases.length < most;
    if (mayFile && (this.chance.isLucky(0.3) || this.cases.length === 0)) await this.file();
    if (this.reports.length > 0) await this.stepReport(this.chance.pick(this.reports));
    if (this.cases.length > 0) await this.stepCase(this.chance.pick(this.cases));
  }

  private async file(): Promise<void> {
    const filed = await this.client.post(this.monitor, '/api/v1/reports', { content: this.content() });
    if (filed !== undefined) this.reports.push(filed.id);
  }

  private content(): object {
    return {
      codes: [this.chance.pick(['K3', 'K3', 'K1'])],
      startsAt: new Date(this.now() - Math.floor(this.chance.between(600_000, 7_200_000))).toISOString(),
      timePrecision: 'minute',
      epistemicLevel: 'observed',
      place: { latitude: '48.05', longitude: '37.85', radiusMetres: 200, name: 'a house by the river' },
      details: { count: Math.ceil(this.chance.between(0, 9)), bearing: 90 },
      narrative: 'Three shells fell within a minute.',
      accused: 'bb',
      allegedBy: 'independent',
    };
  }

  private async stepReport(id: string): Promise<void> {
    const read = await this.client.get<ReportRead>(this.monitor, `/api/v1/reports/${id}`);
    if (read === undefined || this.chance.isLucky(0.15)) return; // left alone: it lapses
    const act = async (person: Person, command: string): ReturnType<AcknowledgingClient['post']> =>
      await this.client.post(person, `/api/v1/reports/${id}/${command}`, {}, read.etag);
    if (read.state === 'DRAFT') await act(this.monitor, 'submit-report');
    else if (read.state === 'SUBMITTED') await act(this.people.who('lead'), 'verify-report');
    else if (read.state === 'VERIFIED' || read.state === 'UNVERIFIED') {
      const admitted = await act(this.people.who('registrar'), 'admit-report');
      const born = admitted?.entries.find(({ stream }) => stream.startsWith('case/'));
      if (born !== undefined) this.cases.push(born.stream.slice('case/'.length));
    } else remove(this.reports, id);
  }

  private async stepCase(id: string): Promise<void> {
    const read = await this.client.get<CaseRead>(this.people.who('registrar'), `/api/v1/cases/${id}`);
    if (read === undefined || this.chance.isLucky(0.2)) return; // left alone: it lapses
    const act = async (name: string | Person, command: string, payload: object = {}): Promise<boolean> => {
      const person = typeof name === 'string' ? this.people.who(name) : name;
      const seen = await this.client.get<CaseRead>(this.people.who('registrar'), `/api/v1/cases/${id}`);
      if (seen?.state !== read.state) return false;
      return (await this.client.post(person, `/api/v1/cases/${id}/${command}`, payload, seen.etag)) !== undefined;
    };
    const step = steps[read.state];
    if (step === undefined) return remove(this.cases, id);
    await step(read.matter, act, (member) => this.people.whoIs(member), this.chance);
  }
}

type Act = (name: string | Person, command: string, payload?: object) => Promise<boolean>;
type Step = (matter: Omit<Case, 'id'>, act: Act, whoIs: (id: string) => Person, chance: Chance) => Promise<unknown>;

/** What is done in each state by whom the tables name. A state that is not here is left to its deadlines. */
const steps: Readonly<Record<string, Step>> = {
  REGISTERED: (_, act) => act('rapporteur', 'start-preliminary'),
  PRELIMINARY: () => Promise.resolve(),
  INVESTIGATION: ({ violations }, act) =>
    act('investigator', 'complete-investigation', {
      investigationReport: hash('investigationReport'),
      evidenceList: hash('evidenceList'),
      contraryEvidence: 'The other side denies it.',
      items: [{ evidence: 'e1', whole: true }],
      assessments: violations.map(({ key }) => ({ violation: key, verified: true })),
    }),
  PARTY_REPLY: async (_, act) => {
    for (const agent of ['agent-aa', 'agent-bb']) await act(agent, 'file-reply', { reply: 'We have read it.' });
    return await act('registrar', 'close-replies');
  },
  PANEL: async ({ judgment }, act, whoIs) => {
    for (const { member, status } of judgment.panel.seats)
      if (status === 'awaitsDeclaration') await act(whoIs(member), 'declare-interests', { disclosed: [] });
    return await act('chair', 'constitute-panel');
  },
  DELIBERATION: ({ violations }, act) => {
    const key = violations[0]?.key ?? '';
    return act('rapporteur', 'fix-draft', { draft: hash('draft'), evidenceList: hash('evidenceList'), questions: questionsOn(key) });
  },
  VOTING: async ({ judgment }, act, whoIs, chance) => {
    const { draft, call, panel } = judgment;
    const choices = {
      votes: (draft?.questions ?? []).map(({ key }) => ({ question: key, vote: chance.isLucky(0.9) ? 'yes' : 'no' })),
    };
    for (const { member, status } of panel.seats) {
      if (status !== 'declared') continue;
      await act(whoIs(member), 'cast-ballot', {
        call: call?.number ?? 1,
        draft: hash('draft'),
        evidenceList: hash('evidenceList'),
        choices,
      });
    }
    return await act('chair', 'close-ballot');
  },
  RULED: async ({ judgment: _ }, act) => {
    await act('registrar', 'serve-ruling', { served: [{ party: 'bb', language: 'ru' }] });
    return await act('publisher', 'publish-ruling');
  },
  FINAL: (_, act) => act('registrar', 'open-remedies'),
  REMEDY: (_, act) => act('agent-bb', 'claim-compliance', { about: 'm1', statement: 'Done.' }),
};

function questionsOn(violation: string): object[] {
  const question = (kind: string, more: object = {}): object => ({
    key: kind,
    kind,
    violation,
    standard: 4,
    relies: ['e1'],
    disclosed: ['e1'],
    contraryConsidered: 'The other side denies it.',
    reasons: 'Two craters, one bearing.',
    ...more,
  });
  return [
    question('happened'),
    question('breach'),
    question('attributed', { party: 'bb', level: 'state', bases: ['A4'], indicators: ['TRACK'] }),
    question('remedy', { remedy: { code: 'R2', addressee: 'bb', proof: 'monitor-verification', proportionality: 'Mild.' } }),
  ];
}

function remove(list: string[], item: string): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}
