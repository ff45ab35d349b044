import { randomUUID } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@tregua/platform';

const root = resolve(import.meta.dirname, '../../..');
/** The built program that `npm start` runs. */
export const main = join(root, 'dist/apps/standalone/src/main.js');

const READY_WITHIN_MS = 150_000;

export interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly said: () => string;
}

/** Starts the built program as `npm start` does, and waits for nothing. `ahead`: the host's clock, moved by faketime. */
export async function launch(home: string, ahead?: string): Promise<Running> {
  const port = await freePort();
  // The library itself and not its wrapper, which would keep our signals to itself. The loader puts the machine's folder for $LIB.
  const moved = ahead === undefined ? {} : { LD_PRELOAD: '/usr/$LIB/faketime/libfaketime.so.1', FAKETIME: ahead };
  const env = { ...process.env, ...moved, PORT: String(port), TREGUA_HOME: home };
  const child = spawn(process.execPath, ['--no-warnings', main], { cwd: root, env });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, port, said: () => text };
}

/** Starts it and waits until it says that it is ready. */
export async function start(home: string, ahead?: string): Promise<Running> {
  const running = await launch(home, ahead);
  const ready = async (): Promise<boolean> =>
    running.said().includes('Tregua answers') &&
    (await fetch(`http://127.0.0.1:${running.port}/health/ready`).catch(() => undefined))?.status === 200;
  await waitUntil(running, ready);
  return running;
}

/** @throws Error with all that it said, when it ends before or the time is over */
export async function waitUntil(running: Running, is: () => boolean | Promise<boolean>): Promise<void> {
  for (const until = Date.now() + READY_WITHIN_MS; ; await delay(20)) {
    if (await is()) return;
    if (isOver(running)) throw new Error(`It ended with ${running.child.exitCode}:\n${running.said()}`);
    if (Date.now() < until) continue;
    running.child.kill('SIGKILL');
    throw new Error(`It did not come so far in time:\n${running.said()}`);
  }
}

export const isOver = ({ child }: Running): boolean => child.exitCode !== null || child.signalCode !== null;

/** Asks it to end, or kills it. The exit code, or the signal that ended it. */
export async function stop({ child }: Running, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string | null> {
  const ended = new Promise<number | string | null>((done) => child.once('exit', (code, by) => done(code ?? by)));
  child.kill(signal);
  return await ended;
}

/** Asks as somebody who has signed in: a path alone reads, a body posts. */
export type AsSomebody = (path: string, body?: object, etag?: string) => Promise<Response>;

/** Signs in with the password that start printed. */
export async function signedIn(running: Running, name: string): Promise<AsSomebody> {
  const password = new RegExp(`^\\s*${name}\\s+(\\S+)`, 'm').exec(running.said())?.[1];
  const base = `http://127.0.0.1:${running.port}`;
  const json = { 'content-type': 'application/json', origin: base };
  const session = await fetch(`${base}/api/v1/session`, { method: 'POST', headers: json, body: JSON.stringify({ name, password }) });
  expect(session.status).toBe(204);
  const cookie = (session.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return async (path, body, etag) => {
    if (body === undefined) return await fetch(`${base}${path}`, { headers: { cookie } });
    const headers = { ...json, cookie, 'idempotency-key': randomUUID(), ...(etag === undefined ? {} : { 'if-match': etag }) };
    return await fetch(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  };
}

/** Lists every case as reference, state and severity. */
export async function states(running: Running): Promise<string[]> {
  const auditor = await signedIn(running, 'auditor');
  const found: string[] = [];
  for (let next: string | null = `/api/v1/cases?limit=100`; next !== null;) {
    const page = (await (await auditor(next)).json()) as {
      items: { reference: string; state: string; severity: number }[];
      next: string | null;
    };
    found.push(...page.items.map(({ reference, state, severity }) => `${reference} ${state} ${severity}`));
    next = page.next === null ? null : `/api/v1/cases?limit=100&cursor=${encodeURIComponent(page.next)}`;
  }
  return found.sort();
}
