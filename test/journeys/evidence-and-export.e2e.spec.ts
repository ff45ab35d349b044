import { createHash, randomUUID } from 'node:crypto';
import { checkExport, readExport } from '@tregua/ledger';
import { openCase, startWorld, type Somebody, type World } from './support/world.js';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const hex = (text: string): string => createHash('sha256').update(text).digest('hex');

const part = (name: string, value: string, file?: string): string =>
  `--x\r\ncontent-disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"\r\ncontent-type: image/jpeg`}\r\n\r\n${value}\r\n`;

const linesOf = (text: string): Uint8Array[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => Buffer.from(line));

describe('evidence and export over HTTP', () => {
  let world: World;
  let id: string;
  beforeAll(async () => {
    world = await startWorld({ uploadLimitBytes: 1000 });
    ({ case: id } = await openCase(world));
  });
  afterAll(() => world.close());

  const bring = (somebody: Somebody, body: string, type = 'multipart/form-data; boundary=x', url = `/api/v1/cases/${id}/evidence`) =>
    world.app.inject({ method: 'POST', url, headers: { ...somebody.headers, 'content-type': type }, payload: `${body}--x--\r\n` });

  it('takes a file under its own digest, with its name sealed, once', async () => {
    const investigator = world.who('investigator');
    const body = part('kind', 'photo') + part('sha256', hex('crater')) + part('file', 'crater', 'Canary Street 5.jpg');
    const brought = await bring(investigator, body);
    expect([brought.statusCode, brought.json()]).toEqual([
      201,
      {
        id: expect.any(String),
        sha256: hex('crater'),
        size: 6,
        stream: expect.stringMatching(/^evidence\//),
        entry: {
          stream: expect.stringMatching(/^evidence\//),
          seq: 1,
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
          at: expect.any(String),
        },
      },
    ]);
    const again = await bring(investigator, body);
    expect([again.statusCode, again.json<{ id: string }>().id]).toEqual([200, brought.json<{ id: string }>().id]);
    const listed = (await investigator.get(`/api/v1/cases/${id}/evidence`)).json<{ items: { sha256: string; kind: string }[] }>();
    expect(listed.items).toEqual([
      expect.objectContaining({ sha256: hex('crater'), claimedSha256: hex('crater'), kind: 'photo', mediaType: 'image/jpeg' }),
    ]);
    const found = await world.database.ask<{ found: boolean }>(
      `select bool_or(convert_from(bytes, 'UTF8') like '%Canary%') as found from tregua.entries`,
    );
    expect(found[0]?.found).toBe(false);
  });

  it('lists with a case what came to it in its reports, to whoever may see both', async () => {
    const { case: of, report } = await openCase(world);
    const body = part('kind', 'photo') + part('file', 'from the field', 'field.jpg');
    const brought = await bring(world.who('monitor'), body, undefined, `/api/v1/reports/${report}/evidence`);
    expect(brought.statusCode).toBe(201);
    const item = brought.json<{ id: string }>().id;
    const listed = async (name: string): Promise<string[]> =>
      (await world.who(name).get(`/api/v1/cases/${of}/evidence`)).json<{ items?: { id: string }[] }>().items?.map((one) => one.id) ?? [];
    expect(await listed('investigator')).toEqual([item]);
    const own = (await bring(world.who('investigator'), body.replace('field', 'lab'), undefined, `/api/v1/cases/${of}/evidence`)).json<{
      id: string;
    }>();
    expect(await listed('rapporteur')).toEqual([own.id, item]);
    expect(await listed('agent-bb')).toEqual([]);
    expect((await world.who('investigator').get(`/api/v1/cases/${id}/evidence`)).json<{ items: object[] }>().items).toHaveLength(1);
  });

  it('enters the same bytes once for a report and once for its case, however often they are sent', async () => {
    const { case: of, report } = await openCase(world);
    const body = part('kind', 'photo') + part('file', 'twice', 'twice.jpg');
    const sent = async (to: string): Promise<[number, string]> => {
      const answer = await bring(world.who('investigator'), body, undefined, `/api/v1/${to}/evidence`);
      return [answer.statusCode, answer.json<{ id: string }>().id];
    };
    const [inReport, inCase] = [await sent(`reports/${report}`), await sent(`cases/${of}`)];
    expect([inReport[0], inCase[0], inCase[1] === inReport[1]]).toEqual([201, 201, false]);
    expect([await sent(`reports/${report}`), await sent(`cases/${of}`)]).toEqual([
      [200, inReport[1]],
      [200, inCase[1]],
    ]);
  });

  it('gives the bytes back so that no browser runs them, and each look is an entry', async () => {
    const investigator = world.who('investigator');
    const [item] = (await investigator.get(`/api/v1/cases/${id}/evidence`)).json<{ items: { id: string }[] }>().items;
    const content = await investigator.get(`/api/v1/evidence/${item?.id}/content`);
    expect([content.statusCode, content.body]).toEqual([200, 'crater']);
    expect(content.headers).toMatchObject({
      'content-security-policy': "sandbox; default-src 'none'",
      'content-disposition': `attachment; filename="${item?.id}"`,
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    await world.who('auditor').get(`/api/v1/evidence/${item?.id}/content`);
    const history = (await investigator.get(`/api/v1/evidence/${item?.id}/history`)).json<{
      items: { type: string; actor: { id: string } }[];
    }>();
    expect(history.items.map(({ type, actor }) => [type, actor.id])).toEqual([
      ['EvidenceReceived', investigator.id],
      ['EvidenceRead', investigator.id],
      ['EvidenceRead', world.who('auditor').id],
    ]);
    expect((await world.who('agent-bb').get(`/api/v1/evidence/${item?.id}/content`)).statusCode).toBe(404);
  });

  it.each([
    ['no file', part('kind', 'photo'), undefined, 400, { pointer: '/file', code: 'isGiven' }],
    ['no kind', part('file', 'a', 'a'), undefined, 400, { pointer: '/kind', code: 'isKey' }],
    [
      'another digest than was promised',
      part('kind', 'photo') + part('sha256', hex('b')) + part('file', 'a', 'a'),
      undefined,
      400,
      { pointer: '/sha256', code: 'isTheDigest' },
    ],
    [
      'a value that nobody knows',
      part('kind', 'photo') + part('colour', 'red') + part('file', 'a', 'a'),
      undefined,
      400,
      { pointer: '/colour', code: 'isKnown' },
    ],
    ['two files', part('kind', 'photo') + part('file', 'a', 'a') + part('file', 'b', 'b'), undefined, 413, undefined],
    ['more than the limit', part('kind', 'photo') + part('file', 'a'.repeat(1001), 'a'), undefined, 413, undefined],
    ['a form without a boundary', part('file', 'a', 'a'), 'multipart/form-data', 415, undefined],
  ] as const)('refuses %s, and writes nothing', async (_, body, type, status, error) => {
    const count = async () =>
      await world.database.ask('select (select count(*) from tregua.evidence) as items, (select count(*) from tregua.entries) as entries');
    const before = await count();
    const response = await bring(world.who('investigator'), body, type);
    expect([response.statusCode, response.headers['content-type']]).toEqual([status, 'application/problem+json']);
    if (error !== undefined) expect(response.json<{ errors: object[] }>().errors).toContainEqual(expect.objectContaining(error));
    expect(await count()).toEqual(before);
  });

  it('exports a case that verifies offline, and says so in a stream of its own that does not move the case', async () => {
    const auditor = world.who('auditor');
    const before = (await auditor.get(`/api/v1/cases/${id}`)).headers['etag'];
    const response = await auditor.get(`/api/v1/cases/${id}/export`);
    expect(response.headers['content-type']).toBe('application/jsonl; charset=utf-8');
    const read = readExport(linesOf(response.body));
    expect(read.header.subject).toBe(`case/${id}`);
    expect(checkExport(read, sha256, [])).toEqual([]);
    expect([...read.streams.keys()][0]).toBe(`case/${id}`);
    expect((await auditor.get(`/api/v1/cases/${id}`)).headers['etag']).toBe(before);
    const access = await world.database.ask<{ type: string }>('select type from tregua.entries where stream = $1', [`access/${id}`]);
    expect(access).toEqual([{ type: 'CaseExported' }]);
    const flipped = response.body.replace('"PreliminaryStarted"', '"PreliminaryStartex"').replace('"CaseOpened"', '"CaseOpenex"');
    expect(checkExport(readExport(linesOf(flipped)), sha256, []).length).toBeGreaterThan(0);
  });

  it('is exported by nobody who does not read the whole of it', async () => {
    for (const name of ['monitor', 'agent-aa', 'agent-bb', 'cell', 'administrator', 'citizen']) {
      expect([name, (await world.who(name).get(`/api/v1/cases/${id}/export`)).statusCode]).toEqual([name, 404]);
    }
  });

  it('lets a bench act by motion: one proposes, a majority enters it', async () => {
    await world.who('rapporteur').does('cases', id, 'start-preliminary');
    const matter = (await world.who('registrar').get(`/api/v1/cases/${id}`)).json<{
      matter: { judgment: { dutyBench: { member: string }[] } };
    }>().matter;
    const [first, second] = matter.judgment.dutyBench.map(({ member }) => world.whoIs(member)) as [Somebody, Somebody, Somebody];
    const proposed = await first.post(`/api/v1/cases/${id}/stay-case`, {
      ground: 'hostilities-bar-access',
      reason: 'Shelling nearby.',
      hours: 24,
    });
    if (proposed.statusCode !== 202) throw new Error(proposed.body);
    const motion = proposed.json<{ id: string; state: string }>();
    expect([motion.state, proposed.headers['location']]).toEqual(['open', `/api/v1/motions/${motion.id}`]);
    const motions = (await second.get(`/api/v1/cases/${id}/motions`)).json<{ id: string; command: string; proposed: object }[]>();
    expect(motions).toEqual([expect.objectContaining({ id: motion.id, command: 'StayCase', status: 'open' })]);
    expect((await world.who('registrar').get(`/api/v1/cases/${id}/motions`)).json()).toEqual([]);
    const key = { 'idempotency-key': randomUUID() };
    const signed = await second.post(`/api/v1/motions/${motion.id}/signatures`, { position: 'for' }, key);
    expect([signed.statusCode, signed.json<{ state: string }>().state]).toEqual([200, 'carried']);
    expect((await second.post(`/api/v1/motions/${motion.id}/signatures`, { position: 'for' }, key)).body).toBe(signed.body);
    expect((await world.who('registrar').get(`/api/v1/cases/${id}`)).json<{ state: string }>().state).toBe('STAYED');
    expect((await second.post(`/api/v1/motions/${motion.id}/signatures`, { position: 'for' })).statusCode).toBe(409);
  });

  it('hides a case from whoever stands aside in it: view, history, evidence, motions, deadlines; what remains is the recusal', async () => {
    const { case: other } = await openCase(world);
    const matter = (await world.who('registrar').get(`/api/v1/cases/${other}`)).json<{
      reference: string;
      matter: { judgment: { dutyBench: { member: string }[] } };
    }>();
    const member = world.whoIs(matter.matter.judgment.dutyBench[0]?.member ?? '');
    expect((await member.get(`/api/v1/cases/${other}`)).statusCode).toBe(200);
    await world.database.ask(`insert into tregua.recusals (person, case_id, reason, since) values ($1, $2, 'family', now())`, [
      member.id,
      other,
    ]);
    for (const below of ['', '/history', '/verification', '/export', '/evidence', '/motions']) {
      expect([below, (await member.get(`/api/v1/cases/${other}${below}`)).statusCode]).toEqual([below, 404]);
    }
    expect((await member.get('/api/v1/cases')).body).not.toContain(other);
    expect((await member.get('/api/v1/deadlines')).body).not.toContain(other);
    expect((await member.get('/api/v1/me/recusals')).json()).toEqual([
      expect.objectContaining({ reference: matter.reference, reason: 'family' }),
    ]);
  });
});
