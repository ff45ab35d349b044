import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { FileEvidenceStore } from '@tregua/evidence-store';
import { migrateQueue, queueAddress } from '@tregua/jobs';
import { createLogger } from '@tregua/platform';
import { APP_ROLE, fileAgreement } from '@tregua/store';
import { demonstrationAgreement } from '../../../standalone/src/demonstration/agreement.js';
import { shippedExtract } from '../../../standalone/src/demonstration/ready-demonstration.js';
import { createWorker } from '../../../worker/src/create-worker.js';
import { ORIGIN, startTestApi, type Injected, type TestApi } from '../../../../test/journeys/support/test-api.js';
import { dailyCounts, fileForm } from '../../../../test/support/uploads.js';

let tregua: TestApi;
let worker: INestApplicationContext;
let registrar: string;
let monitor: string;
let agent: string;
const extract = readFileSync(shippedExtract());
const folder = mkdtempSync(join(tmpdir(), 'tregua-imports-'));
const workFiles = new FileEvidenceStore(folder);

beforeAll(async () => {
  tregua = await startTestApi({ uploadLimitBytes: 200_000 }, (options) => ({ ...options, workFiles }));
  const { dataSource, keyring, ownerUrl, appUrl } = tregua.database;
  await migrateQueue(ownerUrl, APP_ROLE);
  worker = await createWorker({
    ...{ dataSource, keyring, workFiles, docket: tregua.docket },
    logger: createLogger('test', { level: 'error' }),
    queue: queueAddress(appUrl),
    sweepEveryMs: 500,
  });
  await tregua.person('registrar', { roles: ['registrar'] });
  await tregua.person('monitor', { roles: ['monitor'], team: 'north' });
  await tregua.person('agent', { roles: ['party_agent'], party: 'ua' });
  [registrar, monitor, agent] = [await tregua.signIn('registrar'), await tregua.signIn('monitor'), await tregua.signIn('agent')];
}, 60_000);
afterAll(async () => {
  await worker.close();
  await tregua.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Whole {
  readonly mayBe: readonly { readonly score: number; readonly reasons: readonly { readonly code: string; readonly weight: number }[] }[];
}

interface Job {
  readonly id: string;
  readonly state: string;
  readonly result: string | null;
  readonly problem: { readonly type: string; readonly errors?: readonly object[] } | null;
}

async function upload(cookie: string, bytes: Buffer, query = '', part = 'file', key: string = randomUUID()): Promise<Injected> {
  const { headers, payload } = fileForm(bytes, { part });
  return await tregua.app.inject({
    method: 'POST',
    url: `/api/v1/imports${query}`,
    headers: { cookie, origin: ORIGIN, 'idempotency-key': key, ...headers },
    payload,
  });
}

/** Waits until a job has ended. */
async function ended(response: Injected): Promise<Job> {
  if (response.statusCode !== 202) throw new Error(response.body);
  const location = String(response.headers['location']);
  for (let tries = 0; tries < 600; tries += 1) {
    const job = (await tregua.get(location, registrar)).json<Job>();
    if (!['waiting', 'running'].includes(job.state)) return job;
    await pause(50);
  }
  throw new Error('The job did not end.');
}

async function imported(response: Injected): Promise<Record<string, unknown> & { id: string | null; results: object[] }> {
  const job = await ended(response);
  if (job.state !== 'done') throw new Error(JSON.stringify(job));
  return (await tregua.get(String(job.result), registrar)).json();
}

describe('an import by upload', () => {
  it('asks which agreement, when none is on file', async () => {
    const response = await upload(registrar, extract);
    expect([response.statusCode, response.json<{ errors: object[] }>().errors]).toMatchObject([
      400,
      [{ parameter: 'agreement', code: 'isListed' }],
    ]);
    await fileAgreement(tregua.database.dataSource, tregua.database.keyring, demonstrationAgreement, { id: 'system', role: 'system' });
  });

  it("is the registry's, and nobody else's", async () => {
    expect((await upload(monitor, extract)).statusCode).toBe(403);
    expect((await upload('', extract)).statusCode).toBe(401);
  });

  it('on a dry run tells every count and writes nothing', async () => {
    const result = await imported(await upload(registrar, extract, '?dryRun=true'));
    expect(result).toMatchObject({
      id: null,
      dryRun: true,
      counts: { rows: 2_989, accepted: 1_366, inadmissible: 1_623, duplicate: 0, refused: 0 },
    });
    expect(result.results).toHaveLength(500);
    expect((await tregua.get('/api/v1/imports', registrar)).json()).toEqual([]);
  });

  it('imports, tells what became of each row, and a second time changes nothing', async () => {
    const first = await imported(await upload(registrar, extract));
    expect(first['incidents']).toBe(1_358);
    const rows = await tregua.get(`/api/v1/imports/${first.id}/results?outcome=inadmissible&limit=2`, registrar);
    expect(rows.json()).toMatchObject([
      { row: 1, outcome: 'inadmissible', ground: 'before-entry-into-force' },
      { row: 2, outcome: 'inadmissible' },
    ]);
    const second = await imported(await upload(registrar, extract));
    expect(second).toMatchObject({ id: null, incidents: 0, counts: { accepted: 0, duplicate: 1_366 } });
    expect((await tregua.get('/api/v1/imports', registrar)).json()).toHaveLength(1);
    expect(await tregua.database.ask('select 1 from tregua.import_drafts')).toEqual([]);
  });

  it('gives the same job again for the same key and file, and refuses the key for another file', async () => {
    const key = randomUUID();
    const first = await upload(registrar, dailyCounts(3), '', 'file', key);
    await ended(first);
    const again = await upload(registrar, dailyCounts(3), '', 'file', key);
    expect([again.statusCode, again.headers['location']]).toEqual([202, first.headers['location']]);
    expect((await upload(registrar, dailyCounts(4), '', 'file', key)).statusCode).toBe(422);
  });

  it('shows incidents with their records and what may be their doubles; to a party nothing', async () => {
    const page = (await tregua.get('/api/v1/incidents?limit=2', monitor)).json<{ items: { id: string }[]; next: string }>();
    expect(page.items).toHaveLength(2);
    const next = (await tregua.get(`/api/v1/incidents?limit=2&cursor=${page.next}`, monitor)).json<{ items: { id: string }[] }>();
    expect(next.items[0]?.id).not.toBe(page.items[0]?.id);
    const [candidate] = await tregua.database.ask<{ one: string }>(
      'select one from tregua.duplicate_candidates order by score desc, one limit 1',
    );
    const whole = (await tregua.get(`/api/v1/incidents/${candidate?.one}`, monitor)).json<Whole>();
    expect(whole).toMatchObject({ records: [{ dataset: 'ucdp-ged' }] });
    const [double] = whole.mayBe;
    expect(double?.reasons.slice(0, 2).map(({ code }) => code)).toEqual(['timesOverlap', 'placesOverlap']);
    expect(double?.score).toBe(double?.reasons.reduce((sum, { weight }) => sum + weight, 0));
    expect((await tregua.get('/api/v1/incidents', agent)).json()).toEqual({ items: [], next: null });
    expect((await tregua.get(`/api/v1/incidents/${candidate?.one}`, agent)).statusCode).toBe(404);
    expect((await tregua.get('/api/v1/imports', agent)).json()).toEqual([]);
  });

  it('lets a monitor file reports of incidents, each once', async () => {
    const file = () => tregua.send('POST', '/api/v1/incidents/reports', monitor, { limit: 3 });
    expect((await file()).json()).toEqual({ filed: 3, refused: 0 });
    expect((await file()).json()).toEqual({ filed: 3, refused: 0 });
    const [row] = await tregua.database.ask<{ reports: number; keys: number }>(
      'select count(*)::int as reports, count(distinct source_key)::int as keys from tregua.reports',
    );
    expect(row).toEqual({ reports: 6, keys: 6 });
    expect((await tregua.send('POST', '/api/v1/incidents/reports', registrar, { limit: 3 })).statusCode).toBe(403);
  });

  it.each<[string, () => Promise<Injected>, number, string, object]>([
    [
      'a form without a file',
      () => upload(registrar, Buffer.from('x'), '', 'other'),
      400,
      'shape-is-wrong',
      { pointer: '/file', code: 'isGiven' },
    ],
    [
      'a file of another form',
      () => upload(registrar, Buffer.from('a,b\n1,2\n')),
      400,
      'shape-is-wrong',
      { pointer: '/file', code: 'formIsKnown' },
    ],
    ['a header alone', () => upload(registrar, Buffer.from('a,b\n')), 400, 'shape-is-wrong', { pointer: '/file', code: 'fileHasRows' }],
    ['an empty file', () => upload(registrar, Buffer.alloc(0)), 400, 'shape-is-wrong', { pointer: '/file', code: 'fileHasRows' }],
    ['what is no CSV', () => upload(registrar, Buffer.from('a,b\n"1,2\n')), 400, 'shape-is-wrong', { pointer: '/file', code: 'fileIsCsv' }],
    [
      'gzip that is none',
      () => upload(registrar, Buffer.from([0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9])),
      400,
      'shape-is-wrong',
      { pointer: '/file', code: 'fileIsCsv' },
    ],
    ['an unknown agreement', () => upload(registrar, extract, '?agreement=other'), 400, 'shape-is-wrong', { parameter: 'agreement' }],
    [
      'a dry run that is neither true nor false',
      () => upload(registrar, extract, '?dryRun=perhaps'),
      400,
      'shape-is-wrong',
      { parameter: 'dryRun' },
    ],
    ['a key that is none', () => upload(registrar, extract, '', 'file', 'short'), 400, 'shape-is-wrong', { header: 'idempotency-key' }],
    [
      'a file over the limit',
      () => upload(registrar, dailyCounts(9_000)),
      413,
      'body-is-too-large',
      { pointer: '/file', params: { max: 200_000 } },
    ],
  ])('refuses %s, names it, and keeps nothing', async (_name, send, status, problem, error) => {
    const counted = () =>
      tregua.database.ask('select count(*)::int as jobs, (select count(*)::int from tregua.imports) as imports from tregua.long_jobs');
    const before = await counted();
    const response = await send();
    const body = response.json<{ type: string; errors?: object[] }>();
    expect([response.statusCode, body.type]).toEqual([status, `/problems#${problem}`]);
    expect(body.errors).toEqual([expect.objectContaining(error)]);
    expect(await counted()).toEqual(before);
  });

  it('says in the job what is wrong further in, and keeps nothing of it', async () => {
    const before = await tregua.database.ask('select count(*)::int as n from tregua.observations');
    const job = await ended(await upload(registrar, Buffer.concat([dailyCounts(900, 'F'), Buffer.from('\nbroken,row')])));
    expect(job).toMatchObject({
      state: 'failed',
      problem: { type: '/problems#shape-is-wrong', status: 400, errors: [{ pointer: '/file', code: 'fileIsCsv' }] },
      kept: { rows: 500 },
      resumable: true,
    });
    expect(await tregua.database.ask('select count(*)::int as n from tregua.observations')).toEqual(before);
    expect((await tregua.get(`/api/v1/jobs/${job.id}/result`, registrar)).statusCode).toBe(409);
  });
});
