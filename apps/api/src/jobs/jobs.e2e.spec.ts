import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LongJobs, LongJobTurns } from '@tregua/store';
import { startTestApi, type TestApi } from '../../../../test/journeys/support/test-api.js';
import type { ApiOptions } from '../api-options.js';
import { createApi } from '../create-api.js';

interface Event {
  readonly id: number;
  readonly data: { readonly state: string; readonly done: number; readonly total: number | null; readonly asked: object | null };
}

let tregua: TestApi;
let other: NestFastifyApplication;
let addresses: readonly [string, string];
let jobs: LongJobs;
let turns: LongJobTurns;
let rexId: string;
const cookies: Record<string, string> = {};

/** Two processes of the API on one database, but for the process. */
beforeAll(async () => {
  let options: ApiOptions | undefined;
  tregua = await startTestApi({}, (given) => (options = given));
  other = await createApi(options as ApiOptions);
  addresses = [await listen(tregua.app), await listen(other)];
  jobs = new LongJobs(tregua.database.dataSource, tregua.database.keyring);
  turns = new LongJobTurns(tregua.database.dataSource);
  rexId = await tregua.person('rex', { roles: ['registrar'] });
  await tregua.person('reg', { roles: ['registrar'] });
  await tregua.person('ada', { roles: ['administrator'] });
  for (const name of ['rex', 'reg', 'ada']) cookies[name] = await tregua.signIn(name);
}, 60_000);
afterAll(async () => {
  await other.close();
  await tregua.close();
});

async function listen(app: NestFastifyApplication): Promise<string> {
  await app.listen(0, '127.0.0.1');
  return (await app.getUrl()).replace('[::1]', '127.0.0.1');
}

const asked = async (): Promise<string> => {
  const answer = await jobs.ask({
    kind: 'import',
    actor: { id: rexId, role: 'registrar' },
    asked: { agreement: 'secret-agreement' },
    idempotencyKey: randomUUID(),
  });
  if (answer.status !== 'asked') throw new Error(answer.status);
  return answer.job.id;
};
const begun = async (id: string) => {
  const held = await turns.begin(id, 15_000);
  if (held === undefined) throw new Error('It was not begun.');
  return held;
};

/** Reads events as an EventSource does, until `enough` or the end. */
async function events(
  address: string,
  id: string,
  name: string,
  { lastEventId, enough = () => false }: { lastEventId?: number; enough?: (event: Event) => boolean } = {},
): Promise<{ status: number; events: Event[] }> {
  const headers = { cookie: cookies[name] ?? '', ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }) };
  const response = await fetch(`${address}/api/v1/jobs/${id}/progress`, { headers });
  const found: Event[] = [];
  if (response.status !== 200 || response.body === null) return { status: response.status, events: found };
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const [, eventId, data] = /^id: (\d+)\nevent: progress\ndata: (.+)$/.exec(block) ?? [];
      if (data === undefined) continue;
      const event = { id: Number(eventId), data: JSON.parse(data) as Event['data'] };
      found.push(event);
      if (enough(event)) return { status: 200, events: found }; // leaving the loop closes the line
    }
  }
  return { status: 200, events: found };
}

describe('a job that is watched', () => {
  it('tells both processes how it goes, and whoever comes back what is newer, wherever they come back to', async () => {
    const id = await asked();
    const [one, two] = addresses;
    const throughout = events(two, id, 'rex');
    const early = events(one, id, 'rex', { enough: ({ data }) => data.done >= 300 });
    const { lease } = await begun(id);
    for (let done = 100; done <= 300; done += 100) {
      await turns.report(id, lease, { phase: 'reading', done, checkpoint: { rows: done } });
      await pause(30);
    }
    const { events: first } = await early;
    // Gone from one process, and back at the other: what was seen does not come again, what was missed does.
    const back = events(two, id, 'rex', { lastEventId: first.at(-1)?.id ?? 0 });
    for (let done = 400; done <= 600; done += 100) {
      await turns.report(id, lease, { phase: 'keeping', done, total: 600 });
      await pause(30);
    }
    await turns.end(id, lease, { state: 'done', result: { id } });
    const [{ events: second }, { events: all }] = [await back, await throughout];
    for (const list of [[...first, ...second], all]) {
      const ids = list.map((event) => event.id);
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b)); // each once, and in order
      expect(list.at(-1)?.data).toMatchObject({ state: 'done', done: 600, total: 600 });
    }
    expect(second.every((event) => event.id > (first.at(-1)?.id ?? 0))).toBe(true);
    // Who has seen the end need not come again: an EventSource that is told 204 does not.
    expect(await events(one, id, 'rex', { lastEventId: all.at(-1)?.id ?? 0 })).toEqual({ status: 204, events: [] });
    // Who has seen more than there is looks at another database: they are shown what is.
    expect((await events(one, id, 'rex', { lastEventId: 999_999 })).events).toHaveLength(1);
  }, 60_000);

  it('within a second, by the other process', async () => {
    const id = await asked();
    const { lease } = await begun(id);
    const waits: number[] = [];
    for (let done = 1; done <= 5; done += 1) {
      const watching = events(addresses[1], id, 'rex', { enough: ({ data }) => data.done === done });
      await pause(100);
      const from = performance.now();
      await turns.report(id, lease, { phase: 'reading', done });
      await watching;
      waits.push(performance.now() - from);
    }
    expect(waits.sort((a, b) => a - b)[2]).toBeLessThan(1_000);
    await turns.end(id, lease, { state: 'cancelled' });
  }, 60_000);

  it('is not there for others, and shows administrators nothing of the matter', async () => {
    const id = await asked();
    for (const path of ['', '/progress', '/result']) {
      const response = await tregua.get(`/api/v1/jobs/${id}${path}`, cookies['reg'] ?? '');
      expect([path, response.statusCode]).toEqual([path, 404]);
    }
    for (const path of ['cancel', 'resume']) {
      expect((await tregua.send('POST', `/api/v1/jobs/${id}/${path}`, cookies['reg'] ?? '')).statusCode).toBe(404);
    }
    const shown = await tregua.get(`/api/v1/jobs/${id}`, cookies['ada'] ?? '');
    expect(shown.json()).toMatchObject({ id, state: 'waiting', asked: null, result: null });
    expect((await tregua.get('/api/v1/jobs', cookies['ada'] ?? '')).body).not.toContain('secret-agreement');
    expect((await tregua.get(`/api/v1/jobs/${id}/result`, cookies['ada'] ?? '')).statusCode).toBe(403);
    expect((await tregua.get(`/api/v1/jobs/${id}`, cookies['rex'] ?? '')).json()).toMatchObject({
      asked: { agreement: 'secret-agreement' },
    });
    expect((await tregua.send('POST', `/api/v1/jobs/${id}/cancel`, cookies['ada'] ?? '')).statusCode).toBe(202);
  });

  it('is cancelled and resumed, and says so', async () => {
    const id = await asked();
    const rex = cookies['rex'] ?? '';
    expect((await tregua.send('POST', `/api/v1/jobs/${id}/resume`, rex)).statusCode).toBe(409);
    const cancelled = await tregua.send('POST', `/api/v1/jobs/${id}/cancel`, rex);
    expect([cancelled.statusCode, cancelled.json()]).toMatchObject([202, { state: 'cancelled', kept: {}, resumable: true }]);
    expect((await tregua.send('POST', `/api/v1/jobs/${id}/cancel`, rex)).statusCode).toBe(409);
    const resumed = await tregua.send('POST', `/api/v1/jobs/${id}/resume`, rex);
    expect([resumed.statusCode, resumed.json()]).toMatchObject([202, { state: 'waiting', kept: null }]);
    const { lease } = await begun(id);
    await turns.report(id, lease, { phase: 'reading', done: 7, checkpoint: { rows: 7 } });
    const asked2 = await tregua.send('POST', `/api/v1/jobs/${id}/cancel`, rex);
    expect(asked2.json()).toMatchObject({ state: 'running', cancelAsked: true });
    await turns.end(id, lease, { state: 'cancelled' });
    expect((await tregua.get(`/api/v1/jobs/${id}`, rex)).json()).toMatchObject({ state: 'cancelled', kept: { rows: 7 } });
    expect((await tregua.get(`/api/v1/jobs/${id}/result`, rex)).statusCode).toBe(409);
  });

  it('tells the one who asked what was made, until it is put away', async () => {
    const id = await asked();
    const { lease } = await begun(id);
    await turns.end(id, lease, { state: 'done', result: { id, incidents: 3 } });
    const shown = (await tregua.get(`/api/v1/jobs/${id}`, cookies['rex'] ?? '')).json<{ result: string }>();
    const response = await tregua.get(shown.result, cookies['rex'] ?? '');
    expect([response.statusCode, response.json()]).toEqual([200, { id, incidents: 3 }]);
    await tregua.database.ask(`update tregua.long_jobs set forgotten_at = now() where id = $1`, [id]);
    expect((await tregua.get(`/api/v1/jobs/${id}/result`, cookies['rex'] ?? '')).statusCode).toBe(404);
  });

  it.each([
    ['/api/v1/jobs?state=lost', { parameter: 'state' }],
    ['/api/v1/jobs?kind=other', { parameter: 'kind' }],
    ['/api/v1/jobs?limit=0', { parameter: 'limit' }],
    ['/api/v1/jobs?cursor=x', { parameter: 'cursor' }],
    ['/api/v1/jobs?page=2', { parameter: 'page' }],
  ])('%s is refused, and names what is wrong', async (url, error) => {
    const response = await tregua.get(url, cookies['rex'] ?? '');
    expect([response.statusCode, response.json<{ errors: object[] }>().errors]).toMatchObject([400, [error]]);
  });

  it('a position that is none is refused', async () => {
    const response = await tregua.app.inject({
      url: `/api/v1/jobs/${await asked()}/progress`,
      headers: { cookie: cookies['rex'] ?? '', 'last-event-id': '-1' },
    });
    expect([response.statusCode, response.json<{ errors: object[] }>().errors]).toMatchObject([400, [{ header: 'last-event-id' }]]);
  });
});
