import type { Actor } from '@tregua/casework';
import type { Docket } from '@tregua/docket';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import {
  agentOfA,
  agentOfB,
  cell,
  docketOn,
  entered,
  monitor,
  openedCase,
  rapporteur,
  registrar,
  seatCommission,
  shelling,
  teamLead,
} from '../../../../test/support/commission.js';
import { NoticesWriter } from './notices.js';

let database: TestDatabase;
let docket: Docket;
let notices: NoticesWriter;

beforeAll(async () => {
  database = await createTestDatabase();
  docket = docketOn(database);
  notices = new NoticesWriter(database.dataSource);
  await seatCommission(database);
  for (const [person, extra] of [
    [monitor, { team: 'alpha' }],
    [teamLead, { team: 'alpha' }],
    [registrar, {}],
    [rapporteur, {}],
    [cell, {}],
    [agentOfA, { party: 'aa' }],
  ] as const) {
    const { team = null, party = null } = extra as { team?: string; party?: string };
    await database.ask(
      `insert into tregua.people (id, sign_in_name, roles, team, party, created_at, changed_at) values ($1, $2, $3, $4, $5, now(), now())`,
      [person.id, `person-${person.id.slice(-6)}`, [person.role], team, party],
    );
  }
});
afterAll(() => database.drop());

interface Row {
  readonly type: string;
  readonly audience: string;
  readonly recipient: string;
  readonly channel: string;
  readonly kind: string;
  readonly reason: string;
}
const noticesOf = (stream: string): Promise<Row[]> =>
  database.ask<Row>(
    `select type, audience, recipient, channel, kind, reason from tregua.notices where effect_key like $1 || ':%' order by ordinal`,
    [stream],
  );
const openEffects = (): Promise<{ effect_key: string; seq: number }[]> =>
  database.ask(`select effect_key, seq from tregua.outbox where done_at is null order by stream, seq, effect_key`);
const decideAll = async (): Promise<void> => {
  for (const { effect_key: key } of await openEffects()) await notices.decide(key);
};

describe('deciding effects of the outbox', () => {
  it('writes who is told why, and closes the effect, once however often it is asked', async () => {
    const id = await openedCase(docket);
    const key = `case/${id}:1:parties`;
    const [one, two, three] = await Promise.all([notices.decide(key), notices.decide(key), notices.decide(key)]);
    expect([one, two, three].map(({ effects }) => effects).sort()).toEqual([0, 0, 2]);
    expect(await notices.decide(key)).toEqual({ effects: 0, deliver: [] });
    expect(await noticesOf(`case/${id}`)).toEqual([
      { type: 'CaseOpened', audience: 'cell', recipient: cell.id, channel: 'app', kind: 'information', reason: 'coordinationCell' },
      { type: 'CaseOpened', audience: 'parties', recipient: agentOfA.id, channel: 'app', kind: 'service', reason: 'partyServed' },
      { type: 'CaseOpened', audience: 'parties', recipient: registrar.id, channel: 'app', kind: 'duty', reason: 'partyHasNoAgent' },
    ]);
  });

  it('proves where what was served lies, and that nobody speaks for a party', async () => {
    const id = await openedCase(docket);
    await decideAll();
    const proofs = await database.ask(
      `select party, seq, how, agent, notice_id is not null as has_notice from tregua.service_proofs where case_id = $1 order by party`,
      [id],
    );
    expect(proofs).toEqual([
      { party: 'aa', seq: 1, how: 'laid', agent: agentOfA.id, has_notice: true },
      { party: 'bb', seq: 1, how: 'unspoken', agent: null, has_notice: false },
    ]);
    expect(agentOfB.party).toBe('bb');
  });

  it('tells a stream in its order, whichever of its effects comes first', async () => {
    await decideAll();
    const id = await openedCase(docket);
    entered(await docket.enter({ process: 'case', stream: id, command: 'StartPreliminary', payload: {}, actor: rapporteur }));
    const last = (await openEffects()).filter(({ effect_key: key }) => key.startsWith(`case/${id}`)).at(-1);
    expect(last?.seq).toBe(2);
    expect((await notices.decide(last?.effect_key ?? '')).effects).toBe(5);
    const types = (await noticesOf(`case/${id}`)).map(({ type }) => type);
    expect(types).toEqual([...types].sort((one, other) => (one === other ? 0 : one === 'CaseOpened' ? -1 : 1)));
    expect(new Set(types)).toEqual(new Set(['CaseOpened', 'PreliminaryStarted']));
  });

  it('asks who sat then, though others sit now', async () => {
    const id = await openedCase(docket);
    entered(await docket.enter({ process: 'case', stream: id, command: 'StartPreliminary', payload: {}, actor: rapporteur }));
    const [bench] = await database.ask<{ members: string[] }>(
      `select array(select jsonb_array_elements(snapshot->'judgment'->'dutyBench')->>'member') as members from tregua.cases where id = $1`,
      [id],
    );
    const [one] = bench?.members ?? [];
    // Stands aside after the entry and before its notice: blind from then on.
    await database.ask(`insert into tregua.recusals (person, case_id, reason, since) values ($1, $2, 'recused', now())`, [one, id]);
    await decideAll();
    const told = (await noticesOf(`case/${id}`)).filter(({ type, reason }) => type === 'PreliminaryStarted' && reason === 'seatedOnBench');
    expect(told.map(({ recipient }) => recipient).sort()).toEqual((bench?.members ?? []).filter((member) => member !== one).sort());
  });

  it('tells a bench of a motion that waits for its signatures, once, and nobody outside it', async () => {
    const id = await openedCase(docket);
    entered(await docket.enter({ process: 'case', stream: id, command: 'StartPreliminary', payload: {}, actor: rapporteur }));
    await decideAll();
    const bench = await database.ask<{ member: string; constituency: string }>(
      `select s->>'member' as member, s->>'constituency' as constituency
         from tregua.cases, jsonb_array_elements(snapshot->'judgment'->'dutyBench') s where id = $1`,
      [id],
    );
    const actors = bench.map(({ member, constituency }) => ({ id: member, role: 'member' as const, constituency }));
    const [first, second, third] = actors as [Actor, Actor, Actor];
    const payload = { ground: 'outside-area', reasons: 'It lies outside the area of the agreement.' };
    const motion = entered(await docket.propose({ process: 'case', stream: id, command: 'RejectCase', payload, actor: first }));
    entered(await docket.sign({ motion: motion.id, position: 'abstain', actor: third }));
    await decideAll();
    expect((await noticesOf(motion.stream)).map(({ type, recipient, kind, reason }) => [type, recipient, kind, reason]).sort()).toEqual(
      [second, third].map((member) => ['MotionMade', member.id, 'duty', 'motionAwaitsYou']).sort(),
    );
    const [shown] = await database.ask<{ cases: string[] }>(
      `select array_agg(distinct case_id) as cases from tregua.notices where effect_key like 'motion/%'`,
    );
    expect(shown?.cases).toEqual([id]);
    expect(await database.ask(`select 1 from tregua.service_proofs where case_id = $1 and seq > 2`, [id])).toEqual([]);
  });

  it('tells of reports: their author, lead and registry, and nobody else', async () => {
    const filed = entered(
      await docket.enter({ process: 'report', command: 'CreateReport', payload: { content: shelling() }, actor: monitor }),
    );
    entered(await docket.enter({ process: 'report', stream: filed.id, command: 'SubmitReport', payload: {}, actor: monitor }));
    entered(await docket.enter({ process: 'report', stream: filed.id, command: 'VerifyReport', payload: {}, actor: teamLead }));
    await decideAll();
    expect((await noticesOf(`report/${filed.id}`)).map(({ type, recipient, kind }) => [type, recipient, kind])).toEqual([
      ['ReportSubmitted', teamLead.id, 'duty'],
      ['ReportVerified', monitor.id, 'information'],
      ['ReportVerified', registrar.id, 'duty'],
    ]);
  });
});
