import { randomUUID } from 'node:crypto';
import { newId } from '@tregua/platform';
import { openCase, shelling, startWorld, type World } from './support/world.js';

interface ReportAnswer {
  readonly state: string;
  readonly etag: string;
  readonly actions: readonly { name: string; method: string; href: string; blocked: readonly { code: string }[] }[];
  readonly deadlines: readonly { kind: string }[];
}

describe('a report over HTTP', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ requestsPerMinute: 1_000_000 });
  });
  afterAll(() => world.close());

  const read = async (id: string, name: string): Promise<ReportAnswer> => (await world.who(name).get(`/api/v1/reports/${id}`)).json();

  it('is filed, submitted, verified by the lead and admitted by the registrar: a case is born', async () => {
    const { who } = world;
    const filed = await who('monitor').post('/api/v1/reports', { content: shelling() });
    expect([filed.statusCode, filed.headers['etag']]).toEqual([201, '"1"']);
    const { id, receipt } = filed.json<{ id: string; receipt: object }>();
    expect(filed.headers['location']).toBe(`/api/v1/reports/${id}`);
    expect(receipt).toEqual({
      stream: `report/${id}`,
      seq: 1,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      at: expect.stringMatching(/Z$/),
      type: 'ReportCreated',
    });

    const draft = await read(id, 'monitor');
    expect(draft).toMatchObject({ state: 'DRAFT', deadlines: [{ kind: 'draft' }] });
    expect(draft.actions.map(({ name, href }) => [name, href])).toEqual([['SubmitReport', `/api/v1/reports/${id}/submit-report`]]);

    expect((await who('monitor').does('reports', id, 'submit-report')).state).toBe('SUBMITTED');
    expect((await read(id, 'lead')).actions.map(({ name }) => name)).toEqual(['VerifyReport', 'ReturnReport']);
    expect((await read(id, 'monitor')).actions.map(({ name }) => name)).toEqual(['WithdrawReport']);
    expect((await who('lead').does('reports', id, 'verify-report')).state).toBe('VERIFIED');
    expect((await who('registrar').does('reports', id, 'admit-report')).state).toBe('ADMITTED');

    const history = (await who('monitor').get(`/api/v1/reports/${id}/history`)).json<{
      items: { type: string; texts: Record<string, { value: unknown }> }[];
    }>();
    expect(history.items.map(({ type }) => type)).toEqual(['ReportCreated', 'ReportSubmitted', 'ReportVerified', 'ReportAdmitted']);
    expect(history.items[0]?.texts['/payload/content/narrative']?.value).toBe('Three shells fell within a minute.');
    expect((await who('monitor').get(`/api/v1/reports/${id}/verification`)).json()).toEqual({
      stream: `report/${id}`,
      verifiedTo: 4,
      verifiedAt: expect.any(String),
      findings: [],
    });
  });

  it('is filed once under an id that the device made, however often it is sent', async () => {
    const monitor = world.who('monitor');
    const id = newId();
    const send = (payload: object) => world.app.inject({ method: 'PUT', url: `/api/v1/reports/${id}`, headers: monitor.headers, payload });
    const content = shelling(Date.now());
    const answers = await Promise.all([send({ content }), send({ content }), send({ content })]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect((await send({ content: {} })).json()).toMatchObject({ status: 422, type: '/problems#key-was-used' });
  });

  it('is filed once a key: 200 reports, each sent three times at once, and the answers are the same byte for byte', async () => {
    const monitor = world.who('monitor');
    const before = await world.database.ask<{ count: number }>('select count(*)::int as count from tregua.reports');
    const content = shelling(Date.now());
    const keys = Array.from({ length: 200 }, () => randomUUID());
    const lane = async (): Promise<void> => {
      for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
        const sent = { 'idempotency-key': key };
        const answers = await Promise.all([1, 2, 3].map(() => monitor.post('/api/v1/reports', { content }, sent)));
        expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201]);
        expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
      }
    };
    await Promise.all(Array.from({ length: 10 }, lane));
    const after = await world.database.ask<{ count: number }>('select count(*)::int as count from tregua.reports');
    expect((after[0]?.count ?? 0) - (before[0]?.count ?? 0)).toBe(200);
  }, 60_000);

  it('moves once when eight give the same command at once', async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      const { case: id } = await openCase(world);
      const rapporteur = world.who('rapporteur');
      const etag = String((await rapporteur.get(`/api/v1/cases/${id}`)).headers['etag']);
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => rapporteur.post(`/api/v1/cases/${id}/start-preliminary`, {}, { 'if-match': etag })),
      );
      const statuses = answers.map(({ statusCode }) => statusCode).sort();
      expect(statuses[0]).toBe(200);
      expect(statuses.slice(1).every((status) => status === 409 || status === 412)).toBe(true);
      const entries = await world.database.ask<{ count: number }>(
        `select count(*)::int as count from tregua.entries where stream = $1 and type = 'PreliminaryStarted'`,
        [`case/${id}`],
      );
      expect(entries[0]?.count).toBe(1);
    }
  }, 60_000);

  it('is listed newest first, in pages that follow each other by Link and miss none', async () => {
    const seen: string[] = [];
    let url: string | undefined = '/api/v1/reports?limit=50&mine=true';
    while (url !== undefined) {
      const page = await world.who('monitor').get(url);
      const { items, next } = page.json<{ items: { id: string; createdAt: string }[]; next: string | null }>();
      seen.push(...items.map(({ createdAt, id }) => `${createdAt} ${id}`));
      url = /^<(.+)>; rel="next"$/.exec(String(page.headers['link'] ?? ''))?.[1];
      expect(url === undefined).toBe(next === null);
      if (url !== undefined) expect(url).toContain('mine=true');
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual([...seen].sort().reverse());
    const kept = await world.database.ask<{ count: number }>('select count(*)::int as count from tregua.reports where author = $1', [
      world.who('monitor').id,
    ]);
    expect(seen.length).toBe(kept[0]?.count);
  });
});
