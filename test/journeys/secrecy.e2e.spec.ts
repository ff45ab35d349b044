import { randomUUID } from 'node:crypto';
import { openCase, shelling, startWorld, type Somebody, type World } from './support/world.js';

interface Access {
  readonly type: string;
  readonly payload: { readonly item?: string; readonly part?: string; readonly person?: string; readonly reason?: object };
  readonly by: string;
}

describe('secrecy', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  const access = async (stream: string): Promise<Access[]> =>
    (await world.database.ask<{ bytes: Buffer }>('select bytes from tregua.entries where stream = $1 order by seq', [stream])).map(
      ({ bytes }) => {
        const { type, data, actor } = JSON.parse(bytes.toString()) as { type: string; data: Access; actor: { id: string } };
        return { type, payload: data.payload, by: actor.id };
      },
    );
  const order = async (somebody: Somebody, url: string, level: string, compartment: string | null = null): Promise<number> =>
    (await somebody.put(`/api/v1/${url}/secrecy`, { level, compartment, reason: 'Canary of secrecy.' })).statusCode;

  describe('of a case', () => {
    it('is raised by the registrar, after which only those read it whom the chair names, each look an entry', async () => {
      const { who } = world;
      const { case: id } = await openCase(world);
      const url = `/api/v1/cases/${id}`;
      const member = who('member-1');
      expect((await member.get(url)).statusCode).toBe(200);
      expect(await access(`access/${id}`)).toEqual([]);
      expect(await order(who('registrar'), `cases/${id}`, 'RESTRICTED')).toBe(200);
      for (const name of ['registrar', 'chair', 'member-1', 'cell', 'agent-bb']) expect((await who(name).get(url)).statusCode).toBe(404);

      const named = await who('chair').put(`${url}/grants/${member.id}`, { reason: 'Sits in it.' });
      expect(named.json()).toMatchObject({ entry: { stream: `access/${id}`, seq: 2 } });
      expect((await who('chair').put(`${url}/grants/${member.id}`, { reason: 'Again.' })).json()).toEqual({ entry: null });
      for (const path of [url, `${url}/history`, `${url}/evidence`, `${url}/motions`])
        expect((await member.get(path)).statusCode).toBe(200);
      expect((await member.get(`${url}/export`)).statusCode).toBe(200);
      expect((await member.get(`/api/v1/cases`)).statusCode).toBe(200);
      expect((await world.app.inject({ url: `/cases/${id}`, headers: member.headers })).statusCode).toBe(200);
      expect((await who('auditor').get(url)).statusCode).toBe(200);

      const entries = await access(`access/${id}`);
      expect(entries.map(({ type, payload }) => [type, payload.part ?? null])).toEqual([
        ['SecrecySet', null],
        ['CaseGranted', null],
        ['RestrictedRead', 'item'],
        ['RestrictedRead', 'history'],
        ['RestrictedRead', 'evidence'],
        ['RestrictedRead', 'motions'],
        ['CaseExported', null],
        ['RestrictedRead', 'item'],
        ['RestrictedRead', 'item'],
      ]);
      expect(entries[2]).toMatchObject({ by: member.id, payload: { item: `case/${id}` } });
      expect(entries.at(-1)?.by).toBe(who('auditor').id);
      expect(entries[0]?.payload.reason).toEqual({ sealed: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect((await who('chair').get(`${url}/grants`)).json()).toMatchObject([{ person: member.id, grantedBy: who('chair').id }]);

      expect((await who('chair').delete(`${url}/grants/${member.id}`)).json()).toMatchObject({ entry: { stream: `access/${id}` } });
      expect((await who('chair').delete(`${url}/grants/${member.id}`)).json()).toEqual({ entry: null });
      expect((await member.get(url)).statusCode).toBe(404);
      expect(await order(who('chair'), `cases/${id}`, 'COMMISSION')).toBe(200);
      expect((await member.get(url)).statusCode).toBe(200);
    });

    it('does not move the case: its ETag is the same after looks, grants and orders', async () => {
      const { who } = world;
      const { case: id } = await openCase(world);
      const before = (await who('auditor').get(`/api/v1/cases/${id}`)).headers['etag'];
      await order(who('custodian'), `cases/${id}`, 'RESTRICTED', 'vault');
      await who('chair').put(`/api/v1/cases/${id}/grants/${who('member-2').id}`, { reason: 'x' });
      const after = await who('auditor').get(`/api/v1/cases/${id}`);
      expect([after.headers['etag'], after.json<{ level: string }>().level]).toEqual([before, 'RESTRICTED']);
    });

    it('enters every one of twenty looks at once', async () => {
      const { who } = world;
      const { case: id } = await openCase(world);
      await order(who('registrar'), `cases/${id}`, 'RESTRICTED');
      const looks = await Promise.all(Array.from({ length: 20 }, () => who('auditor').get(`/api/v1/cases/${id}/history`)));
      expect(looks.map(({ statusCode }) => statusCode)).toEqual(looks.map(() => 200));
      expect((await access(`access/${id}`)).filter(({ type }) => type === 'RestrictedRead')).toHaveLength(20);
    });

    it.each<[string, string, object, number, string | undefined]>([
      ['registrar', 'to make it less', { level: 'PARTIES', compartment: null }, 403, 'lessIsForTheChair'],
      ['registrar', 'to put it away', { level: 'COMMISSION', compartment: 'vault' }, 403, 'compartmentIsForItsKeepers'],
      ['chair', 'to show it before service', { level: 'PARTIES', compartment: null }, 422, 'everyPartyIsServed'],
      ['chair', 'to publish it before a ruling', { level: 'PUBLIC', compartment: null }, 422, 'rulingIsPublished'],
      ['chair', 'a level that is none', { level: 'SECRET', compartment: null }, 400, 'isIn'],
      ['chair', 'a compartment that is none', { level: 'COMMISSION', compartment: '../x' }, 400, 'matches'],
      ['chair', 'no compartment at all', { level: 'COMMISSION' }, 400, 'matches'],
      ['member-1', 'anything', { level: 'RESTRICTED', compartment: null }, 403, undefined],
      ['administrator', 'anything', { level: 'RESTRICTED', compartment: null }, 403, undefined],
    ])('refuses %s %s, and enters nothing', async (name, _, body, status, code) => {
      const { case: id } = await openCase(world);
      const answer = await world.who(name).put(`/api/v1/cases/${id}/secrecy`, { ...body, reason: 'x' });
      expect(answer.statusCode).toBe(status);
      if (code !== undefined) expect(answer.json<{ errors: { code: string }[] }>().errors.map((error) => error.code)).toContain(code);
      expect(await access(`access/${id}`)).toEqual([]);
    });

    it('is nobody’s to order who is recused, and nobody grants themselves, nor somebody who is not there', async () => {
      const { who, database } = world;
      const { case: id } = await openCase(world);
      const url = `/api/v1/cases/${id}/grants`;
      const own = await who('chair').put(`${url}/${who('chair').id}`, { reason: 'x' });
      expect([own.statusCode, own.json<{ errors: { code: string }[] }>().errors[0]?.code]).toEqual([422, 'nobodyGrantsThemselves']);
      expect((await who('chair').put(`${url}/${randomUUID()}`, { reason: 'x' })).statusCode).toBe(404);
      expect((await who('registrar').put(`${url}/${who('member-1').id}`, { reason: 'x' })).statusCode).toBe(403);
      await database.ask(`insert into tregua.recusals (person, case_id, reason, since) values ($1, $2, 'recused', now())`, [
        who('chair').id,
        id,
      ]);
      expect(await order(who('chair'), `cases/${id}`, 'RESTRICTED')).toBe(404);
      expect((await who('chair').put(`${url}/${who('member-1').id}`, { reason: 'x' })).statusCode).toBe(404);
      expect((await who('chair').get(url)).statusCode).toBe(404);
      expect(await access(`access/${id}`)).toEqual([]);
      const selfish = `insert into tregua.case_grants values ('me', $1, 'me', now())`;
      await expect(database.ask(selfish, [id])).rejects.toThrow('nobody_grants_themselves');
    });
  });

  describe('of a report and of evidence', () => {
    it('stays as it was ordered when the report moves on, until its author asks for more', async () => {
      const { who, database } = world;
      const filed = await who('monitor').post('/api/v1/reports', { content: shelling(Date.now(), { confidentiality: 'RESTRICTED' }) });
      const { id } = filed.json<{ id: string }>();
      await who('monitor').does('reports', id, 'submit-report');
      expect((await who('registrar').get(`/api/v1/reports/${id}`)).statusCode).toBe(404);
      expect(await order(who('chair'), `reports/${id}`, 'COMMISSION')).toBe(200);
      await who('lead').does('reports', id, 'verify-report');
      expect(await database.ask('select level from tregua.reports where id = $1', [id])).toEqual([{ level: 'COMMISSION' }]);
      expect((await who('registrar').get(`/api/v1/reports/${id}`)).statusCode).toBe(200);
      expect((await access(`access/${id}`)).map(({ type, by }) => [type, by])).toEqual([
        ['RestrictedRead', who('monitor').id],
        ['SecrecySet', who('chair').id],
      ]);
    });

    it('makes each reading of a restricted report an entry, in the stream of its case once it has one', async () => {
      const { who } = world;
      const { report, case: id } = await openCase(world);
      expect(await order(who('registrar'), `reports/${report}`, 'RESTRICTED')).toBe(200);
      for (const path of ['', '/history', '/evidence'])
        expect((await who('lead').get(`/api/v1/reports/${report}${path}`)).statusCode).toBe(200);
      expect((await access(`access/${id}`)).map(({ type, payload }) => [type, payload.item, payload.part ?? null])).toEqual([
        ['SecrecySet', `report/${report}`, null],
        ['RestrictedRead', `report/${report}`, 'item'],
        ['RestrictedRead', `report/${report}`, 'history'],
        ['RestrictedRead', `report/${report}`, 'evidence'],
      ]);
    });

    it('makes each reading of restricted evidence an entry', async () => {
      const { who } = world;
      const { case: id } = await openCase(world);
      const item = await upload(who('investigator'), id);
      expect(await order(who('custodian'), `evidence/${item}`, 'RESTRICTED')).toBe(200);
      expect((await who('registrar').get(`/api/v1/evidence/${item}`)).statusCode).toBe(404);
      for (const path of ['', '/history', '/content'])
        expect((await who('auditor').get(`/api/v1/evidence/${item}${path}`)).statusCode).toBe(200);
      expect((await access(`access/${id}`)).map(({ type, payload }) => [type, payload.item, payload.part ?? null])).toEqual([
        ['SecrecySet', `evidence/${item}`, null],
        ['RestrictedRead', `evidence/${item}`, 'item'],
        ['RestrictedRead', `evidence/${item}`, 'history'],
        ['RestrictedRead', `evidence/${item}`, 'content'],
      ]);
      expect((await access(`evidence/${item}`)).map(({ type }) => type)).toEqual(['EvidenceReceived', 'EvidenceRead']);
    });

    it('is not there to order while the report is a draft', async () => {
      const filed = await world.who('monitor').post('/api/v1/reports', { content: shelling() });
      const { id } = filed.json<{ id: string }>();
      for (const name of ['lead', 'auditor', 'registrar', 'other-monitor', 'chair'])
        expect((await world.who(name).get(`/api/v1/reports/${id}`)).statusCode).toBe(404);
      for (const name of ['chair', 'registrar', 'custodian']) expect(await order(world.who(name), `reports/${id}`, 'RESTRICTED')).toBe(404);
    });
  });

  it('of a compartment is the administrator’s to open to somebody, who still sees no content', async () => {
    const { who } = world;
    const { case: id } = await openCase(world);
    const member = who('member-3');
    expect(await order(who('custodian'), `cases/${id}`, 'COMMISSION', 'sector-7')).toBe(200);
    expect((await member.get(`/api/v1/cases/${id}`)).statusCode).toBe(404);
    const url = `/api/v1/people/${member.id}/compartments`;
    expect((await who('chair').put(`${url}/sector-7`, { reason: 'x' })).statusCode).toBe(403);
    const given = await who('administrator').put(`${url}/sector-7`, { reason: 'Works on it.' });
    expect(given.json()).toMatchObject({ entry: { stream: `person/${member.id}` } });
    expect((await who('administrator').put(`${url}/sector-7`, { reason: 'Again.' })).json()).toEqual({ entry: null });
    expect((await who('administrator').get(url)).json()).toMatchObject([{ compartment: 'sector-7', grantedBy: who('administrator').id }]);
    expect((await member.get(`/api/v1/cases/${id}`)).statusCode).toBe(200);
    expect((await who('administrator').get(`/api/v1/cases/${id}`)).statusCode).toBe(404);
    expect((await who('administrator').delete(`${url}/sector-7`)).json()).toMatchObject({ entry: { stream: `person/${member.id}` } });
    expect((await member.get(`/api/v1/cases/${id}`)).statusCode).toBe(404);
    expect((await who('administrator').put(`/api/v1/people/${randomUUID()}/compartments/x`, { reason: 'x' })).statusCode).toBe(404);
    expect((await access(`person/${member.id}`)).map(({ type }) => type).slice(-2)).toEqual(['CompartmentGranted', 'CompartmentRevoked']);
  });

  it('is kept when an answer is asked for again: who was recused meanwhile gets none', async () => {
    const { who, database } = world;
    const { case: id } = await openCase(world);
    const etag = String((await who('rapporteur').get(`/api/v1/cases/${id}`)).headers['etag']);
    const headers = { 'idempotency-key': 'again-0001', 'if-match': etag };
    const start = (): ReturnType<Somebody['post']> => who('rapporteur').post(`/api/v1/cases/${id}/start-preliminary`, {}, headers);
    const first = await start();
    expect([first.statusCode, (await start()).body]).toEqual([200, first.body]);
    await database.ask(`insert into tregua.recusals (person, case_id, reason, since) values ($1, $2, 'recused', now())`, [
      who('rapporteur').id,
      id,
    ]);
    expect((await start()).statusCode).toBe(404);
  });

  it('asks strangers of published rulings to ask less often', async () => {
    const one = await world.app.inject({ url: '/api/v1/rulings' });
    expect([one.statusCode, one.headers['x-ratelimit-limit']]).toEqual([200, '120']);
  });
});

async function upload(somebody: Somebody, id: string): Promise<string> {
  const body =
    '--x\r\ncontent-disposition: form-data; name="kind"\r\n\r\nphoto\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n' +
    'content-type: image/jpeg\r\n\r\nbytes\r\n--x--\r\n';
  const answer = await somebody.send(`/api/v1/cases/${id}/evidence`, body, { 'content-type': 'multipart/form-data; boundary=x' });
  return answer.json<{ id: string }>().id;
}
