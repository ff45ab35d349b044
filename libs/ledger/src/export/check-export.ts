import type { Json } from '../canonical/json.js';
import type { Finding } from '../chain/finding.js';
import { ChainWalk, type Head } from '../chain/verify-chain.js';
import type { Digest } from '../digest.js';
import { commitmentOf, valueAt } from '../entry/commitment.js';
import type { Entry } from '../entry/entry.js';
import type { ReadExport } from './read-export.js';

/**
 * Checks what an export holds against itself and against heads known from outside: every chain, every disclosed value. What the entries mean
 * is not asked here.
 *
 * @param heads from receipts or earlier exports; those of streams that the file does not hold become findings too.
 */
export function checkExport(read: ReadExport, digest: Digest, heads: readonly Head[]): Finding[] {
  const findings: Finding[] = [...read.findings];
  const stated = new Map(read.header.heads.map((head) => [head.stream, head]));
  for (const [stream, entries] of read.streams) {
    const head = stated.get(stream);
    const known = heads.filter((one) => one.stream === stream);
    const walk = new ChainWalk(stream, digest, head === undefined ? known : [head, ...known]);
    for (const { line, bytes } of entries) {
      const before = walk.findings.length;
      walk.next({ bytes });
      findings.push(...walk.findings.slice(before).map((finding) => ({ ...finding, line })));
    }
    const before = walk.findings.length;
    walk.end();
    findings.push(...walk.findings.slice(before), ...tooMany(head, walk.seq));
  }
  for (const { stream, seq } of heads) {
    if (read.streams.has(stream)) continue;
    findings.push({ what: 'streamIsMissing', stream, seq, says: 'A known head names this stream, and the file does not hold it.' });
  }
  return [...findings, ...checkSealed(read, digest)];
}

function tooMany(head: Head | undefined, reached: number): Finding[] {
  if (head === undefined || reached <= head.seq) return [];
  return [
    {
      what: 'entriesAfterTheHead',
      stream: head.stream,
      seq: head.seq + 1,
      says: `The header ends this stream at ${head.seq}; entries up to ${reached} follow.`,
    },
  ];
}

/** Every disclosed value must be the one to which its entry committed. Values that are not disclosed are no finding: that is their purpose. */
function checkSealed(read: ReadExport, digest: Digest): Finding[] {
  const seen = new Set<string>();
  const entries = new Map<string, Entry>();
  for (const [stream, list] of read.streams) {
    for (const { entry } of list) if (entry !== undefined) entries.set(`${stream} ${entry.seq}`, entry);
  }
  return read.sealed.flatMap((sealed) => {
    const { stream, seq, field, line } = sealed;
    const found = (what: string, says: string): Finding[] => [{ what, stream, seq, field, line, says }];
    const place = JSON.stringify([stream, seq, field]);
    if (seen.has(place)) return found('sealedValueComesAgain', 'This field is disclosed twice.');
    seen.add(place);
    const entry = entries.get(`${stream} ${seq}`);
    if (entry === undefined) return found('sealedValueHasNoEntry', 'A value is disclosed for an entry that is not here.');
    const commitment = sealOf(valueAt(entry.data, field));
    if (commitment === undefined) return found('fieldIsNotSealed', 'A value is disclosed for a field that the entry does not seal.');
    if (commitmentOf(sealed, digest) === commitment) return [];
    return found('sealedValueDiffers', 'The disclosed value and salt are not those to which the entry committed.');
  });
}

/** The commitment of a `{sealed: …}`, or undefined when the value is something else. */
export function sealOf(value: Json | undefined): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const sealed = (value as { readonly [key: string]: Json })['sealed'];
  return typeof sealed === 'string' && Object.keys(value).length === 1 ? sealed : undefined;
}
