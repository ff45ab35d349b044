import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { migrateQueue, queueAddress } from '@tregua/jobs';
import { createLogger } from '@tregua/platform';
import { APP_ROLE } from '@tregua/store';
import type { ApiOptions } from '../../apps/api/src/api-options.js';
import { verifyCommand } from '../../apps/verifier/src/index.js';
import { createWorker } from '../../apps/worker/src/create-worker.js';
import { openCase, startWorld, type Somebody, type World } from './support/world.js';

interface Asked {
  readonly id: string;
  readonly sha256: string | null;
  readonly job: { readonly id: string };
}

describe('a bundle, from the request to the verdict', () => {
  let world: World;
  let worker: INestApplicationContext;
  let options: ApiOptions;
  let cases: readonly string[];
  const folder = mkdtempSync(join(tmpdir(), 'tregua-exports-'));

  beforeAll(async () => {
    world = await startWorld({ demonstration: true }, (given) => (options = given));
    await migrateQueue(world.database.ownerUrl, APP_ROLE);
    const { dataSource, docket, keyring, evidence, workFiles } = options;
    worker = await createWorker({
      dataSource,
      docket,
      keyring,
      logger: createLogger('test', { level: 'error' }),
      queue: queueAddress(world.database.appUrl),
      sweepEveryMs: 500,
      ...(evidence === undefined ? {} : { evidence }),
      ...(workFiles === undefined ? {} : { workFiles }),
    });
    cases = [(await openCase(world)).case, (await openCase(world)).case];
    await world.who('rapporteur').does('cases', cases[0] as string, 'start-preliminary', { note: 'Ґанок, їжак і "=1+1".' });
  });
  afterAll(async () => {
    await worker.close();
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const asks = (who: Somebody, change: object = {}, headers: Record<string, string> = {}) =>
    who.post(
      '/api/v1/exports',
      { scope: { cases: [cases[0]] }, audience: 'auditor', format: 'bundle', reason: 'A court asked.', ...change },
      headers,
    );

  const done = async (who: Somebody, job: string): Promise<Record<string, unknown>> => {
    for (let turn = 0; turn < 600; turn += 1) {
      const seen = (await who.get(`/api/v1/jobs/${job}`)).json<{ state: string } & Record<string, unknown>>();
      if (['done', 'failed', 'cancelled'].includes(seen.state)) return seen;
      await pause(100);
    }
    throw new Error('The job does not end.');
  };

  const verdictOn = async (
    name: string,
    zip: Buffer,
  ): Promise<{ code: number; report: { verdict: string; findings: { weight: string }[] } }> => {
    const file = join(folder, `${name}.zip`);
    writeFileSync(file, zip);
    const said: string[] = [];
    const code = await verifyCommand([file, '--json'], (text) => said.push(text));
    return { code, report: JSON.parse(said.join('')) as { verdict: string; findings: { weight: string }[] } };
  };

  it('is asked for, built, fetched with its digest, and found consistent by the verifier; built again it has the same bytes', async () => {
    const auditor = world.who('auditor');
    const before = (await auditor.get(`/api/v1/cases/${cases[0]}`)).headers['etag'];
    const asked = await asks(auditor, { scope: { cases } });
    expect([asked.statusCode, asked.headers['location']]).toEqual([202, `/api/v1/jobs/${asked.json<Asked>().job.id}`]);
    const { id, job } = asked.json<Asked>();
    expect(await done(auditor, job.id)).toMatchObject({ state: 'done', kind: 'bundle' });
    const file = await auditor.get(`/api/v1/exports/${id}/file`);
    expect([file.statusCode, file.headers['content-type']]).toEqual([200, 'application/zip']);
    const sha256 = createHash('sha256').update(file.rawPayload).digest();
    expect(file.headers['repr-digest']).toBe(`sha-256=:${sha256.toString('base64')}:`);
    const view = (await auditor.get(`/api/v1/exports/${id}`)).json<Asked>();
    expect(view).toMatchObject({ id, sha256: sha256.toString('hex'), audience: 'auditor', format: 'bundle', askedBy: auditor.id });
    const { code, report } = await verdictOn('first', file.rawPayload);
    expect(report.findings.filter(({ weight }) => ['broken', 'unlawful'].includes(weight))).toEqual([]);
    expect([code, report.verdict]).toEqual([3, 'consistentNotAuthenticated']);

    const again = (await auditor.post(`/api/v1/exports/${id}/build`)).json<Asked>();
    expect(await done(auditor, again.job.id)).toMatchObject({ state: 'done' });
    const second = await auditor.get(`/api/v1/exports/${id}/file`);
    expect(createHash('sha256').update(second.rawPayload).digest('hex')).toBe(sha256.toString('hex'));
    expect((await auditor.get(`/api/v1/cases/${cases[0]}`)).headers['etag']).toBe(before);
    expect((await auditor.get('/api/v1/exports')).json<{ items: Asked[] }>().items.map((one) => one.id)).toContain(id);
    expect((await auditor.get(`/api/v1/exports?case=${randomUUID()}`)).json<{ items: Asked[] }>().items).toEqual([]);
  });

  it('is entered in the access stream of each case, with its reason sealed', async () => {
    const rows = await world.database.ask<{ stream: string; bytes: Buffer }>(
      `select stream, bytes from tregua.entries where stream = any($1) and type = 'ExportRequested' order by stream`,
      [cases.map((id) => `access/${id}`)],
    );
    expect(new Set(rows.map(({ stream }) => stream))).toEqual(new Set(cases.map((id) => `access/${id}`)));
    for (const { bytes } of rows) {
      expect(bytes.toString('utf8')).not.toContain('A court asked.');
      const { data } = JSON.parse(bytes.toString('utf8')) as { data: { payload: { reason: unknown; heads: { stream: string }[] } } };
      expect(data.payload.reason).toEqual({ sealed: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(data.payload.heads.some(({ stream }) => stream.startsWith('case/'))).toBe(true);
    }
  });

  it('answers the same request under one key with one export, and another under it with a problem', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const auditor = world.who('auditor');
    const [one, two] = [(await asks(auditor, {}, key)).json<Asked>(), (await asks(auditor, {}, key)).json<Asked>()];
    expect([two.id, two.job.id]).toEqual([one.id, one.job.id]);
    const other = await asks(auditor, { audience: 'cell' }, key);
    expect([other.statusCode, other.json<{ type: string }>().type]).toEqual([422, '/problems#key-was-used']);
    await done(auditor, one.job.id);
  });

  it.each<[string, string, object, number, object]>([
    ['an audience that is not theirs', 'registrar', {}, 403, { pointer: '/audience', code: 'isMine' }],
    ['another party', 'agent-aa', { audience: 'party:bb' }, 403, { pointer: '/audience', code: 'isMine' }],
    ['the Commission’s, for a monitor', 'monitor', { audience: 'commission' }, 403, { pointer: '/audience', code: 'isMine' }],
    ['an audience that nobody knows', 'auditor', { audience: 'everybody' }, 400, { pointer: '/audience', code: 'matches' }],
    ['no reason', 'auditor', { reason: '  ' }, 400, { pointer: '/reason', code: 'matches' }],
    ['too long a reason', 'auditor', { reason: 'a'.repeat(2001) }, 400, { pointer: '/reason', code: 'isLength' }],
    ['another format', 'auditor', { format: 'docx' }, 400, { pointer: '/format', code: 'isIn' }],
    ['no case', 'auditor', { scope: { cases: [] } }, 400, { pointer: '/scope/cases', code: 'arrayMinSize' }],
    [
      'too many cases',
      'auditor',
      { scope: { cases: Array.from({ length: 101 }, () => randomUUID()) } },
      400,
      { pointer: '/scope/cases', code: 'arrayMaxSize' },
    ],
    ['what is no id', 'auditor', { scope: { cases: ['TR-1'] } }, 400, { pointer: '/scope/cases', code: 'isUuid' }],
    [
      'a value that nobody knows',
      'auditor',
      { scope: { cases: [randomUUID()], all: true } },
      400,
      { pointer: '/scope/all', code: 'isKnown' },
    ],
    ['a case that is not there', 'auditor', { scope: { cases: [randomUUID()] } }, 404, { pointer: '/scope/cases/0', code: 'isReadable' }],
    ['a case that is not public', 'citizen', { audience: 'public' }, 404, { pointer: '/scope/cases/0', code: 'isReadable' }],
  ])('is refused for %s, with the field that is wrong, and nothing is written', async (_, who, change, status, error) => {
    const count = async () =>
      await world.database.ask('select (select count(*) from tregua.exports) as exports, (select count(*) from tregua.entries) as entries');
    const before = await count();
    const response = await asks(world.who(who), change);
    expect([response.statusCode, response.headers['content-type']]).toEqual([status, 'application/problem+json']);
    expect(response.json<{ errors: object[] }>().errors).toContainEqual(expect.objectContaining(error));
    expect(await count()).toEqual(before);
  });

  it('of a restricted case asks for a grant, and is the asker’s alone', async () => {
    const restricted = (await openCase(world)).case;
    const chair = world.who('chair');
    const set = await chair.put(`/api/v1/cases/${restricted}/secrecy`, { level: 'RESTRICTED', compartment: null, reason: 'A source.' });
    expect(set.statusCode).toBeLessThan(300);
    const member = world.who('member-1');
    const ask = () => asks(member, { scope: { cases: [restricted] }, audience: 'commission', format: 'records' });
    expect([(await ask()).statusCode, (await ask()).json<{ errors: { pointer: string }[] }>().errors[0]?.pointer]).toEqual([
      404,
      '/scope/cases/0',
    ]);
    expect((await chair.put(`/api/v1/cases/${restricted}/grants/${member.id}`, { reason: 'Is to decide.' })).statusCode).toBeLessThan(300);
    const asked = await ask();
    expect(asked.statusCode).toBe(202);
    const { id, job } = asked.json<Asked>();
    expect(await done(member, job.id)).toMatchObject({ state: 'done' });
    expect((await member.get(`/api/v1/exports/${id}/file`)).statusCode).toBe(200);
    expect((await world.who('registrar').get(`/api/v1/exports/${id}/file`)).statusCode).toBe(404);
    expect((await world.who('auditor').get(`/api/v1/exports/${id}`)).statusCode).toBe(200);
    expect((await world.who('auditor').get(`/api/v1/exports/${id}/file`)).statusCode).toBe(403);
    // The grant is taken back: what was built is no longer theirs to fetch.
    expect((await chair.delete(`/api/v1/cases/${restricted}/grants/${member.id}`)).statusCode).toBeLessThan(300);
    expect((await member.get(`/api/v1/exports/${id}/file`)).statusCode).toBe(404);
  });
});
