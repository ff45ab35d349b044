import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseCheckpoint, tilePath, TILE_WIDTH, hashesAtLevel } from '@tregua/ledger';
import { until } from '../support/resumable.js';
import { isOver, signedIn, start, stop, type AsSomebody, type Running } from './support/start-program.js';
import { shelling } from './support/world.js';

const verifier = resolve(import.meta.dirname, '../../dist/apps/verifier/src/main.js');

/** The demonstration tells its cases one after another, each in a time of its own, so that dates go back where a case begins. */
const INVENTED_TIMES = ['--late', '999999999'];

interface Verdict {
  readonly code: number | null;
  readonly verdict: string;
  readonly findings: readonly { readonly what: string; readonly weight: string; readonly file?: string }[];
}

/** A stranger has the file, the policy that was published, the address of the log and the verifier; nothing else of the Commission. */
describe('a stranger with a bundle, and the log of a running Commission', () => {
  const home = mkdtempSync(join(tmpdir(), 'tregua-stranger-'));
  const outside = mkdtempSync(join(tmpdir(), 'tregua-outside-'));
  const [bundle, policy] = [join(outside, 'bundle.zip'), join(outside, 'policy')];
  const [proof, older] = [join(outside, 'mine.tlog-proof'), join(outside, 'older-checkpoint')];
  let running: Running;
  let log: string;

  beforeAll(async () => {
    running = await start(home);
    log = `http://127.0.0.1:${running.port}/log`;
    let checkpoint: Response | undefined;
    await until(async () => (checkpoint = await fetch(`${log}/checkpoint`)).ok, 60_000);
    writeFileSync(older, (await checkpoint?.text()) ?? '');
    const monitor = await signedIn(running, 'monitor-north');
    writeFileSync(proof, await provenReport(monitor));
    writeFileSync(bundle, await closedCase(await signedIn(running, 'auditor')));
    writeFileSync(policy, readFileSync(join(home, 'log/policy')));
  }, 240_000);

  afterAll(async () => {
    if (running !== undefined && !isOver(running)) await stop(running);
    for (const folder of [home, outside]) rmSync(folder, { recursive: true, force: true });
  });

  const verify = async (...words: string[]): Promise<Verdict> => {
    const child = spawn(process.execPath, ['--no-warnings', verifier, bundle, '--json', '--policy', policy, ...INVENTED_TIMES, ...words], {
      cwd: outside,
      env: {},
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise<number | null>((done) => child.once('close', done));
    try {
      return { code, ...(JSON.parse(said) as Omit<Verdict, 'code'>) };
    } catch {
      throw new Error(`The verifier ended with ${code} and said: ${said}`);
    }
  };
  const bad = ({ findings }: Verdict): string[] => findings.filter(({ weight }) => weight !== 'note').map(({ what }) => what);

  it('finds the bundle and the receipt to be of the log that is served, read whole over HTTP', async () => {
    const found = await verify('--log', log, '--receipt', proof);
    expect([found.code, found.verdict, bad(found)]).toEqual([0, 'verified', []]);
  });

  it('finds the same in a copy of the log that was taken off, which a checkpoint of earlier is a beginning of, and the entry of the copy that was changed', async () => {
    const copy = join(outside, 'copy');
    await copyLog(log, copy);
    const found = await verify('--log', copy, '--checkpoint', older, '--receipt', proof);
    expect([found.code, found.verdict, bad(found)]).toEqual([0, 'verified', []]);

    const entries = join(copy, 'tile/entries/000');
    const bytes = readFileSync(entries);
    bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
    writeFileSync(entries, bytes);
    const changed = await verify('--log', copy);
    expect(changed.code).toBe(1);
    expect(changed.findings).toContainEqual(expect.objectContaining({ weight: 'broken', file: 'copy/tile/entries/000' }));
  });

  it('says of an address where no log is that none is there, and does not call the bundle verified', async () => {
    const found = await verify('--log', `${log}/elsewhere`);
    expect([found.code, found.verdict, bad(found)]).toEqual([1, 'unproven', ['logIsMissing']]);
  });
});

/** A report by the monitor, and the proof that its first entry stands in the log, as the monitor takes it home. */
async function provenReport(monitor: AsSomebody): Promise<string> {
  const { receipt } = await bodyOf<{ receipt: { stream: string; seq: number } }>(monitor('/api/v1/reports', { content: shelling() }), 201);
  let proof: Response | undefined;
  await until(async () => (proof = await monitor(`/api/v1/receipts/${receipt.stream}/${receipt.seq}`)).status === 200, 60_000);
  return (await proof?.text()) ?? '';
}

/** The bundle of a case that ran through, as the auditor takes it off the machine. */
async function closedCase(auditor: AsSomebody): Promise<Buffer> {
  const { items } = await bodyOf<{ items: { id: string }[] }>(auditor('/api/v1/cases?state=CLOSED&limit=1'));
  const asked = { scope: { cases: items.map(({ id }) => id) }, audience: 'auditor', format: 'bundle', reason: 'A court asked.' };
  const { id, job } = await bodyOf<{ id: string; job: { id: string } }>(auditor('/api/v1/exports', asked), 202);
  await until(async () => {
    const { state } = await bodyOf<{ state: string }>(auditor(`/api/v1/jobs/${job.id}`));
    if (['failed', 'cancelled'].includes(state)) throw new Error(`The export ${state}.`);
    return state === 'done';
  }, 60_000);
  return Buffer.from(await (await auditor(`/api/v1/exports/${id}/file`)).arrayBuffer());
}

/** Every file that the log serves, as anybody may take it. */
async function copyLog(log: string, folder: string): Promise<void> {
  const taken = async (path: string): Promise<Buffer> => {
    const answer = await fetch(`${log}/${path}`);
    expect([path, answer.status]).toEqual([path, 200]);
    const bytes = Buffer.from(await answer.arrayBuffer());
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
    return bytes;
  };
  const { size } = parseCheckpoint(await taken('checkpoint')).checkpoint;
  for (const level of ['entries', 0, 1] as const) {
    const hashes = hashesAtLevel(level === 'entries' ? 0 : level, size);
    for (let from = 0; from < hashes; from += TILE_WIDTH)
      await taken(tilePath(level, from / TILE_WIDTH, Math.min(TILE_WIDTH, hashes - from)));
  }
}

async function bodyOf<T>(asked: Promise<Response>, status = 200): Promise<T> {
  const answer = await asked;
  const text = await answer.text();
  if (answer.status !== status) throw new Error(`${answer.status} instead of ${status}: ${text}`);
  return JSON.parse(text) as T;
}
