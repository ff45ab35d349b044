import { migrateQueue, openJobQueue, queueAddress } from '@tregua/jobs';
import { APP_ROLE } from '@tregua/store';
import { startTestApi, type TestApi } from '../../../../test/journeys/support/test-api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { BOARD_PATH } from './queue-board.js';

let api: TestApi;
let queueDatabase: TestDatabase;
let administrator: string;
let registrar: string;

beforeAll(async () => {
  const database = await createTestDatabase(2);
  await migrateQueue(database.ownerUrl, APP_ROLE);
  queueDatabase = database;
  api = await startTestApi({}, (options) => ({ ...options, queue: queueAddress(database.appUrl) }));
  await api.person('root', { roles: ['administrator'] });
  await api.person('reg', { roles: ['registrar'] });
  administrator = await api.signIn('root');
  registrar = await api.signIn('reg');
  const queue = openJobQueue(queueAddress(queueDatabase.appUrl), () => undefined);
  await queue.add(
    'wake-deadlines',
    { stream: 'case/0190a1b2-0000-7000-8000-000000000001', dueAt: '2026-03-01T00:00:00.000Z' },
    { jobId: 'w~1', delayMs: 60_000 },
  );
  await queue.close();
}, 60_000);
afterAll(async () => {
  await api.close();
  await queueDatabase.drop();
});

describe('the board of the queue', () => {
  it('shows administrators the queues, and what is in them', async () => {
    const page = await api.get(BOARD_PATH, administrator);
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['content-security-policy']).not.toContain('script-src *');
    const queues = (await api.get(`${BOARD_PATH}/api/queues?activeQueue=deadlines&status=delayed`, administrator)).json<{
      queues: { name: string; readOnlyMode: boolean; counts: Record<string, number> }[];
    }>().queues;
    expect(queues.map(({ name }) => name).sort()).toEqual(['deadlines', 'effects', 'long-work', 'notices']);
    expect(queues.every(({ readOnlyMode }) => readOnlyMode)).toBe(true);
    expect(queues.find(({ name }) => name === 'deadlines')?.counts['delayed']).toBe(1);
    const script = /src="(static\/js\/[^"]+)"/.exec(page.body)?.[1];
    expect((await api.get(`${BOARD_PATH}/${script}`, administrator)).statusCode).toBe(200);
  });

  it.each(['', '/', '/api/queues', '/static/js/main.js', '/%61pi/queues', '/api/queues/deadlines/w~1', '/nowhere'])(
    'is not there for others: %s',
    async (path) => {
      expect((await api.app.inject({ url: `${BOARD_PATH}${path}` })).statusCode).toBe(path === '/nowhere' ? 404 : 401);
      expect((await api.get(`${BOARD_PATH}${path}`, registrar)).statusCode).toBe(404);
    },
  );

  it.each([
    'pause',
    'resume',
    'empty',
    'clean/delayed',
    'obliterate',
    'add',
    'promote',
    'retry/failed',
    'w~1/promote',
    'w~1/clean',
    'w~1/retry',
    'concurrency',
  ])('changes nothing: %s', async (act) => {
    for (const method of ['PUT', 'POST', 'PATCH'] as const) {
      const { statusCode } = await api.send(method, `${BOARD_PATH}/api/queues/deadlines/${act}`, administrator, {});
      expect(statusCode).toBeGreaterThanOrEqual(400);
      expect(statusCode).toBeLessThan(500);
    }
  });

  it('left the queue as it was', async () => {
    const queue = openJobQueue(queueAddress(queueDatabase.appUrl), () => undefined);
    expect((await queue.depths()).find(({ queue: name }) => name === 'deadlines')).toMatchObject({ delayed: 1, waiting: 0 });
    await queue.close();
  });
});
