import { closeSync, openSync, readSync } from 'node:fs';
import { UnreadableExportError } from '@tregua/ledger';
import { askedOf, type Asked } from './asked.js';
import { commissionLaw } from './commission-law.js';
import { linesOfFile } from './file/lines-of-file.js';
import { nodeTools } from './node/node-tools.js';
import { BLIND_SPOTS, EXIT, exitOf } from './verdict.js';
import { verifyBundleFile } from './verify-file.js';
import { verifyLines, type Verification } from './verify.js';
import { bundleText, machineReport } from './words/bundle-text.js';
import { chronologyOf } from './words/chronology.js';
import { printable } from './words/printable.js';
import { reportText } from './words/report-text.js';

const USAGE = `verify FILE [--json] [--history] [--policy FILE] [--log DIR|URL] [--receipt FILE]… [--receipt-key FILE]… [--checkpoint FILE]… [--tsa-roots FILE]… [--late MINUTES] [--head STREAM:SEQ:HASH]…

Checks an auditor's bundle (a zip), or the single file of a case, offline. What it is checked against comes from elsewhere than the file:
--policy       which log key and which witnesses you trust (c2sp.org/tlog-policy)
--log          the whole log, in a folder or behind a URL: finds forks, doubled entries, hidden tails, entries dated back
--receipt      a receipt or a .tlog-proof that somebody was given; --receipt-key is the key of receipts
--checkpoint   a checkpoint that somebody kept; with --log: the log must still hold it, and may date nothing back behind it
--tsa-roots    certificates (PEM) of authorities whose time stamps (RFC 3161) on the checkpoint you trust
--late         how many minutes an entry may be older than its place in the log (1440)
--head         a head that you know from an earlier export
--history      for the single file of a case: prints what happened, by time, before the report.

Exit code 0: verified (bundle, with --policy), or consistent and every stream ends in a head that you gave (single file).
          1: findings; each says what, where and how bad.
          2: a file that cannot be opened, no export, or a wrong command line.
          3: consistent, not authenticated: nothing from outside vouches for all of it, or a part is not shown.
`;

/** The command `verify`. Writes to `out`; gives the exit code. Never throws on a hostile file. */
export async function verifyCommand(words: readonly string[], out: (text: string) => void): Promise<number> {
  const asked = askedOf(words);
  if (asked === undefined) {
    out(USAGE);
    return EXIT.unreadable;
  }
  try {
    return isZip(asked.file) ? await verifyZip(asked, out) : verifySingle(asked, out);
  } catch (error) {
    const says = unreadable(error);
    const { file } = asked;
    out(asked.json ? `${JSON.stringify({ file, verdict: 'unreadable', says })}\n` : `${printable(file)}: ${printable(says)}\n`);
    return EXIT.unreadable;
  }
}

async function verifyZip(asked: Asked, out: (text: string) => void): Promise<number> {
  return verifyBundleFile(asked, (verification) => {
    if (!asked.json) out(bundleText(asked.file, verification));
    else {
      for (const piece of machineReport(asked.file, verification)) out(piece);
      out('\n');
    }
    return exitOf(verification.verdict);
  });
}

function verifySingle({ file, json, history, heads }: Asked, out: (text: string) => void): number {
  const verification = verifyLines(linesOfFile(file), { digest: nodeTools.digest, law: commissionLaw, heads });
  if (history) out(`${chronologyOf(verification).join('\n')}\n\n`);
  out(json ? `${JSON.stringify(reportOfSingle(file, verification))}\n` : reportText(file, verification));
  return exitOf(verification.verdict);
}

/** The single file of a case begins with a brace. Whatever else is given is taken for a bundle, so that a damaged one is named as such. */
function isZip(path: string): boolean {
  if (/\.zip$/i.test(path)) return true;
  const file = openSync(path, 'r');
  try {
    const start = new Uint8Array(2);
    return readSync(file, start, 0, 2, 0) === 2 && start[0] === 0x50 && start[1] === 0x4b;
  } finally {
    closeSync(file);
  }
}

function unreadable(error: unknown): string {
  if (error instanceof UnreadableExportError) return error.message;
  return `The file cannot be read: ${error instanceof Error ? error.message : 'unknown'}`;
}

function reportOfSingle(file: string, { law: _law, read: _read, ...verification }: Verification): object {
  return { file, ...verification, cannotSee: BLIND_SPOTS };
}
