import { NoticesWriter } from '@tregua/store';
import { openCase, startWorld, type Somebody, type World } from './support/world.js';

const DAY_MS = 86_400_000;

/** What the office does about a case beside the law. */
describe('the office', () => {
  let world: World;
  let id: string;
  beforeAll(async () => {
    world = await startWorld({ requestsPerMinute: 100_000 });
    ({ case: id } = await openCase(world));
  });
  afterAll(() => world.close());

  const assign = async (by: string, person: string | null, insteadOf: string | null, of = id): Promise<unknown[]> => {
    const answer = await world.who(by).put(`/api/v1/cases/${of}/assignee`, {
      person: person === null ? null : world.who(person).id,
      insteadOf: insteadOf === null ? null : world.who(insteadOf).id,
    });
    const { entry, errors } = answer.json<{ entry?: { seq: number } | null; errors?: { code: string }[] }>();
    return [answer.statusCode, ...(errors?.map(({ code }) => code) ?? [entry === null ? null : entry?.seq])];
  };
  const assigneeFor = async (somebody: Somebody): Promise<string | undefined> =>
    (await somebody.get(`/api/v1/cases/${id}`)).json<{ assignee?: string }>().assignee;
  const found = async (by: string, assignee: string): Promise<string[]> =>
    (await world.who(by).get(`/api/v1/cases?assignee=${assignee}`)).json<{ items: { id: string }[] }>().items.map((item) => item.id);
  /** What the notices of a person say, once everything that waits is decided. */
  const told = async (name: string): Promise<string[]> => {
    const writer = new NoticesWriter(world.database.dataSource);
    const open = await world.database.ask<{ effect_key: string }>(
      'select effect_key from tregua.outbox where done_at is null order by created_at',
    );
    for (const { effect_key: key } of open) await writer.decide(key);
    const { items } = (await world.who(name).get('/api/v1/notices')).json<{ items: { type: string; reason: string }[] }>();
    return items.filter(({ type }) => /^(CaseAssigned|CaseFreed|MoreTimeAsked)$/.test(type)).map(({ type, reason }) => `${type} ${reason}`);
  };

  it('knows who is of the Commission, and tells it to nobody else', async () => {
    const colleaguesOf = async (name: string) =>
      (await world.who(name).get('/api/v1/colleagues')).json<{ assigns: string; items: { id: string; roles: string[] }[] }>();
    const { items: colleagues, assigns } = await colleaguesOf('adviser');
    expect([assigns, (await colleaguesOf('chair')).assigns, (await colleaguesOf('auditor')).assigns]).toEqual([
      'oneself',
      'anybody',
      'nobody',
    ]);
    const names = colleagues.map(({ id: of }) => world.whoIs(of).name);
    expect(names).toEqual(expect.arrayContaining(['registrar', 'rapporteur', 'chair', 'member-1']));
    for (const outside of ['monitor', 'lead', 'agent-aa', 'cell', 'administrator', 'citizen', 'auditor'])
      expect(names).not.toContain(outside);
    expect(colleagues.find(({ id: of }) => of === world.who('custodian').id)).toMatchObject({ roles: ['custodian'], available: true });
    for (const outside of ['monitor', 'agent-aa', 'cell', 'citizen'])
      expect((await world.who(outside).get('/api/v1/colleagues')).statusCode).toBe(403);
  });

  it('lets somebody take up a case that lies with nobody and give it back, and no more', async () => {
    expect(await found('rapporteur', 'nobody')).toEqual([id]);
    expect(await assign('rapporteur', 'rapporteur', null)).toEqual([200, 1]);
    expect(await assign('rapporteur', 'rapporteur', null)).toEqual([200, null]);
    expect([await found('rapporteur', 'me'), await found('rapporteur', 'nobody')]).toEqual([[id], []]);
    expect(await assign('investigator', 'investigator', 'rapporteur')).toEqual([403, 'onlyOnesOwn']);
    expect(await assign('investigator', null, 'rapporteur')).toEqual([403, 'onlyOnesOwn']);
    expect(await assign('investigator', 'investigator', null)).toEqual([409, 'liesAsSeen']);
    expect(await assign('rapporteur', null, 'rapporteur')).toEqual([200, 2]);
    expect(await found('rapporteur', 'me')).toEqual([]);
  });

  it('lets the registrar assign it to whoever may read it, who hears of it', async () => {
    for (const outside of ['monitor', 'agent-bb', 'administrator', 'auditor'])
      expect(await assign('registrar', outside, null)).toEqual([422, 'mayWorkOnTheCase']);
    expect(await assign('registrar', 'investigator', null)).toEqual([200, 3]);
    expect(await assign('chair', 'rapporteur', null)).toEqual([409, 'liesAsSeen']);
    expect(await assign('chair', 'rapporteur', 'investigator')).toEqual([200, 4]);
    expect([await told('investigator'), await told('rapporteur'), await told('registrar')]).toEqual([
      ['CaseAssigned assignedToYou'],
      ['CaseAssigned assignedToYou'],
      [],
    ]);
    expect(await assigneeFor(world.who('auditor'))).toBe(world.who('rapporteur').id);
  });

  it('tells nobody outside the Commission with whom a case lies', async () => {
    for (const outside of ['agent-aa', 'cell', 'monitor']) {
      expect(await assigneeFor(world.who(outside))).toBeUndefined();
      expect([await found(outside, world.who('rapporteur').id), await found(outside, 'nobody')]).toEqual([[], []]);
      expect((await assign(outside, outside, null))[0]).toBe(403);
    }
    expect((await world.who('registrar').get('/api/v1/cases?assignee=everybody')).statusCode).toBe(400);
  });

  it('lies with nobody again when whoever had it stands aside, or may act no more', async () => {
    const { case: other } = await openCase(world);
    expect(await assign('registrar', 'member-1', null, other)).toEqual([200, 1]);
    await world.database.ask(`insert into tregua.recusals (person, case_id, reason, since) values ($1, $2, 'kin', now())`, [
      world.who('member-1').id,
      other,
    ]);
    expect(await found('registrar', world.who('member-1').id)).toEqual([]);
    expect(await found('registrar', 'nobody')).toEqual([other]);
    expect(await assign('registrar', 'member-1', null, other)).toEqual([422, 'mayWorkOnTheCase']);
    expect(await assign('registrar', 'member-2', null, other)).toEqual([200, 2]);
    await world.app.inject({
      method: 'PATCH',
      url: `/api/v1/people/${world.who('member-2').id}`,
      headers: world.who('administrator').headers,
      payload: { status: 'disabled' },
    });
    expect(await found('registrar', 'nobody')).toEqual([other]);
  });

  it('keeps what it did in a chain, which the auditor reads and verifies', async () => {
    const { items } = (await world.who('auditor').get(`/api/v1/history?case=${id}&limit=100`)).json<{
      items: { stream: string; command: string }[];
    }>();
    const office = items.filter(({ stream }) => stream === `office/${id}`).map(({ command }) => command);
    expect(office.sort()).toEqual(['AssignCase', 'AssignCase', 'AssignCase', 'FreeCase']);
  });

  it('brings a party’s request for time before the chair, once a term, and moves no term by it', async () => {
    const asked = async (by: string): Promise<[number, string[]]> => {
      const answer = await world.who(by).post(`/api/v1/cases/${id}/time-requests`, { reason: 'Canary Street is under fire.' });
      return [answer.statusCode, answer.json<{ errors?: { code: string }[] }>().errors?.map(({ code }) => code) ?? []];
    };
    const list = async (by: string) =>
      (await world.who(by).get(`/api/v1/cases/${id}/time-requests`)).json<{
        mayAskUntil?: string;
        items?: { party: string; status: string; reason?: string }[];
      }>();
    expect(await asked('agent-bb')).toEqual([422, ['termCanBeExtended']]);
    expect((await list('agent-bb')).mayAskUntil).toBeUndefined();
    await world.pass(3 * DAY_MS);
    await world.pass(3 * DAY_MS);
    const before = (await world.who('registrar').get(`/api/v1/cases/${id}`)).json<{ state: string; deadlines: { dueAt: string }[] }>();
    expect(before.state).toBe('INVESTIGATION');
    const { mayAskUntil } = await list('agent-bb');
    expect(before.deadlines.map(({ dueAt }) => dueAt)).toContain(mayAskUntil);
    expect(await asked('agent-bb')).toEqual([201, []]);
    expect(await asked('agent-bb')).toEqual([422, ['timeIsAskedOnce']]);
    for (const other of ['agent-zz', 'monitor', 'registrar']) expect((await asked(other))[0]).toBe(other === 'agent-zz' ? 404 : 403);
    expect(await told('chair')).toEqual(['MoreTimeAsked moreTimeIsAsked']);
    const shown = { party: 'bb', status: 'open', reason: 'Canary Street is under fire.' };
    expect((await list('chair')).items).toEqual([expect.objectContaining(shown)]);
    expect(await list('agent-bb')).toEqual({ items: [expect.objectContaining(shown)] });
    expect((await list('agent-aa')).items).toEqual([]);
    expect((await list('cell')).items).toBeUndefined();
    const after = (await world.who('registrar').get(`/api/v1/cases/${id}`)).json<{ deadlines: { dueAt: string }[] }>();
    expect(after.deadlines).toEqual(before.deadlines);
    const [canary] = await world.database.ask<{ found: boolean }>(
      `select bool_or(convert_from(bytes, 'UTF8') like '%Canary%') as found from tregua.entries`,
    );
    expect(canary?.found).toBe(false);

    await world.who('chair').does('cases', id, 'extend-term', { reason: 'It is under fire.' });
    expect((await list('agent-bb')).items?.map(({ status }) => status)).toEqual(['extended']);
    expect(await asked('agent-bb')).toEqual([201, []]);
    await world.pass(30 * DAY_MS);
    expect((await list('agent-bb')).items?.map(({ status }) => status)).toEqual(['over', 'extended']);
  });
});
