import {
  fromHex,
  leafHash,
  LogFormatError,
  parseNote,
  parseTlogProof,
  readLogEntry,
  readReceiptText,
  toHex,
  verifyInclusion,
  verifyNote,
  verifyTlogProof,
  type Policy,
  type VerifierKey,
} from '@tregua/ledger';
import type { Findings } from '../finding.js';
import type { Tools } from '../tools.js';

/** What somebody who filed holds in hand: that the log owes a stream this entry. */
export interface HeldReceipt {
  /** Name of the file, for findings. */
  readonly file: string;
  readonly origin: string;
  readonly tag: string;
  readonly seq: number;
  readonly eventHash: string;
  readonly at: string;
  /** A key that was given from outside signed it. Otherwise its holder could have written it. */
  readonly authentic: boolean;
  /** Of a `.tlog-proof`: the entry's place, and the root that must be the log's at that size. */
  readonly proof?: { readonly index: number; readonly size: number; readonly root: string };
}

export interface ReceiptFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** Reads a receipt (a signed note) or a `.tlog-proof`. What cannot be read or does not hold is a finding. */
export function readReceipt(
  { file, bytes }: ReceiptFile,
  policy: Policy | undefined,
  keys: readonly VerifierKey[],
  tools: Tools,
  findings: Findings,
): HeldReceipt | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.startsWith('c2sp.org/tlog-proof@')
      ? readProof(file, text, policy, tools, findings)
      : readNote(file, text, policy, keys, tools, findings);
  } catch (error) {
    if (!(error instanceof LogFormatError || error instanceof TypeError)) throw error;
    findings.add('unproven', 'receiptIsMalformed', { file }, `This is no receipt and no proof of the log: ${error.message}.`);
    return undefined;
  }
}

function readNote(
  file: string,
  text: string,
  policy: Policy | undefined,
  keys: readonly VerifierKey[],
  tools: Tools,
  findings: Findings,
): HeldReceipt {
  const note = parseNote(text);
  const receipt = readReceiptText(note.text);
  const known = [...keys, ...(policy?.logs.map(({ key }) => key) ?? [])].filter(({ name }) => name === `${receipt.origin}/receipt`);
  const { trusted, failed } = verifyNote(note, known, tools.signatures);
  if (failed.length > 0)
    findings.broken('receiptIsForged', { file }, `The signature in the name of ${receipt.origin}/receipt is not one of its key.`);
  else if (!trusted)
    findings.add(
      'note',
      'receiptIsNotAuthenticated',
      { file },
      'No key that was given is one of this receipt’s: its holder could have written it.',
    );
  return { file, ...receipt, authentic: trusted };
}

function readProof(file: string, text: string, policy: Policy | undefined, tools: Tools, findings: Findings): HeldReceipt {
  const proof = parseTlogProof(text);
  if (proof.extra === undefined) throw new LogFormatError('tlog-proof', 'lacks the log entry in its extra line');
  const entry = readLogEntry(proof.extra);
  const leaf = leafHash(proof.extra, tools.digest);
  const { index, head } = proof;
  const included = verifyInclusion({ leaf, index, size: head.size, proof: proof.proof, root: head.root }, tools.digest);
  if (!included) findings.broken('proofDoesNotHold', { file }, 'The entry of this proof does not lead to the root of its checkpoint.');
  const verdict =
    policy === undefined ? undefined : verifyTlogProof(proof, leaf, policy, { digest: tools.digest, verify: tools.signatures.verify });
  if (verdict !== undefined && !verdict.holds)
    findings.add(
      'unproven',
      'proofIsNotVouched',
      { file },
      'The checkpoint of this proof is not signed and cosigned as the given policy asks.',
    );
  const { tag, seq, eventHash, at } = entry;
  return {
    file,
    origin: head.origin,
    tag,
    seq,
    eventHash,
    at,
    authentic: verdict?.holds ?? false,
    proof: { index, size: head.size, root: toHex(head.root) },
  };
}

/** Root of a proof's checkpoint, for a comparison with a log. */
export function rootOfReceipt({ proof }: HeldReceipt): { readonly size: number; readonly root: Uint8Array } | undefined {
  return proof === undefined ? undefined : { size: proof.size, root: fromHex(proof.root) };
}
