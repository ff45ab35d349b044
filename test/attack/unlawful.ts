import { smallHistory } from '../tamper/small-law.js';
import { unlawfulKinds } from '../tamper/unlawful-kinds.js';
import { auditExported } from './judge.js';
import { keysOf } from './make-bundle.js';
import { exportedScene, sceneOf } from './scene.js';

export interface UnlawfulOutcome {
  readonly kinds: number;
  readonly tried: number;
  readonly missed: readonly string[];
}

/**
 * Steps that the law does not allow, by somebody who holds everything: the chain is in order, the log has it, the signer signed and the witnesses cosigned. Only
 * the replay can find them, and it must name the rule and the place.
 */
export async function tryUnlawful(times: number, seed: number): Promise<UnlawfulOutcome> {
  const missed: string[] = [];
  let tried = 0;
  const kinds = new Set<string>();
  for (let time = 0; time < times; time += 1) {
    const small = smallHistory(seed * 1_000 + time);
    for (const { kind, change, what, stream = small.of, seq, says } of unlawfulKinds(small)) {
      kinds.add(kind);
      tried += 1;
      const exported = exportedScene(sceneOf(small, time, change));
      const { verdict, findings } = await auditExported(exported, { keys: keysOf() });
      const named = findings.some(
        (finding) =>
          finding.weight === 'unlawful' &&
          finding.what === what &&
          finding.stream === stream &&
          finding.seq === seq &&
          finding.says.includes(says ?? ''),
      );
      if (verdict !== 'unlawful' || !named) missed.push(`${kind} (${time}): ${verdict}, ${JSON.stringify(findings.slice(0, 2))}`);
    }
  }
  return { kinds: kinds.size, tried, missed };
}
