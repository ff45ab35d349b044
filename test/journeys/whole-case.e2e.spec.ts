import { createHash } from 'node:crypto';
import type { Case } from '@tregua/casework';
import { commissionLaw } from '../../apps/verifier/src/commission-law.js';
import { verifyLines } from '../../apps/verifier/src/verify.js';
import { openCase, startWorld, type World } from './support/world.js';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const linesOf = (text: string): Uint8Array[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => Buffer.from(line));

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const hash = (letter: string): string => letter.repeat(64);

interface CaseAnswer {
  readonly state: string;
  readonly etag: string;
  readonly matter: Omit<Case, 'id'>;
  readonly actions: readonly { name: string; blocked: readonly { code: string }[] }[];
  readonly deadlines: readonly { kind: string; dueAt: string | null }[];
}

const question = (kind: string, violation: string, more: object = {}): object => ({
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

describe('a whole case over HTTP, from a report to its closure', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  it('is ruled, served, published, complied with and closed, each step by the person whom the tables name', async () => {
    const { who } = world;
    const { case: id } = await openCase(world);
    const read = async (name = 'registrar'): Promise<CaseAnswer> => (await who(name).get(`/api/v1/cases/${id}`)).json<CaseAnswer>();
    const states: string[] = [(await read()).state];
    const does = async (name: string, command: string, payload: object = {}): Promise<void> => {
      await who(name).does('cases', id, command, payload);
      const { state } = await read();
      if (states.at(-1) !== state) states.push(state);
    };

    await does('rapporteur', 'start-preliminary');
    await world.pass(72 * HOUR + 60_000);
    const violation = (await read()).matter.violations[0]?.key ?? '';
    await does('investigator', 'complete-investigation', {
      investigationReport: hash('b'),
      evidenceList: hash('c'),
      contraryEvidence: 'The other side denies it.',
      items: [{ evidence: 'e1', whole: true }],
      assessments: [{ violation, verified: true }],
    });
    for (const agent of ['agent-aa', 'agent-bb']) await does(agent, 'file-reply', { reply: 'We have read it.' });
    await does('registrar', 'close-replies');

    const panel = (await read()).matter.judgment.panel.seats.map(({ member }) => world.whoIs(member));
    expect(panel).toHaveLength(5);
    for (const member of panel) await member.does('cases', id, 'declare-interests', { disclosed: [] });
    await does('chair', 'constitute-panel');
    await does('rapporteur', 'fix-draft', {
      draft: hash('d'),
      evidenceList: hash('e'),
      questions: [
        question('happened', violation),
        question('breach', violation),
        question('attributed', violation, { party: 'bb', level: 'state', bases: ['A4'], indicators: ['TRACK'] }),
        question('remedy', violation, { remedy: { code: 'R2', addressee: 'bb', proof: 'monitor-verification', proportionality: 'Mild.' } }),
      ],
    });

    const before = (await read()).etag;
    for (const [index, member] of panel.entries()) {
      const vote = index === 0 ? 'no' : 'yes';
      const votes = ['happened', 'breach', 'attributed', 'remedy'].map((key) => ({
        question: key,
        vote: key === 'attributed' ? vote : 'yes',
      }));
      await member.does('cases', id, 'cast-ballot', { call: 1, draft: hash('d'), evidenceList: hash('e'), choices: { votes } });
    }
    expect((await read()).etag).toBe(before);
    await does('chair', 'close-ballot');
    await does('registrar', 'serve-ruling', { served: [{ party: 'bb', language: 'ru' }] });
    await world.pass(25 * HOUR);
    await does('publisher', 'publish-ruling');
    await world.pass(7 * DAY);
    await does('registrar', 'open-remedies');
    await does('agent-bb', 'claim-compliance', { about: 'm1', statement: 'Done.' });
    const { report } = await openCase(world);
    await does('registrar', 'confirm-compliance', { about: 'm1', report });
    await does('registrar', 'close-case');

    expect(states).toEqual(['REGISTERED', 'PRELIMINARY', 'PARTY_REPLY', 'PANEL', 'DELIBERATION', 'VOTING', 'RULED', 'REMEDY', 'CLOSED']);
    const verified = (await who('auditor').get(`/api/v1/cases/${id}/verification`)).json<{ verifiedTo: number; findings: object[] }>();
    expect(verified.findings).toEqual([]);

    // The auditor takes it home: the law, replayed offline from the export alone, comes to the same.
    const exported = (await who('auditor').get(`/api/v1/cases/${id}/export`)).body;
    const verification = verifyLines(linesOf(exported), { digest: sha256, law: commissionLaw, heads: [] });
    expect(verification.findings).toEqual([]);
    const forged = exported.replace('"vote":"no"', '"vote":"yes"');
    expect(forged).not.toBe(exported);
    expect(verifyLines(linesOf(forged), { digest: sha256, law: commissionLaw, heads: [] }).findings).not.toEqual([]);
  });
});
