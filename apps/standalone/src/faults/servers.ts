import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort, startEmbeddedPostgres, type EmbeddedPostgres } from '@tregua/platform';

const BACK_WITHIN_MS = 60_000;

/** A PostgreSQL that can be killed and comes back on its port with what it had. fsync stays on: that is what is tried. */
export class KillablePostgres {
  private constructor(
    private readonly dataDir: string,
    private readonly port: number,
    private server: EmbeddedPostgres,
  ) {}

  static async start(home: string): Promise<KillablePostgres> {
    const dataDir = join(home, 'postgres');
    const port = await freePort();
    return new KillablePostgres(dataDir, port, await start(dataDir, port));
  }

  get url(): string {
    return this.server.url;
  }

  /** The postmaster alone, whose backends then find themselves orphaned, or all at once, as when the machine loses its power. */
  kill(how: 'postmaster' | 'all'): void {
    const victims = how === 'all' ? [this.server.pid, ...childrenOf(this.server.pid)] : [this.server.pid];
    for (const pid of victims) killIfThere(pid);
  }

  /** Starts it again; until the orphans of the last one are gone, PostgreSQL refuses to. */
  async comeBack(): Promise<void> {
    const until = Date.now() + BACK_WITHIN_MS;
    for (;;) {
      try {
        this.server = await start(this.dataDir, this.port);
        return;
      } catch (error) {
        if (Date.now() > until) throw error;
        await delay(200);
      }
    }
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}

async function start(dataDir: string, port: number): Promise<EmbeddedPostgres> {
  const settings = { max_connections: '100', track_commit_timestamp: 'on', log_min_messages: 'fatal', checkpoint_timeout: '30s' };
  return await startEmbeddedPostgres({ dataDir, port, password: 'faults-only', settings });
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]) === parent;
      } catch {
        return false; // it ended while we looked
      }
    })
    .map(Number);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended by itself
  }
}

/** A Redis as docker/compose.yaml runs it: append-only file, and nothing is evicted. */
export class AppendOnlyRedis {
  private constructor(
    private readonly folder: string,
    readonly port: number,
    private child: ChildProcess,
  ) {}

  static async start(home: string): Promise<AppendOnlyRedis> {
    const folder = join(home, 'redis');
    mkdirSync(folder);
    const port = await freePort();
    const redis = new AppendOnlyRedis(folder, port, spawnRedis(folder, port));
    await redis.send('PING');
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Sends one command, waiting for the server while it starts. */
  async send(command: string): Promise<void> {
    const until = Date.now() + BACK_WITHIN_MS;
    for (;;) {
      const code = await new Promise<number | null>((done) => {
        spawn('redis-cli', ['-p', String(this.port), command], { stdio: 'ignore' })
          .once('error', () => done(1))
          .once('close', done);
      });
      if (code === 0) return;
      if (Date.now() > until) throw new Error(`Redis did not take ${command}.`);
      await delay(100);
    }
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Comes back on its port as new: its files are gone. */
  async comeBackEmpty(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder);
    this.child = spawnRedis(this.folder, this.port);
    await this.send('PING');
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.child.once('exit', done));
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGTERM');
    await ended;
  }
}

function spawnRedis(folder: string, port: number): ChildProcess {
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  return spawn('redis-server', [...settings, '--appendonly', 'yes', '--maxmemory-policy', 'noeviction', '--save', ''], {
    stdio: 'ignore',
  });
}

/** Asks as whoever the URL names, on a connection of its own: the server may have been killed since the last one. */
export async function askOnce<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, statement_timeout: 60_000 });
  client.on('error', () => undefined); // the statement under way fails with the same error
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
