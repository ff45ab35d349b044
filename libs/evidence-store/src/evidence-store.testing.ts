import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { EvidenceIsMissing, EvidenceIsTooLarge, type EvidenceStore } from './index.js';

export const digestOf = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
export const inChunks = (...chunks: (string | Buffer)[]): Readable => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

/** A store under test, and what only a look at its place can tell. */
export interface StoreUnderTest {
  readonly store: EvidenceStore;
  /** Names of everything that is kept, drafts included. */
  readonly kept: () => readonly string[];
  /** Writes other bytes of the same length in the place of a digest. */
  readonly alter: (sha256: string) => void;
  /** Bytes of a part, where large things are sent in parts. */
  readonly partBytes: number;
}

/** What every evidence store does, whatever keeps the bytes: one suite, run on each. */
export function describeEvidenceStore(name: string, under: () => StoreUnderTest): void {
  describe(`the evidence store ${name}`, () => {
    const drafts = (): readonly string[] =>
      under()
        .kept()
        .filter((one) => !/(^|\/)[0-9a-f]{64}$/.test(one));

    it('keeps bytes under their own digest and gives them back', async () => {
      const { store } = under();
      const received = await store.receive(inChunks('a photo', ' of a crater'), 100);
      expect(received).toEqual({ sha256: digestOf('a photo of a crater'), size: 19 });
      expect(await text(await store.open(received.sha256))).toBe('a photo of a crater');
      expect(await store.sizeOf(received.sha256)).toBe(19);
      expect(await store.isIntact(received.sha256)).toBe(true);
      expect(drafts()).toEqual([]);
    });

    it('keeps the same bytes once, and an empty file too', async () => {
      const { store, kept } = under();
      const [one, other] = await Promise.all([store.receive(inChunks('same'), 10), store.receive(inChunks('sa', 'me'), 10)]);
      expect(one).toEqual(other);
      expect(kept().filter((key) => key.endsWith(one.sha256))).toHaveLength(1);
      expect(await store.receive(inChunks('same'), 10)).toEqual(one);
      const empty = await store.receive(inChunks(), 10);
      expect(empty).toEqual({ sha256: digestOf(''), size: 0 });
      expect(await text(await store.open(empty.sha256))).toBe('');
    });

    it.each([-1, 0, 1])('takes what is as long as a part, %p more or less, and several parts', async (more) => {
      const { store, partBytes } = under();
      for (const parts of [1, 3]) {
        const bytes = Buffer.alloc(parts * partBytes + more, `${parts} ${more}`);
        const received = await store.receive(inChunks(bytes.subarray(0, 1_000_001), bytes.subarray(1_000_001)), bytes.length);
        expect(received).toEqual({ sha256: digestOf(bytes), size: bytes.length });
        expect(await store.isIntact(received.sha256)).toBe(true);
        // Once more: it is there already.
        expect(await store.receive(inChunks(bytes), bytes.length)).toEqual(received);
        await store.remove(received.sha256);
      }
      expect(drafts()).toEqual([]);
    });

    it('stops at the limit while the bytes still come, and leaves nothing', async () => {
      const { store, partBytes, kept } = under();
      const before = kept();
      for (const limit of [10_000, 3 * partBytes + 10]) {
        let given = 0;
        const endless = Readable.from(
          (function* () {
            for (;;) {
              given += 1000;
              yield Buffer.alloc(1000);
            }
          })(),
        );
        await expect(store.receive(endless, limit)).rejects.toBeInstanceOf(EvidenceIsTooLarge);
        expect(given).toBeLessThan(limit + 100_000);
      }
      expect(kept()).toEqual(before);
      expect((await store.receive(inChunks('x'.repeat(10_000)), 10_000)).size).toBe(10_000);
    });

    it('leaves nothing when the sender breaks off, at once or after parts', async () => {
      const { store, partBytes, kept } = under();
      const before = kept();
      for (const much of [10, 2 * partBytes + 10]) {
        const broken = Readable.from(
          (function* () {
            yield Buffer.alloc(much);
            throw new Error('connection reset');
          })(),
        );
        await expect(store.receive(broken, 10 * partBytes)).rejects.toThrow('connection reset');
      }
      expect(kept()).toEqual(before);
    });

    it('names bytes that are not what they were, and what is missing', async () => {
      const { store, alter } = under();
      const { sha256 } = await store.receive(inChunks('original'), 100);
      alter(sha256);
      expect(await store.isIntact(sha256)).toBe(false);
      await store.remove(sha256);
      await store.remove(sha256);
      expect(await store.isIntact(sha256)).toBe(false);
      expect(await store.sizeOf(sha256)).toBeUndefined();
      await expect(store.open(sha256)).rejects.toBeInstanceOf(EvidenceIsMissing);
    });

    it.each(['../../etc/passwd', '', 'A'.repeat(64), `${'a'.repeat(63)}/`])('builds no place from %p', async (given) => {
      const { store } = under();
      await expect(store.sizeOf(given)).rejects.toBeInstanceOf(RangeError);
      await expect(store.open(given)).rejects.toBeInstanceOf(RangeError);
      await expect(store.remove(given)).rejects.toBeInstanceOf(RangeError);
    });
  });
}
