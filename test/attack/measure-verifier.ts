import { parsePolicy } from '@tregua/ledger';
import { commissionLaw } from '../../apps/verifier/src/commission-law.js';
import { openSource } from '../../apps/verifier/src/node/file-source.js';
import { nodeTools } from '../../apps/verifier/src/node/node-tools.js';
import type { Tools } from '../../apps/verifier/src/tools.js';
import { verifyBundle } from '../../apps/verifier/src/verify-bundle.js';
import { writeLargeBundle } from './large-bundle.js';
import { keysOf, policyText, sha256 } from './make-bundle.js';

const cpuMs = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
};

/**
 * The hash floor: SHA-256 over what must be hashed, each once, with the verifier's own digest and nothing else around it: every file of the bag for its manifest,
 * every entry, every leaf, every node of the tree over these leaves, every tag. Sizes are the average ones of the bundle.
 */
function floorMs(
  counts: { readonly entries: number; readonly streams: number },
  fileBytes: number,
  files: number,
  eventBytes: number,
): number {
  const { digest } = nodeTools;
  const start = process.cpuUsage();
  const piece = new Uint8Array(Math.max(1, Math.round(fileBytes / files)));
  for (let file = 0; file < files; file += 1) digest(piece);
  const event = new Uint8Array(Math.round(eventBytes / counts.entries) + 16);
  for (let entry = 0; entry < counts.entries; entry += 1) digest(event);
  const leaf = new Uint8Array(290);
  for (let entry = 0; entry < counts.entries; entry += 1) digest(leaf);
  const node = new Uint8Array(65);
  for (let at = 1; at < counts.entries; at += 1) digest(node);
  const tag = new Uint8Array(90);
  for (let at = 0; at < counts.streams; at += 1) digest(tag);
  return cpuMs(start);
}

/** node measure-verifier.js make FILE ENTRIES | verify FILE [--without-replay] */
function main([task = '', file = '', more = '']: readonly string[]): void {
  if (task === 'make') {
    process.stdout.write(`${JSON.stringify(writeLargeBundle(file, Number(more)))}\n`);
    return;
  }
  const replay = more !== '--without-replay';
  const source = openSource(file);
  let events = 0;
  let hashed = 0;
  let calls = 0;
  const tools: Tools =
    process.env['COUNT'] === undefined
      ? nodeTools
      : { ...nodeTools, digest: (bytes) => ((calls += 1), (hashed += bytes.length), nodeTools.digest(bytes)) };
  const start = process.cpuUsage();
  const { verdict, counts, findings } = verifyBundle(source, {
    tools,
    law: commissionLaw,
    roots: { policy: parsePolicy(policyText(keysOf()), sha256) },
    replay,
  });
  const verifierMs = cpuMs(start);
  const { maxRSS } = process.resourceUsage();
  events = Number(process.env['EVENT_BYTES'] ?? 900) * counts.entries;
  const floor = floorMs(counts, source.size, counts.files, events);
  const result = {
    verdict,
    replay,
    entries: counts.entries,
    streams: counts.streams,
    replayed: counts.replayed,
    megabytes: Math.round(source.size / 1e6),
    cpuMs: Math.round(verifierMs),
    floorMs: Math.round(floor),
    ratio: Number((verifierMs / floor).toFixed(2)),
    maxRssMb: Math.round(maxRSS / 1024),
    calls,
    hashed,
    first: findings.slice(0, 3),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  source.close();
}

main(process.argv.slice(2));
