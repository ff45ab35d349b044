import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { JsonObject } from '@tregua/casework';
import type { Docket } from '@tregua/docket';
import { EvidenceWriter, listEvidence, listHistory, verifyStream, type Reader } from '../index.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { filesThatHold, tablesThatHold } from '../../../../test/support/search.js';
import { auditor, docketOn, entered, monitor, openedCase, seatCommission, shelling } from '../../../../test/support/commission.js';

let database: TestDatabase;
let docket: Docket;
const inspector: Reader = { id: auditor.id, roles: ['auditor'] };

beforeAll(async () => {
  database = await createTestDatabase();
  docket = docketOn(database);
  await seatCommission(database);
}, 60_000);
afterAll(async () => await database?.drop());

const create = async (content: JsonObject = shelling()): Promise<string> =>
  entered(await docket.enter({ process: 'report', command: 'CreateReport', payload: { content }, actor: monitor })).stream;

describe('history is insert-only', () => {
  const changes: [string, string][] = [
    ['update', `update tregua.entries set type = 'Other' where stream = $1`],
    ['delete', `delete from tregua.entries where stream = $1`],
    ['change a sealed value', `update tregua.sealed_values set nonce = nonce where stream = $1`],
    ['set a head back', `update tregua.stream_heads set seq = seq where stream = $1`],
    ['delete a head', `delete from tregua.stream_heads where stream = $1`],
  ];

  it.each(changes)('the application may not %s', async (_, sql) => {
    const stream = await create();
    await expect(database.dataSource.query(sql, [stream])).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|TR001)$/) });
  });

  it.each(changes)('the owner may not %s: the trigger stands', async (_, sql) => {
    const stream = await create();
    const owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
    try {
      await expect(owner.query(sql, [stream])).rejects.toMatchObject({ code: 'TR001' });
    } finally {
      await owner.end();
    }
  });

  it('nobody truncates it', async () => {
    await expect(database.ask('truncate tregua.sealed_values')).rejects.toMatchObject({ code: 'TR001' });
    await expect(database.ask('truncate tregua.entries cascade')).rejects.toMatchObject({ code: 'TR001' });
    await expect(database.dataSource.query('truncate tregua.entries cascade')).rejects.toMatchObject({ code: '42501' });
  });

  it.each([
    'create table tregua.mine (n int)',
    'drop trigger entries_are_insert_only on tregua.entries',
    'alter table tregua.entries disable trigger all',
  ])('the application may not change the schema: %s', async (sql) => {
    await expect(database.dataSource.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('shows what a superuser changed around the fence', async () => {
    const stream = await create();
    entered(await docket.enter({ process: 'report', stream: stream.slice(7), command: 'SubmitReport', payload: {}, actor: monitor }));
    expect(await verifyStream(database.dataSource, inspector, stream)).toEqual({ stream, verifiedTo: 2, findings: [] });
    await database.ask(
      `do $$ begin
         set local session_replication_role = replica;
         update tregua.entries set bytes = convert_to(replace(convert_from(bytes, 'UTF8'), '"K3"', '"K4"'), 'UTF8') where stream = '${stream}' and seq = 1;
       end $$`,
    );
    const verified = await verifyStream(database.dataSource, inspector, stream);
    expect(verified?.verifiedTo).toBe(0);
    expect(verified?.findings[0]).toMatchObject({ stream, seq: 1 });
  });
});

describe('sealed values', () => {
  const mark = `KANARIE${randomBytes(6).toString('hex')}`;
  const canaries = Array.from({ length: 50 }, (_, index) => `${mark}-${index}`);

  it('leave 50 canaries in clear nowhere: no table, no data file, no write-ahead log', async () => {
    const caseId = await openedCase(docket);
    const evidence = new EvidenceWriter(database.dataSource, database.keyring);
    for (const [index, canary] of canaries.entries()) {
      if (index % 10 === 0) {
        const item = {
          caseId,
          kind: 'photo',
          mediaType: 'image/jpeg',
          fileName: `${canary}.jpg`,
          size: 3,
          sha256: '0'.repeat(64),
          actor: monitor,
        };
        expect(await evidence.receive(item)).toBeDefined();
      } else {
        const content = shelling({
          narrative: canary,
          place: { area: 'sector-1', name: canary },
          details: { remnants: `${canary} ${'x'.repeat(900)}` },
        });
        await create(content);
      }
    }
    expect(await tablesThatHold(database, mark)).toEqual([]);
    await database.ask('checkpoint');
    await database.ask('select pg_switch_wal()');
    expect(filesThatHold(mark)).toEqual([]);
    // The search would have found them: a mark written in clear is found in all three places.
    await database.ask(`create table public.clear as select '${mark}'::text as t, repeat('y', 100) as pad`);
    await database.ask('checkpoint');
    expect(await tablesThatHold(database, mark)).toEqual(['public.clear']);
    expect(filesThatHold(mark).map((file) => file.split('/')[0])).toEqual(expect.arrayContaining(['base', 'pg_wal']));
  }, 60_000);

  it('open for whoever may read them, with the salt that shows them true', async () => {
    const stream = await create(shelling({ narrative: 'Seen by the river.' }));
    const page = await listHistory(database.dataSource, database.keyring, { id: monitor.id, roles: ['monitor'] }, stream);
    expect(page?.items[0]?.texts['/payload/content/narrative']).toEqual({
      value: 'Seen by the river.',
      salt: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(page?.next).toBeUndefined();
  });

  it('do not open in another place', async () => {
    const [one, other] = [await create(), await create()];
    await database.ask(
      `do $$ begin
         set local session_replication_role = replica;
         update tregua.sealed_values s set ciphertext = o.ciphertext, nonce = o.nonce from tregua.sealed_values o
          where s.stream = '${one}' and o.stream = '${other}' and s.field = '/payload/content/narrative' and o.field = s.field;
       end $$`,
    );
    const author: Reader = { id: monitor.id, roles: ['monitor'] };
    expect((await listHistory(database.dataSource, database.keyring, author, other))?.items).toHaveLength(1);
    await expect(listHistory(database.dataSource, database.keyring, author, one)).rejects.toThrow();
  });

  it('hold the name of a file, and the entry holds digest, size and kind', async () => {
    const caseId = await openedCase(docket);
    const evidence = new EvidenceWriter(database.dataSource, database.keyring);
    const item = {
      caseId,
      kind: 'video',
      mediaType: 'video/mp4',
      fileName: 'river.mp4',
      size: 12,
      sha256: 'ab'.repeat(32),
      actor: monitor,
    };
    const received = await evidence.receive({ ...item, claimedSha256: 'ab'.repeat(32) });
    const page = await listHistory(database.dataSource, database.keyring, inspector, received?.stream ?? '');
    expect(page?.items[0]?.entry).toMatchObject({
      type: 'EvidenceReceived',
      data: { payload: { kind: 'video', size: 12, sha256: 'ab'.repeat(32), case: caseId } },
    });
    expect(page?.items[0]?.texts['/payload/fileName']?.value).toBe('river.mp4');
    expect((await listEvidence(database.dataSource, inspector, { caseId })).items).toMatchObject([
      { id: received?.id, kind: 'video', size: 12, seq: 1 },
    ]);
    expect(await evidence.receive({ ...item, caseId: '01990000-0000-7000-8000-000000000000' })).toBeUndefined();
  });
});
