import { parsePolicy } from '@tregua/ledger';
import { keysOf, policyText, sha256 } from '../../../test/attack/make-bundle.js';
import { exportedScene, smallScene, walkedScene, type Exported } from '../../../test/attack/scene.js';
import { nodeTools } from './node/node-tools.js';
import { verifyBundle, type BundleVerification, type Roots } from './verify-bundle.js';
import { sourceOfBytes } from './zip/source.js';

const policy = parsePolicy(policyText(keysOf()), sha256);
const verified = ({ zip, scene }: Exported, roots: Roots = { policy }): BundleVerification =>
  verifyBundle(sourceOfBytes(zip), { tools: nodeTools, law: scene.law, roots });

describe('an untouched bundle', () => {
  const small = exportedScene(smallScene());

  it('is verified under a policy from outside', () => {
    const { findings, verdict, counts } = verified(small);
    expect(findings).toEqual([]);
    expect(verdict).toBe('verified');
    expect(counts.proven).toBe(counts.entries);
  });

  it('is consistent and not authenticated without one', () => {
    expect(verified(small, {})).toMatchObject({ verdict: 'consistentNotAuthenticated', findings: [] });
  });

  it('is verified when it was walked under the Commission’s own law', () => {
    const { findings, verdict, counts } = verified(exportedScene(walkedScene(7)));
    expect(findings.filter(({ weight }) => weight !== 'note')).toEqual([]);
    expect(verdict).toBe('verified');
    expect(counts.replayed).toBeGreaterThan(50);
  });

  it.each([0, 1, 2, 7])(
    'names the first entry of each stream that is dated after the export, which was %i ms before the last but one',
    (earlier) => {
      const times = [...new Set([...small.streams.values()].flat().map(({ at }) => at))].sort();
      const at = Date.parse(times.at(-2) as string) - earlier;
      const late = [...small.streams].flatMap(([stream, entries]) => {
        const first = entries.find((entry) => Date.parse(entry.at) > at);
        return first === undefined ? [] : [[stream, first.seq]];
      });
      const { findings } = verified(exportedScene({ ...small.scene, at }));
      const named = findings.filter(({ what }) => what === 'entryIsLaterThanTheExport').map(({ stream, seq }) => [stream, seq]);
      expect(late.length).toBeGreaterThan(0);
      expect(named.sort()).toEqual(late.sort());
    },
  );
});
