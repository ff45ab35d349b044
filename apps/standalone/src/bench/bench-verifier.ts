import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VerifierMeasure } from '../../../../test/attack/measure-verifier.js';

/** As scripts/run.mjs starts the verifier. */
const ROOM = ['--min-semi-space-size=32', '--max-semi-space-size=32'];
const program = join(import.meta.dirname, 'verifier-process.js');

/**
 * Makes a bundle of so many entries under the Commission's own law, and measures the verifier on it: with the replay, and chain and log alone.
 * @param entries a million take 2.3 GB of the temporary folder
 */
export function benchVerifier(
  entries: number,
  say: (line: string) => void,
): { readonly replay: VerifierMeasure; readonly chain: VerifierMeasure } {
  const folder = mkdtempSync(join(tmpdir(), 'tregua-bench-'));
  const file = join(folder, 'bundle.zip');
  try {
    say(`  making a bundle of ${entries} entries …`);
    run(['make', file, String(entries)]);
    const measured = (task: 'replay' | 'chain'): VerifierMeasure => {
      const found = JSON.parse(run([task, file])) as VerifierMeasure;
      if (found.verdict !== 'verified')
        throw new Error(`The verifier calls its own bench's bundle ${found.verdict}: what it measured is worth nothing.`);
      say(`  ${task}: ${found.cpuMs} ms CPU, ${found.ratio} × the hash floor (${found.floorsMs.join(', ')} ms), ${found.maxRssMb} MB`);
      return found;
    };
    return { replay: measured('replay'), chain: measured('chain') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', ...ROOM, program, ...words], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words[0] ?? ''} of the verifier's bench ended with ${status}: ${stderr}`);
  return stdout;
}
