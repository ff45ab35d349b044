// npm run lock, after every npm install: a registry that lacks some platforms' packages makes npm leave them out of the lock file, and
// `npm ci` then refuses the lock. This adds an entry for each optional dependency that the lock cannot resolve. --check only looks.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root } from './prepare.mjs';

const SYSTEMS = ['darwin', 'linux', 'win32', 'windows', 'freebsd', 'openbsd', 'netbsd', 'android', 'sunos', 'aix', 'openharmony'];
const CPUS = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32'];

const file = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));

function resolves(from, name) {
  for (let at = from; ; at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : '') {
    if (lock.packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

const missing = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === '') continue;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!resolves(path, name) && !missing.some((known) => known.name === name)) missing.push({ name, version, dev: entry.dev === true });
  }
}
if (process.argv.includes('--check')) {
  if (missing.length > 0) fail(`package-lock.json lacks ${missing.length} optional packages: run npm run lock.`);
  process.exit(0);
}
for (const { name, version, dev } of missing) {
  const words = name.split(/[-/]/);
  const os = SYSTEMS.filter((system) => words.includes(system)).map((system) => (system === 'windows' ? 'win32' : system));
  const cpu = CPUS.filter(
    (kind) => words.includes(kind) || (kind === 'arm' && words.some((word) => /^(arm|armv7|armv6|armhf)$/.test(word))),
  );
  const musl = words.some((word) => word.startsWith('musl'));
  lock.packages[`node_modules/${name}`] = {
    version: version.replace(/^[\^~]/, ''),
    optional: true,
    ...(dev ? { dev: true } : {}),
    ...(os.length > 0 ? { os } : {}),
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(musl ? { libc: ['musl'] } : {}),
  };
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stderr.write(`package-lock.json: ${missing.length} entries added.\n`);
