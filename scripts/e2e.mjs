// npm run e2e: every journey through the pages in a real Chromium, against the real API, PostgreSQL and worker. The last line is one line of JSON.
// With --all, axe looks at every screen in light and dark and in all five languages, and the sizes are measured (100,000 cases, 10,000 entries).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, fail, root, say } from './prepare.mjs';

/** Whoever drives a browser takes it from one of these. */
const OF_A_BROWSER = /from '\.\/support\/(browser|stage)\.js'/;
const folder = join(root, 'test/journeys');
const [given, ...others] = process.argv.slice(2);
if (others.length > 0 || (given !== undefined && given !== '--all'))
  fail(`npm run e2e takes --all, and nothing else; "${process.argv.slice(2).join(' ')}" was given.`);
const all = given === '--all';

if (!existsSync('/usr/bin/chromium') && spawnSync('which', ['chromium'], { stdio: 'ignore' }).status !== 0) {
  fail('There is no Chromium here (/usr/bin/chromium), so nobody can go through the pages: nothing was run.');
}
build();
const specs = readdirSync(folder).filter(
  (name) => name.endsWith('.e2e.spec.ts') && OF_A_BROWSER.test(readFileSync(join(folder, name), 'utf8')),
);
say(`Going through the pages: ${specs.join(', ')} …`);
const home = mkdtempSync(join(tmpdir(), 'tregua-e2e-'));
const [tally, results] = [join(home, 'tally.jsonl'), join(home, 'results.json')];
writeFileSync(tally, '');
const args = [
  '--no-warnings',
  '--experimental-vm-modules',
  join(root, 'node_modules/jest/bin/jest.js'),
  '--selectProjects',
  'e2e',
  '--maxWorkers=1',
  '--testTimeout=60000',
  '--json',
  `--outputFile=${results}`,
  '--runTestsByPath',
  ...specs.map((name) => join(folder, name)),
];
const env = {
  ...process.env,
  TREGUA_BUILT_PAGES: join(root, 'dist/web'),
  TREGUA_E2E_TALLY: tally,
  SCARF_ANALYTICS: 'false',
  TREGUA_E2E_ALL: all ? '1' : '',
};
const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
const counted = readFileSync(tally, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));
const { testResults } = JSON.parse(readFileSync(results, 'utf8'));
const passed = testResults.flatMap((file) => file.assertionResults).filter((one) => one.status === 'passed');
const offline = testResults.filter(({ name }) => name.endsWith('/offline.e2e.spec.ts')).flatMap((file) => file.assertionResults);
const sum = (name) => counted.reduce((total, one) => total + (one[name] ?? 0), 0);
rmSync(home, { recursive: true, force: true });
const summary = {
  journeys: passed.length,
  offline: offline.length > 0 && offline.every((one) => one.status === 'passed'),
  axeViolations: sum('axeViolations'),
  cspViolations: sum('cspViolations'),
  screens: new Set(counted.flatMap(({ screen }) => (screen === undefined ? [] : [screen]))).size,
  firstLoadGzipBytes: Math.max(0, ...counted.map((one) => one.firstLoadGzipBytes ?? 0)),
};
process.stdout.write(`${JSON.stringify(summary)}\n`);
process.exit(status ?? 1);
