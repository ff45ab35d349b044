import { join } from 'node:path';
import { attack } from './attack.js';
import { protectedColumns } from './columns.js';

/** As `npm run attack -- --scale N` would, where the environment asks for it. */
const SCALE = process.env['ATTACK_SCALE'];

/** A short run of what `npm run attack` does: every kind of attack once, every column once. */
describe('attacks', () => {
  it('are all found by whoever is to find them', async () => {
    const said: string[] = [];
    const columns = protectedColumns(join(import.meta.dirname, 'protected-columns.txt')).length;
    const result = await attack({
      seed: 3,
      scale: Number(SCALE ?? 1),
      ...(SCALE === undefined ? { counts: { mutations: 160, columns, plays: 1, flips: 40, unlawful: 1 } } : {}),
      columns: join(import.meta.dirname, 'protected-columns.txt'),
      say: (line) => said.push(line),
    });
    if (SCALE !== undefined) process.stdout.write(`${said.join('\n')}\n${JSON.stringify(result)}\n`);
    expect(said.filter((line) => /^(UNDETECTED|UNLOCATED|MISSED)/.test(line))).toEqual([]);
    expect(result).toMatchObject({
      undetected: 0,
      unlocated: 0,
      attackKinds: 15,
      attacksUndetected: 0,
      wrongTreesSigned: 0,
      unlawfulMissed: 0,
    });
    expect(result.unlawfulKinds).toBeGreaterThanOrEqual(25);
  }, 600_000);
});
