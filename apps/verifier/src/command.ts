import { createHash } from 'node:crypto';
import { isHash, UnreadableExportError, type Head } from '@tregua/ledger';
import { commissionLaw } from './commission-law.js';
import { linesOfFile } from './file/lines-of-file.js';
import { BLIND_SPOTS, EXIT, exitOf } from './verdict.js';
import { verifyLines, type Verification } from './verify.js';
import { chronologyOf } from './words/chronology.js';
import { printable } from './words/printable.js';
import { reportText } from './words/report-text.js';

const USAGE = `verify FILE [--json] [--history] [--head STREAM:SEQ:HASH]…

Checks an exported case offline. --head gives a head that you know from elsewhere (a receipt, an earlier export); it may be given often.
--history prints what happened, by time, before the report.

Exit code 0: consistent, and every stream ends in a head that you gave.
          1: findings; each names stream and entry.
          2: no export, or one that is larger than the limits; or a wrong command line.
          3: consistent, not authenticated: nothing from outside vouches for all of it, or a part is not shown.
`;

interface Asked {
  readonly file: string;
  readonly json: boolean;
  readonly history: boolean;
  readonly heads: readonly Head[];
}

/** The command `verify`. Writes to `out`; gives the exit code. Never throws on a hostile file. */
export function verifyCommand(words: readonly string[], out: (text: string) => void): number {
  const asked = askedOf(words);
  if (asked === undefined) {
    out(USAGE);
    return EXIT.unreadable;
  }
  try {
    const digest = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
    const verification = verifyLines(linesOfFile(asked.file), { digest, law: commissionLaw, heads: asked.heads });
    if (asked.history) out(`${chronologyOf(verification).join('\n')}\n\n`);
    out(asked.json ? `${JSON.stringify(machineReport(asked.file, verification))}\n` : reportText(asked.file, verification));
    return exitOf(verification.verdict);
  } catch (error) {
    const says = unreadable(error);
    out(
      asked.json
        ? `${JSON.stringify({ file: asked.file, verdict: 'unreadable', says })}\n`
        : `${printable(asked.file)}: ${printable(says)}\n`,
    );
    return EXIT.unreadable;
  }
}

function unreadable(error: unknown): string {
  if (error instanceof UnreadableExportError) return error.message;
  return `The file cannot be read: ${error instanceof Error ? error.message : 'unknown'}`;
}

function machineReport(file: string, { law: _law, read: _read, ...verification }: Verification): object {
  return { file, ...verification, cannotSee: BLIND_SPOTS };
}

function askedOf(words: readonly string[]): Asked | undefined {
  const files: string[] = [];
  const heads: Head[] = [];
  let json = false;
  let history = false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as string;
    if (word === '--json') json = true;
    else if (word === '--history') history = true;
    else if (word === '--head') {
      const head = headOf(words[(index += 1)] ?? '');
      if (head === undefined) return undefined;
      heads.push(head);
    } else if (word.startsWith('-')) return undefined;
    else files.push(word);
  }
  const [file] = files;
  return file === undefined || files.length > 1 ? undefined : { file, json, history, heads };
}

/** STREAM:SEQ:HASH, as a receipt prints it. */
export function headOf(text: string): Head | undefined {
  const [stream, seq, hash, ...more] = text.split(':');
  if (stream === undefined || stream === '' || more.length > 0 || !isHash(hash) || !/^[1-9]\d{0,14}$/.test(seq ?? '')) return undefined;
  return { stream, seq: Number(seq), hash };
}
