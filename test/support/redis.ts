import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '@tregua/platform';

export interface TestRedis {
  readonly url: string;
  readonly pid: number;
  /** Speaks to it directly: to wipe it, to look. */
  readonly client: Redis;
  /** Ends it as a power cut would, and keeps its folder. */
  kill(): Promise<void>;
  /** Starts it again on the same port and folder. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A test that needs Redis is left out where the machine has none; scripts/test.mjs names it then. */
export const redisIsHere = !(process.env['TREGUA_MISSING_PROGRAMS'] ?? '').split(',').includes('redis-server');

/** A Redis of its own, as the compose file runs it: append-only file, nothing evicted. */
export async function startRedis(settings: readonly string[] = []): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'tregua-redis-'));
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', '--save', ''];
  const all = [...args, '--maxmemory-policy', 'noeviction', ...settings];
  let server: ChildProcess;
  const client = new Redis({ host: '127.0.0.1', port, lazyConnect: true, maxRetriesPerRequest: null, retryStrategy: () => 50 });
  client.on('error', () => undefined); // it is killed on purpose
  const start = async (): Promise<void> => {
    server = spawn('redis-server', all, { stdio: 'ignore' });
    await answers(port);
  };
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  };
  await start();
  await client.connect();
  return {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return server.pid as number;
    },
    client,
    start,
    kill: () => kill('SIGKILL'),
    stop: async () => {
      client.disconnect();
      await kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const probe = new Redis({ host: '127.0.0.1', port, lazyConnect: true, retryStrategy: () => null, enableOfflineQueue: false });
    probe.on('error', () => undefined); // not yet up
    try {
      await probe.connect();
      await probe.ping();
      return;
    } catch {
      await pause(25);
    } finally {
      probe.disconnect();
    }
  }
  throw new Error('redis-server did not start.');
}
