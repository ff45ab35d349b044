// npm run golden: writes the golden files anew (process.md, authority.txt, openapi.json, problems.md, schema.sql …). Review the difference as text.
import { join } from 'node:path';
import { build, root, run } from './prepare.mjs';

build();
const jest = [
  '--no-warnings',
  '--experimental-vm-modules',
  join(root, 'node_modules/jest/bin/jest.js'),
  '-t',
  'golden',
  ...process.argv.slice(2),
];
process.exit(run(jest, { env: { ...process.env, UPDATE_GOLDEN: '1' } }));
