import { hash } from 'node:crypto';
import { parsePolicy } from '@tregua/ledger';
import { commissionLaw } from '../../apps/verifier/src/commission-law.js';
import { openSource } from '../../apps/verifier/src/node/file-source.js';
import { nodeTools } from '../../apps/verifier/src/node/node-tools.js';
import { verifyBundle } from '../../apps/verifier/src/verify-bundle.js';
import { keysOf, policyText, sha256 } from './make-bundle.js';

/** Average length of an entry of such a bundle, in bytes. */
const ENTRY_BYTES = 900;

/**
 * What a verification cost. CPU of all threads in milliseconds; `ratio` is to the median of five hash floors of the same run, which are made with Node's call that
 * answers a Buffer. The verifier's own digest is quicker: `ownRatio` is to a floor that is made with that.
 */
export interface VerifierMeasure {
  readonly verdict: string;
  readonly entries: number;
  readonly replayed: number;
  readonly megabytes: number;
  readonly cpuMs: number;
  readonly floorsMs: readonly number[];
  readonly ratio: number;
  readonly ownFloorMs: number;
  readonly ownRatio: number;
  readonly maxRssMb: number;
}

/** Verifies a bundle that `writeLargeBundle` made, in this process, which should do nothing else: its largest memory is counted from its start. */
export function measureVerifier(file: string, replay: boolean): VerifierMeasure {
  const source = openSource(file);
  try {
    const start = process.cpuUsage();
    const roots = { policy: parsePolicy(policyText(keysOf()), sha256) };
    const { verdict, counts } = verifyBundle(source, { tools: nodeTools, law: commissionLaw, roots, replay });
    const ms = cpuMs(start);
    const { maxRSS } = process.resourceUsage();
    const intoBuffer = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');
    const floors = [1, 2, 3, 4, 5].map(() => floorMs(intoBuffer, counts, source.size)).sort((one, other) => one - other);
    const own = floorMs(nodeTools.digest, counts, source.size);
    return {
      verdict,
      entries: counts.entries,
      replayed: counts.replayed,
      megabytes: Math.round(source.size / 1e6),
      cpuMs: Math.round(ms),
      floorsMs: floors.map(Math.round),
      ratio: Number((ms / (floors[2] as number)).toFixed(2)),
      ownFloorMs: Math.round(own),
      ownRatio: Number((ms / own).toFixed(2)),
      maxRssMb: Math.round(maxRSS / 1024),
    };
  } finally {
    source.close();
  }
}

/**
 * The hash floor: SHA-256 over what must be hashed, each once, and nothing else around it: every file of the bag for its manifest, every entry, every leaf, every
 * node of the tree over these leaves, every tag. Sizes are the average ones of the bundle.
 */
function floorMs(
  digest: (bytes: Uint8Array) => Uint8Array,
  counts: { readonly entries: number; readonly streams: number; readonly files: number },
  fileBytes: number,
): number {
  const start = process.cpuUsage();
  const times = (count: number, length: number): void => {
    const piece = new Uint8Array(length);
    for (let done = 0; done < count; done += 1) digest(piece);
  };
  times(counts.files, Math.max(1, Math.round(fileBytes / counts.files)));
  times(counts.entries, ENTRY_BYTES + 16);
  times(counts.entries, 290);
  times(counts.entries - 1, 65);
  times(counts.streams, 90);
  return cpuMs(start);
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}
