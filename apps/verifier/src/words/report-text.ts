import { BLIND_SPOTS, type Verdict } from '../verdict.js';
import type { Verification } from '../verify.js';
import { printable } from './printable.js';
import { sentenceOf } from './sentence-of-finding.js';

/** Findings that are printed; the rest is in --json. */
const SHOWN = 100;

const VERDICTS: { readonly [verdict in Verdict]: string } = {
  consistent: 'CONSISTENT, and every stream ends in a head that you gave.',
  consistentNotAuthenticated:
    'CONSISTENT, NOT AUTHENTICATED: nothing from outside this file vouches for all of it, or a part is not shown.',
  verified: 'VERIFIED.',
  unproven: 'UNPROVEN.',
  broken: 'BROKEN: this is not the history that was sealed.',
  unlawful: 'UNLAWFUL: the chain holds, but it records what the law does not allow.',
};

/** The verification as plain text. Everything that comes from the file is printed without control characters. */
export function reportText(file: string, verification: Verification): string {
  const { subject, madeAt, notice, audience, rulebook, heads, counts, findings, leftOff, verdict } = verification;
  const lines = [
    `${file}: ${subject}, made ${madeAt} for ${audience}, under ${rulebook}`,
    ...(notice === '' ? [] : [notice]),
    '',
    `${counts.entries} entries in ${counts.streams} streams; ${counts.replayed} steps decided again by the law; ${counts.disclosed} disclosed values opened.`,
    ...heads.slice(0, SHOWN).map(({ stream, seq, hash }) => `  ${stream} ${seq} ${hash}`),
    '',
    ...findings.slice(0, SHOWN).map(sentenceOf),
    ...(findings.length > SHOWN || leftOff > 0 ? [`… and ${findings.length - Math.min(SHOWN, findings.length) + leftOff} more.`] : []),
    ...(findings.length > 0 ? [''] : []),
    VERDICTS[verdict],
    '',
    'What this check cannot see, as long as no witness outside keeps checkpoints of the log:',
    ...BLIND_SPOTS.map((sentence) => `  - ${sentence}`),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}
