import { leafHash, parseCheckpoint, readLogEntry, toHex, verifyInclusion } from '@tregua/ledger';
import { sha256 } from '@tregua/platform';
import { lateIn, latestCheckpoint, LogNonces, logProof, logProofs, readBacklog, setClock } from '@tregua/store';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { fsckOf, logWorkOn, ORIGIN, TestSigner, writeEntries } from './log.testing.js';
import type { LogWork } from './log-work.js';

let database: TestDatabase;
let signer: TestSigner;
let work: LogWork;

beforeEach(async () => {
  database = await createTestDatabase(6);
  signer = await new TestSigner().start();
  work = logWorkOn(database, signer.url);
}, 60_000);
afterEach(async () => {
  await work?.stop();
  await signer?.remove();
  await database?.drop();
});

const step = async (): Promise<void> => {
  await work.step();
  await work.settled();
};
const count = async (table: string): Promise<number> =>
  Number((await database.ask<{ n: string }>(`select count(*) as n from tregua.${table}`))[0]?.n);

describe('the log', () => {
  it('takes every entry of every stream, signs it, and proves each', async () => {
    await writeEntries(database, 'import/a', 3);
    await writeEntries(database, 'person/b', 2);
    await step();
    const checkpoint = await latestCheckpoint(database.dataSource);
    expect(checkpoint).toMatchObject({ origin: ORIGIN, size: 5, cosigned: true });
    expect(await count('log_pending')).toBe(0);
    expect(await fsckOf(database)).toMatchObject({ size: 5, findings: [] });
    const nonces = await LogNonces.open(database.dataSource, database.keyring);
    const { checkpoint: head } = parseCheckpoint(checkpoint?.note ?? '');
    for (const stream of ['import/a', 'person/b']) {
      for await (const { seq, index, entry, proof } of logProofs(database.dataSource, stream, 5)) {
        expect(readLogEntry(entry)).toMatchObject({ tag: nonces.tagOf(stream), seq });
        expect(verifyInclusion({ leaf: leafHash(entry, sha256), index, size: 5, proof, root: head.root }, sha256)).toBe(true);
      }
    }
    expect(await logProof(database.dataSource, { stream: 'import/a', seq: 4 }, 5)).toBeUndefined();
    expect(await logProof(database.dataSource, { stream: 'import/a', seq: 3 }, 2)).toBeUndefined();
  });

  it('grows over tiles of 256, and every tile is what the entries give', async () => {
    await database.ask(`
      insert into tregua.stream_heads (stream, seq, hash, at) select 'import/s' || n, 1, sha256(n::text::bytea), now() from generate_series(1, 600) n`);
    const bytes = (n: number): string =>
      JSON.stringify({
        actor: { id: 'system', role: 'system' },
        at: '2026-01-01T00:00:00.000Z',
        command: 'DoThis',
        data: {},
        prev: '0'.repeat(64),
        rulebook: null,
        seq: 1,
        stream: `import/s${n}`,
        type: 'ThisDone',
        v: 1,
      });
    const rows = Array.from({ length: 600 }, (_, n) => bytes(n + 1));
    await database.ask(
      `insert into tregua.entries (stream, seq, at, type, hash, bytes)
       select 'import/s' || n, 1, now(), 'ThisDone', sha256('tregua-event/v1'::bytea || '\\x00'::bytea || convert_to(b, 'UTF8')), convert_to(b, 'UTF8')
         from unnest($1::text[]) with ordinality as x(b, n)`,
      [rows],
    );
    await step();
    await writeEntries(database, 'import/later', 1);
    await step();
    expect(await fsckOf(database)).toMatchObject({ size: 601, findings: [] });
    expect(await count('log_nodes')).toBe(2);
  });

  it('has one leader; another takes over when it ends', async () => {
    const other = logWorkOn(database, signer.url);
    await step();
    await writeEntries(database, 'import/a', 1);
    await other.step();
    expect(await count('log_entries')).toBe(0);
    await work.stop();
    await other.step();
    expect(await count('log_entries')).toBe(1);
    await other.stop();
  });

  it('gives indexes while the signer is away, and signs when it is back', async () => {
    await writeEntries(database, 'import/a', 2);
    const { port } = new URL(signer.url);
    await signer.stop();
    await expect(work.step()).rejects.toThrow(/signer/);
    expect(await count('log_entries')).toBe(2);
    expect(await latestCheckpoint(database.dataSource)).toBeUndefined();
    await signer.start(Number(port));
    await step();
    expect(await latestCheckpoint(database.dataSource)).toMatchObject({ size: 2 });
  });

  it('says that the signer is late when what it was to sign has waited for over a minute, and no more when it is back', async () => {
    const late = async (): Promise<ReturnType<typeof lateIn>> => lateIn(await readBacklog(database.dataSource));
    await writeEntries(database, 'import/a', 1);
    await step();
    const { port } = new URL(signer.url);
    await signer.stop();
    await writeEntries(database, 'import/b', 1);
    await expect(work.step()).rejects.toThrow(/ECONNREFUSED/);
    await expect(work.step()).rejects.toThrow(/signer/);
    expect(await late()).toMatchObject({ log: 'up', signer: 'up' });
    await setClock(database.ownerUrl, { aheadMs: 90_000 });
    expect(await late()).toMatchObject({ log: 'up', signer: 'late' });
    await signer.start(Number(port));
    await step();
    expect(await late()).toMatchObject({ log: 'up', signer: 'up' });
  });

  it('finds again what was taken out of the rows that wait', async () => {
    await writeEntries(database, 'import/a', 3);
    await database.ask(`delete from tregua.log_pending where seq = 2`);
    await step();
    expect(await fsckOf(database)).toMatchObject({ size: 3, findings: [] });
    await database.ask(`alter table tregua.entries disable trigger entries_wait_for_the_log`);
    await writeEntries(database, 'import/b', 1);
    await database.ask(`alter table tregua.entries enable trigger entries_wait_for_the_log`);
    await work.stop();
    work = logWorkOn(database, signer.url);
    await step();
    expect(await fsckOf(database)).toMatchObject({ size: 4, findings: [] });
  });

  it('sets aside what does not give its hash, with all behind it in its stream, and nothing else', async () => {
    await writeEntries(database, 'import/a', 3);
    await writeEntries(database, 'import/b', 1);
    await database.ask(`alter table tregua.entries disable trigger entries_are_insert_only`);
    await database.ask(`update tregua.entries set bytes = set_byte(bytes, 20, 65) where stream = 'import/a' and seq = 2`);
    await step();
    expect(await latestCheckpoint(database.dataSource)).toMatchObject({ size: 2 });
    expect(await database.ask(`select stream, seq from tregua.log_pending where set_aside_at is not null order by seq`)).toEqual([
      { stream: 'import/a', seq: 2 },
      { stream: 'import/a', seq: 3 },
    ]);
  });

  it('refuses to go on from an older database, and begins a new epoch when that is declared', async () => {
    await writeEntries(database, 'import/a', 5);
    await step();
    const last = signer.signer.view();
    await work.stop();
    // As a backup of after the third entry: the rows behind it were never there.
    await database.ask(`set session_replication_role = replica; delete from tregua.log_entries where idx >= 3; delete from tregua.log_checkpoints;
      delete from tregua.entries where seq > 3; update tregua.stream_heads set seq = 3, hash = (select hash from tregua.entries where seq = 3);
      update tregua.log_tree set size = 3, root = decode('${toHex(await rootAt(3))}', 'hex')`);
    work = logWorkOn(database, signer.url);
    await expect(work.step()).rejects.toThrow(/older one.*declare-restore/);
    signer.signer.declareRestore();
    await step();
    await step();
    const checkpoint = await latestCheckpoint(database.dataSource);
    expect(checkpoint).toMatchObject({ epoch: 2, origin: `${ORIGIN}/2`, size: 4 });
    expect(parseCheckpoint(checkpoint?.note ?? '').checkpoint.extensions).toEqual([
      `previous ${ORIGIN} 5 ${Buffer.from(last.root, 'hex').toString('base64')}`,
    ]);
    expect(await database.ask(`select type from tregua.entries where stream = 'log/epoch-2'`)).toEqual([{ type: 'LogEpochBegun' }]);
    expect(await fsckOf(database)).toMatchObject({ size: 4, findings: [] });
  });

  const rootAt = async (size: number): Promise<Uint8Array> => {
    const { logTree } = await import('@tregua/store');
    return await logTree(database.dataSource, size).root();
  };
});
