// npm run demo | bench | faults | attack | witness | verify | admin: builds what is stale, then runs the program of that name with the arguments that were given.
import { join } from 'node:path';
import { build, fail, root, run } from './prepare.mjs';

const PROGRAMS = {
  demo: 'dist/apps/standalone/src/demo.js',
  bench: 'dist/apps/standalone/src/bench.js',
  faults: 'dist/apps/standalone/src/faults.js',
  attack: 'dist/apps/standalone/src/attack.js',
  witness: 'dist/apps/witness/src/main.js',
  verify: 'dist/apps/verifier/src/main.js',
  admin: 'dist/apps/standalone/src/admin.js',
};

const [name, ...rest] = process.argv.slice(2);
const program = PROGRAMS[name];
if (program === undefined) fail(`Unknown program "${name}". There are: ${Object.keys(PROGRAMS).join(', ')}.`);
// A verifier makes many small things that live for a moment. Over 1,000,000 entries with the replay, 32 MB for them cost some 5 % less CPU than 16 MB; 64 MB no less.
// The memory in all is much the same from 100,000 entries on: some 200 MB, and 215 MB at 1,000,000, of the 500 that it may take.
// The bench starts it with the same (apps/standalone/src/bench/bench-verifier.ts).
const ROOM = { verify: ['--min-semi-space-size=32', '--max-semi-space-size=32'] };
build();
process.exit(
  run(['--enable-source-maps', '--no-warnings', ...(ROOM[name] ?? []), join(root, program), ...rest], {
    cwd: process.env.INIT_CWD ?? root,
  }),
);
