/// <reference lib="webworker" />
import { LogFormatError, parsePolicy, parseVerifierKey } from '@tregua/ledger';
import { commissionLaw } from '../commission-law.js';
import { verifyBundle, type Roots } from '../verify-bundle.js';
import { bundleText, machineReport, verdictLine } from '../words/bundle-text.js';
import type { Source } from '../zip/source.js';
import type { Told, Work } from './messages.js';
import { pageTools } from './page-tools.js';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const MOST_BYTES = 2 * 1024 * 1024;
const PROGRESS_MS = 100;

const tell = (told: Told): void => scope.postMessage(told);

scope.onmessage = ({ data }: MessageEvent<Work>): void => {
  try {
    verify(data);
  } catch (error) {
    tell({ kind: 'unusable', says: error instanceof Error ? error.message : 'The file cannot be read.' });
  }
};

function verify({ bundle, policy, receipts, receiptKeys }: Work): void {
  const roots: Roots = {
    ...(policy === undefined ? {} : { policy: named(policy, () => parsePolicy(small(policy), pageTools.digest)) }),
    receipts: receipts.map((file) => ({ file: file.name, bytes: small(file) })),
    receiptKeys: receiptKeys.map((file) =>
      named(file, () => parseVerifierKey(new TextDecoder().decode(small(file)).trim(), pageTools.digest)),
    ),
  };
  let told = 0;
  const progress = (done: number, of: number): void => {
    const now = performance.now();
    if (now - told < PROGRESS_MS) return;
    told = now;
    tell({ kind: 'progress', done, of });
  };
  const verification = verifyBundle(sourceOf(bundle), { tools: pageTools, law: commissionLaw, roots, progress });
  let report = new Blob([], { type: 'application/json' });
  for (const piece of machineReport(bundle.name, verification)) report = new Blob([report, piece], report);
  tell({
    kind: 'done',
    verdict: verification.verdict,
    text: bundleText(bundle.name, verification),
    report,
    line: verdictLine(verification),
  });
}

/** Reads parts of a file of the disk, in a worker, where that may take its time. */
function sourceOf(file: File): Source {
  const reader = new FileReaderSync();
  return {
    size: file.size,
    read: (offset, length) => new Uint8Array(reader.readAsArrayBuffer(file.slice(offset, offset + length))),
  };
}

function small(file: File): Uint8Array {
  if (file.size > MOST_BYTES) throw new Error(`${file.name} has ${file.size} bytes; no such file has more than ${MOST_BYTES}.`);
  return sourceOf(file).read(0, file.size);
}

function named<T>(file: File, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof LogFormatError) throw new Error(`${file.name} cannot be used: ${error.message}.`);
    throw error;
  }
}
