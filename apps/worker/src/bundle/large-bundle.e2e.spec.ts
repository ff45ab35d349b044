import { jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { caseProcess, decide, evolve, rulebookOf, type Actor, type Case } from '@tregua/casework';
import { commissionLaw, Docket, sealValue, sha256, type NewSealedValue } from '@tregua/docket';
import { canonicalBytes, entryOf, instantText, sealEntry, toHex } from '@tregua/ledger';
import { Keyring, PostgresDocketStore } from '@tregua/store';
import { auditor, monitor, openedCase, seatCommission, shelling } from '../../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { planned } from './bundle.testing.js';

jest.setTimeout(240_000);

const dist = resolve(import.meta.dirname, '../../../../dist');
const run = promisify(execFile);

/** A builder as a process of its own: only so do clock zone and memory belong to it alone. */
const CHILD = `
const [dist, url, keys, id, folder] = process.argv.slice(1);
const { createHash } = await import('node:crypto');
const store = await import(dist + '/libs/store/src/index.js');
const { buildBundle } = await import(dist + '/apps/worker/src/bundle/build-bundle.js');
const dataSource = await store.createDataSource(url, { poolSize: 3 });
const planned = await store.findPlannedExport(dataSource, id);
const built = await buildBundle(
  { dataSource, keyring: store.Keyring.open(keys) },
  { planned, fixed: { log: null }, folder, aborted: new AbortController().signal, onProgress: async () => undefined },
);
const hash = createHash('sha256');
let size = 0;
for await (const chunk of built.zip()) { hash.update(chunk); size += chunk.length; }
await dataSource.destroy();
console.log(JSON.stringify({ sha256: hash.digest('hex'), size, zone: new Date(0).getTimezoneOffset(), peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) }));
`;

interface Made {
  readonly sha256: string;
  readonly size: number;
  readonly zone: number;
  readonly peakMiB: number;
}

describe('a bundle built by another process', () => {
  let database: TestDatabase;
  let keyring: Keyring;
  const home = mkdtempSync(join(tmpdir(), 'tregua-large-bundle-'));
  const keys = join(home, 'keys.json');

  beforeAll(async () => {
    if (!existsSync(join(dist, 'apps/worker/src/bundle/build-bundle.js'))) throw new Error('The worker is not built: npm run build.');
    database = { ...(await createTestDatabase()), keyring: Keyring.open(keys) };
    keyring = database.keyring;
    await seatCommission(database);
  });
  afterAll(async () => {
    await database.drop();
    rmSync(home, { recursive: true, force: true });
  });

  const built = async (id: string, zone: string): Promise<Made> => {
    const folder = mkdtempSync(join(home, 'build-'));
    const words = ['--no-warnings', '--input-type=module', '--eval', CHILD, pathToFileURL(dist).href, database.appUrl, keys, id, folder];
    const { stdout } = await run(process.execPath, words, {
      env: { PATH: process.env['PATH'], TZ: zone, LANG: zone === 'UTC' ? 'C' : 'uk_UA.UTF-8' },
    });
    rmSync(folder, { recursive: true });
    return JSON.parse(stdout) as Made;
  };
  const exportOf = async (caseId: string): Promise<string> =>
    await planned(database, { id: auditor.id, roles: ['auditor'] }, { audience: 'auditor', cases: [caseId] });

  it('has the same bytes in two processes and two time zones, the dossier too', async () => {
    const docket = new Docket(new PostgresDocketStore(database.dataSource, keyring), commissionLaw);
    const id = await exportOf(await openedCase(docket));
    const [here, there] = [await built(id, 'UTC'), await built(id, 'Asia/Tokyo')];
    expect([here.zone, there.zone]).toEqual([0, -540]);
    expect([there.sha256, there.size]).toEqual([here.sha256, here.size]);
  });

  it('takes no more memory for 10,000 entries than for 1,000, but for the dossier that ends at 800 rows', async () => {
    const small = await built(await exportOf(await longCase(1_000)), 'UTC');
    const large = await built(await exportOf(await longCase(10_000)), 'UTC');
    console.log(`1,000 entries: ${small.peakMiB} MiB, ${small.size} bytes; 10,000 entries: ${large.peakMiB} MiB, ${large.size} bytes`);
    expect(large.size).toBeGreaterThan(small.size * 3);
    expect(large.peakMiB).toBeLessThan(300);
    expect(large.peakMiB - small.peakMiB).toBeLessThan(80);
  });

  /** A lawful case of so many entries: a breach that goes on is confirmed again and again, each time with a note. */
  async function longCase(entries: number): Promise<string> {
    const docket = new Docket(new PostgresDocketStore(database.dataSource, keyring), commissionLaw);
    const id = await openedCase(docket, shelling({ ongoing: true }));
    const stream = `case/${id}`;
    const [row] = await database.ask<{ snapshot: Case; seq: number; hash: string; bytes: Buffer }>(
      `select c.snapshot, h.seq, encode(h.hash, 'hex') as hash, x.bytes from tregua.cases c join tregua.stream_heads h on h.stream = c.stream
         join tregua.entries x on x.stream = h.stream and x.seq = h.seq where c.id = $1`,
      [id],
    );
    if (row === undefined) throw new Error('There is no such case.');
    let { snapshot, hash } = row;
    const rulebook = rulebookOf(snapshot.rulebook);
    const actor: Actor = monitor;
    const written: { seq: number; at: string; hash: string; bytes: string }[] = [];
    const sealed: NewSealedValue[] = [];
    let at = Date.parse(entryOf(row.bytes).at);
    for (let seq = row.seq + 1; seq <= entries; seq += 1) {
      at += 1;
      const note = sealValue(`Note ${seq}: it goes on. Триває.`, '/payload/note', { stream, seq });
      const payload = { note: note.commitment };
      const decision = decide(caseProcess, snapshot, { name: 'ConfirmOngoing', payload }, { at, actor, facts: {} }, rulebook);
      if (decision.refused !== undefined) throw new Error(JSON.stringify(decision.refused));
      const { accepted } = decision;
      snapshot = evolve(caseProcess, snapshot, accepted, rulebook);
      const entry = sealEntry({ v: 1, stream, seq, prev: hash, ...accepted, at: instantText(at) }, sha256);
      hash = entry.hash;
      written.push({ seq, at: instantText(at), hash, bytes: toHex(entry.bytes) });
      sealed.push(note.sealed);
    }
    await insert(stream, written, sealed);
    await database.ask('update tregua.stream_heads set seq = $2, hash = decode($3, $4), at = $5 where stream = $1', [
      stream,
      entries,
      hash,
      'hex',
      instantText(at),
    ]);
    await database.ask('update tregua.cases set seq = $2, snapshot = $3 where id = $1', [
      id,
      entries,
      Buffer.from(canonicalBytes(JSON.parse(JSON.stringify(snapshot)))).toString(),
    ]);
    return id;
  }

  async function insert(stream: string, entries: readonly object[], values: readonly NewSealedValue[]): Promise<void> {
    for (let from = 0; from < entries.length; from += 1_000) {
      await database.ask(
        `insert into tregua.entries (stream, seq, at, type, hash, bytes)
         select $1, e.seq, e.at, 'OngoingConfirmed', decode(e.hash, 'hex'), decode(e.bytes, 'hex')
           from jsonb_to_recordset($2::jsonb) as e(seq integer, at timestamptz, hash text, bytes text)`,
        [stream, JSON.stringify(entries.slice(from, from + 1_000))],
      );
      const rows = values.slice(from, from + 1_000).map((value) => {
        const { keyId, nonce, ciphertext } = keyring.seal(value, value);
        return { seq: value.seq, field: value.field, key: keyId, nonce: nonce.toString('hex'), ciphertext: ciphertext.toString('hex') };
      });
      await database.ask(
        `insert into tregua.sealed_values (stream, seq, field, key_id, nonce, ciphertext)
         select $1, v.seq, v.field, v.key, decode(v.nonce, 'hex'), decode(v.ciphertext, 'hex')
           from jsonb_to_recordset($2::jsonb) as v(seq integer, field text, key text, nonce text, ciphertext text)`,
        [stream, JSON.stringify(rows)],
      );
    }
  }
});
