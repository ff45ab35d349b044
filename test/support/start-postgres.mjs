import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';

const ROOT = join(import.meta.dirname, '..', '..');
const PLATFORM = join(ROOT, 'libs', 'platform', 'src', 'embedded-postgres');
/** Where the workers find the server: a superuser's URL without a database name. */
export const SERVER_VARIABLE = 'TREGUA_TEST_POSTGRES';

/**
 * Starts one PostgreSQL for the whole test run, in a folder of its own that the stop removes. A server that the environment names already
 * is used as it is (then nothing is started and nothing is stopped).
 */
export default async function startPostgres() {
  if (process.env[SERVER_VARIABLE] !== undefined) return;
  const home = mkdtempSync(join(placeForAll(), `tregua-test-${process.pid}-`));
  chmodSync(home, 0o755);
  stopForgotten(placeForAll());
  const { startEmbeddedPostgres } = await importTypeScript(PLATFORM, 'start-embedded-postgres');
  const server = await startEmbeddedPostgres({
    dataDir: join(home, 'data'),
    password: 'tests-only',
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '120', log_min_messages: 'fatal' },
  });
  process.env[SERVER_VARIABLE] = server.url;
  process.env.TREGUA_TEST_POSTGRES_DATA = server.dataDir;
  globalThis.stopTestPostgres = async () => {
    await server.stop();
    for (const folder of [server.dataDir, home]) rmSync(folder, { recursive: true, force: true });
  };
}

/** The temporary folder of the system, or /tmp where the system's own one is closed to the account that PostgreSQL runs as. */
function placeForAll() {
  return process.getuid?.() === 0 && existsSync('/tmp') ? '/tmp' : tmpdir();
}

/** A test run that was killed leaves its server behind: its folder names the process that is gone. */
function stopForgotten(place) {
  for (const name of readdirSync(place)) {
    const owner = /^tregua-test-(\d+)-/.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    const file = join(place, name, 'data', 'postmaster.pid');
    if (existsSync(file)) {
      const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
      if (isAlive(pid)) process.kill(pid, 'SIGQUIT');
    }
    rmSync(join(place, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Jest's set-up is plain Node and reads no TypeScript: the few files are stripped of their types into .cache first. */
async function importTypeScript(folder, main) {
  const target = join(ROOT, '.cache', 'test-support', String(process.pid));
  mkdirSync(target, { recursive: true });
  try {
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))) {
      const { code } = transformSync(readFileSync(join(folder, name), 'utf8'), {
        filename: name,
        jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' },
        module: { type: 'es6' },
      });
      writeFileSync(join(target, name.replace(/\.ts$/, '.js')), code);
    }
    return await import(pathToFileURL(join(target, `${main}.js`)).href);
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}
