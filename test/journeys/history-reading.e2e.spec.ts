import { openCase, startWorld, type World } from './support/world.js';

interface Found {
  readonly items: { stream: string; seq: number; at: string; type: string; actor: { id: string; role: string }; withheld: string[] }[];
  readonly next: string | null;
}

const HOUR_MS = 3_600_000;

describe('reading histories', () => {
  let world: World;
  let id: string;
  let report: string;
  beforeAll(async () => {
    world = await startWorld({ requestsPerMinute: 1_000_000 });
    ({ case: id, report } = await openCase(world));
    await openCase(world);
    await world.who('rapporteur').does('cases', id, 'start-preliminary');
    await world.pass(20 * 24 * HOUR_MS);
  });
  afterAll(() => world.close());

  const found = async (name: string, query: string): Promise<Found> => {
    const answer = await world.who(name).get(`/api/v1/history${query}`);
    if (answer.statusCode !== 200) throw new Error(answer.body);
    return answer.json<Found>();
  };

  it('goes by actor, kind, time and case, newest first, page by page', async () => {
    const all: Found['items'] = [];
    for (let next: string | null = ''; next !== null;) {
      const page: Found = await found('auditor', `?limit=7${next === '' ? '' : `&cursor=${next}`}`);
      all.push(...page.items);
      next = page.next;
    }
    const [{ count }] = (await world.database.ask<{ count: number }>(`select count(*)::int as count from tregua.entries`)) as [
      { count: number },
    ];
    expect(all).toHaveLength(count);
    expect(new Set(all.map(({ stream, seq }) => `${stream} ${seq}`)).size).toBe(count);
    expect([...all].sort((one, other) => (one.at < other.at ? 1 : -1)).map(({ at }) => at)).toEqual(all.map(({ at }) => at));

    const monitor = world.who('monitor').id;
    const mine = await found('auditor', `?actor=${monitor}&limit=100`);
    expect(mine.items.length).toBeGreaterThan(3);
    expect(mine.items.every(({ actor }) => actor.id === monitor)).toBe(true);
    expect(mine.items).toHaveLength(all.filter(({ actor }) => actor.id === monitor).length);
    const opened = await found('auditor', `?type=CaseOpened,ReportAdmitted&limit=100`);
    expect(opened.items.map(({ type }) => type).sort()).toEqual(['CaseOpened', 'CaseOpened', 'ReportAdmitted', 'ReportAdmitted']);
    const ofCase = await found('auditor', `?case=${id}&limit=100&first=oldest`);
    expect(new Set(ofCase.items.map(({ stream }) => stream))).toEqual(new Set([`case/${id}`, `report/${report}`]));
    expect(ofCase.items[0]?.type).toBe('ReportCreated');
    const [first, second] = [ofCase.items[1]?.at ?? '', ofCase.items[3]?.at ?? ''];
    const between = await found('auditor', `?case=${id}&from=${first}&until=${second}&limit=100`);
    expect(between.items.every(({ at }) => at >= first && at < second)).toBe(true);
    expect(between.items.length).toBeGreaterThan(0);
  });

  it('shows each reader what they may read, and over all cases only the auditor', async () => {
    expect((await world.who('registrar').get('/api/v1/history')).statusCode).toBe(403);
    expect((await world.who('agent-zz').get(`/api/v1/history?case=${id}`)).statusCode).toBe(404);
    expect((await world.who('administrator').get(`/api/v1/history?case=${id}`)).statusCode).toBe(404);
    const registrar = await found('registrar', `?case=${id}&limit=100`);
    expect(registrar.items.some(({ stream }) => stream === `case/${id}`)).toBe(true);
    expect(registrar.items.some(({ stream }) => stream.startsWith('access/'))).toBe(false);
    const agent = await found('agent-bb', `?case=${id}&limit=100`);
    const [{ served }] = (await world.database.ask<{ served: number }>(
      `select count(*)::int as served from tregua.served_items where case_id = $1 and party = 'bb'`,
      [id],
    )) as [{ served: number }];
    expect(agent.items.map(({ stream }) => stream)).toEqual(Array.from({ length: served }, () => `case/${id}`));
  });

  it('says who knew what when, and enters the look at what is restricted', async () => {
    const item = await world
      .who('investigator')
      .send(
        `/api/v1/cases/${id}/evidence`,
        `--x\r\ncontent-disposition: form-data; name="kind"\r\n\r\nphoto\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\ncontent-type: image/jpeg\r\n\r\nbytes\r\n--x--\r\n`,
        { 'content-type': 'multipart/form-data; boundary=x' },
      );
    await world.who('rapporteur').get(`/api/v1/evidence/${item.json<{ id: string }>().id}/content`);
    await world.who('auditor').get(`/api/v1/cases/${id}/export`);
    await world.who('registrar').put(`/api/v1/cases/${id}/secrecy`, { level: 'RESTRICTED', compartment: null, reason: 'Names.' });
    await world.who('chair').put(`/api/v1/cases/${id}/grants/${world.who('registrar').id}`, { reason: 'Keeps the file.' });
    const known = await world.who('auditor').get(`/api/v1/cases/${id}/knowledge?limit=100`);
    const hows = known.json<{ items: { how: string; who: string }[] }>().items.map(({ how, who }) => `${how} ${who}`);
    expect(hows).toContain(`read ${world.who('rapporteur').id}`);
    expect(hows).toContain(`exported ${world.who('auditor').id}`);
    expect(hows).toContain(`granted ${world.who('registrar').id}`);
    expect(hows.some((line) => line.startsWith('levelSet'))).toBe(true);
    expect(hows.some((line) => line.startsWith('served party:'))).toBe(true);
    const pages: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page = await world.who('auditor').get(`/api/v1/cases/${id}/knowledge?limit=2${next === '' ? '' : `&cursor=${next}`}`);
      const body = page.json<{ items: { how: string; who: string }[]; next: string | null }>();
      pages.push(...body.items.map(({ how, who }) => `${how} ${who}`));
      next = body.next;
    }
    for (const line of hows) expect(pages).toContain(line);
    const looks = await found('auditor', `?type=RestrictedRead&limit=100`);
    expect(looks.items.some(({ stream, actor }) => stream === `access/${id}` && actor.id === world.who('auditor').id)).toBe(true);
    const before = (await found('auditor', `?type=RestrictedRead&actor=${world.who('auditor').id}&limit=100`)).items.length;
    await found('auditor', `?type=CaseOpened`);
    expect((await found('auditor', `?type=RestrictedRead&actor=${world.who('auditor').id}&limit=100`)).items.length).toBeGreaterThan(
      before,
    );
    await world.who('chair').put(`/api/v1/cases/${id}/secrecy`, { level: 'COMMISSION', compartment: null, reason: 'No names.' });
  });

  it('says which deadline lapsed, and what followed', async () => {
    const lapses = (await world.who('registrar').get(`/api/v1/cases/${id}/lapses`)).json<
      { seq: number; type: string; deadline: { dueAt: string } | null; from: string; to: string; at: string; began: object[] }[]
    >();
    expect(lapses.length).toBeGreaterThan(0);
    const types = (
      await world.database.ask<{ seq: number; type: string }>(
        `select seq, type from tregua.entries where stream = $1 and actor = 'system' and seq > 1 order by seq`,
        [`case/${id}`],
      )
    ).map(({ seq, type }) => `${seq} ${type}`);
    for (const { seq, type, deadline, at } of lapses) {
      expect(types).toContain(`${seq} ${type}`);
      expect((deadline?.dueAt ?? '9') <= at).toBe(true);
    }
    expect(lapses.some(({ from, to, began }) => from !== to && began.length > 0)).toBe(true);
    expect((await world.who('agent-bb').get(`/api/v1/cases/${id}/lapses`)).statusCode).toBe(404);
  });

  it('says what one entry changed, for cases and reports', async () => {
    const change = (await world.who('registrar').get(`/api/v1/cases/${id}/history/2/difference`)).json<{
      from: string;
      to: string;
      changes: { pointer: string; before?: unknown; after?: unknown }[];
    }>();
    expect([change.from, change.to]).toEqual(['REGISTERED', 'PRELIMINARY']);
    expect(change.changes).toContainEqual({ pointer: '/state', before: 'REGISTERED', after: 'PRELIMINARY' });
    const birth = (await world.who('registrar').get(`/api/v1/reports/${report}/history/1/difference`)).json<{
      from: string | null;
      to: string;
    }>();
    expect([birth.from, birth.to]).toEqual([null, 'DRAFT']);
    for (const seq of ['0', '999', '-1', 'x', '2.5', '1e3'])
      expect((await world.who('registrar').get(`/api/v1/cases/${id}/history/${seq}/difference`)).statusCode).toBe(404);
  });

  it('says how far a chain was found whole, and when', async () => {
    const last = async (): Promise<object> => (await world.who('auditor').get(`/api/v1/cases/${id}/verification/last`)).json<object>();
    expect(await last()).toEqual({ stream: `case/${id}`, verifiedTo: null, verifiedAt: null });
    const now = (await world.who('auditor').get(`/api/v1/cases/${id}/verification`)).json<{
      verifiedTo: number;
      verifiedAt: string;
      findings: [];
    }>();
    expect(now.findings).toEqual([]);
    expect(await last()).toEqual({ stream: `case/${id}`, verifiedTo: now.verifiedTo, verifiedAt: now.verifiedAt });
  });

  it('has no call and no publication yet', async () => {
    expect((await world.who('auditor').get(`/api/v1/cases/${id}/calls`)).json()).toEqual([]);
    expect((await world.who('auditor').get(`/api/v1/cases/${id}/after-publication`)).statusCode).toBe(404);
  });
});
