import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { EvidenceIsMissing, EvidenceIsTooLarge, FileEvidenceStore } from './index.js';

let root: string;
let store: FileEvidenceStore;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tregua-evidence-'));
  store = new FileEvidenceStore(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const digestOf = (bytes: string): string => createHash('sha256').update(bytes).digest('hex');
const inChunks = (...chunks: string[]): Readable => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
const placeOf = (sha256: string): string => join(root, sha256.slice(0, 2), sha256.slice(2, 4), sha256);

describe('the evidence store on the file system', () => {
  it('keeps bytes under their own digest and gives them back', async () => {
    const received = await store.receive(inChunks('a photo', ' of a crater'), 100);
    expect(received).toEqual({ sha256: digestOf('a photo of a crater'), size: 19 });
    expect(await text(await store.open(received.sha256))).toBe('a photo of a crater');
    expect(await store.sizeOf(received.sha256)).toBe(19);
    expect(await store.isIntact(received.sha256)).toBe(true);
    expect(readdirSync(join(root, 'incoming'))).toEqual([]);
  });

  it('keeps the same bytes once, and an empty file too', async () => {
    const [one, other] = await Promise.all([store.receive(inChunks('same'), 10), store.receive(inChunks('sa', 'me'), 10)]);
    expect(one).toEqual(other);
    expect((await store.receive(inChunks(), 10)).sha256).toBe(digestOf(''));
  });

  it('stops at the limit while the bytes still come, and leaves nothing', async () => {
    let given = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          given += 1000;
          yield Buffer.alloc(1000);
        }
      })(),
    );
    await expect(store.receive(endless, 10_000)).rejects.toBeInstanceOf(EvidenceIsTooLarge);
    expect(given).toBeLessThan(100_000);
    expect(readdirSync(root)).toEqual(['incoming']);
    expect(readdirSync(join(root, 'incoming'))).toEqual([]);
    expect((await store.receive(inChunks('x'.repeat(10_000)), 10_000)).size).toBe(10_000);
  });

  it('leaves nothing when the sender breaks off', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('half');
        throw new Error('connection reset');
      })(),
    );
    await expect(store.receive(broken, 100)).rejects.toThrow('connection reset');
    expect(readdirSync(join(root, 'incoming'))).toEqual([]);
  });

  it('names bytes that are not what they were, and what is missing', async () => {
    const { sha256 } = await store.receive(inChunks('original'), 100);
    chmodSync(placeOf(sha256), 0o600);
    writeFileSync(placeOf(sha256), 'altered!');
    expect(await store.isIntact(sha256)).toBe(false);
    await store.remove(sha256);
    await store.remove(sha256);
    expect(existsSync(placeOf(sha256))).toBe(false);
    expect(await store.isIntact(sha256)).toBe(false);
    expect(await store.sizeOf(sha256)).toBeUndefined();
    await expect(store.open(sha256)).rejects.toBeInstanceOf(EvidenceIsMissing);
  });

  it.each(['../../etc/passwd', '', 'A'.repeat(64), `${'a'.repeat(63)}/`])('builds no path from %p', async (name) => {
    await expect(store.sizeOf(name)).rejects.toBeInstanceOf(RangeError);
    await expect(store.open(name)).rejects.toBeInstanceOf(RangeError);
    await expect(store.remove(name)).rejects.toBeInstanceOf(RangeError);
  });
});
