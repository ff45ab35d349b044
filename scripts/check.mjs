// npm run check: format, types, lint, boundaries, house rules and golden files.
import { join } from 'node:path';
import { fail, install, root, run, say, typesOfApi } from './prepare.mjs';

install();
typesOfApi();
const bin = (path) => join(root, 'node_modules', path);
const jest = ['--no-warnings', '--experimental-vm-modules', bin('jest/bin/jest.js'), '--selectProjects', 'unit'];
const STEPS = [
  ['lock file', [join(root, 'scripts/complete-lock.mjs'), '--check']],
  ['format', [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']],
  ['types', [bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json']],
  ['types of the pages', [bin('typescript/bin/tsc'), '-p', 'apps/web/tsconfig.json']],
  ['types of what runs in a page', [bin('typescript/bin/tsc'), '-p', 'test/tsconfig.in-page.json']],
  ['lint and boundaries', [bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.']],
  ['circles', [bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', 'apps', 'libs']],
  ['tidy', [...jest, '--testPathPatterns', 'test/tidy']],
];

let failed = 0;
for (const [name, args] of STEPS) {
  const code = run(args);
  say(`${code === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  if (code !== 0) failed += 1;
}
if (failed > 0) fail(`${failed} of ${STEPS.length} checks failed.`);
say(`All ${STEPS.length} checks passed.`);
