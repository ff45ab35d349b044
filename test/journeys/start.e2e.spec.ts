import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@tregua/platform';

const root = resolve(import.meta.dirname, '../..');
const main = join(root, 'dist/apps/standalone/src/main.js');

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly said: () => string;
}

/** Starts the built program as `npm start` does, and waits until it says that it is ready. `ahead`: the host's clock, moved by faketime. */
async function start(home: string, ahead?: string): Promise<Running> {
  const port = await freePort();
  // The library itself and not its wrapper, which would keep our signals to itself. The loader puts the machine's folder for $LIB.
  const moved = ahead === undefined ? {} : { LD_PRELOAD: '/usr/$LIB/faketime/libfaketime.so.1', FAKETIME: ahead };
  const env = { ...process.env, ...moved, PORT: String(port), TREGUA_HOME: home };
  const child = spawn(process.execPath, ['--no-warnings', main], { cwd: root, env });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const until = Date.now() + 150_000;
  while (Date.now() < until) {
    if (isOver({ child, port, said: () => text })) throw new Error(`It ended with ${child.exitCode}:\n${text}`);
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (answer?.status === 200 && text.includes('Tregua answers')) return { child, port, said: () => text };
    await delay(200);
  }
  child.kill('SIGKILL');
  throw new Error(`It was not ready in time:\n${text}`);
}

const isOver = ({ child }: Running): boolean => child.exitCode !== null || child.signalCode !== null;

/** The exit code, or the signal that ended it. */
async function stop({ child }: Running): Promise<number | string | null> {
  const ended = new Promise<number | string | null>((done) => child.once('exit', (code, signal) => done(code ?? signal)));
  child.kill('SIGTERM');
  return await ended;
}

/** Signs in with the password that start printed, and lists every case as reference, state and severity. */
async function states(running: Running): Promise<string[]> {
  const password = /^\s*auditor\s+(\S+)/m.exec(running.said())?.[1];
  const base = `http://127.0.0.1:${running.port}`;
  const signedIn = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: base },
    body: JSON.stringify({ name: 'auditor', password }),
  });
  expect(signedIn.status).toBe(204);
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const found: string[] = [];
  for (let next: string | null = `/api/v1/cases?limit=100`; next !== null;) {
    const page = (await (await fetch(`${base}${next}`, { headers: { cookie } })).json()) as {
      items: { reference: string; state: string; severity: number }[];
      next: string | null;
    };
    found.push(...page.items.map(({ reference, state, severity }) => `${reference} ${state} ${severity}`));
    next = page.next === null ? null : `/api/v1/cases?limit=100&cursor=${encodeURIComponent(page.next)}`;
  }
  return found.sort();
}

const faketime = (process.env['TREGUA_MISSING_PROGRAMS'] ?? '').split(',').includes('faketime') ? undefined : '+30d';

describe('npm start', () => {
  const home = mkdtempSync(join(tmpdir(), 'tregua-start-'));
  const running: Running[] = [];
  const began = async (ahead?: string): Promise<Running> => {
    const one = await start(home, ahead);
    running.push(one);
    return one;
  };

  afterAll(async () => {
    for (const one of running) if (!isOver(one)) await stop(one);
    rmSync(home, { recursive: true, force: true });
  });

  it('tells a story, prints sign-ins, keeps its secrets to itself, and ends well', async () => {
    expect(existsSync(main)).toBe(true);
    const first = await began();
    const before = await states(first);
    expect(before.length).toBeGreaterThan(40);
    expect(first.said()).toContain('DEMONSTRATION – not a finding of any body');
    expect(first.said()).toContain(`http://127.0.0.1:${first.port}`);
    expect(statSync(join(home, 'secrets.json')).mode & 0o777).toBe(0o600);
    const page = await fetch(`http://127.0.0.1:${first.port}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).not.toContain('<script');
    expect(await stop(first)).toBe(0);
    expect(existsSync(join(home, 'running.pid'))).toBe(false);

    const again = await began(faketime);
    expect(await states(again)).toEqual(before);
    const secrets = JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')) as { signIns: Record<string, string> };
    for (const password of Object.values(secrets.signIns)) expect(first.said()).toContain(password);

    // Killed with its clock still ahead and PostgreSQL left behind: the next start takes the server over and loses nothing.
    const over = new Promise((done) => again.child.once('exit', done));
    again.child.kill('SIGKILL');
    await over;
    const third = await began();
    expect(third.said()).toContain('taken over');
    expect(await states(third)).toEqual(before);
    expect(await stop(third)).toBe(0);
    expect(existsSync(join(home, 'running.pid'))).toBe(false);
  }, 400_000);
});
