import type {
  Actor,
  Deadline,
  Guard,
  Json,
  JsonObject,
  OpenedBallot,
  Process,
  RosterSeat,
  Rule,
  Rulebook,
  Signature,
  Situation,
  Subject,
} from '@tregua/casework';
import { History } from './history.js';

/**
 * A law of eleven rows, small enough to be seen whole, with all that a verifier must understand: rights, guards, draws, motions, ballots, tallies,
 * deadlines that are missed, and consequences in another stream. The Commission's own law is tested with its own histories.
 */
export interface SmallCase extends Subject {
  readonly panel: readonly { readonly member: string; readonly constituency: string }[];
  readonly barred: readonly string[];
  readonly call: number;
  readonly votes: JsonObject;
  readonly from: string | null;
}

type Of = Situation<SmallCase>;
const HOUR = 3_600_000;

const textIn = (object: JsonObject, key: string): string => {
  const value = object[key];
  return typeof value === 'string' ? value : '';
};

const opened = ({ facts }: Of): readonly OpenedBallot[] => (facts['ballots'] ?? []) as unknown as readonly OpenedBallot[];
const seated = ({ subject, actor }: Of): boolean => subject.panel.some(({ member }) => member === actor.id);

function tallied(of: Of): JsonObject {
  const counted = opened(of).filter(({ member }) => !of.subject.barred.includes(member));
  const votes = counted.map(({ choices }) => choices['breach']);
  return { yes: votes.filter((vote) => vote === 'yes').length, no: votes.filter((vote) => vote === 'no').length, cast: counted.length };
}

/** Three seats by lot: the lot says where in the roster to begin. */
function drawn({ facts }: Of): Json[] {
  const roster = (facts['roster'] ?? []) as unknown as readonly RosterSeat[];
  const begin = Number.parseInt(textIn(facts, 'lot').slice(0, 6), 16) % Math.max(1, roster.length);
  return [0, 1, 2].flatMap((step) => {
    const seat = roster[(begin + step) % roster.length];
    return seat === undefined ? [] : [{ member: seat.id, constituency: seat.constituency }];
  });
}

const guards: { readonly [name: string]: Guard<SmallCase> } = {
  rosterIsLargeEnough: {
    asks: 'facts',
    says: 'Three can be drawn.',
    holds: ({ facts }) => ((facts['roster'] ?? []) as Json[]).length >= 3,
  },
  majorityHasSigned: {
    asks: 'facts',
    says: 'Two of the panel have signed.',
    holds: ({ subject, facts }) => {
      const signed = (facts['signatures'] ?? []) as unknown as readonly Signature[];
      return (
        signed.filter(({ member, position }) => position === 'for' && subject.panel.some((seat) => seat.member === member)).length >= 2
      );
    },
  },
  memberIsSeated: { asks: 'subject', says: 'The member sits in the panel.', holds: seated },
  memberIsNotBarred: {
    asks: 'subject',
    says: 'The member is not barred.',
    holds: ({ subject, actor }) => !subject.barred.includes(actor.id),
  },
  panelIsQuorate: { asks: 'facts', says: 'Two have voted.', holds: (of) => (tallied(of)['cast'] as number) >= 2 },
  panelIsNotQuorate: { asks: 'facts', says: 'Fewer than two have voted.', holds: (of) => (tallied(of)['cast'] as number) < 2 },
  aboutIsSeated: {
    asks: 'payload',
    says: 'One of the panel is named.',
    holds: ({ subject, payload }) => subject.panel.some(({ member }) => member === payload['about']),
  },
  reasonIsGiven: { asks: 'payload', says: 'A reason is given.', holds: ({ payload }) => payload['reason'] !== undefined },
};

const born = (id: string, at: number, rulebook: string, from: string | null): SmallCase => ({
  id,
  state: 'OPEN',
  severity: 3,
  rulebook,
  processVersion: 1,
  enteredAt: at,
  deadlines: {},
  panel: [],
  barred: [],
  call: 0,
  votes: {},
  from,
});

const apply =
  (fold: (before: SmallCase, payload: JsonObject, outcome: JsonObject) => SmallCase): Rule<SmallCase>['apply'] =>
  (before, { data }) => {
    if (before === undefined) throw new Error('There is no case yet.');
    return fold(before, data.payload, data.outcome);
  };

const rules: { readonly [command: string]: Rule<SmallCase> } = {
  OpenCase: {
    apply: (_, { at, rulebook, data }) =>
      born(textIn(data.facts, 'stream'), at, rulebook, (data.payload['from'] as string | undefined) ?? null),
  },
  DrawPanel: {
    outcome: (of) => ({ panel: drawn(of) }),
    apply: apply((before, _, outcome) => ({ ...before, panel: outcome['panel'] as unknown as SmallCase['panel'] })),
  },
  OpenVote: { apply: apply((before) => ({ ...before, call: before.call + 1 })) },
  RecuseMember: { apply: apply((before, payload) => ({ ...before, barred: [...before.barred, textIn(payload, 'about')] })) },
  CloseVote: { outcome: tallied, apply: apply((before, _, outcome) => ({ ...before, votes: outcome })) },
  LapseVote: { outcome: tallied, apply: apply((before, _, outcome) => ({ ...before, votes: outcome })) },
  ReferOn: {
    followUps: (before, { data }) => [
      {
        process: 'case',
        stream: textIn(data.facts, 'freshId'),
        birth: true,
        command: { name: 'OpenCase', payload: { from: before?.id ?? '' } },
      },
    ],
  },
};

const row = (from: readonly string[] | null, to: string, by: string, records: string, more: object = {}): object => ({
  from,
  to,
  by: [by],
  when: [],
  records,
  stops: [],
  starts: [],
  tells: [],
  ...more,
});

export const smallProcess = {
  name: 'case',
  version: 1,
  states: ['OPEN', 'PANEL', 'VOTING', 'RULED', 'CLOSED', 'UNRESOLVED'],
  ends: ['CLOSED', 'UNRESOLVED'],
  road: ['OPEN', 'PANEL', 'VOTING', 'RULED', 'CLOSED'],
  owners: { OPEN: 'registrar', PANEL: 'chair', VOTING: 'chair', RULED: 'registrar' },
  ownDeadline: { OPEN: ['draw'], PANEL: ['panel'], VOTING: ['vote'], RULED: ['closing'] },
  outlives: [],
  rows: {
    OpenCase: row(null, 'OPEN', 'opener', 'CaseOpened', { starts: ['draw'] }),
    DrawPanel: row(['OPEN'], 'PANEL', 'registrar', 'PanelDrawn', {
      when: ['rosterIsLargeEnough'],
      starts: ['panel'],
      needs: ['lot', 'roster'],
    }),
    RecuseMember: row(['PANEL', 'VOTING'], 'same', 'chair', 'MemberRecused', { when: ['aboutIsSeated'] }),
    OpenVote: row(['PANEL'], 'VOTING', 'bench', 'VoteOpened', { when: ['majorityHasSigned'], starts: ['vote'], needs: ['signatures'] }),
    CastBallot: row(['VOTING'], 'same', 'member', 'BallotCast', { when: ['memberIsSeated', 'memberIsNotBarred'], apart: 'ballot' }),
    CloseVote: row(['VOTING'], 'RULED', 'chair', 'VoteClosed', { when: ['panelIsQuorate'], starts: ['closing'], needs: ['ballots'] }),
    LapseVote: row(['VOTING'], 'RULED', 'system', 'VoteLapsed', {
      when: ['panelIsQuorate'],
      starts: ['closing'],
      lapses: 'vote',
      needs: ['ballots'],
    }),
    LapseVoteInquorate: row(['VOTING'], 'UNRESOLVED', 'system', 'VoteFailed', {
      when: ['panelIsNotQuorate'],
      lapses: 'vote',
      needs: ['ballots'],
    }),
    LapseWaiting: row(['OPEN'], 'UNRESOLVED', 'system', 'WaitingLapsed', { lapses: 'draw' }),
    LapsePanel: row(['PANEL'], 'UNRESOLVED', 'system', 'PanelLapsed', { lapses: 'panel' }),
    LapseClosing: row(['RULED'], 'CLOSED', 'system', 'ClosingLapsed', { lapses: 'closing' }),
    ReferOn: row(['RULED'], 'same', 'registrar', 'ReferredOn', { needs: ['freshId'] }),
    CloseCase: row(['RULED'], 'CLOSED', 'registrar', 'CaseClosed', { when: ['reasonIsGiven'] }),
  },
  guards,
  rules,
  fields: {
    OpenCase: { from: { kind: 'id', optional: true } },
    RecuseMember: { about: { kind: 'id' } },
    CastBallot: { choices: { kind: 'secret', of: { breach: { kind: 'code', of: ['yes', 'no', 'abstain'] } } } },
    CloseCase: { reason: { kind: 'text', max: 1_000, optional: true } },
  },
  holds: (right: string, of: Of): boolean => {
    if (right === 'opener') return of.actor.role === 'registrar' || of.actor.role === 'system';
    if (right === 'bench') return of.actor.role === 'member' && seated(of);
    return of.actor.role === right;
  },
  due: (kind: string, after: SmallCase, { at }: { at: number }): Deadline[] => [
    { key: kind, kind, startedAt: at, dueAt: at + 48 * HOUR, term: kind },
  ],
  settle: (_: SmallCase | undefined, after: SmallCase) => after,
} as unknown as Process<Subject>;

export const smallRulebook = { id: 'small-1', processVersion: 1, title: 'A small rulebook for tests', lists: {} } as unknown as Rulebook;

/** What the verifier brings along in these tests. */
export const smallLaw = {
  processOf: () => smallProcess,
  rulebookOf: (id: string) => (id === smallRulebook.id ? smallRulebook : undefined),
  summaryOf: (_: string, { id, state }: Subject) => ({ id, state }),
  openCallOf: (subject: Subject) => (subject.state === 'VOTING' ? (subject as SmallCase).call : undefined),
};

export const people: { readonly [name: string]: Actor } = {
  registrar: { id: '00000000-0000-7000-8000-00000000000a', role: 'registrar' },
  chair: { id: '00000000-0000-7000-8000-00000000000b', role: 'chair' },
  monitor: { id: '00000000-0000-7000-8000-00000000000c', role: 'monitor' },
};

export const roster: readonly Actor[] = ['north', 'south', 'east', 'west', 'north'].map((constituency, index) => ({
  id: `00000000-0000-7000-8000-00000000001${index}`,
  role: 'member',
  constituency,
}));

export interface SmallHistory {
  readonly history: History;
  /** Stream of the case. */
  readonly of: string;
  readonly panel: readonly Actor[];
  readonly ballots: string;
}

/** One case from its opening to its end: a draw, a recusal, a motion, three ballots, a tally, a case that follows, and closure. Each seed gives other ids, lots and salts. */
export function smallHistory(seed = 0): SmallHistory {
  const law = { processOf: () => smallProcess, rulebook: smallRulebook };
  const facts = (): Json =>
    roster.map(({ id, constituency }) => ({
      id,
      role: 'member',
      constituency: constituency ?? '',
      interests: [],
      bars: [],
      available: true,
    }));
  const history = new History(law, facts, smallLaw.openCallOf, seed);
  const of = `case/${history.id()}`;
  const { registrar, chair } = people as { registrar: Actor; chair: Actor };
  history.enter(of, 'OpenCase', {}, registrar);
  history.pass(1);
  history.enter(of, 'DrawPanel', {}, registrar);
  history.pass(2);
  const panel = (history.subjects.get(of) as SmallCase).panel.map(({ member }) => roster.find(({ id }) => id === member) as Actor);
  history.move(of, 'OpenVote', {}, panel.slice(0, 2));
  for (const [index, breach] of (['yes', 'no', 'yes'] as const).entries()) {
    history.pass(1);
    history.enter(of, 'CastBallot', { choices: { breach } }, panel[index] as Actor);
  }
  history.pass(1);
  history.enter(of, 'CloseVote', {}, chair);
  history.pass(1);
  history.enter(of, 'ReferOn', {}, registrar);
  history.pass(1);
  history.enter(of, 'CloseCase', { reason: 'All has been done.' }, registrar);
  history.pass(1);
  return { history, of, panel, ballots: `ballot/${of.slice('case/'.length)}/1` };
}
