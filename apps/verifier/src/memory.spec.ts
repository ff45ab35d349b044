import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { writeLargeBundle } from '../../../test/attack/large-bundle.js';
import { commissionLaw } from './commission-law.js';
import { Findings, type WeighedFinding } from './finding.js';
import { openSource } from './node/file-source.js';
import { nodeTools } from './node/node-tools.js';
import { verifyBundle } from './verify-bundle.js';

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;

const folder = mkdtempSync(join(tmpdir(), 'tregua-memory-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SAMPLES = 12;

/** Each lapse that is not entered yet is a note; some thousands of them may be kept. */
class WithoutNotes extends Findings {
  override take(finding: WeighedFinding): void {
    if (finding.weight !== 'note') super.take(finding);
  }
}

/** What lives, in bytes; what is only waiting to be collected does not count. Buffers that were collected are given back by a thread beside: the second time they are. */
function liveBytes(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

interface Bundle {
  readonly file: string;
  readonly made: { readonly entries: number; readonly streams: number };
}

function bundleOf(entries: number): Bundle {
  const file = join(folder, `${entries}.zip`);
  return { file, made: writeLargeBundle(file, entries) };
}

/**
 * The most that lived while a bundle was verified. Looked at while the law is replayed: then all tables are there, and the nodes of the log's tree are not, whose room is
 * bounded, but grows up to that bound.
 */
function peakOf({ file, made }: Bundle): number {
  const source = openSource(file);
  try {
    let peak = 0;
    let next = made.entries;
    const progress = (done: number): void => {
      if (done <= next) return;
      next += made.entries / SAMPLES;
      peak = Math.max(peak, liveBytes());
    };
    const findings = new WithoutNotes();
    const { counts } = verifyBundle(source, { tools: nodeTools, law: commissionLaw, roots: {}, findings, progress });
    expect(findings.list).toEqual([]);
    expect(counts).toMatchObject({ entries: made.entries, streams: made.streams, proven: made.entries });
    expect(counts.replayed).toBeGreaterThan(made.entries / 2);
    return peak;
  } finally {
    source.close();
  }
}

describe('the memory of a verification', () => {
  it('does not grow with the bundle, but for some bytes of each entry', () => {
    const [few, many] = [bundleOf(5_000), bundleOf(50_000)];
    peakOf(few);
    const [small, large] = [peakOf(few), peakOf(many)];
    const each = (large - small) / (many.made.entries - few.made.entries);
    console.log(
      `${few.made.entries} entries: ${small} bytes; ${many.made.entries} entries: ${large} bytes; each further entry: ${each.toFixed(1)} bytes`,
    );
    expect(each).toBeLessThan(50);
  }, 240_000);
});
