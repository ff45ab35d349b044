import type { Verdict } from '../verdict.js';
import type { BundleVerification } from '../verify-bundle.js';
import { printable } from './printable.js';
import { sentenceOf } from './sentence-of-finding.js';

/** Lines that are printed of findings and of heads; the rest is in the report for machines. */
const SHOWN = 100;

const VERDICTS: { readonly [verdict in Verdict]: string } = {
  verified: 'VERIFIED: nothing is wrong, and every entry stands in a log that the policy you gave vouches for.',
  consistent: 'CONSISTENT.',
  consistentNotAuthenticated:
    'CONSISTENT, NOT AUTHENTICATED: nothing is wrong, but nothing from outside vouches for all of it, or a part is not shown.',
  broken: 'BROKEN: this is not what was sealed.',
  unlawful: 'UNLAWFUL: the chain holds, but it records what the law does not allow.',
  unproven: 'UNPROVEN: what you gave from outside asks for more than is shown here.',
};

/** The verification of a bundle as plain text; the same in the command and in the page. What comes from the file is printed without control characters. */
export function bundleText(file: string, verification: BundleVerification): string {
  const { verdict, statement, checkpoint, timestamps, counts, heads, findings, leftOff, cannotSee } = verification;
  const lines = [
    statement === undefined
      ? `${file}: no bundle that could be read`
      : `${file}: export ${statement.export} of ${statement.scope.cases.length} case(s), made ${statement.at} for ${statement.audience}`,
    ...(statement === undefined || statement.notice === '' ? [] : [statement.notice]),
    ...(checkpoint === undefined
      ? []
      : [`Log ${checkpoint.origin}, size ${checkpoint.size}, root ${checkpoint.root}; cosigned by ${listed(checkpoint.cosigned)}.`]),
    ...timestamps.map(({ at, authority, trusted }) => `Time stamp ${at} by ${authority}${trusted ? '' : ' (not among your roots)'}.`),
    '',
    `${counts.files} files; ${counts.entries} entries in ${counts.streams} streams, ${counts.withheld} of them withheld; ${counts.proven} proven to be in the log; ` +
      `${counts.replayed} steps decided again by the law; ${counts.disclosed} disclosed values opened; ${counts.receipts} receipts compared.`,
    ...firstOf(heads, SHOWN).map(({ stream, seq, hash }) => `  ${stream} ${seq} ${hash}`),
    ...(heads.length > SHOWN ? [`  … and ${heads.length - SHOWN} more streams.`] : []),
    '',
    ...findings.slice(0, SHOWN).map(sentenceOf),
    ...(findings.length > SHOWN || leftOff > 0 ? [`… and ${findings.length - Math.min(SHOWN, findings.length) + leftOff} more.`] : []),
    ...(findings.length > 0 ? [''] : []),
    VERDICTS[verdict],
    '',
    'What this check could not see:',
    ...cannotSee.map((sentence) => `  - ${sentence}`),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

/** One line, to be compared between programs: the verdict, and each finding with its place. */
export function verdictLine({ verdict, findings, leftOff }: BundleVerification): string {
  const list = findings.map(({ weight, what, stream, seq, field, file, offset, line }) =>
    [weight, what, stream, seq, field ?? '', file ?? '', offset ?? '', line ?? ''].join(' '),
  );
  return JSON.stringify([verdict, leftOff, ...list]);
}

/** The report for machines, in JSON: the verification whole, in pieces, since a bundle may have a hundred thousand streams. */
export function* machineReport(file: string, { heads, ...verification }: BundleVerification): Generator<string> {
  const text = JSON.stringify({ file, ...verification });
  let piece = `${text.slice(0, -1)},"heads":[`;
  let comma = '';
  for (const head of heads) {
    piece += `${comma}${JSON.stringify(head)}`;
    comma = ',';
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}]}`;
}

const PIECE = 64 * 1024;

function firstOf<T>(list: Iterable<T>, most: number): T[] {
  const first: T[] = [];
  for (const one of list) {
    if (first.length === most) break;
    first.push(one);
  }
  return first;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nobody whom you named' : names.join(', ');
}
