import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { INestApplicationContext } from '@nestjs/common';
import { sha256 } from '@tregua/docket';
import { migrateQueue, queueAddress } from '@tregua/jobs';
import { entryOf, inclusionProof, leafHash, rootOf, verifyInclusion, writeLogEntry } from '@tregua/ledger';
import { createLogger } from '@tregua/platform';
import { APP_ROLE, Keyring, LogNonces, TokensWriter } from '@tregua/store';
import { newSecret } from '../../apps/api/src/http/authentication.js';
import { createWorker } from '../../apps/worker/src/create-worker.js';
import { SYSTEM } from '../support/commission.js';
import { redisIsHere, startRedis, type TestRedis } from '../support/redis.js';
import { filesThatHold, tablesThatHold } from '../support/search.js';
import { openCase, shelling, startWorld, type World } from './support/world.js';

const mark = `KANARIE${randomBytes(6).toString('hex')}`;
const identity = (nth: number): string => `${mark}-${nth}`;

interface Place {
  readonly stream: string;
  readonly seq: number;
  readonly field: string;
}

interface SealedRow extends Place {
  readonly key_id: string;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
}

describe('100 identities, told to the Commission and forgotten', () => {
  let world: World;
  let redis: TestRedis | undefined;
  let redisFolder = '';
  const workers: INestApplicationContext[] = [];
  const home = mkdtempSync(join(tmpdir(), 'tregua-forgotten-'));
  const log: string[] = [];
  let caseId: string;
  const people: string[] = [];
  const reports: string[] = [];
  let told = 0;
  const next = (): string => identity((told += 1));

  beforeAll(async () => {
    const to = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        log.push(String(chunk));
        done();
      },
    });
    const logger = createLogger('test', { level: 'trace', to });
    world = await startWorld({ requestsPerMinute: 1_000_000 }, (options) => ({ ...options, logger }));
    const { database, docket } = world;
    await migrateQueue(database.ownerUrl, APP_ROLE);
    if (redisIsHere) {
      redis = await startRedis();
      redisFolder = ((await redis.client.config('GET', 'dir')) as string[])[1] as string;
    }
    for (const queue of [queueAddress(database.appUrl), ...(redis === undefined ? [] : [queueAddress(redis.url)])]) {
      const { dataSource, keyring } = database;
      const channels = {
        baseUrl: 'https://commission.example',
        mail: { folder: join(home, 'mail'), from: 'notices@commission.example' },
        webhooksToLoopback: false,
      };
      workers.push(await createWorker({ dataSource, docket, keyring, logger, queue, sweepEveryMs: 300, channels }));
    }
  }, 180_000);
  afterAll(async () => {
    for (const worker of workers) await worker.close();
    await redis?.stop();
    await world.close();
    rmSync(home, { recursive: true, force: true });
  });

  const expectMade = (answer: { statusCode: number; body: string }, status = 201): void => {
    if (answer.statusCode !== status) throw new Error(answer.body);
  };
  const sealedRows = (): Promise<SealedRow[]> =>
    world.database.ask<SealedRow>(`select stream, seq, field, key_id, nonce, ciphertext from tregua.sealed_values`);
  const addresses = (): Promise<SealedRow[]> =>
    world.database
      .ask<SealedRow>(`select 'person/' || person_id as stream, mail_version as seq, '/mailAddress' as field, mail_key_id as key_id,
        mail_nonce as nonce, mail_ciphertext as ciphertext from tregua.notice_preferences where mail_key_id is not null`);
  /** What the keys that are there now open of these rows, as one text. */
  const opened = (rows: readonly SealedRow[]): { readonly text: string; readonly holding: readonly SealedRow[]; readonly shut: number } => {
    const keyring = Keyring.open(world.database.keyFile);
    const contents = rows.map((row) => keyring.find(row, { keyId: row.key_id, nonce: row.nonce, ciphertext: row.ciphertext }));
    const texts = contents.map((content) => JSON.stringify(content?.value ?? null));
    return {
      text: texts.join('\n'),
      holding: rows.filter((_, index) => texts[index]?.includes(mark)),
      shut: contents.filter((content) => content === undefined).length,
    };
  };
  const filesHolding = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => {
        const bytes = entry.isFile() ? readFileSync(join(entry.parentPath, entry.name)) : Buffer.alloc(0);
        return [mark, mark.toLowerCase()].some((text) => bytes.includes(text));
      })
      .map((entry) => entry.name);

  it('are told: in reports, files’ names, reasons, motions, names of people and their addresses', async () => {
    const { who } = world;
    ({ case: caseId } = await openCase(world, shelling(Date.now(), { narrative: next() })));
    await who('rapporteur').does('cases', caseId, 'start-preliminary');
    for (let nth = 0; nth < 20; nth += 1) {
      const place = { latitude: '48.05', longitude: '37.85', radiusMetres: 200, name: next() };
      const filed = await who('monitor').post('/api/v1/reports', { content: shelling(Date.now(), { narrative: next(), place }) });
      const { id } = filed.json<{ id: string }>();
      await who('monitor').does('reports', id, 'submit-report');
      reports.push(id);
    }
    for (let nth = 0; nth < 10; nth += 1) {
      const form = `--x\r\ncontent-disposition: form-data; name="kind"\r\n\r\nphoto\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="${next()}.jpg"\r\ncontent-type: image/jpeg\r\n\r\nbytes ${nth}\r\n--x--\r\n`;
      expectMade(
        await who('investigator').send(`/api/v1/cases/${caseId}/evidence`, form, { 'content-type': 'multipart/form-data; boundary=x' }),
      );
    }
    for (let nth = 1; nth <= 9; nth += 1)
      expectMade(await who('chair').put(`/api/v1/cases/${caseId}/grants/${who(`member-${nth}`).id}`, { reason: next() }), 200);
    const duty = (await who('registrar').get(`/api/v1/cases/${caseId}`))
      .json<{ matter: { judgment: { dutyBench: { member: string }[] } } }>()
      .matter.judgment.dutyBench.map(({ member }) => world.whoIs(member));
    const motion = await duty[0]?.post(`/api/v1/cases/${caseId}/reject-case`, { ground: 'outside-area', reasons: next() });
    expect(motion?.statusCode).toBe(202);
    await who('rapporteur').does('cases', caseId, 'raise-severity', { severity: 5, ground: 'new-facts', reason: next() });
    while (told < 99) {
      const made = await who('administrator').post('/api/v1/people', { signInName: `someone-${told}`, name: next(), roles: ['registrar'] });
      expectMade(made);
      const { id } = made.json<{ id: string }>();
      people.push(id);
      const { secret, hash } = newSecret();
      await new TokensWriter(world.database.dataSource, world.database.keyring).issue(id, { label: 'test', hash, days: 9 }, SYSTEM);
      // An address is changed once: what it was before must be forgotten too.
      for (const mailAddress of [`before-${mark}@example.org`, `${next()}@example.org`.toLowerCase()]) {
        const chosen = {
          app: 'all',
          mail: 'all',
          language: 'en',
          timeZone: 'UTC',
          digestMinute: 420,
          quietFrom: null,
          quietTo: null,
          mailAddress,
        };
        const saved = await world.app.inject({
          method: 'PUT',
          url: '/api/v1/notices/preferences',
          headers: { authorization: `Bearer ${secret}` },
          payload: chosen,
        });
        expect(saved.statusCode).toBe(204);
      }
    }
    expect(told).toBeGreaterThanOrEqual(100);
    await world.pass(3_600_000 * 30);
  }, 180_000);

  it('leave nothing that can be read: no table, no file of the database, no job, no log, no key; and all proofs stand', async () => {
    const { who, database } = world;
    const [dumped, dumpedAddresses] = [await sealedRows(), await addresses()];
    const before = opened([...dumped, ...dumpedAddresses]);
    const lower = mark.toLowerCase();
    expect(new Set([...before.text.matchAll(new RegExp(`(${mark}|${lower})-\\d+`, 'g'))].map(([text]) => text.toUpperCase())).size).toBe(
      told,
    );
    const nonces = await LogNonces.open(database.dataSource, database.keyring);
    const logged = async (): Promise<Uint8Array[]> =>
      (
        await database.ask<{ stream: string; seq: number; hash: string; bytes: Buffer }>(
          `select stream, seq, encode(hash, 'hex') as hash, bytes from tregua.entries order by stream collate "C", seq`,
        )
      )
        .map(({ stream, seq, hash, bytes }) => ({ key: `${stream} ${seq}`, stream, seq, hash, entry: entryOf(bytes) }))
        .map(({ stream, seq, hash, entry }) =>
          writeLogEntry({ v: 1, tag: nonces.tagOf(stream), seq, prev: entry.prev, eventHash: hash, at: entry.at }),
        );
    const leavesBefore = (await logged()).map((bytes) => leafHash(bytes, sha256));
    const root = rootOf(leavesBefore, sha256);
    const proofs = leavesBefore.map((leaf, index) => ({ leaf, index, proof: inclusionProof(index, leavesBefore, sha256) }));

    // What must be over is over: the case and the reports have ended, the people have left, eleven years ago.
    for (const table of ['cases', 'reports'])
      await database.ask(`update tregua.${table} set ended = true, moved_at = moved_at - interval '11 years'`);
    await database.ask(`update tregua.people set status = 'disabled', changed_at = changed_at - interval '11 years' where id = any($1)`, [
      people,
    ]);

    const erase = async (proposer: string, body: object): Promise<void> => {
      const proposed = await who(proposer).post('/api/v1/erasures', { ground: 'no-longer-needed', reason: 'Its time is over.', ...body });
      expectMade(proposed);
      const [id] = proposed.json<{ ids: string[] }>().ids;
      const own = await who(proposer).post(`/api/v1/erasures/${id}/confirmation`, { reason: 'Myself.' });
      expect([403, 404]).toContain(own.statusCode);
      expectMade(await who('chair').post(`/api/v1/erasures/${id}/confirmation`, { reason: 'So be it.' }), 200);
      const done = (await who('chair').get(`/api/v1/erasures/${id}`)).json<{ status: string }>();
      expect(done.status).toBe('done');
    };
    const places = before.holding
      .map(({ stream, seq, field }): Place => ({ stream, seq, field }))
      .filter(({ stream }) => !stream.startsWith('person/'));
    for (const report of reports)
      await erase('custodian', { subject: `report/${report}`, places: places.filter(({ stream }) => stream === `report/${report}`) });
    const ofReports = new Set(reports.map((id) => `report/${id}`));
    await erase('custodian', { subject: `case/${caseId}`, places: places.filter(({ stream }) => !ofReports.has(stream)) });
    for (const id of people) await erase('administrator', { subject: `person/${id}` });

    const now = opened([...(await sealedRows()), ...(await addresses())]);
    expect([now.text.includes(mark), now.text.includes(lower)]).toEqual([false, false]);
    // An old dump holds ciphertexts that nothing opens any more.
    const ofDump = opened([...dumped, ...dumpedAddresses]);
    expect([ofDump.text.includes(mark), ofDump.text.includes(lower)]).toEqual([false, false]);
    expect(ofDump.shut).toBeGreaterThanOrEqual(told);
    expect(await database.ask(`select 1 from tregua.doomed_keys where destroyed_at is null`)).toEqual([]);

    for (const text of [mark, lower]) {
      expect(await tablesThatHold(database, text)).toEqual([]);
      expect(log.filter((line) => line.includes(text))).toEqual([]);
    }
    // The search went through the queue's own tables too.
    const [queue] = await database.ask<{ tables: number }>(`select count(*)::int as tables from pg_tables where schemaname = 'bullmq'`);
    expect(queue?.tables).toBeGreaterThan(2);
    await database.ask('checkpoint');
    await database.ask('select pg_switch_wal()');
    for (const text of [mark, lower]) expect(filesThatHold(text)).toEqual([]);
    if (redis !== undefined) {
      expect(await redis.client.dbsize()).toBeGreaterThan(0);
      expect(filesHolding(redisFolder)).toEqual([]);
    }

    // Everything that was proved before is proved by what is there now, and every chain is whole.
    const leavesNow = new Set((await logged()).map((bytes) => Buffer.from(leafHash(bytes, sha256)).toString('hex')));
    for (const { leaf, index, proof } of proofs) {
      expect(leavesNow.has(Buffer.from(leaf).toString('hex'))).toBe(true);
      expect(verifyInclusion({ leaf, index, size: proofs.length, proof, root }, sha256)).toBe(true);
    }
    for (const address of [`cases/${caseId}`, ...reports.slice(0, 3).map((id) => `reports/${id}`)])
      expect((await who('auditor').get(`/api/v1/${address}/verification`)).json<{ findings: object[] }>().findings).toEqual([]);
    const history = (await who('auditor').get(`/api/v1/reports/${reports[0]}/history`)).json<{
      items: { texts: object; hidden: object }[];
    }>();
    expect(history.items[0]?.hidden).toMatchObject({ '/payload/content/narrative': { why: 'erased', ground: 'no-longer-needed' } });
    // The search would have found it: a mark that stands in clear is seen.
    await database.ask(`create table public.clear as select '${mark}'::text as t`);
    expect(await tablesThatHold(database, mark)).toEqual(['public.clear']);
  }, 300_000);

  it('stand in letters that were sent, which are no record: the outbox of a demonstration is emptied, and nothing else holds them', () => {
    expect(filesHolding(home).length).toBeGreaterThan(0);
    rmSync(join(home, 'mail'), { recursive: true, force: true });
    expect(filesHolding(home)).toEqual([]);
  });
});

describe('what stands against handing out and forgetting, over HTTP', () => {
  let world: World;
  let caseId: string;
  let place: Place;
  beforeAll(async () => {
    world = await startWorld({ requestsPerMinute: 1_000_000 });
    const opened = await openCase(world);
    caseId = opened.case;
    place = { stream: `report/${opened.report}`, seq: 1, field: '/payload/content/narrative' };
  }, 60_000);
  afterAll(() => world.close());

  const codes = (body: string): string[] => (JSON.parse(body) as { errors?: { code: string }[] }).errors?.map(({ code }) => code) ?? [];

  it('refuses what the law refuses, and does what it allows', async () => {
    const { who } = world;
    const subject = `case/${caseId}`;
    const act = { subject, places: [place], reason: 'x' };
    const early = await who('chair').post('/api/v1/disclosures', { ...act, audience: 'party:aa' });
    expect([early.statusCode, codes(early.body)]).toEqual([422, ['partiesAreServed']]);
    expect((await who('registrar').post('/api/v1/disclosures', { ...act, audience: 'party:aa' })).statusCode).toBe(403);
    await world.database.ask(`update tregua.cases set parties_served = true where id = $1`, [caseId]);
    expect((await who('chair').post('/api/v1/disclosures', { ...act, audience: 'party:aa' })).statusCode).toBe(201);
    const mine = (await who('agent-aa').get(`/api/v1/disclosures?subject=${subject}`)).json<{
      items: { content: { value: string } | null }[];
    }>();
    expect(mine.items.map(({ content }) => content?.value)).toEqual(['Three shells fell within a minute.']);
    expect((await who('agent-bb').get(`/api/v1/disclosures?subject=${subject}`)).json<{ items: object[] }>().items).toEqual([]);
    expect((await who('agent-zz').get(`/api/v1/disclosures?subject=${subject}`)).statusCode).toBe(404);
    const copies = await who('auditor').get(`/api/v1/copies?stream=${place.stream}&seq=1&field=${encodeURIComponent(place.field)}`);
    expect(copies.json<{ how: string; audience: string }[]>()).toMatchObject([{ how: 'disclosure', audience: 'party:aa' }]);

    const redacted = await who('custodian').post('/api/v1/redactions', { ...act, audience: 'commission', ground: 'safety-of-witness' });
    expect(redacted.statusCode).toBe(201);
    const texts = async (name: string): Promise<string[]> =>
      (await who(name).get(`/api/v1/reports/${place.stream.slice(7)}/history`))
        .json<{ items: { texts: object }[] }>()
        .items.flatMap((item) => Object.keys(item.texts));
    expect(await texts('registrar')).not.toContain(place.field);
    expect(await texts('auditor')).toContain(place.field);
    const [id] = redacted.json<{ ids: string[] }>().ids;
    expect((await who('custodian').post(`/api/v1/redactions/${id}/lifting`, { reason: 'x' })).statusCode).toBe(403);
    expect((await who('chair').post(`/api/v1/redactions/${id}/lifting`, { reason: 'x' })).statusCode).toBe(200);
    expect((await who('chair').post(`/api/v1/redactions/${id}/lifting`, { reason: 'x' })).statusCode).toBe(409);
    expect(await texts('registrar')).toContain(place.field);

    const hold = await who('custodian').post('/api/v1/holds', { subject, reason: 'A court asks.' });
    expect(hold.statusCode).toBe(201);
    const proposed = await who('custodian').post('/api/v1/erasures', { ...act, ground: 'objection' });
    const [erasure] = proposed.json<{ ids: string[] }>().ids;
    const against = (await who('auditor').get(`/api/v1/erasures/${erasure}`)).json<{ against: { code: string }[]; copies: object[] }>();
    expect(against.against.map(({ code }) => code)).toEqual(['holdStands', 'subjectHasEnded']);
    expect(against.copies).toHaveLength(1);
    const refused = await who('chair').post(`/api/v1/erasures/${erasure}/confirmation`, { reason: 'x' });
    expect([refused.statusCode, codes(refused.body)]).toEqual([422, ['holdStands', 'subjectHasEnded']]);
    expect((await who('custodian').post(`/api/v1/erasures/${erasure}/confirmation`, { reason: 'x' })).statusCode).toBe(403);
    expect((await who('vice-chair').post(`/api/v1/erasures/${erasure}/refusal`, { reason: 'No.' })).statusCode).toBe(200);
    expect((await who('chair').post(`/api/v1/erasures/${erasure}/confirmation`, { reason: 'x' })).statusCode).toBe(409);
    expect((await who('chair').get(`/api/v1/holds?subject=${subject}`)).json<object[]>()).toHaveLength(1);
    expect((await who('administrator').get(`/api/v1/holds?subject=${subject}`)).statusCode).toBe(404);
    const own = await who('chair').post('/api/v1/erasures', { ...act, ground: 'objection' });
    const myself = await who('chair').post(`/api/v1/erasures/${own.json<{ ids: string[] }>().ids[0]}/confirmation`, { reason: 'x' });
    expect(codes(myself.body)).toContain('twoPersonsErase');
  });
});
