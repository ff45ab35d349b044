import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@tregua/platform';
import { begin, end, hexOf, look, send, sendAndBreak, stands, until, type Sender } from '../support/resumable.js';
import { openCase, shelling, startWorld, type World } from './support/world.js';
import { killApi, startApi, type ApiProgram } from './support/start-api.js';

const MIB = 1024 * 1024;
const home = mkdtempSync(join(tmpdir(), 'tregua-uploads-'));
const spool = join(home, 'evidence', 'spool');
let world: World;
let base = '';
let report = '';
let program: ApiProgram | undefined;

const by = (name: string, at = base): Sender => ({ base: at, headers: world.who(name).headers });
const placeOf = (answer: { headers: Headers }): string => answer.headers.get('location') ?? '';
const offsetOf = async (name: string, place: string): Promise<number> =>
  Number((await stands(by(name), place)).headers.get('upload-offset'));
const problem = (answer: { status: number; body: string }): unknown => {
  const { type, errors } = JSON.parse(answer.body) as { type: string; errors?: { header?: string; code: string }[] };
  return [
    answer.status,
    type.split('#')[1],
    ...(errors ?? []).map(({ header, code }) => (header === undefined ? code : `${header} ${code}`)),
  ];
};
const declared = (bytes: Uint8Array, change: Record<string, string> = {}): Record<string, string> => ({
  report,
  kind: 'video',
  filename: 'Canary Street 5.mp4',
  filetype: 'video/mp4',
  sha256: hexOf(bytes),
  ...change,
});
const begun = async (name: string, bytes: Uint8Array, at = base): Promise<string> => {
  const answer = await begin(by(name, at), bytes.length, declared(bytes));
  expect(answer.status).toBe(201);
  return placeOf(answer);
};
const spooled = (): string[] => readdirSync(spool);
const evidenceOf = async (sha256: string): Promise<{ id: string; size: number; claimedSha256: string }[]> =>
  (await world.who('monitor').get(`/api/v1/reports/${report}/evidence?limit=100`))
    .json<{ items: { id: string; sha256: string; size: number; claimedSha256: string }[] }>()
    .items.filter((item) => item.sha256 === sha256);

beforeAll(async () => {
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  world = await startWorld({ requestsPerMinute: 1_000_000, uploadLimitBytes: 20 * MIB, origins: [base] }, (options) => ({
    ...options,
    spool,
  }));
  await world.app.listen(port, '127.0.0.1');
  report = (await world.who('monitor').post('/api/v1/reports', { content: shelling() })).json<{ id: string }>().id;
});
afterAll(async () => {
  if (program !== undefined) await killApi(program);
  await world.close();
  rmSync(home, { recursive: true, force: true });
});

it('takes a file over a line that breaks, from the byte on that came, and makes evidence of it once', async () => {
  const bytes = randomBytes(9 * MIB + 17);
  const place = await begun('monitor', bytes);
  await sendAndBreak(by('monitor'), place, {
    offset: 0,
    bytes,
    sent: 5 * MIB,
    then: () => until(async () => (await offsetOf('monitor', place)) >= 4 * MIB),
  });
  await until(async () => (await offsetOf('monitor', place)) > 4 * MIB);
  const offset = await offsetOf('monitor', place);
  expect(offset).toBeLessThanOrEqual(5 * MIB);
  expect(await evidenceOf(hexOf(bytes))).toEqual([]);
  const last = await send(by('monitor'), place, offset, bytes.subarray(offset));
  expect([last.status, last.headers.get('upload-offset'), last.body]).toEqual([204, String(bytes.length), '']);
  const item = { id: expect.any(String), size: bytes.length, claimedSha256: hexOf(bytes) };
  expect(await evidenceOf(hexOf(bytes))).toEqual([expect.objectContaining(item)]);
  const view = JSON.parse((await look(by('monitor'), place)).body) as { evidence: { id: string } };
  const content = await world.app.inject({ url: `/api/v1/evidence/${view.evidence.id}/content`, headers: world.who('monitor').headers });
  expect(hexOf(content.rawPayload)).toBe(hexOf(bytes));
  // Begun again after all, it is the same upload, and the same item.
  expect(await begun('monitor', bytes)).toBe(place);
  expect(await offsetOf('monitor', place)).toBe(bytes.length);
  expect(await evidenceOf(hexOf(bytes))).toHaveLength(1);
  expect(spooled()).toEqual([]);
  const [row] = await world.database.ask<{ rows: string }>(`select string_agg(u::text, ' ') as rows from tregua.uploads u`);
  expect(row?.rows).not.toContain('Canary');
});

it('makes evidence of the same bytes for a report and for its case, and of each once', async () => {
  const of = await openCase(world);
  const bytes = randomBytes(1000);
  const { report: _, ...about } = declared(bytes);
  const sent = async (home: 'case' | 'report'): Promise<string> => {
    const begins = await begin(by('investigator'), bytes.length, { ...about, [home]: of[home] });
    const place = placeOf(begins);
    if (begins.headers.get('upload-offset') === '0') expect((await send(by('investigator'), place, 0, bytes)).status).toBe(204);
    return (JSON.parse((await look(by('investigator'), place)).body) as { evidence: { id: string } }).evidence.id;
  };
  const [inReport, inCase] = [await sent('report'), await sent('case')];
  expect(inCase).not.toBe(inReport);
  expect([await sent('report'), await sent('case')]).toEqual([inReport, inCase]);
});

it('lets two senders of one upload send no byte twice', async () => {
  const bytes = randomBytes(6 * MIB);
  const place = await begun('monitor', bytes);
  const both = await Promise.all([send(by('monitor'), place, 0, bytes), send(by('monitor'), place, 0, bytes)]);
  const statuses = both.map(({ status }) => status).sort();
  expect([
    [204, 204],
    [204, 409],
    [409, 409],
  ]).toContainEqual(statuses);
  await until(async () => {
    const offset = await offsetOf('monitor', place);
    if (offset < bytes.length) await send(by('monitor'), place, offset, bytes.subarray(offset));
    return (await offsetOf('monitor', place)) === bytes.length;
  });
  expect(await evidenceOf(hexOf(bytes))).toHaveLength(1);
  expect(spooled()).toEqual([]);
});

it('keeps nothing of bytes that are not what was declared', async () => {
  const [bytes, others] = [randomBytes(MIB), randomBytes(MIB)];
  const place = await begun('monitor', bytes);
  const answer = await send(by('monitor'), place, 0, others);
  expect(problem(answer)).toEqual([400, 'shape-is-wrong', 'upload-metadata sha256 isTheDigest']);
  expect((await stands(by('monitor'), place)).status).toBe(404);
  expect([await evidenceOf(hexOf(bytes)), await evidenceOf(hexOf(others)), spooled()]).toEqual([[], [], []]);
});

it('asks again for a piece that its own disk does not give back', async () => {
  const bytes = randomBytes(9 * MIB);
  const place = await begun('monitor', bytes);
  expect((await send(by('monitor'), place, 0, bytes.subarray(0, 8 * MIB))).status).toBe(204);
  const second = await world.database.ask<{ file: string }>(`select file from tregua.upload_parts where start = $1`, [4 * MIB]);
  const file = join(spool, second[0]?.file ?? '');
  const spoiled = readFileSync(file);
  spoiled[1000] = (spoiled[1000] as number) ^ 1;
  writeFileSync(file, spoiled);
  const answer = await send(by('monitor'), place, 8 * MIB, bytes.subarray(8 * MIB));
  expect([problem(answer), answer.headers.get('upload-offset')]).toEqual([[409, 'offset-is-another'], String(4 * MIB)]);
  expect((await send(by('monitor'), place, 4 * MIB, bytes.subarray(4 * MIB))).status).toBe(204);
  expect(await evidenceOf(hexOf(bytes))).toHaveLength(1);
});

it.each([
  ['more than is taken', 20 * MIB + 1, {}, [413, 'body-is-too-large', 'upload-length fileIsNotTooLarge']],
  ['no size', NaN, {}, [400, 'shape-is-wrong', 'upload-length isInteger']],
  ['nothing', 0, {}, [400, 'shape-is-wrong', 'upload-length isInteger']],
  ['no digest', 10, { sha256: 'abc' }, [400, 'shape-is-wrong', 'upload-metadata sha256 isHash']],
  ['no kind', 10, { kind: '../x' }, [400, 'shape-is-wrong', 'upload-metadata kind isKey']],
  ['no report', 10, { report: 'x' }, [400, 'shape-is-wrong', 'upload-metadata report isId']],
  ['what nobody knows', 10, { colour: 'red' }, [400, 'shape-is-wrong', 'upload-metadata colour isKnown']],
  ['what was sealed to nobody', 10, { key: 'k1', enc: 'AAAA', sealed: 'AAAA' }, [400, 'shape-is-wrong', 'upload-metadata sealed opens']],
  ['a report that is not there', 10, { report: '0190a1b2-0000-7000-8000-00000000dead' }, [404, 'not-found']],
])('refuses to begin with %s', async (_, size, change, expected) => {
  expect(problem(await begin(by('monitor'), size, declared(randomBytes(10), change)))).toEqual(expected);
});

it('refuses more bytes than were declared, bytes at another place, and another version of tus', async () => {
  const bytes = randomBytes(1000);
  const place = await begun('monitor', bytes);
  expect(problem(await send(by('monitor'), place, 0, Buffer.concat([bytes, bytes])))).toEqual([413, 'body-is-too-large']);
  expect(problem(await send(by('monitor'), place, 5, bytes.subarray(5)))).toEqual([409, 'offset-is-another']);
  const old = { ...by('monitor'), headers: { ...by('monitor').headers, 'tus-resumable': '0.2.2' } };
  expect(problem(await send(old, place, 0, bytes))).toEqual([412, 'tus-version-is-not-spoken']);
  expect((await end(by('monitor'), place)).status).toBe(204);
  expect((await stands(by('monitor'), place)).status).toBe(404);
});

it('is its owner’s alone: to everybody else it is not there', async () => {
  const bytes = randomBytes(1000);
  const place = await begun('monitor', bytes);
  for (const name of ['other-monitor', 'lead', 'registrar', 'administrator', 'auditor']) {
    const answers = [await look(by(name), place), await stands(by(name), place), await end(by(name), place)];
    expect([name, ...answers.map(({ status }) => status)]).toEqual([name, 404, 404, 404]);
    expect([403, 404]).toContain((await send(by(name), place, 0, bytes)).status);
  }
  expect((await begin(by('other-monitor'), bytes.length, declared(bytes))).status).toBe(404);
  expect((await begin({ base, headers: {} }, bytes.length, declared(bytes))).status).toBe(401);
  await end(by('monitor'), place);
});

it('holds as many uploads of one person as it says, and no more', async () => {
  const places: string[] = [];
  for (let count = 0; count < 60; count += 1) places.push(await begun('monitor', randomBytes(10)));
  expect(problem(await begin(by('monitor'), 10, declared(randomBytes(10))))).toEqual([409, 'uploads-are-full', 'fewUploadsAreUnderWay']);
  for (const place of places) await end(by('monitor'), place);
  expect((await begin(by('monitor'), 10, declared(randomBytes(10)))).status).toBe(201);
});

it('goes on where it stood after the server was killed in the middle of a piece', async () => {
  const port = await freePort();
  program = await startApi(world.database, port, home, { TREGUA_ORIGIN: `http://127.0.0.1:${port}` });
  const bytes = randomBytes(13 * MIB);
  const place = await begun('monitor', bytes, program.base);
  const there = by('monitor', program.base);
  await sendAndBreak(there, place, {
    offset: 0,
    bytes,
    sent: 9 * MIB,
    then: async () => {
      await until(async () => Number((await stands(there, place)).headers.get('upload-offset')) >= 8 * MIB);
      await killApi(program as ApiProgram);
    },
  });
  program = await startApi(world.database, port, home, { TREGUA_ORIGIN: `http://127.0.0.1:${port}` });
  const offset = Number((await stands(there, place)).headers.get('upload-offset'));
  expect(offset).toBe(8 * MIB);
  expect((await send(there, place, offset, bytes.subarray(offset))).status).toBe(204);
  const view = JSON.parse((await look(there, place)).body) as { evidence: { sha256: string; size: number } };
  expect(view.evidence).toMatchObject({ sha256: hexOf(bytes), size: bytes.length });
  await killApi(program, 'SIGTERM');
}, 120_000);

it('forgets what nobody went on with for a week', async () => {
  const bytes = randomBytes(5 * MIB);
  const place = await begun('monitor', bytes);
  await send(by('monitor'), place, 0, bytes.subarray(0, 3 * MIB));
  const kept = spooled().length;
  await world.pass(8 * 86_400_000);
  expect((await stands(by('monitor'), place)).status).toBe(404);
  await begun('monitor', randomBytes(10));
  expect(spooled().length).toBe(kept - 1);
});
