import { parsePolicy, type LogReader, type Policy } from '@tregua/ledger';
import { Findings, type WeighedFinding } from '../../apps/verifier/src/finding.js';
import { nodeTools } from '../../apps/verifier/src/node/node-tools.js';
import { readWholeLog, type KeptCheckpoint } from '../../apps/verifier/src/roots/whole-log.js';
import type { ReceiptFile } from '../../apps/verifier/src/roots/receipt.js';
import { verifyBundle, type BundleVerification } from '../../apps/verifier/src/verify-bundle.js';
import { sourceOfBytes } from '../../apps/verifier/src/zip/source.js';
import { TreeFrontier, writeEntryBundle, leafHash } from '@tregua/ledger';
import { policyText, sha256, type Keys, type TestLog } from './make-bundle.js';
import type { Exported, Scene } from './scene.js';

export const policyOf = (keys: Keys): Policy => parsePolicy(policyText(keys), sha256);

export interface Known {
  readonly keys: Keys;
  readonly receipts?: readonly ReceiptFile[];
  /** The log that everybody is served. */
  readonly log?: { readonly log: TestLog; readonly checkpoint: string };
  readonly kept?: readonly KeptCheckpoint[];
}

/** What an auditor finds who holds these things: the same functions that the command calls. */
export async function audit(scene: Scene, zip: Uint8Array, { keys, receipts = [], log, kept = [] }: Known): Promise<BundleVerification> {
  const policy = policyOf(keys);
  const findings = new Findings();
  const whole =
    log === undefined
      ? undefined
      : await readWholeLog(
          {
            name: 'log',
            reader: readerOf(log.log, log.checkpoint),
            policy,
            kept,
            sizes: [sizeOf(zip)],
            wanted: new Set(receipts.flatMap(placeOf)),
            lateMs: 86_400_000,
          },
          nodeTools,
          findings,
        );
  const roots = { policy, receipts, receiptKeys: [keys.receipt], ...(whole === undefined ? {} : { log: whole }) };
  return verifyBundle(sourceOfBytes(zip), { tools: nodeTools, law: scene.law, roots, findings });
}

export async function auditExported({ scene, zip, keys }: Exported, known: Partial<Known> = {}): Promise<BundleVerification> {
  return await audit(scene, zip, { keys, ...known });
}

function placeOf({ bytes }: ReceiptFile): string[] {
  const [, tag, seq] = Buffer.from(bytes).toString().split('\n');
  return [`${tag ?? ''} ${seq ?? ''}`];
}

function sizeOf(zip: Uint8Array): number {
  const found = /\n(\d+)\n[A-Za-z0-9+/]{43}=\n\n\u2014/.exec(Buffer.from(zip).toString('utf8'));
  return Number(found?.[1] ?? 0);
}

/** Serves a log's entries with tiles that fit them, whatever the checkpoint says. */
export function readerOf(log: TestLog, checkpoint: string): LogReader {
  const frontier = new TreeFrontier(sha256);
  for (const entry of log.entries) frontier.append(leafHash(entry, sha256));
  const tiles = new Map(frontier.takeTiles().map(({ level, index, bytes }) => [`${level}/${index}`, bytes]));
  return {
    checkpoint: () => Promise.resolve(Uint8Array.from(Buffer.from(checkpoint))),
    tile: ({ level, index, width }) => {
      if (level !== 'entries') return Promise.resolve(tiles.get(`${level}/${index}`)?.subarray(0, width * 32));
      const entries = log.entries.slice(index * 256, index * 256 + width);
      return Promise.resolve(entries.length === width ? writeEntryBundle(entries) : undefined);
    },
  };
}

/** Green, or only a shrug: an attack that leaves this was not detected. */
export function isDetected({ verdict }: Pick<BundleVerification, 'verdict'>): boolean {
  return verdict === 'broken' || verdict === 'unlawful' || verdict === 'unproven';
}

export function says(findings: readonly WeighedFinding[], what: readonly string[]): boolean {
  return findings.some((finding) => what.includes(finding.what));
}
