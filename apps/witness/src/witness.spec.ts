import { connect } from 'node:net';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MAX_ADD_CHECKPOINT_BYTES,
  parseCheckpoint,
  parseSignatureLines,
  parseVerifierKey,
  signNote,
  verifyCosignature,
  verifyNote,
  writeAddCheckpoint,
} from '@tregua/ledger';
import { ed25519, sha256 } from '@tregua/platform';
import { parseLogs } from './witness-logs.js';
import { openKey } from './witness-key.js';
import { RateLimit } from './rate-limit.js';
import { originHash } from './witness-records.js';
import { SmallLog, startWitness, type StartedWitness } from './witness.testing.js';

const log = new SmallLog('example.com/log', 40);
const other = new SmallLog('example.com/log', 40, 7, 'other');
const stranger = new SmallLog('example.com/log', 40, 9);

describe('a witness', () => {
  let witness: StartedWitness;
  const get = (path: string, method = 'GET'): Promise<Response> => fetch(`${witness.server.url}${path}`, { method });
  const ownKey = () => parseVerifierKey(witness.vkey, sha256);

  beforeEach(async () => {
    witness = await startWitness([log.vkey]);
  });
  afterEach(() => witness.close());

  it('answers with a cosignature of its own, of now', async () => {
    const before = Math.floor(Date.now() / 1000);
    const answer = await witness.post(log.body(0, 5));
    expect(answer).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8' });
    const [line, ...more] = parseSignatureLines(answer.body);
    expect(more).toEqual([]);
    const { note } = parseCheckpoint(log.checkpoint(5));
    const seconds = verifyCosignature(note.text, line!, ownKey(), ed25519);
    expect(seconds).toBeGreaterThanOrEqual(before);
    expect(seconds).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000));
  });

  it('cosigns the same checkpoint again, when asked from its size', async () => {
    await witness.post(log.body(0, 5));
    expect((await witness.post(log.body(5, 5))).status).toBe(200);
  });

  it('remembers when it is started again on its folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tregua-witness-'));
    const first = await startWitness([log.vkey], { folder });
    await first.post(log.body(0, 5));
    await first.close();
    const second = await startWitness([log.vkey], { folder });
    expect(second.vkey).toBe(first.vkey);
    expect(await second.post(log.body(0, 7))).toMatchObject({ status: 409, body: '5\n' });
    expect((await second.post(log.body(5, 7))).status).toBe(200);
    await second.close();
    rmSync(folder, { recursive: true });
  });

  it('shows monitors what it cosigned last, with both signatures, and nothing before', async () => {
    const path = `/${originHash('example.com/log')}/checkpoint`;
    expect((await get(path)).status).toBe(404);
    await witness.post(log.body(0, 5));
    await witness.post(log.body(5, 9));
    const { note, checkpoint } = parseCheckpoint(new Uint8Array(await (await get(path)).arrayBuffer()));
    expect(checkpoint.size).toBe(9);
    expect(verifyNote(note, [log.key], ed25519).trusted).toBe(true);
    expect(verifyNote(note, [ownKey()], ed25519).trusted).toBe(true);
  });

  it('says how far it is', async () => {
    await witness.post(log.body(0, 5));
    expect(await (await get('/health')).json()).toEqual({
      status: 'ok',
      vkey: witness.vkey,
      logs: [{ origin: 'example.com/log', size: 5 }],
    });
  });

  it('lets one of two through that come at the same time from the same size', async () => {
    await witness.post(log.body(0, 5));
    const answers = await Promise.all([witness.post(log.body(5, 20)), witness.post(log.body(5, 12)), witness.post(log.body(5, 8))]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const winner = [20, 12, 8][answers.findIndex(({ status }) => status === 200)];
    for (const { status, body } of answers) if (status === 409) expect(body).toBe(`${winner}\n`);
    expect(await (await get('/health')).json()).toMatchObject({ logs: [{ size: winner }] });
  });

  it('does not cosign a second history, and keeps both sides of it', async () => {
    await witness.post(log.body(0, 9));
    expect(await witness.post(other.body(9, 9))).toMatchObject({
      status: 422,
      body: expect.stringContaining('another root at the same size'),
    });
    expect((await witness.post(other.body(9, 20))).status).toBe(422);
    const kept = readdirSync(join(witness.folder, 'evidence'));
    expect(kept).toHaveLength(2);
    const both = kept.map((name) => readFileSync(join(witness.folder, 'evidence', name), 'utf8'));
    for (const side of [log.checkpoint(9).split('\n')[2], other.checkpoint(9).split('\n')[2]]) expect(both.join('')).toContain(side);
    expect((await witness.post(log.body(9, 20))).status).toBe(200);
  });

  const signed = (text: string): string => signNote(text, [log.key], ed25519);
  const emptyRoot = Buffer.from(sha256(new Uint8Array())).toString('base64');
  const line = `${Buffer.alloc(32, 1).toString('base64')}\n`;
  it.each<[string, number, string, string | Uint8Array]>([
    ['a checkpoint of somebody else with the same name', 403, 'invalid signature', stranger.body(0, 5)],
    ['a body without an old size', 400, 'old size: is missing', `\n${log.checkpoint(5)}`],
    ['a body without an empty line', 400, 'no empty line', 'old 0\n'],
    ['nothing', 400, 'no empty line', ''],
    ['an old size with a zero in front', 400, 'old size', log.body(0, 5).replace('old 0', 'old 00')],
    ['an old size below zero', 400, 'old size', log.body(0, 5).replace('old 0', 'old -1')],
    ['an old size beyond 2^53', 400, 'greater than 2^53 - 1', log.body(0, 5).replace('old 0', 'old 9007199254740992')],
    ['an old size of a thousand digits', 400, 'greater than 2^53 - 1', log.body(0, 5).replace('old 0', `old ${'9'.repeat(1000)}`)],
    ['an old size above the checkpoint', 400, 'greater than the size of the checkpoint', log.body(0, 5).replace('old 0', 'old 6')],
    ['carriage returns', 400, 'no empty line', log.body(0, 5).replaceAll('\n', '\r\n')],
    ['carriage returns in the note', 400, 'carriage returns', log.body(0, 5).replace('example.com/log\n', 'example.com/log\r\n')],
    ['a proof line that is no base64', 400, 'consistency proof line 1', log.body(0, 5).replace('old 0\n', `old 0\n${'*'.repeat(44)}\n`)],
    [
      'a proof hash of another length',
      400,
      '31 bytes',
      log.body(0, 5).replace('old 0\n', `old 0\n${Buffer.alloc(31).toString('base64')}\n`),
    ],
    ['64 proof lines', 400, 'more than 63 lines', log.body(0, 5).replace('old 0\n', `old 0\n${line.repeat(64)}`)],
    ['a proof from size 0', 422, 'must be empty', log.body(0, 5).replace('old 0\n', `old 0\n${line}`)],
    ['an empty tree with a root', 422, 'hash of nothing', `old 0\n\n${signed(`example.com/log\n0\n${line}`)}`],
    ['a size with a zero in front', 400, 'checkpoint size', `old 0\n\n${signed(`example.com/log\n05\n${line}`)}`],
    ['a size beyond 2^53', 400, 'greater than 2^53 - 1', `old 0\n\n${signed(`example.com/log\n18446744073709551615\n${line}`)}`],
    ['a note of two lines', 400, 'checkpoint root', `old 0\n\n${signed('example.com/log\n5\n')}`],
    ['bytes that are no text', 400, 'no UTF-8', Uint8Array.of(0x6f, 0xff, 0xfe)],
  ])('refuses %s: %i, %s', async (_, status, why, body) => {
    const answer = await witness.post(body);
    expect(answer).toMatchObject({ status, body: expect.stringContaining(why) });
    expect((await get(`/${originHash('example.com/log')}/checkpoint`)).status).toBe(404);
  });

  it('takes the empty tree, and begins from it', async () => {
    const empty = `old 0\n\n${signed(`example.com/log\n0\n${emptyRoot}\n`)}`;
    expect((await witness.post(empty)).status).toBe(200);
    expect((await witness.post(log.body(0, 3))).status).toBe(200);
  });

  it('refuses a note whose known signature is wrong, also beside a right one', async () => {
    const [text, signature] = log.checkpoint(5).split('\n\n') as [string, string];
    const wrong = signNote(`${log.origin}\n6\n${line}`, [log.key], ed25519).split('\n\n')[1] as string;
    expect((await witness.post(`old 0\n\n${text}\n\n${signature}${wrong}`)).status).toBe(403);
    expect((await witness.post(`old 0\n\n${text}\n\n${signature}`)).status).toBe(200);
  });

  it('ignores signatures of keys that it does not know', async () => {
    const extra = signNote('example.com/log\n5\n', [new SmallLog('example.org/elsewhere', 1, 3).key], ed25519).split('\n\n')[1] as string;
    expect((await witness.post(writeAddCheckpoint({ oldSize: 0, proof: [], checkpoint: `${log.checkpoint(5)}${extra}` }))).status).toBe(
      200,
    );
  });

  it('reads no body beyond its limit', async () => {
    expect((await witness.post('x'.repeat(MAX_ADD_CHECKPOINT_BYTES + 1))).status).toBe(413);
    expect((await witness.post('x'.repeat(MAX_ADD_CHECKPOINT_BYTES))).status).toBe(400);
  });

  it.each([
    ['/add-checkpoint', 'GET', 405],
    ['/health', 'DELETE', 405],
    ['/', 'GET', 404],
    ['/sign-subtree', 'GET', 404],
    [`/${'0'.repeat(64)}/checkpoint`, 'GET', 404],
    ['/../key', 'GET', 404],
  ])('answers %s %s with %i', async (path, method, status) => {
    expect((await get(path, method)).status).toBe(status);
  });

  it('lives on when a client speaks nonsense', async () => {
    const { hostname, port } = new URL(witness.server.url);
    const socket = connect(Number(port), hostname);
    socket.end('not http at all\r\n\r\n');
    await new Promise((done) => socket.on('close', done).resume());
    expect((await get('/health')).status).toBe(200);
  });
});

describe('its memory', () => {
  it('is never taken for nothing when it is damaged', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tregua-witness-'));
    const first = await startWitness([log.vkey], { folder });
    await first.post(log.body(0, 5));
    await first.close();
    const file = join(folder, 'logs', originHash('example.com/log'));
    const good = readFileSync(file, 'utf8');
    for (const damaged of ['', good.replace('\n5\n', '\n4\n'), good.slice(0, -10), log.checkpoint(5)]) {
      writeFileSync(file, damaged);
      const again = await startWitness([log.vkey], { folder });
      expect(await again.post(log.body(0, 7))).toMatchObject({ status: 500, body: expect.stringContaining('nothing was cosigned') });
      expect(again.said.join()).toContain('is damaged');
      await again.close();
    }
    rmSync(folder, { recursive: true });
  });

  it('is used by one witness at a time, and one that lost its folder cosigns no more', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tregua-witness-'));
    const first = await startWitness([log.vkey], { folder });
    const lock = join(folder, 'running.lock');
    const { pid } = JSON.parse(readFileSync(lock, 'utf8')) as { pid: number };
    expect(pid).toBe(process.pid);
    await expect(startWitness([log.vkey], { folder })).rejects.toThrow(`process ${process.pid} runs here`);
    writeFileSync(lock, JSON.stringify({ pid, began: 'another', token: 'another' }));
    expect((await first.post(log.body(0, 5))).status).toBe(500);
    expect(existsSync(join(folder, 'logs', originHash('example.com/log')))).toBe(false);
    await first.close();
    expect(existsSync(lock)).toBe(true);
    rmSync(folder, { recursive: true });
  });
});

describe('its key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tregua-witness-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is made once, for its owner alone, and needs a name then', () => {
    const file = join(folder, 'key');
    expect(() => openKey(file, undefined)).toThrow('is needed at the first start');
    expect(() => openKey(file, 'has a space')).toThrow('key name');
    const key = openKey(file, 'witness.example.org');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(openKey(file, undefined)).toEqual(key);
    expect(() => openKey(file, 'another.example.org')).toThrow('bears the name witness.example.org');
  });
});

describe('its list of logs', () => {
  it('is a verifier key a line, or a policy', () => {
    expect([...parseLogs(`# ours\n\n${log.vkey}\n`).keys()]).toEqual(['example.com/log']);
    expect(parseLogs(`log ${log.vkey} https://example.com/log\nlog ${stranger.vkey}\nquorum none\n`).get('example.com/log')).toHaveLength(
      2,
    );
  });

  it.each([
    ['', 'are none'],
    [`${log.vkey} more`, 'line 1: is neither'],
    [`\n${log.vkey}\n${log.vkey}\n`, 'line 3: names a key that was named before'],
    ['nonsense', 'line 1, verifier key'],
    [log.vkey.replace('+', '+0'), 'line 1, verifier key'],
    [log.vkey.replace(/\+(.)/, (_, digit: string) => `+${digit === '0' ? '1' : '0'}`), 'not that of its key'],
  ])('refuses %j', (text, why) => {
    expect(() => parseLogs(text)).toThrow(why);
  });
});

describe('its limit of requests', () => {
  it('lets twice the rate through at once, then the rate', () => {
    const limit = new RateLimit(5);
    const allowed = Array.from({ length: 20 }, () => limit.allows('a', 1000)).filter(Boolean);
    expect(allowed).toHaveLength(10);
    expect(limit.allows('b', 1000)).toBe(true);
    expect(limit.allows('a', 1190)).toBe(false);
    expect(limit.allows('a', 1201)).toBe(true);
    expect(limit.allows('a', 500)).toBe(false);
  });

  it('answers 429 beyond it', async () => {
    const witness = await startWitness([log.vkey], { perSecond: 1 });
    const answers = [];
    for (let count = 0; count < 4; count += 1) answers.push((await witness.post(log.body(0, 5))).status);
    await witness.close();
    expect(answers[0]).toBe(200);
    expect(answers).toContain(429);
  });
});
