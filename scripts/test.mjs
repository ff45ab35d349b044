// npm test: the whole suite from zero. What this machine has no program for is named at the end; REQUIRE_ALL=1 makes that an error.
import { spawnSync } from 'node:child_process';
import { build, fail, root, run, say } from './prepare.mjs';
import { join } from 'node:path';

/** Programs that some tests need and npm does not bring, and what is not run without them. */
const OPTIONAL_PROGRAMS = {
  'redis-server': 'the queue suites on Redis',
  chromium: 'verify.html in a real browser',
  openssl: 'time stamps of an authority (RFC 3161)',
  qpdf: 'the check of the dossier by another program',
  faketime: 'starting the demonstration again after 30 days by a moved host clock',
};

build();
const missing = Object.keys(OPTIONAL_PROGRAMS).filter((program) => spawnSync('which', [program], { stdio: 'ignore' }).status !== 0);
if (missing.length > 0 && process.env.REQUIRE_ALL === '1') fail(`REQUIRE_ALL=1, and these are missing: ${missing.join(', ')}.`);
say('Testing …');
const jest = join(root, 'node_modules/jest/bin/jest.js');
const args = ['--no-warnings', '--experimental-vm-modules', jest, '--maxWorkers=2', '--testTimeout=60000', ...process.argv.slice(2)];
for (const program of missing) say(`Not run for want of ${program}: ${OPTIONAL_PROGRAMS[program]}.`);
// The pages were just built: no suite has to build them once more.
const env = { TREGUA_MISSING_PROGRAMS: missing.join(','), TREGUA_BUILT_PAGES: join(root, 'dist/web'), SCARF_ANALYTICS: 'false' };
process.exit(run(args, { env: { ...process.env, ...env } }));
