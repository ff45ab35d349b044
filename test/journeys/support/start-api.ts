import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestDatabase } from '../../support/database.js';

const root = resolve(import.meta.dirname, '../../..');
const main = join(root, 'dist/apps/api/src/main.js');

export interface ApiProgram {
  readonly child: ChildProcess;
  readonly base: string;
}

/** Starts the built API as a process of its own on a database of the test, with its data in `home`; it answers when this returns. */
export async function startApi(
  database: TestDatabase,
  port: number,
  home: string,
  more: Readonly<Record<string, string>> = {},
): Promise<ApiProgram> {
  const env = {
    ...process.env,
    DATABASE_URL: database.appUrl,
    QUEUE_URL: '',
    TREGUA_HOME: home,
    TREGUA_KEYS: database.keyFile,
    PORT: String(port),
    TREGUA_REQUESTS_PER_MINUTE: '1000000',
    ...more,
  };
  const child = spawn(process.execPath, ['--no-warnings', main], { cwd: root, env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const base = `http://127.0.0.1:${port}`;
  for (const last = Date.now() + 60_000; ; await delay(50)) {
    if ((await fetch(`${base}/health/ready`).catch(() => undefined))?.status === 200) return { child, base };
    if (child.exitCode !== null || Date.now() > last) throw new Error(`The API did not start:\n${said}`);
  }
}

export const isOver = ({ child }: ApiProgram): boolean => child.exitCode !== null || child.signalCode !== null;

/** Ends it as the machine would: at once, in the middle of whatever it did. */
export async function killApi(program: ApiProgram, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  const { child } = program;
  if (isOver(program)) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill(signal);
  await ended;
}
