import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { LOG_CRASH_POINTS } from '@tregua/platform';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { fsckOf, ORIGIN, writeEntries } from './log.testing.js';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const SECRET = 'a-secret-of-more-than-thirty-two-characters';
/** Beside the packages that the programs need. */
const folder = mkdtempSync(join(ROOT, 'node_modules', '.log-crashes-'));
const keyFile = join(folder, 'keys.json');
const secretFile = join(folder, 'secret');

let database: TestDatabase;
let signer: ChildProcess;
let url = '';

beforeAll(async () => {
  writeFileSync(secretFile, SECRET, { mode: 0o600 });
  await build({
    entryPoints: { work: join(ROOT, 'apps/worker/src/log/log-crashes.testing.ts'), signer: join(ROOT, 'apps/signer/src/main.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: Object.fromEntries(
      ['casework', 'ledger', 'docket', 'store', 'platform', 'evidence-store'].map((name) => [
        `@tregua/${name}`,
        join(ROOT, `libs/${name}/src/index.ts`),
      ]),
    ),
    tsconfig: join(ROOT, 'tsconfig.json'),
    logLevel: 'error',
  });
  database = await createTestDatabase(4);
  signer = await startSigner();
}, 120_000);
afterAll(async () => {
  await ended(signer, true);
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function startSigner(crashAt?: string): Promise<ChildProcess> {
  const port = url === '' ? '0' : new URL(url).port;
  const env = {
    TREGUA_LOG_ORIGIN: ORIGIN,
    TREGUA_SIGNER_HOME: join(folder, 'home'),
    TREGUA_SIGNER_SECRET_FILE: secretFile,
    TREGUA_SIGNER_PORT: port,
  };
  const child = spawn(process.execPath, ['--no-warnings', join(folder, 'signer.mjs')], {
    env: { ...env, ...(crashAt === undefined ? {} : { TREGUA_CRASH_AT: crashAt }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  url = await new Promise<string>((done, fail) => {
    child.once('exit', () => fail(new Error('The signer ended.')));
    child.stdout?.on('data', (chunk: Buffer) => done((JSON.parse(chunk.toString('utf8')) as { listening: string }).listening));
  });
  return child;
}

/** Runs the work once. Returns how it ended: 0, 1 or the signal. */
async function run(crashAt?: string): Promise<number | string | null> {
  const env = { DATABASE_URL: database.appUrl, KEY_FILE: keyFile, SIGNER_URL: url, SIGNER_SECRET: SECRET };
  const child = spawn(process.execPath, ['--no-warnings', join(folder, 'work.mjs')], {
    env: { ...env, ...(crashAt === undefined ? {} : { TREGUA_CRASH_AT: crashAt }) },
    stdio: ['ignore', 'inherit', 'ignore'],
  });
  return await ended(child);
}

async function ended(child: ChildProcess | undefined, kill = false): Promise<number | string | null> {
  if (child === undefined) return null;
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((done) => child.once('exit', done));
    if (kill) child.kill('SIGKILL');
    await gone;
  }
  return child.signalCode ?? child.exitCode;
}

/** Those of the witness are tried where it is at home. */
const POINTS = Object.entries(LOG_CRASH_POINTS).filter(([, [program]]) => program !== 'witness');

describe('killed at each boundary, the log', () => {
  it.each(POINTS.map(([point, [program]], index) => [point, program, index] as const))(
    'goes on behind %s of the %s: nothing lost, nothing twice, one history',
    async (point, program, index) => {
      await writeEntries(database, `import/a${index}`, 3);
      if (program === 'signer') {
        await ended(signer, true);
        signer = await startSigner(point);
        expect(await run()).toBe(1);
        expect(await ended(signer)).toBe('SIGKILL');
        signer = await startSigner();
      } else {
        expect(await run(point)).toBe('SIGKILL');
      }
      await writeEntries(database, `import/b${index}`, 2);
      expect(await run()).toBe(0);
      const total = 5 * (index + 1);
      expect(await fsckOf(database)).toMatchObject({ size: total, findings: [] });
      expect(await database.ask(`select count(*)::int as waiting from tregua.log_pending`)).toEqual([{ waiting: 0 }]);
      const answer = await fetch(`${url}/state`, { headers: { authorization: `Bearer ${SECRET}` } });
      expect(await answer.json()).toMatchObject({ size: total });
      const roots = await database.ask<{ roots: number }>(
        'select count(distinct root)::int as roots from tregua.log_checkpoints group by size having count(distinct root) > 1',
      );
      expect(roots).toEqual([]);
    },
    120_000,
  );
});
