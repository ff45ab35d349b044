import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import {
  BUNDLE_FILES,
  BUNDLE_LIMITS,
  LogFormatError,
  parseCheckpoint,
  parsePolicy,
  parseTlogProof,
  parseVerifierKey,
  readLogEntry,
  readReceiptText,
  parseNote,
  type Policy,
  type VerifierKey,
} from '@tregua/ledger';
import type { Asked } from './asked.js';
import { commissionLaw } from './commission-law.js';
import { Findings } from './finding.js';
import { openSource } from './node/file-source.js';
import { logReaderOf } from './node/log-reader.js';
import { nodeTools } from './node/node-tools.js';
import type { ReceiptFile } from './roots/receipt.js';
import { readWholeLog, type WholeLog } from './roots/whole-log.js';
import { verifyBundle, type BundleVerification } from './verify-bundle.js';
import { readZip } from './zip/read-zip.js';
import type { Source } from './zip/source.js';

/** Roots are small texts. */
const MOST_BYTES = 2 * 1024 * 1024;

/** Something that was given beside the bundle cannot be used: a wrong command, not a finding. */
export class UnusableRootError extends Error {
  override readonly name = 'UnusableRootError';
}

/**
 * Verifies a bundle that lies in a file, with the roots that the command names.
 *
 * @param tell is given what came out as long as the file can be read.
 * @throws UnusableRootError, and errors of the system.
 */
export async function verifyBundleFile<T>(asked: Asked, tell: (verification: BundleVerification) => T): Promise<T> {
  const policy = asked.policy === undefined ? undefined : policyOf(asked.policy);
  const receiptKeys = asked.receiptKeys.map(keyOf);
  const receipts = asked.receipts.map((path) => ({ file: path, bytes: smallFile(path) }));
  const findings = new Findings();
  const source = openSource(asked.file);
  try {
    const log = asked.log === undefined ? undefined : await logOf(asked, source, policy, receipts, findings);
    const roots = {
      receiptKeys,
      receipts,
      heads: asked.heads,
      tsaRoots: asked.tsaRoots.flatMap(rootsOf),
      ...(policy === undefined ? {} : { policy }),
      ...(log === undefined ? {} : { log }),
    };
    return tell(verifyBundle(source, { tools: nodeTools, law: commissionLaw, roots, findings }));
  } finally {
    source.close();
  }
}

async function logOf(
  asked: Asked,
  source: Source,
  policy: Policy | undefined,
  receipts: readonly ReceiptFile[],
  findings: Findings,
): Promise<WholeLog | undefined> {
  const name = asked.log as string;
  const wanted = receipts.flatMap((receipt) => entryOfReceipt(receipt) ?? []);
  const options = {
    name: /^https?:/.test(name) ? name : basename(name),
    reader: logReaderOf(name),
    policy,
    kept: asked.checkpoints.map((path) => ({ file: path, bytes: smallFile(path) })),
    sizes: [...sizeInBundle(source), ...wanted.flatMap(({ size }) => size ?? [])],
    wanted: new Set(wanted.map(({ place }) => place)),
    lateMs: asked.lateMs,
  };
  return readWholeLog(options, nodeTools, findings);
}

/** The size of the bundle's own checkpoint, looked up before the bundle is verified, so that the log is read once. Nothing is believed here. */
function sizeInBundle(source: Source): number[] {
  const files = readZip(source, new Findings());
  const file = files?.find(`/data/${BUNDLE_FILES.checkpoint}`);
  if (file === undefined || file.size > BUNDLE_LIMITS.checkpointBytes) return [];
  try {
    return [parseCheckpoint(source.read(file.start, file.size)).checkpoint.size];
  } catch (error) {
    if (error instanceof LogFormatError) return [];
    throw error;
  }
}

function entryOfReceipt({ bytes }: ReceiptFile): { readonly place: string; readonly size?: number } | undefined {
  try {
    const text = Buffer.from(bytes).toString('utf8');
    if (!text.startsWith('c2sp.org/tlog-proof@')) {
      const { tag, seq } = readReceiptText(parseNote(text).text);
      return { place: `${tag} ${seq}` };
    }
    const { extra, checkpoint } = parseTlogProof(text);
    const { tag, seq } = readLogEntry(extra ?? new Uint8Array(0));
    return { place: `${tag} ${seq}`, size: parseCheckpoint(checkpoint).checkpoint.size };
  } catch (error) {
    if (error instanceof LogFormatError) return undefined;
    throw error;
  }
}

function policyOf(path: string): Policy {
  try {
    return parsePolicy(smallFile(path), nodeTools.digest);
  } catch (error) {
    if (error instanceof LogFormatError) throw new UnusableRootError(`The policy ${path} cannot be used: ${error.message}.`);
    throw error;
  }
}

function keyOf(path: string): VerifierKey {
  try {
    return parseVerifierKey(Buffer.from(smallFile(path)).toString('utf8').trim(), nodeTools.digest);
  } catch (error) {
    if (error instanceof LogFormatError) throw new UnusableRootError(`The receipt key ${path} cannot be used: ${error.message}.`);
    throw error;
  }
}

/** Every certificate of a PEM file. */
function rootsOf(path: string): string[] {
  const text = Buffer.from(smallFile(path)).toString('latin1');
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0) throw new UnusableRootError(`${path} holds no certificate in PEM.`);
  for (const pem of found) {
    try {
      new X509Certificate(pem);
    } catch {
      throw new UnusableRootError(`${path} holds a certificate that cannot be read.`);
    }
  }
  return found;
}

function smallFile(path: string): Uint8Array {
  const { size } = statSync(path);
  if (size > MOST_BYTES) throw new UnusableRootError(`${path} has ${size} bytes; no such file has more than ${MOST_BYTES}.`);
  return readFileSync(path);
}
