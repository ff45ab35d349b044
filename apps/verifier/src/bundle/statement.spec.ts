import { BUNDLE_FORMAT, canonicalBytes, streamFile, type JsonObject, type TagPieces } from '@tregua/ledger';
import { readStatement } from './statement.js';

const ID = '018f3c1a-0000-7000-8000-000000000001';
const HASH = 'ab'.repeat(32);

const streamOf = (stream: string): JsonObject => ({
  stream,
  seq: 3,
  hash: HASH,
  file: streamFile(stream, 'events'),
  nonce: null,
  process: 1,
  rulebook: 'paris-2026-draft-1',
  sight: 'exact',
  state: null,
});
const OWN = ['case/a', 'case/b', 'report/c'];
const statement = (change: JsonObject = {}): JsonObject => ({
  v: 1,
  format: BUNDLE_FORMAT,
  export: ID,
  at: '2026-06-01T12:00:00.000Z',
  audience: 'auditor',
  notice: '',
  cosigned: '',
  redacted: false,
  content: 'bundle',
  scope: { cases: [ID] },
  log: null,
  streams: OWN.map(streamOf),
  requests: [],
  evidence: [],
  ...change,
});

/** In pieces of so many bytes. */
function pieces(value: JsonObject, length: number): TagPieces {
  const bytes = canonicalBytes(value);
  const list = Array.from({ length: Math.ceil(bytes.length / length) }, (_, at) => bytes.subarray(at * length, (at + 1) * length));
  return { [Symbol.iterator]: () => list.values(), read: (offset, size) => bytes.subarray(offset, offset + size) };
}

const namesIn = (value: JsonObject, length: number): string[] | string => {
  const read = readStatement(pieces(value, length));
  return typeof read === 'string' ? read : [...read.streams].map(({ stream }) => stream);
};

describe('bundle.json', () => {
  it.each([1, 7, 64, 100_000])('is the same in pieces of %d bytes', (length) => {
    expect(namesIn(statement(), length)).toEqual(OWN);
    expect(namesIn(statement({ streams: [] }), length)).toEqual([]);
  });

  it.each([1, 64, 100_000])(
    'is read by its own list of streams, not by one that an earlier value brings, in pieces of %d bytes',
    (length) => {
      const foreign = ['case/x', 'case/y'].map(streamOf);
      expect(namesIn(statement({ scope: { cases: [ID], streams: foreign } }), length)).toEqual(OWN);
      expect(namesIn(statement({ scope: { cases: [ID], streams: foreign, v: 1 }, streams: [] }), length)).toEqual([]);
    },
  );

  it('says what is wrong of streams that are out of order, or none', () => {
    const wrong = 'streams is no sorted list of streams, each with its head.';
    expect(namesIn(statement({ streams: [...OWN].reverse().map(streamOf) }), 64)).toBe(wrong);
    expect(namesIn(statement({ streams: ['case/a', 'case/a'].map(streamOf) }), 64)).toBe(wrong);
    expect(namesIn(statement({ streams: [{ stream: 'case/a' }] }), 64)).toBe(wrong);
  });
});
