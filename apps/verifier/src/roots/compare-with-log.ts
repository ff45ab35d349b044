import { streamTagOf, toHex, type Checkpoint } from '@tregua/ledger';
import type { Statement } from '../bundle/statement.js';
import type { Findings } from '../finding.js';
import type { Tools } from '../tools.js';
import type { HeldReceipt } from './receipt.js';
import type { WholeLog } from './whole-log.js';

export interface ComparedWithLog {
  readonly statement: Statement;
  readonly checkpoint: Checkpoint | undefined;
  readonly log: WholeLog;
  readonly receipts: readonly HeldReceipt[];
  readonly tools: Tools;
  readonly findings: Findings;
}

/** Holds a bundle, and receipts, against a log that was read whole: another history, tails that were left off, entries that the log has lost. */
export function compareWithLog({ statement, checkpoint, log, receipts, tools, findings }: ComparedWithLog): void {
  if (checkpoint !== undefined) {
    const root = log.rootsAt.get(checkpoint.size);
    const place = { file: log.name };
    if (checkpoint.origin !== log.checkpoint.origin) {
      findings.broken('logIsAnother', place, `The bundle is of the log ${checkpoint.origin}, this is ${log.checkpoint.origin}.`);
    } else if (checkpoint.size > log.checkpoint.size) {
      findings.broken('logWasCut', place, `The bundle's checkpoint has ${checkpoint.size} entries, the log has fewer.`);
    } else if (root !== undefined && root !== toHex(checkpoint.root)) {
      findings.broken(
        'logForks',
        place,
        `The log has another root at size ${checkpoint.size} than the bundle's checkpoint: one of them is another history.`,
      );
    }
  }
  for (const { stream, seq, hash, nonce } of statement.streams) {
    if (nonce === null) continue;
    const head = log.heads.get(streamTagOf(stream, nonce, tools.digest));
    if (head === undefined) findings.broken('streamIsNotInTheLog', { stream, seq, file: log.name }, 'The log has no entry of this stream.');
    else if (head.seq < seq)
      findings.broken(
        'entryIsNotInTheLog',
        { stream, seq: head.seq + 1, file: log.name },
        `The log has this stream up to ${head.seq} only.`,
      );
    else if (head.seq === seq && head.eventHash !== hash)
      findings.broken('entryIsAnotherInTheLog', { stream, seq, file: log.name }, 'The log has another entry in this place.');
    else if (head.seq > seq && head.at <= statement.at) {
      const says = `The log has this stream up to ${head.seq}, the last entry dated ${head.at}, before the export (${statement.at}): the tail was left off.`;
      findings.broken('tailIsHidden', { stream, seq: seq + 1, file: log.name }, says);
    }
  }
  for (const receipt of receipts) compareReceipt(receipt, log, findings);
}

function compareReceipt({ file, tag, seq, eventHash, authentic, proof }: HeldReceipt, log: WholeLog, findings: Findings): void {
  const weight = authentic ? 'broken' : 'unproven';
  const found = log.asked.get(`${tag} ${seq}`);
  if (found === undefined)
    findings.add(
      weight,
      'receiptIsMissedByTheLog',
      { seq, file },
      `The log has no entry ${seq} of stream ${tag}, for which this receipt was given.`,
    );
  else if (found !== eventHash)
    findings.add(
      weight,
      'receiptIsContradicted',
      { seq, file },
      `The log has another entry ${seq} of stream ${tag} than this receipt names.`,
    );
  if (proof === undefined) return;
  const cut = proof.size > log.checkpoint.size;
  const root = log.rootsAt.get(proof.size);
  if (cut || (root !== undefined && root !== proof.root))
    findings.add(
      weight,
      cut ? 'logWasCut' : 'logForks',
      { file },
      `The log at size ${proof.size} is not the one that this proof was given from.`,
    );
}
