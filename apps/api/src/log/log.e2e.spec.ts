import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  fsck,
  leafHash,
  parsePolicy,
  parseNote,
  parseTlogProof,
  parseVerifierKey,
  readLogEntry,
  readReceiptText,
  verifyNote,
  verifyTlogProof,
} from '@tregua/ledger';
import { ed25519, sha256 } from '@tregua/platform';
import { LogNonces } from '@tregua/store';
import { startTestApi, type TestApi } from '../../../../test/journeys/support/test-api.js';
import { logWorkOn, ORIGIN, TestSigner } from '../../../worker/src/log/log.testing.js';
import type { LogWork } from '../../../worker/src/log/log-work.js';
import { ReceiptKey } from './receipt-key.js';

let tregua: TestApi;
let signer: TestSigner;
let work: LogWork;
let monitor: string;
let other: string;
const folder = mkdtempSync(join(tmpdir(), 'tregua-receipts-'));
const keyFile = join(folder, 'receipt-key');
const CONTENT = {
  codes: ['K3'],
  startsAt: '2026-01-05T06:00:00Z',
  timePrecision: 'minute',
  epistemicLevel: 'observed',
  place: { latitude: '48.05', longitude: '37.85', radiusMetres: 200 },
  allegedBy: 'independent',
};

beforeAll(async () => {
  signer = await new TestSigner().start();
  tregua = await startTestApi({}, (options) => ({ ...options, receiptKey: ReceiptKey.open(keyFile, ORIGIN) }));
  work = logWorkOn(tregua.database, signer.url);
  await tregua.person('monitor', { roles: ['monitor'], team: 'alpha' });
  await tregua.person('other', { roles: ['monitor'], team: 'beta' });
  [monitor, other] = [await tregua.signIn('monitor'), await tregua.signIn('other')];
}, 120_000);
afterAll(async () => {
  await work?.stop();
  await tregua?.close();
  await signer?.remove();
  rmSync(folder, { recursive: true, force: true });
});

const step = async (): Promise<void> => {
  await work.step();
  await work.settled();
};
const create = async (key: string) =>
  await tregua.send('POST', '/api/v1/reports', monitor, { content: CONTENT }, { 'idempotency-key': key });

describe('receipts', () => {
  it('come with every accepted command, by a key of mode 600 outside the database, and are the same when asked again', async () => {
    const answer = await create('key-number-1');
    expect(answer.statusCode).toBe(201);
    const { receipt } = answer.json<{ receipt: { stream: string; seq: number; hash: string; at: string; note: string } }>();
    const note = parseNote(receipt.note);
    const key = parseVerifierKey(ReceiptKey.open(keyFile, ORIGIN).verifierKey, sha256);
    expect(verifyNote(note, [key], ed25519).trusted).toBe(true);
    const nonces = await LogNonces.open(tregua.database.dataSource, tregua.database.keyring);
    expect(readReceiptText(note.text)).toEqual({
      origin: ORIGIN,
      tag: nonces.tagOf(receipt.stream),
      seq: 1,
      eventHash: receipt.hash,
      at: receipt.at,
    });
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect((await create('key-number-1')).body).toBe(answer.body);
    expect(readFileSync(keyFile, 'utf8')).toMatch(/^PRIVATE/);
    expect(receipt.note).not.toContain(receipt.stream.slice(7));
  });

  it('become a proof that verifies alone, as soon as the log has the entry', async () => {
    const { receipt } = (await create('key-number-2')).json<{ receipt: { stream: string; seq: number; hash: string; note: string } }>();
    const url = `/api/v1/receipts/${receipt.stream}/1`;
    const early = await tregua.get(url, monitor);
    expect([early.statusCode, early.body]).toEqual([202, receipt.note]);
    await step();
    const answer = await tregua.get(url, monitor);
    expect(answer.statusCode).toBe(200);
    const proof = parseTlogProof(answer.body);
    const policy = parsePolicy(`log ${signer.signer.view().keys[0]}\nquorum none\n`, sha256);
    expect(readLogEntry(proof.extra as Uint8Array)).toMatchObject({ seq: 1, eventHash: receipt.hash });
    expect(
      verifyTlogProof(proof, leafHash(proof.extra as Uint8Array, sha256), policy, {
        digest: sha256,
        verify: (...parts) => ed25519.verify(...parts),
      }),
    ).toMatchObject({
      holds: true,
      included: true,
    });
  });

  it.each([
    [
      'of a stranger',
      async () => await tregua.get(`/api/v1/receipts/report/${(await create('key-number-3')).json<{ id: string }>().id}/1`, other),
      404,
    ],
    [
      'of no entry',
      async () => await tregua.get(`/api/v1/receipts/report/${(await create('key-number-3')).json<{ id: string }>().id}/9`, monitor),
      404,
    ],
    ['without sign-in', async () => await tregua.get('/api/v1/receipts/report/x/1', ''), 401],
    ['of seq 0', async () => await tregua.get('/api/v1/receipts/report/x/0', monitor), 400],
    ['of a kind that is none', async () => await tregua.get('/api/v1/receipts/Report/x/1', monitor), 400],
    ['of a huge seq', async () => await tregua.get('/api/v1/receipts/report/x/99999999999', monitor), 400],
  ])('are refused %s', async (_, ask, status) => {
    expect((await ask()).statusCode).toBe(status);
  });
});

describe('the log over HTTP', () => {
  it('is read whole by anybody, and everything in it is what its entries give', async () => {
    await step();
    const checkpoint = await tregua.app.inject({ url: '/log/checkpoint' });
    expect([checkpoint.statusCode, checkpoint.headers['cache-control']]).toEqual([200, 'public, max-age=1']);
    const report = await fsck(
      {
        checkpoint: () => Promise.resolve(Uint8Array.from(checkpoint.rawPayload)),
        tile: async ({ level, index, width }) => {
          const answer = await tregua.app.inject({
            url: `/log/tile/${level}/${String(index).padStart(3, '0')}${width === 256 ? '' : `.p/${width}`}`,
          });
          return answer.statusCode === 200 ? Uint8Array.from(answer.rawPayload) : undefined;
        },
      },
      sha256,
    );
    expect(report).toMatchObject({ findings: [] });
    expect(report.size).toBeGreaterThan(3);
    const partial = await tregua.app.inject({ url: '/log/tile/0/000.p/2' });
    expect([partial.headers['cache-control'], partial.rawPayload.length]).toEqual(['public, max-age=60', 64]);
  });

  it('keeps a full tile for ever, and gives out nothing behind its checkpoint', async () => {
    const { dataSource } = tregua.database;
    const rows = await dataSource.query<{ n: string }[]>('select count(*) as n from tregua.log_entries');
    const size = Number(rows[0]?.n);
    expect((await tregua.app.inject({ url: `/log/tile/0/000.p/${size}` })).statusCode).toBe(200);
    expect((await tregua.app.inject({ url: `/log/tile/0/000.p/${size + 1}` })).statusCode).toBe(404);
    const { appendEntry } = await import('@tregua/store');
    await dataSource.transaction(async (manager) => {
      for (let number = 0; number < 300; number += 1)
        await appendEntry(manager, tregua.database.keyring, {
          stream: `import/n${number}`,
          command: 'DoThis',
          type: 'EvidenceRead',
          actor: { id: 'system', role: 'system' },
          payload: {},
        });
    });
    expect((await tregua.app.inject({ url: '/log/tile/entries/000' })).statusCode).toBe(404);
    await step();
    for (const path of ['entries/000', '0/000']) {
      const full = await tregua.app.inject({ url: `/log/tile/${path}` });
      expect([full.statusCode, full.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
    }
    expect((await tregua.app.inject({ url: '/log/tile/1/000.p/1' })).rawPayload).toHaveLength(32);
  });

  it.each([
    ['0', 400],
    ['x/000', 400],
    ['0/0', 400],
    ['0/000.p/0', 400],
    ['0/000.p/256', 400],
    ['0/000.p/01', 400],
    ['0/x000/000', 400],
    ['64/000', 400],
    ['-1/000', 400],
    ['0/000/', 400],
    ['entries/000.p/2000', 400],
    ['0/999', 404],
    ['0/x999/x999/x999/x999/999', 404],
    ['63/000.p/1', 404],
    ['9/000', 404],
  ])('answers %s with %d', async (path, status) => {
    expect((await tregua.app.inject({ url: `/log/tile/${path}` })).statusCode).toBe(status);
  });
});
