import { createHash } from 'node:crypto';
import { canonicalBytes } from '../canonical/canonical-bytes.js';
import { sealEntry, ZERO_HASH, type Entry, type SealedEntry } from '../entry/entry.js';
import { verifyChain, type Head } from './verify-chain.js';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const stream = 'case/a';

function chain(length: number, from = stream): SealedEntry[] {
  const entries: SealedEntry[] = [];
  for (let seq = 1; seq <= length; seq += 1) entries.push(sealEntry(entry(seq, entries.at(-1)?.hash ?? ZERO_HASH, from), sha256));
  return entries;
}

function entry(seq: number, prev: string, from = stream): Entry {
  const at = new Date(Date.UTC(2026, 0, seq)).toISOString();
  return {
    v: 1,
    stream: from,
    seq,
    prev,
    at,
    actor: { id: 'a', role: 'system' },
    command: 'Do',
    type: 'Done',
    rulebook: null,
    data: { seq },
  };
}

const head = (entries: readonly SealedEntry[]): Head => ({ stream, seq: entries.length, hash: entries.at(-1)?.hash ?? '' });
const seen = (entries: readonly { bytes: Uint8Array }[], heads: Head[] = []): string[] =>
  verifyChain(
    stream,
    entries.map(({ bytes }) => ({ bytes })),
    sha256,
    heads,
  ).map(({ what, seq }) => `${what} ${seq}`);

describe('verifyChain', () => {
  const five = chain(5);
  const known = [head(five)];

  it('finds nothing in a whole chain, nor in one that ends where the head says', () => {
    expect(verifyChain(stream, five, sha256, known)).toEqual([]);
    expect(seen([])).toEqual([]);
  });

  it('names a changed entry, and the one that was built on it', () => {
    const changed = five.map((one, index) =>
      index === 2 ? { bytes: canonicalBytes({ ...entry(3, five[1]?.hash ?? ''), data: { seq: 9 } }) } : one,
    );
    expect(seen(changed, known)).toEqual(['entryIsNotWhatFollowed 3', 'predecessorDiffers 4']);
  });

  it('names a changed last entry only when the head is known', () => {
    const changed = [...five.slice(0, 4), { bytes: canonicalBytes({ ...entry(5, five[3]?.hash ?? ''), data: {} }) }];
    expect(seen(changed)).toEqual([]);
    expect(seen(changed, known)).toEqual(['headDiffers 5']);
  });

  it('names bytes that are no entry by their place', () => {
    const changed = five.map((one, index) => (index === 1 ? { bytes: new TextEncoder().encode('{}') } : one));
    expect(seen(changed, known)).toEqual(['entryIsMalformed 2', 'entryIsNotWhatFollowed 2', 'predecessorDiffers 3']);
  });

  it.each([
    [1, ['entriesAreMissing 1', 'predecessorIsMissing 2']],
    [3, ['entriesAreMissing 3', 'predecessorIsMissing 4']],
    [5, ['tailIsMissing 5']],
  ])('names dropped entry %i', (seq, findings) => {
    expect(
      seen(
        five.filter((_, index) => index !== seq - 1),
        known,
      ),
    ).toEqual(findings);
  });

  it('names swapped entries', () => {
    const [a, b, c, d, e] = five as [SealedEntry, SealedEntry, SealedEntry, SealedEntry, SealedEntry];
    expect(seen([a, c, b, d, e], known)).toEqual([
      'entriesAreMissing 2',
      'predecessorIsMissing 3',
      'entryIsOutOfOrder 2',
      'timeRunsBackwards 2',
      'entriesAreMissing 3',
      'predecessorIsMissing 4',
    ]);
  });

  it('names an entry of another stream', () => {
    const other = chain(5, 'case/b');
    expect(seen([...five.slice(0, 2), other[2] as SealedEntry, ...five.slice(3)], known)).toContain('entryOfAnotherStream 3');
  });

  it('names a chain that was written anew from an entry on', () => {
    const anew = [...five.slice(0, 2)];
    anew.push(sealEntry({ ...entry(3, anew[1]?.hash ?? ''), data: { seq: 33 } }, sha256));
    for (const seq of [4, 5]) anew.push(sealEntry(entry(seq, anew.at(-1)?.hash ?? ''), sha256));
    expect(seen(anew)).toEqual([]);
    expect(seen(anew, known)).toEqual(['headDiffers 5']);
    expect(seen(anew, [...known, { stream, seq: 3, hash: five[2]?.hash ?? '' }])).toEqual(['headDiffers 3', 'headDiffers 5']);
  });

  it('names a stored hash that differs, and time that runs backwards', () => {
    const stored = five.map((one, index) => (index === 3 ? { ...one, hash: ZERO_HASH } : one));
    expect(verifyChain(stream, stored, sha256).map(({ what, seq }) => `${what} ${seq}`)).toEqual(['hashDiffers 4']);
    const back = sealEntry({ ...entry(6, five[4]?.hash ?? ''), at: '2025-01-01T00:00:00.000Z' }, sha256);
    expect(seen([...five, back])).toEqual(['timeRunsBackwards 6']);
  });
});
