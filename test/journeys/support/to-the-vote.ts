import type { Case } from '@tregua/casework';
import { openCase, type Somebody, type World } from './world.js';

const HOUR = 3_600_000;
const hash = (letter: string): string => letter.repeat(64);
const DRAFT = { draft: hash('d'), evidenceList: hash('e') };

/** A case that waits for its ballots, with those who cast them. */
export interface CaseAtVote {
  readonly id: string;
  readonly panel: readonly Somebody[];
  /** One member says yes to everything. */
  votes(member: Somebody): Promise<void>;
}

/** Takes a fresh case to VOTING by the shortest road, each step by whom the tables name. */
export async function bringToTheVote(world: World): Promise<CaseAtVote> {
  const { case: id } = await openCase(world);
  const does = async (name: string, command: string, payload: object = {}): Promise<void> =>
    void (await world.who(name).does('cases', id, command, payload));
  const matter = async (): Promise<Omit<Case, 'id'>> =>
    (await world.who('registrar').get(`/api/v1/cases/${id}`)).json<{ matter: Omit<Case, 'id'> }>().matter;

  await does('rapporteur', 'start-preliminary');
  await world.pass(72 * HOUR + 60_000);
  const violation = (await matter()).violations[0]?.key ?? '';
  await does('investigator', 'complete-investigation', {
    investigationReport: hash('b'),
    evidenceList: hash('c'),
    contraryEvidence: 'The other side denies it.',
    items: [{ evidence: 'e1', whole: true }],
    assessments: [{ violation, verified: true }],
  });
  for (const agent of ['agent-aa', 'agent-bb']) await does(agent, 'file-reply', { reply: 'We have read it.' });
  await does('registrar', 'close-replies');
  const panel = (await matter()).judgment.panel.seats.map(({ member }) => world.whoIs(member));
  for (const member of panel) await member.does('cases', id, 'declare-interests', { disclosed: [] });
  await does('chair', 'constitute-panel');
  await does('rapporteur', 'fix-draft', { ...DRAFT, questions: ['happened', 'breach'].map((kind) => questionOn(kind, violation)) });
  const votes = ['happened', 'breach'].map((question) => ({ question, vote: 'yes' }));
  return {
    id,
    panel,
    votes: async (member) => void (await member.does('cases', id, 'cast-ballot', { call: 1, ...DRAFT, choices: { votes } })),
  };
}

function questionOn(kind: string, violation: string): object {
  return {
    key: kind,
    kind,
    violation,
    standard: 4,
    relies: ['e1'],
    disclosed: ['e1'],
    contraryConsidered: 'The other side denies it.',
    reasons: 'Two craters, one bearing.',
  };
}
