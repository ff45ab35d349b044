// Installs and builds what is missing or stale. Only node: modules here: this file runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const started = process.hrtime.bigint();

export function say(line) {
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  process.stderr.write(`[${seconds.toFixed(1).padStart(6)} s] ${line}\n`);
}

/** Ends the program when Node is too old: a clear word beats a syntax error from deep inside. */
export function needNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  process.stderr.write(`Tregua needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}

/** `npm ci` when node_modules is missing or made from another lock file. The mark is written last, inside what it vouches for. */
export function install() {
  needNode();
  const lock = join(root, 'package-lock.json');
  const wanted = createHash('sha256').update(readFileSync(lock)).update(process.version).digest('hex');
  const mark = join(root, 'node_modules', '.tregua-installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  say('Installing packages (npm ci; npm says nothing for a minute or two) …');
  const env = { ...process.env, SCARF_ANALYTICS: 'false' };
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit', env });
  if (done.status !== 0) fail('npm ci did not succeed: see above.');
  writeFileSync(mark, wanted);
  say('Packages are installed.');
}

/** Builds dist/ when a source is newer than the last build (by content, not by time). */
export function build() {
  install();
  const wanted = digestOfSources();
  const mark = join(root, 'dist', '.tregua-built');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  say('Building …');
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const apps = Object.keys(JSON.parse(readFileSync(join(root, 'nest-cli.json'), 'utf8')).projects);
  const done = spawnSync(process.execPath, ['--no-warnings', nest, 'build', ...apps], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  if (done.status !== 0) {
    process.stderr.write(done.stdout ?? '');
    fail('The build did not succeed: see above.');
  }
  const page = spawnSync(process.execPath, ['--no-warnings', join(root, 'apps/verifier/build-page.mjs')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (page.status !== 0) fail("The verifier's page was not built: see above.");
  typesOfApi();
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  if (run(['--no-warnings', vite, 'build', 'apps/web', '--logLevel', 'error']) !== 0) fail('The pages were not built: see above.');
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(mark, wanted);
  say('Built.');
}

/** The pages know the API by its document only: its types are made from it, and kept nowhere else. */
export function typesOfApi() {
  const made = spawnSync(
    process.execPath,
    [join(root, 'node_modules/openapi-typescript/bin/cli.js'), 'apps/api/openapi.json', '-o', 'apps/web/src/api/schema.d.ts'],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (made.status !== 0) fail('The types of the API were not made: see above.');
}

export function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

/** Runs a program of the project to its end and ends with its code. */
export function run(args, options = {}) {
  const done = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', ...options });
  if (done.error) fail(String(done.error));
  return done.status ?? 1;
}

function digestOfSources() {
  const hash = createHash('sha256').update(process.version);
  const files = ['package-lock.json', 'tsconfig.json', 'nest-cli.json', ...sources('apps'), ...sources('libs')];
  for (const file of files.sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

function sources(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        /\.(ts|tsx|mjs|json|html|css|typ)$/.test(entry.name) &&
        !/\.spec\.ts$/.test(entry.name) &&
        !['metadata.ts', 'schema.d.ts'].includes(entry.name),
    )
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)));
}
