import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@tregua/platform';
import { attack } from '../../../test/attack/attack.js';

/** From dist/apps/standalone/src. */
const ROOT = join(import.meta.dirname, '../../../..');

/** npm run attack: changes, forges, forks, rolls back and flips, and says what nobody found. The last line is JSON. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, scale: { type: 'string', default: '1' } } });
  const seed = numberOf('seed', values.seed, 1_000_000_000);
  const scale = numberOf('scale', values.scale, 10);
  const folder = mkdtempSync(join(tmpdir(), 'tregua-attack-'));
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', log_min_messages: 'fatal' };
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), password: 'attack-only', settings });
  process.env['TREGUA_TEST_POSTGRES'] = server.url;
  try {
    const result = await attack({
      seed,
      scale,
      columns: join(ROOT, 'test/attack/protected-columns.txt'),
      say: (line) => void process.stdout.write(`${line}\n`),
    });
    process.stdout.write(`${JSON.stringify(result)}\n`);
    const { undetected, unlocated, attacksUndetected, wrongTreesSigned, unlawfulMissed } = result;
    if (undetected + unlocated + attacksUndetected + wrongTreesSigned + unlawfulMissed > 0) process.exitCode = 1;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function numberOf(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < 1 || value > most) throw new Error(`--${name} is a whole number from 1 to ${most}, not ${text}.`);
  return value;
}

await main();
