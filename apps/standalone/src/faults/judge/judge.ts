import { foldAll } from './fold.js';
import { judgeChains } from './judge-chains.js';
import { judgeDeadlines } from './judge-deadlines.js';
import { judgeEffects } from './judge-effects.js';
import { judgeWrites } from './judge-writes.js';
import type { Evidence, Figure, Finding } from './records.js';

export interface Judgement {
  readonly acknowledged: number;
  readonly fired: number;
  readonly chainsVerified: number;
  readonly maxLatenessMs: number;
  readonly counts: Readonly<Record<Figure, number>>;
  readonly findings: readonly Finding[];
}

/** Says what became of everything. It knows nothing of who ran what: only what clients and receivers wrote down, and what the database holds. */
export function judge(evidence: Evidence): Judgement {
  const folded = foldAll(evidence.rows.entries);
  const writes = judgeWrites(evidence);
  const deadlines = judgeDeadlines(folded, evidence);
  const chains = judgeChains(evidence.rows, folded);
  const findings = [...writes.findings, ...deadlines.findings, ...judgeEffects(evidence), ...chains.findings];
  const count = (figure: Figure): number => findings.filter((finding) => finding.figure === figure).length;
  return {
    acknowledged: writes.acknowledged,
    fired: deadlines.fired,
    chainsVerified: chains.verified,
    maxLatenessMs: deadlines.maxLatenessMs,
    counts: {
      lost: count('lost'),
      doubled: count('doubled'),
      missed: count('missed'),
      early: count('early'),
      stuck: count('stuck'),
      broken: count('broken'),
    },
    findings,
  };
}
