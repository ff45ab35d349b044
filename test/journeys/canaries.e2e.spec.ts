import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { createLogger } from '@tregua/platform';
import { filesThatHold, tablesThatHold } from '../support/search.js';
import { openCase, shelling, startWorld, type World } from './support/world.js';

const mark = `KANARIE${randomBytes(6).toString('hex')}`;
const canaries = Array.from({ length: 50 }, (_, index) => `${mark}-${index}`);

describe('50 canary texts, sent in by every door of the API', () => {
  let world: World;
  const log: string[] = [];
  beforeAll(async () => {
    const to = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        log.push(String(chunk));
        done();
      },
    });
    world = await startWorld({}, (options) => ({ ...options, logger: createLogger('test', { level: 'trace', to }) }));
  });
  afterAll(() => world.close());

  it('stand in clear in no table, no data file, no write-ahead log and no line of the log', async () => {
    const { who } = world;
    const left = [...canaries];
    const next = (): string => left.pop() ?? mark;
    const { case: id } = await openCase(world, shelling(Date.now(), { narrative: next() }));
    await who('rapporteur').does('cases', id, 'start-preliminary');
    const duty = (await who('registrar').get(`/api/v1/cases/${id}`))
      .json<{ matter: { judgment: { dutyBench: { member: string }[] } } }>()
      .matter.judgment.dutyBench.map(({ member }) => world.whoIs(member));

    // What is taken: reports, evidence by its file's name, reasons, a motion, an order of secrecy, grants, people.
    for (let index = 0; index < 20; index += 1) {
      const place = { area: 'sector-1', name: next() };
      const filed = await who('monitor').post('/api/v1/reports', { content: shelling(Date.now(), { narrative: next(), place }) });
      expect(filed.statusCode).toBe(201);
    }
    const form = (name: string): string =>
      `--x\r\ncontent-disposition: form-data; name="kind"\r\n\r\nphoto\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: image/jpeg\r\n\r\nbytes\r\n--x--\r\n`;
    const type = { 'content-type': 'multipart/form-data; boundary=x' };
    expect((await who('investigator').send(`/api/v1/cases/${id}/evidence`, form(`${next()}.jpg`), type)).statusCode).toBe(201);
    await who('rapporteur').does('cases', id, 'raise-severity', { severity: 5, ground: 'new-facts', reason: next() });
    expect((await duty[0]?.post(`/api/v1/cases/${id}/reject-case`, { ground: 'outside-area', reasons: next() }))?.statusCode).toBe(202);
    const order = { level: 'COMMISSION', compartment: 'vault', reason: next() };
    expect((await who('custodian').put(`/api/v1/cases/${id}/secrecy`, order)).statusCode).toBe(200);
    const grant = { reason: next() };
    expect((await who('chair').put(`/api/v1/cases/${id}/grants/${who('member-1').id}`, grant)).statusCode).toBe(200);
    const person = { signInName: 'canary-person', name: next(), roles: ['registrar'] };
    expect((await who('administrator').post('/api/v1/people', person)).statusCode).toBe(201);

    // What is refused: of the wrong shape, by the wrong person, at the wrong place, in the address, in a header, and what is no request at all.
    expect((await who('monitor').post('/api/v1/reports', { content: { narrative: next(), weather: 1 } })).statusCode).toBe(400);
    expect((await who('auditor').post('/api/v1/reports', { content: shelling(Date.now(), { narrative: next() }) })).statusCode).toBe(403);
    expect((await who('registrar').get(`/api/v1/cases?state=${next()}`)).statusCode).toBe(400);
    expect(left).toEqual([]);
    await world.app.inject({ method: 'POST', url: `/api/v1/session?x=${mark}`, payload: { name: 'x', password: mark } });
    await world.app.inject({ url: `/${mark}`, headers: { authorization: `Bearer ${mark}${mark}`, 'x-request-id': mark } });
    await who('monitor').send('/api/v1/reports', `{"content": "${mark}`, {
      'content-type': 'application/json',
      'idempotency-key': 'canary-1',
    });

    expect(await tablesThatHold(world.database, mark)).toEqual([]);
    await world.database.ask('checkpoint');
    await world.database.ask('select pg_switch_wal()');
    expect(filesThatHold(mark)).toEqual([]);
    expect(log.length).toBeGreaterThan(60);
    expect(log.filter((line) => line.includes(mark))).toEqual([]);

    // They are not lost: who may read them does, and each search would have found one that stands in clear.
    const mine = await who('monitor').get('/api/v1/reports?mine=true&limit=100');
    const [last] = mine.json<{ items: { id: string }[] }>().items;
    expect((await who('monitor').get(`/api/v1/reports/${last?.id}/history`)).body).toContain(mark);
    await world.database.ask(`create table public.clear as select '${mark}'::text as t`);
    expect(await tablesThatHold(world.database, mark)).toEqual(['public.clear']);
  }, 120_000);
});
