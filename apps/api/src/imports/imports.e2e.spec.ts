import { readFileSync } from 'node:fs';
import { fileAgreement } from '@tregua/store';
import { demonstrationAgreement } from '../../../standalone/src/demonstration/agreement.js';
import { shippedExtract } from '../../../standalone/src/demonstration/ready-demonstration.js';
import { ORIGIN, startTestApi, type Injected, type TestApi } from '../../../../test/journeys/support/test-api.js';

let tregua: TestApi;
let registrar: string;
let monitor: string;
let agent: string;
const extract = readFileSync(shippedExtract());

beforeAll(async () => {
  tregua = await startTestApi({ uploadLimitBytes: 200_000 });
  await tregua.person('registrar', { roles: ['registrar'] });
  await tregua.person('monitor', { roles: ['monitor'], team: 'north' });
  await tregua.person('agent', { roles: ['party_agent'], party: 'ua' });
  [registrar, monitor, agent] = [await tregua.signIn('registrar'), await tregua.signIn('monitor'), await tregua.signIn('agent')];
}, 60_000);
afterAll(() => tregua.close());

interface Whole {
  readonly mayBe: readonly { readonly score: number; readonly reasons: readonly { readonly code: string; readonly weight: number }[] }[];
}

/** A form of one file, as a browser sends it. */
async function upload(cookie: string, bytes: Buffer, query = '', part = 'file'): Promise<Injected> {
  const boundary = '----tregua-test';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${part}"; filename="events.csv"\r\ncontent-type: text/csv\r\n\r\n`;
  return await tregua.app.inject({
    method: 'POST',
    url: `/api/v1/imports${query}`,
    headers: { cookie, origin: ORIGIN, 'content-type': `multipart/form-data; boundary=${boundary}`, 'idempotency-key': 'import-1234' },
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  });
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

  it('on a dry run answers with every count and writes nothing', async () => {
    const response = await upload(registrar, extract, '?dryRun=true');
    expect([response.statusCode, response.json()]).toMatchObject([
      200,
      { id: null, dryRun: true, counts: { rows: 2_989, accepted: 1_366, inadmissible: 1_623, duplicate: 0, refused: 0 } },
    ]);
    expect(response.json<{ results: object[] }>().results).toHaveLength(500);
    expect((await tregua.get('/api/v1/imports', registrar)).json()).toEqual([]);
  });

  it('imports, tells what became of each row, and a second time changes nothing', async () => {
    const first = (await upload(registrar, extract)).json<{ id: string; incidents: number }>();
    expect(first.incidents).toBe(1_358);
    const rows = await tregua.get(`/api/v1/imports/${first.id}/results?outcome=inadmissible&limit=2`, registrar);
    expect(rows.json()).toMatchObject([
      { row: 1, outcome: 'inadmissible', ground: 'before-entry-into-force' },
      { row: 2, outcome: 'inadmissible' },
    ]);
    const second = await upload(registrar, extract);
    expect(second.json()).toMatchObject({ id: null, incidents: 0, counts: { accepted: 0, duplicate: 1_366 } });
    expect((await tregua.get('/api/v1/imports', registrar)).json()).toHaveLength(1);
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

  it.each<[string, () => Promise<Injected>, number, string]>([
    ['a form without a file', () => upload(registrar, Buffer.from('x'), '', 'other'), 400, 'shape-is-wrong'],
    ['a file of another form', () => upload(registrar, Buffer.from('a,b\n1,2\n')), 400, 'shape-is-wrong'],
    ['an empty file', () => upload(registrar, Buffer.alloc(0)), 400, 'shape-is-wrong'],
    ['an unknown agreement', () => upload(registrar, extract, '?agreement=other'), 400, 'shape-is-wrong'],
    ['a dry run that is neither true nor false', () => upload(registrar, extract, '?dryRun=perhaps'), 400, 'shape-is-wrong'],
    ['a file over the limit', () => upload(registrar, Buffer.concat([Buffer.from(oscePage(9_000))])), 413, 'body-is-too-large'],
  ])('refuses %s, and writes nothing', async (_name, send, status, problem) => {
    const counted = () => tregua.database.ask('select count(*)::int as imports from tregua.imports');
    const before = await counted();
    const response = await send();
    expect([response.statusCode, response.json<{ type: string }>().type]).toEqual([status, `/problems#${problem}`]);
    expect(await counted()).toEqual(before);
  });
});

function oscePage(rows: number): string {
  const header = 'report_ref,period_end_local,region,cfv_total,explosions_total,explosions_qualifier';
  return [header, ...Array.from({ length: rows }, (_, index) => `R${index},2021-01-01,North,1,1,exact`)].join('\n');
}
