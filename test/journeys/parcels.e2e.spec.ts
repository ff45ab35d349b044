import { randomBytes } from 'node:crypto';
import { freePort, newId } from '@tregua/platform';
import { begin, hexOf, look, send } from '../support/resumable.js';
import { sealFile, sealTo, type IntakeKey, type SealedText } from '../support/seal-like-a-device.js';
import { shelling, startWorld, type Somebody, type World } from './support/world.js';

let world: World;
let base = '';
let key: IntakeKey;
const FINALISED = '2026-01-10T08:00:00.000Z';

beforeAll(async () => {
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  world = await startWorld({ requestsPerMinute: 1_000_000, origins: [base] });
  await world.app.listen(port, '127.0.0.1');
  key = (await world.who('monitor').get('/api/v1/field/key')).json<IntakeKey>();
});
afterAll(() => world.close());

const parcel = (id: string, author: Somebody, content: object = shelling(), to = key): Promise<SealedText> =>
  sealTo(to, JSON.stringify({ v: 1, content, finalisedAt: FINALISED }), `tregua-parcel/v1\n${id}\n${author.id}`);
const put = (who: string, id: string, body: object) => world.who(who).put(`/api/v1/field/parcels/${id}`, body);

it('files a sealed report in its author’s name, once, with the time that the device claims', async () => {
  const id = newId();
  const body = await parcel(id, world.who('monitor'));
  const first = await put('monitor', id, body);
  expect([first.statusCode, first.json()]).toEqual([
    201,
    {
      id,
      reference: expect.stringMatching(/^RP-/),
      state: 'SUBMITTED',
      receipt: { stream: `report/${id}`, seq: 2, hash: expect.any(String), at: expect.any(String) },
    },
  ]);
  const again = await Promise.all([put('monitor', id, body), put('monitor', id, body)]);
  expect(again.map((answer) => answer.json<object>())).toEqual([first.json(), first.json()]);
  const read = (await world.who('monitor').get(`/api/v1/reports/${id}`)).json<{ author: string; matter: { content: object } }>();
  expect([read.author, read.matter.content]).toEqual([world.who('monitor').id, expect.objectContaining({ finalisedAt: FINALISED })]);
  const history = (await world.who('monitor').get(`/api/v1/reports/${id}/history`)).json<{ items: object[] }>();
  expect(history.items).toHaveLength(2);
});

it('opens for its author, its report and its key alone', async () => {
  const id = newId();
  const body = await parcel(id, world.who('monitor'));
  const wrong = [
    await put('other-monitor', id, body),
    await put('monitor', newId(), body),
    await put('monitor', id, { ...body, key: 'k9' }),
    await put('monitor', id, { ...body, sealed: `${body.sealed.slice(0, -2)}AA` }),
  ];
  for (const answer of wrong)
    expect([answer.statusCode, answer.json<{ errors: object[] }>().errors]).toEqual([
      400,
      [expect.objectContaining({ pointer: '/sealed', code: 'opens' })],
    ]);
  expect((await put('citizen', id, body)).statusCode).toBe(403);
  expect((await put('monitor', '0190a1b2-0000-4000-8000-00000000dead', body)).statusCode).toBe(400);
  expect((await put('monitor', id, { ...body, sealed: 'A'.repeat(129_000) })).statusCode).toBe(400);
  expect((await put('monitor', id, { ...body, sealed: 'A'.repeat(200_000) })).statusCode).toBe(413);
});

it('keeps what lacks something as the author’s draft, and says what', async () => {
  const id = newId();
  const answer = await put('monitor', id, await parcel(id, world.who('monitor'), { codes: ['K3'], narrative: 'Only heard.' }));
  const { state, unmet } = answer.json<{ state: string; unmet: { code: string }[] }>();
  expect([answer.statusCode, state, unmet.map(({ code }) => code).sort()]).toEqual([
    201,
    'DRAFT',
    ['placeIsGiven', 'requiredFieldsAreGiven', 'startIsNotAfterFiling'],
  ]);
});

it('gives a parcel that it refuses back to its author, who can write it anew', async () => {
  const id = newId();
  const content = { codes: ['no-such-code'] };
  const body = await parcel(id, world.who('monitor'), content);
  const refused = await put('monitor', id, body);
  expect([refused.statusCode, refused.json<{ errors: { pointer: string }[] }>().errors[0]?.pointer]).toEqual([400, '/content/codes/0']);
  const opened = await world.who('monitor').post(`/api/v1/field/parcels/${id}/opening`, body);
  expect(opened.json()).toEqual({ content: { ...content, finalisedAt: FINALISED } });
  expect((await world.who('other-monitor').post(`/api/v1/field/parcels/${id}/opening`, body)).statusCode).toBe(400);
});

it('opens a sealed file once all of it is here, and keeps nothing of one that is not what its device said', async () => {
  const monitor = world.who('monitor');
  const id = newId();
  await put('monitor', id, await parcel(id, monitor));
  const bytes = randomBytes(9 * 1024 * 1024 + 5);
  const { key: fileKey, sealed, sha256 } = sealFile(bytes);
  const about = { kind: 'video', mediaType: 'video/mp4', name: 'Canary Street 5.mp4', size: bytes.length, sha256, key: fileKey };
  const sender = { base, headers: monitor.headers };
  const brought = async (said: object, outside = hexOf(sealed)) => {
    const header = await sealTo(key, JSON.stringify(said), `tregua-file/v1\n${id}\n${monitor.id}\n${outside}`);
    return await begin(sender, sealed.length, { report: id, sha256: outside, ...header });
  };
  const false_ = await brought({ ...about, sha256: '0'.repeat(64) });
  const place = false_.headers.get('location') ?? '';
  expect((await send(sender, place, 0, sealed)).status).toBe(400);
  expect((await look(sender, place)).status).toBe(404);
  expect((await brought({ ...about, size: 1 })).status).toBe(400);
  expect((await brought(about, '1'.repeat(64))).status).toBe(201);
  const right = (await brought(about)).headers.get('location') ?? '';
  expect((await send(sender, right, 0, sealed)).status).toBe(204);
  const view = JSON.parse((await look(sender, right)).body) as { evidence: object };
  expect(view.evidence).toMatchObject({ reportId: id, kind: 'video', mediaType: 'video/mp4', size: bytes.length, sha256 });
});
