import fc from 'fast-check';
import { ed25519, sha256 } from '@tregua/platform';
import { parseAddCheckpoint, writeAddCheckpoint } from './add-checkpoint.js';
import { checkpointText, parseCheckpoint } from './checkpoint.js';
import { readEntryBundle } from './entry-bundle.js';
import { judgeCheckpoint } from './judge-checkpoint.js';
import { readLogEntry, writeLogEntry } from './log-entry.js';
import { parseSigningKey, parseVerifierKey, SIGNATURE_TYPES, verifierKeyOf, writeSigningKey, writeVerifierKey } from './note-key.js';
import { parseNote, parseSignatureLines } from './note.js';
import { parsePolicy } from './policy.js';
import { readReceiptText, receiptText } from './receipt.js';
import { parseTilePath } from './tile-path.js';
import { parseTlogProof, writeTlogProof } from './tlog-proof.js';
import { signNote } from './verify-note.js';

const privateKey = new Uint8Array(32).fill(1);
const key = { ...verifierKeyOf('example.com/log', SIGNATURE_TYPES.ed25519, ed25519.publicKeyOf(privateKey), sha256), privateKey };
const checkpoint = signNote(checkpointText({ origin: 'example.com/log', size: 9, root: new Uint8Array(32) }), [key], ed25519);
const proof = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const policyText = `log ${writeVerifierKey(key)}\nquorum none\n`;
const policy = parsePolicy(policyText, sha256);
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const hash = 'a'.repeat(64);

/** Each reader, and something that it takes. */
const READERS: readonly [string, string, (bytes: Uint8Array) => unknown][] = [
  ['note', checkpoint, (bytes) => parseNote(bytes)],
  ['signature lines', checkpoint.split('\n\n')[1] as string, (bytes) => parseSignatureLines(text(bytes))],
  ['checkpoint', checkpoint, (bytes) => parseCheckpoint(bytes)],
  ['checkpoint under a policy', checkpoint, (bytes) => judgeCheckpoint(bytes, policy, ed25519)],
  ['tlog-proof', writeTlogProof({ index: 3, proof, checkpoint, extra: Uint8Array.of(1) }), (bytes) => parseTlogProof(bytes)],
  ['add-checkpoint', writeAddCheckpoint({ oldSize: 3, proof, checkpoint }), (bytes) => parseAddCheckpoint(bytes)],
  ['policy', policyText, (bytes) => parsePolicy(bytes, sha256)],
  ['verifier key', writeVerifierKey(key), (bytes) => parseVerifierKey(text(bytes), sha256)],
  ['signing key', writeSigningKey(key), (bytes) => parseSigningKey(text(bytes), (seed) => ed25519.publicKeyOf(seed), sha256)],
  ['tile path', 'tile/0/x001/234.p/5', (bytes) => parseTilePath(text(bytes))],
  [
    'receipt',
    receiptText({ origin: 'o', tag: hash, seq: 2, eventHash: hash, at: '2026-01-06T12:00:00.000Z' }),
    (bytes) => readReceiptText(text(bytes)),
  ],
  [
    'log entry',
    text(writeLogEntry({ v: 1, tag: hash, seq: 2, prev: hash, eventHash: hash, at: '2026-01-06T12:00:00.000Z' })),
    (bytes) => readLogEntry(bytes),
  ],
  ['entry bundle', '\u0000\u0001a\u0000\u0002bc', (bytes) => readEntryBundle(bytes, 2)],
];

/** What hostile hands do to a file: other bytes, pieces cut, doubled, and put in from elsewhere. */
const edits = fc.array(
  fc.record({
    kind: fc.constantFrom('byte', 'cut', 'double', 'put'),
    at: fc.nat(),
    length: fc.nat({ max: 40 }),
    put: fc.oneof(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\n\n',
        ' ',
        '\t',
        '+',
        '=',
        '—',
        '\u0000',
        '\ufeff',
        '\u2028',
        '9'.repeat(400),
        '-1',
        '1e9',
        '00',
        '{}',
        '"',
        '__proto__',
        '%00',
        '../',
      ),
      fc.string({ unit: 'binary', maxLength: 10 }),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

function edited(original: string, changes: readonly { kind: string; at: number; length: number; put: string }[]): Uint8Array {
  let bytes = Buffer.from(original);
  for (const { kind, at, length, put } of changes) {
    const from = at % (bytes.length + 1);
    const [before, piece, after] = [bytes.subarray(0, from), bytes.subarray(from, from + length), bytes.subarray(from + length)];
    if (kind === 'byte') bytes = Buffer.concat([before, Buffer.of(length * 6), bytes.subarray(from + 1)]);
    if (kind === 'cut') bytes = Buffer.concat([before, after]);
    if (kind === 'double') bytes = Buffer.concat([before, piece, piece, after]);
    if (kind === 'put') bytes = Buffer.concat([before, Buffer.from(put), piece, after]);
  }
  return Uint8Array.from(bytes);
}

describe.each(READERS)('the reader of a %s', (_, original, read) => {
  it('takes what is right', () => {
    expect(() => read(Buffer.from(original))).not.toThrow();
  });

  it('answers anything else with an error that names the field, or takes it; it never stumbles', () => {
    fc.assert(
      fc.property(edits, (changes) => {
        try {
          read(edited(original, changes));
        } catch (error) {
          expect((error as Error).name).toBe('LogFormatError');
          expect((error as { field: string }).field).not.toBe('');
          expect((error as Error).message.length).toBeLessThan(1000);
        }
      }),
      { numRuns: 400 },
    );
  });
});
