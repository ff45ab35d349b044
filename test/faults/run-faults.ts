import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const program = join(root, 'dist/apps/standalone/src/faults.js');

export interface FaultSummary {
  readonly [figure: string]: string | number;
}

/** Runs the built program as `npm run faults` does; answers with its last line, and with what it said for people. */
export async function runFaultsProgram(...args: readonly string[]): Promise<{ readonly summary: FaultSummary; readonly said: string }> {
  const child = spawn(process.execPath, ['--no-warnings', '--enable-source-maps', program, ...args], { cwd: root });
  let [out, said] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  const last = out.trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`npm run faults ended with ${code} and no summary:\n${said}`);
  return { summary: JSON.parse(last) as FaultSummary, said };
}

/** What must be nothing in every run, with what was said where it is not. */
export function findingsIn({ summary, said }: { readonly summary: FaultSummary; readonly said: string }): object {
  const { lost, doubled, missed, early, stuck, broken } = summary;
  const all = { lost, doubled, missed, early, stuck, broken };
  return Object.values(all).every((figure) => figure === 0) ? all : { ...all, said };
}

export const NOTHING = { lost: 0, doubled: 0, missed: 0, early: 0, stuck: 0, broken: 0 };

/** The test run names the programs that this machine does not have; `REQUIRE_ALL=1` makes that an error before the first test. */
export function isHere(program: 'redis-server' | 'faketime'): boolean {
  return !(process.env['TREGUA_MISSING_PROGRAMS'] ?? '').split(',').includes(program);
}
