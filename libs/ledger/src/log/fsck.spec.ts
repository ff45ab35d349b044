import { createHash } from 'node:crypto';
import { ed25519, sha256 } from '@tregua/platform';
import { ZERO_HASH } from '../entry/entry.js';
import { toHex } from '../hex.js';
import { checkpointText } from './checkpoint.js';
import { readEntryBundle, writeEntryBundle } from './entry-bundle.js';
import { fsck, type LogReader, type LogReport } from './fsck.js';
import { readLogEntry, streamTag, streamTagOf, writeLogEntry, type LogEntry } from './log-entry.js';
import { leafHash } from './merkle-tree.js';
import { SIGNATURE_TYPES, verifierKeyOf, type SigningKey } from './note-key.js';
import { readReceiptText, receiptText } from './receipt.js';
import { tilePath, TILE_WIDTH } from './tile-path.js';
import { TreeFrontier } from './tree-frontier.js';
import { signNote } from './verify-note.js';

const seed = new Uint8Array(32).fill(1);
const key: SigningKey = {
  ...verifierKeyOf('example.com/log', SIGNATURE_TYPES.ed25519, ed25519.publicKeyOf(seed), sha256),
  privateKey: seed,
};
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Entries of five streams, one after another. */
function entriesOf(count: number): LogEntry[] {
  const heads = new Map<string, { seq: number; eventHash: string }>();
  return Array.from({ length: count }, (_, at) => {
    const tag = streamTag(`case/${at % 5}`, new Uint8Array(32).fill(at % 5), sha256);
    const head = heads.get(tag);
    const entry = {
      v: 1,
      tag,
      seq: (head?.seq ?? 0) + 1,
      prev: head?.eventHash ?? ZERO_HASH,
      eventHash: hash(`${at}`),
      at: '2026-01-06T12:00:00.000Z',
    } as const;
    heads.set(tag, entry);
    return entry;
  });
}

/** The files of a log that holds these entries, as it would be served. */
function filesOf(entries: readonly (LogEntry | Uint8Array)[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const frontier = new TreeFrontier(sha256);
  const bytes = entries.map((entry) => (entry instanceof Uint8Array ? entry : writeLogEntry(entry)));
  for (const entry of bytes) frontier.append(leafHash(entry, sha256));
  for (const tile of frontier.takeTiles()) files.set(tilePath(tile.level, tile.index, tile.width), tile.bytes);
  for (let at = 0; at < bytes.length; at += TILE_WIDTH) {
    const part = bytes.slice(at, at + TILE_WIDTH);
    files.set(tilePath('entries', at / TILE_WIDTH, part.length), writeEntryBundle(part));
  }
  const text = checkpointText({ origin: 'example.com/log', size: bytes.length, root: frontier.root() });
  return files.set('checkpoint', Buffer.from(signNote(text, [key], ed25519)));
}

const readerOf = (files: ReadonlyMap<string, Uint8Array>): LogReader => ({
  checkpoint: () => Promise.resolve(files.get('checkpoint')),
  tile: ({ level, index, width }) => Promise.resolve(files.get(tilePath(level, index, width))),
});
const check = (files: ReadonlyMap<string, Uint8Array>): Promise<LogReport> => fsck(readerOf(files), sha256);
const found = (report: LogReport): string[] =>
  report.findings.map(({ code, where, index }) => [code, where, index].filter((part) => part !== undefined).join(' '));

describe('fsck', () => {
  const entries = entriesOf(600);

  it.each([0, 1, 255, 256, 257, 512, 600])('finds nothing in a whole log of %i entries, and shows each entry', async (size) => {
    const seen: number[] = [];
    const report = await fsck(readerOf(filesOf(entries.slice(0, size))), sha256, {
      onEntry: (entry, index) => void seen.push(index * 1000 + entry.seq),
    });
    expect(report).toMatchObject({ size, findings: [], findingsLeftOut: 0 });
    expect(seen).toEqual(entries.slice(0, size).map(({ seq }, index) => index * 1000 + seq));
  });

  it('names each file that is missing or changed by a bit', async () => {
    const whole = filesOf(entries);
    for (const [name, bytes] of whole) {
      const without = new Map(whole);
      without.delete(name);
      expect(found(await check(without))).toContain(`missing ${name}`);
      const changed = Uint8Array.from(bytes);
      // In the checkpoint, a bit of its root: whether its signature holds is another question than fsck's.
      changed[name === 'checkpoint' ? 25 : Math.floor(changed.length / 2)]! ^= 4;
      const { findings } = await check(new Map(whole).set(name, changed));
      expect(findings.length).toBeGreaterThan(0);
      // A changed entry is seen at its tile and at the root; a changed tile or checkpoint where it is.
      const place = name.startsWith('tile/entries/') ? name.replace('entries', '0') : name;
      expect(findings.some(({ where }) => where === place || where === name)).toBe(true);
    }
  });

  it('names a root that is not that of the entries', async () => {
    const files = filesOf(entries.slice(0, 9)).set('checkpoint', filesOf(entries.slice(1, 10)).get('checkpoint')!);
    expect(found(await check(files))).toEqual(['root checkpoint']);
  });

  it('takes a head that is given instead of the checkpoint', async () => {
    const files = filesOf(entries.slice(0, 9));
    files.delete('checkpoint');
    expect((await fsck(readerOf(files), sha256, { head: { size: 9, root: new Uint8Array(32) } })).findings).toHaveLength(1);
  });

  it.each<[string, (list: LogEntry[]) => (LogEntry | Uint8Array)[], string]>([
    ['an entry twice', (list) => [...list, list[3]!], 'doubled tile/entries/000.p/21 20'],
    ['a second history of a stream', (list) => [...list, { ...list[7]!, eventHash: hash('fork') }], 'doubled tile/entries/000.p/21 20'],
    ['an entry left out', (list) => list.filter((_, at) => at !== 6), 'chain tile/entries/000.p/19 10'],
    [
      'two in the wrong order',
      (list) => list.map((entry, at) => (at === 5 ? list[10]! : at === 10 ? list[5]! : entry)),
      'chain tile/entries/000.p/20 5',
    ],
    [
      'a predecessor that is not there',
      (list) => list.map((entry, at) => (at === 6 ? { ...entry, prev: hash('x') } : entry)),
      'chain tile/entries/000.p/20 6',
    ],
    ['an entry that is none', (list) => [...list, Uint8Array.of(0x7b, 0x7d)], 'malformed tile/entries/000.p/21 20'],
  ])('names %s, although the tree is right', async (_, change, where) => {
    expect(found(await check(filesOf(change(entries.slice(0, 20)))))[0]).toBe(where);
  });

  it('counts findings beyond its bound', async () => {
    const report = await fsck(readerOf(filesOf(Array.from({ length: 50 }, () => Uint8Array.of(1)))), sha256, { maxFindings: 3 });
    expect([report.findings.length, report.findingsLeftOut]).toEqual([3, 47]);
  });

  it('says of a checkpoint that is none what is wrong with it', async () => {
    expect((await check(new Map([['checkpoint', Buffer.from('nonsense')]]))).findings).toEqual([
      { code: 'malformed', where: 'checkpoint', problem: 'note: has no empty line between its text and its signatures' },
    ]);
  });
});

describe('entry bundles', () => {
  it('are lengths of two bytes and entries', () => {
    const long = new Uint8Array(65_535).fill(7);
    const bundle = writeEntryBundle([Uint8Array.of(1, 2, 3), new Uint8Array(), long]);
    expect([...bundle.subarray(0, 9)]).toEqual([0, 3, 1, 2, 3, 0, 0, 255, 255]);
    expect(readEntryBundle(bundle, 3)).toEqual([Uint8Array.of(1, 2, 3), new Uint8Array(), long]);
  });

  it.each<[number[], number, string]>([
    [[], 1, 'holds 0 entries, not 1'],
    [[0], 1, 'ends in the middle of entry 0'],
    [[0, 2, 1], 1, 'ends in the middle of entry 0'],
    [[0, 1, 9, 0, 1, 9], 1, 'more than 1'],
    [[0, 1, 9], 2, 'holds 1 entries, not 2'],
    [[255, 255], 1, 'ends in the middle'],
  ])('%j of width %i: %s', (bytes, width, why) => {
    expect(() => readEntryBundle(Uint8Array.from(bytes), width)).toThrow(why);
  });

  it('hold 1 to 256 entries of at most 65,535 bytes', () => {
    expect(() => writeEntryBundle([])).toThrow(RangeError);
    expect(() => writeEntryBundle(Array.from({ length: 257 }, () => Uint8Array.of(1)))).toThrow(RangeError);
    expect(() => writeEntryBundle([new Uint8Array(65_536)])).toThrow(RangeError);
  });
});

describe('log entries', () => {
  const [entry] = entriesOf(1) as [LogEntry];

  it('are canonical JSON of six keys', () => {
    const bytes = writeLogEntry(entry);
    expect(Buffer.from(bytes).toString()).toBe(
      `{"at":"2026-01-06T12:00:00.000Z","eventHash":"${hash('0')}","prev":"${ZERO_HASH}","seq":1,"tag":"${entry.tag}","v":1}`,
    );
    expect(readLogEntry(bytes)).toEqual(entry);
  });

  it('name their stream by a tag that its nonce opens', () => {
    const nonce = new Uint8Array(32).fill(0xab);
    const tag = createHash('sha256').update('tregua-tag/v1\0').update(nonce).update('case/x').digest('hex');
    expect(streamTag('case/x', nonce, sha256)).toBe(tag);
    expect(streamTagOf('case/x', toHex(nonce), sha256)).toBe(tag);
    expect(() => streamTag('case/x', new Uint8Array(31), sha256)).toThrow(RangeError);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ v: 2 }, 'another version'],
    [{ tag: 'x' }, 'tag'],
    [{ seq: 0 }, 'seq'],
    [{ seq: 2 }, 'zeros'],
    [{ prev: hash('x') }, 'zeros'],
    [{ prev: 'X' }, 'prev'],
    [{ eventHash: hash('x').toUpperCase() }, 'eventHash'],
    [{ at: '2026-01-06T12:00:00Z' }, 'at'],
    [{ at: 5 }, 'at'],
    [{ more: 1 }, 'keys'],
  ])('with %j are refused', (change, why) => {
    const wrong = { ...entry, ...change };
    const keys = Object.keys(wrong).sort();
    const bytes = Buffer.from(JSON.stringify(Object.fromEntries(keys.map((name) => [name, wrong[name as keyof LogEntry]]))));
    expect(() => readLogEntry(bytes)).toThrow(why);
    if (!('more' in change)) expect(() => writeLogEntry(wrong)).toThrow(why);
  });

  it.each(['', '{', 'null', '[]', '5', '{"v":1}'])('are not %j', (text) => {
    expect(() => readLogEntry(Buffer.from(text))).toThrow(expect.objectContaining({ name: 'LogFormatError' }));
  });
});

describe('receipts', () => {
  const receipt = { origin: 'example.com/log', tag: hash('tag'), seq: 7, eventHash: hash('event'), at: '2026-01-06T12:00:00.000Z' };

  it('are five lines, and can be taken for no checkpoint', () => {
    const text = receiptText(receipt);
    expect(text).toBe(
      `example.com/log/receipt\n${hash('tag')}\n7\n${Buffer.from(hash('event'), 'hex').toString('base64')}\n2026-01-06T12:00:00.000Z\n`,
    );
    expect(readReceiptText(text)).toEqual(receipt);
    expect(() => readReceiptText(checkpointText({ origin: 'example.com/log', size: 7, root: new Uint8Array(32) }))).toThrow('receipt');
  });

  it.each([
    ['/receipt', ''],
    [hash('tag'), hash('tag').toUpperCase()],
    ['\n7\n', '\n0\n'],
    ['\n7\n', '\n07\n'],
    ['\n7\n', '\n9007199254740993\n'],
    ['=\n', '\n'],
    ['.000Z', 'Z'],
    ['Z\n', 'Z\n\n'],
    ['Z\n', 'Z'],
  ])('with %j as %j are refused', (part, other) => {
    expect(() => readReceiptText(receiptText(receipt).replace(part, other))).toThrow(expect.objectContaining({ name: 'LogFormatError' }));
  });
});
