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
  let id: string;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  it('is ruled, served, published, complied with and closed, each step by the person whom the tables name', async () => {
    const { who } = world;
    ({ case: id } = await openCase(world));
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

  it('shows who voted how to the Commission and the auditor, and numbers to parties, the cell and everybody else', async () => {
    const { who } = world;
    const full = (await who('auditor').get(`/api/v1/cases/${id}`)).json<CaseAnswer>().matter.judgment;
    const votes = full.rulings[0]?.votes ?? {};
    expect(Object.keys(votes)).toHaveLength(5);
    expect(full.voters.map(({ member }) => member).sort()).toEqual(Object.keys(votes).sort());

    // A published case that the chair makes public, so that whoever signs in reads the whole of it: the most that a party could ever see.
    const opened = await who('chair').put(`/api/v1/cases/${id}/secrecy`, { level: 'PUBLIC', compartment: null, reason: 'It is over.' });
    expect(opened.statusCode).toBe(200);
    const readers = ['agent-aa', 'agent-bb', 'cell', 'citizen', 'monitor', 'state-officer'];
    for (const name of readers) {
      const read = await who(name).get(`/api/v1/cases/${id}`);
      const { judgment } = read.json<CaseAnswer>().matter;
      expect([judgment.rulings[0]?.votes, judgment.rulings[0]?.voterConstituencies]).toEqual([{}, {}]);
      expect(judgment.rulings[0]?.tallies[0]).toMatchObject({ yes: 5, no: 0, abstain: 0 });
      const history = await who(name).get(`/api/v1/cases/${id}/history`);
      expect(history.json<{ items: object[] }>().items.length).toBeGreaterThan(10);
      expect(history.json<{ items: { type: string; withheld: string[] }[] }>().items).toContainEqual(
        expect.objectContaining({ type: 'BallotClosed', withheld: expect.arrayContaining(['/data/facts']) }),
      );
      expect((await who(name).get(`/api/v1/cases/${id}/export`)).statusCode).toBe(404);
      expect((await who(name).get(`/api/v1/cases/${id}/motions`)).json()).toEqual([]);
      for (const text of [read.body, history.body]) {
        expect(text).not.toMatch(/"vote":|"choices":|"salt":"[0-9a-f]{64}","commitment"|"position":/);
        expect(byNameIn(JSON.parse(text), Object.keys(votes))).toEqual([]);
      }
    }
    const stranger = await world.app.inject({ url: `/cases/${id}` });
    expect(stranger.statusCode).toBe(200);
    for (const member of Object.keys(votes)) expect(stranger.body).not.toContain(member);
    expect((await who('auditor').get(`/api/v1/cases/${id}/history`)).body).toContain('"vote":"no"');
  });

  it('gives every instant at the border as ISO 8601, and leaves durations numbers', async () => {
    const { matter } = (await world.who('auditor').get(`/api/v1/cases/${id}`)).json<{ matter: object }>();
    expect(instantsAsNumbers(matter)).toEqual([]);
    expect(matter).toMatchObject({ openedAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/), counts: { stayedMs: 0 } });
    expect((matter as { servedWithFile: object }).servedWithFile).toMatchObject({ aa: expect.stringMatching(/Z$/) });
  });

  it('lets anybody read the operative part once it is published, without signing in, and nothing else of the case', async () => {
    const list = (await world.app.inject({ url: '/api/v1/rulings' })).json<{ items: { caseReference: string; operative: object }[] }>();
    const reference = list.items[0]?.caseReference ?? '';
    expect(list.items).toHaveLength(1);
    const one = await world.app.inject({ url: `/api/v1/rulings/${reference}` });
    expect(one.json<object[]>()).toEqual(list.items);
    expect(list.items[0]).toMatchObject({
      number: 1,
      status: 'standing',
      contested: false,
      operative: {
        outcomes: [{ code: 'VIOLATION_ATTRIBUTED', parties: ['bb'] }],
        violations: [{ code: 'K3' }],
        remedies: [{ id: 'm1', code: 'R2', addressee: 'bb' }],
      },
    });
    expect(one.body).not.toMatch(/votes|voter|relies|contrary|sealed|[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(instantsAsNumbers(one.json())).toEqual([]);
    for (const name of [undefined, 'administrator', 'agent-zz']) {
      const headers = name === undefined ? {} : world.who(name).headers;
      expect((await world.app.inject({ url: `/api/v1/rulings/${reference}`, headers })).statusCode).toBe(200);
    }
    for (const unknown of ['TR-0000-0000', 'nothing', id])
      expect((await world.app.inject({ url: `/api/v1/rulings/${unknown}` })).statusCode).toBe(404);
    await expect(world.database.dataSource.query('update tregua.published_rulings set number = 7')).rejects.toThrow();
    await expect(world.database.ask('delete from tregua.published_rulings')).rejects.toThrow('insert-only');
  });
});

/** Pointers at which a voter's id stands beside anything that could be a choice: seats and bars name members too, and may. */
function byNameIn(value: unknown, members: readonly string[], pointer = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const here = `${pointer}/${name}`;
    const tells = members.includes(name) || (/votes|voter|inFavour|ballots|signatures/.test(pointer) && members.includes(String(inner)));
    return [...(tells ? [here] : []), ...byNameIn(inner, members, here)];
  });
}

/** Pointers of numbers that can only be milliseconds since 1970. */
function instantsAsNumbers(value: unknown, pointer = ''): string[] {
  if (typeof value === 'number') return value > 100_000_000_000 ? [pointer] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => instantsAsNumbers(inner, `${pointer}/${name}`));
}
