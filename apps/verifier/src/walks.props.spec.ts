import fc from 'fast-check';
import { openCase, Walk } from '../../../libs/casework/src/process/walk.testing.js';
import { World } from '../../../libs/casework/src/process/world.testing.js';
import { bytesOf, exported, sha256, type Exported } from '../../../test/tamper/history.js';
import { worldHistory, type WorldHistory } from '../../../test/tamper/world-history.js';
import { commissionLaw } from './commission-law.js';
import { verifyLines, type Verification } from './verify.js';

const RUNS = Number(process.env['WALKS'] ?? 60);
const seeds = fc.integer({ min: 1, max: 2_000_000_000 });

function walked(seed: number): { readonly world: World; readonly of: string; readonly history: WorldHistory } {
  const walk = new Walk(new World(), seed);
  const id = openCase(walk.world, walk.random);
  for (let n = 0; n < 80; n += 1) walk.step();
  return { world: walk.world, of: `case/${id}`, history: worldHistory(walk.world) };
}

const madeOf = ({ world, of, history }: ReturnType<typeof walked>): Exported =>
  exported({ rulebook: world.rulebook, now: world.at, subject: of, ...history });

const verified = ({ lines, heads }: Exported): Verification => verifyLines(bytesOf(lines), { digest: sha256, law: commissionLaw, heads });

describe('the Commission’s own law, walked at random', () => {
  it('gives histories in which the verifier finds nothing', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { findings } = verified(madeOf(walked(seed)));
        expect(findings.filter(({ weight }) => weight !== 'note').slice(0, 3)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
