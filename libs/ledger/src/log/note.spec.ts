import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { ed25519, sha256 } from '@tregua/platform';
import { fromBase64, toBase64 } from './base64.js';
import { checkpointText, parseCheckpoint, readCheckpointText } from './checkpoint.js';
import {
  parseSigningKey,
  parseVerifierKey,
  SIGNATURE_TYPES,
  verifierKeyOf,
  writeSigningKey,
  writeVerifierKey,
  type SigningKey,
} from './note-key.js';
import { NOTE_LIMITS, parseNote, parseSignatureLines, signatureLine, writeNote } from './note.js';
import { cosign, signNote, signText, verifyCosignature, verifyNote } from './verify-note.js';
import { weakKeyProblem } from './weak-key.js';

const keyOf = (name: string, seed: number, type: number = SIGNATURE_TYPES.ed25519): SigningKey => {
  const privateKey = new Uint8Array(32).fill(seed);
  return { ...verifierKeyOf(name, type, ed25519.publicKeyOf(privateKey), sha256), privateKey };
};
const publicKeyOf = (seed: Uint8Array): Uint8Array => ed25519.publicKeyOf(seed);

/** The example of c2sp.org/signed-note. */
const EXAMPLE_KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const EXAMPLE =
  'This is an example message.\n\n' +
  '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';

describe('base64', () => {
  it('writes as Node does, and reads it back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromBase64(toBase64(bytes), 'x')).toEqual(bytes);
      }),
    );
  });

  it('has one spelling for one content', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ABCDwxyz0189+/=\n-_ '), maxLength: 12 }), (text) => {
        let bytes: Uint8Array;
        try {
          bytes = fromBase64(text, 'x');
        } catch {
          return;
        }
        expect(toBase64(bytes)).toBe(text);
      }),
      { numRuns: 3000 },
    );
  });

  it.each(['A', 'AA', 'AAA', 'AA=', 'A===', 'AAAA=', '====', 'AB==', 'AAB=', 'AA=A', 'AAA\n', ' AAA', 'AA-_', 'ÄAAA', 'AA\u0000A'])(
    'refuses %j',
    (text) => {
      expect(() => fromBase64(text, 'the field')).toThrow('the field');
    },
  );
});

describe('a note', () => {
  it('is read, verified and written again as in the specification', () => {
    const key = parseVerifierKey(EXAMPLE_KEY, sha256);
    expect(writeVerifierKey(key)).toBe(EXAMPLE_KEY);
    const note = parseNote(EXAMPLE);
    expect(verifyNote(note, [key], ed25519)).toEqual({ trusted: true, verified: [{ key }], failed: [] });
    expect(writeNote(note)).toBe(EXAMPLE);
  });

  it('keeps empty lines of its text', () => {
    const key = keyOf('a', 1);
    const text = 'one\n\n— two\n\nthree\n';
    expect(parseNote(signNote(text, [key], ed25519)).text).toBe(text);
  });

  const line = EXAMPLE.split('\n\n')[1] as string;
  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'empty line'],
    ['a text alone', 'text\n', 'empty line'],
    ['a text without signatures', 'text\n\n', 'signatures: are missing'],
    ['a signature without its newline', EXAMPLE.slice(0, -1), 'do not end with a newline'],
    ['carriage returns', EXAMPLE.replaceAll('\n', '\r\n'), 'carriage returns'],
    ['a control character', EXAMPLE.replace('an', 'a\u0007n'), 'control character'],
    ['a tab', EXAMPLE.replace(' an', '\tan'), 'control character'],
    ['an en dash', EXAMPLE.replace('—', '–'), 'note signature 1'],
    ['a key name with a plus', EXAMPLE.replace('example.com/foo', 'example+foo'), 'key name'],
    ['a key name with a space of another kind', EXAMPLE.replace('example.com/foo', 'example\u2003foo'), 'key name'],
    ['no key name', EXAMPLE.replace('example.com/foo ', ' '), 'note signature 1'],
    ['two spaces', EXAMPLE.replace('— ', '—  '), 'note signature 1'],
    ['bad base64', EXAMPLE.replace('Uw2QO', 'Uw2Q*'), 'note signature 1'],
    ['base64 of another spelling', EXAMPLE.replace('aQM=', 'aQN='), 'spelling of its own'],
    ['a signature of four bytes', `text\n\n— a ${toBase64(new Uint8Array(4))}\n`, 'shorter than'],
    ['a second signature that is none', `${EXAMPLE}what\n`, 'note signature 2'],
    ['too many signatures', `text\n\n${line.repeat(NOTE_LIMITS.signatures + 1)}`, 'more than'],
    ['too many bytes', `${'x'.repeat(NOTE_LIMITS.bytes)}${EXAMPLE}`, 'at most'],
    ['bytes that are no UTF-8', Uint8Array.of(0x61, 0xff, 0x0a), 'no UTF-8'],
    ['a lone surrogate', `\ud800${EXAMPLE}`, 'surrogate'],
  ])('with %s is refused', (_, note, why) => {
    expect(() => parseNote(note)).toThrow(expect.objectContaining({ name: 'LogFormatError', message: expect.stringContaining(why) }));
  });

  it('may have as many signatures as the limit', () => {
    expect(parseNote(`text\n\n${line.repeat(NOTE_LIMITS.signatures)}`).signatures).toHaveLength(64);
  });

  it('is trusted when a known key signed it, whoever else did', () => {
    const [a, b, c] = [keyOf('a', 1), keyOf('b', 2), keyOf('c', 3)];
    const note = parseNote(signNote('text\n', [a, b, c], ed25519));
    expect(verifyNote(note, [b], ed25519)).toMatchObject({ trusted: true, verified: [{ key: b }] });
    expect(verifyNote(note, [], ed25519)).toEqual({ trusted: false, verified: [], failed: [] });
    expect(verifyNote(note, [keyOf('d', 4)], ed25519).trusted).toBe(false);
    // The same name with another key is another key: its id differs.
    expect(verifyNote(note, [keyOf('a', 9)], ed25519)).toEqual({ trusted: false, verified: [], failed: [] });
  });

  it('is not trusted when one known key signed and another one fails', () => {
    const [a, b] = [keyOf('a', 1), keyOf('b', 2)];
    const [right, wrong] = [signText('text\n', a, ed25519), signText('another\n', b, ed25519)];
    expect(verifyNote({ text: 'text\n', signatures: [right, wrong] }, [a, b], ed25519)).toMatchObject({ trusted: false, failed: [b] });
    expect(verifyNote({ text: 'text\n', signatures: [right, wrong] }, [a], ed25519).trusted).toBe(true);
  });

  it('does not hold with any byte changed', () => {
    const key = keyOf('a', 1);
    const whole = Buffer.from(signNote('some text\nof two lines\n', [key], ed25519));
    for (let at = 0; at < whole.length; at += 1) {
      for (const bit of [1, 2, 4, 32, 128]) {
        const changed = Buffer.from(whole);
        changed[at]! ^= bit;
        let trusted = false;
        try {
          trusted = verifyNote(parseNote(changed), [key], ed25519).trusted;
        } catch (error) {
          expect((error as Error).name).toBe('LogFormatError');
        }
        expect([at, bit, trusted]).toEqual([at, bit, false]);
      }
    }
  });

  it.each(['text', 'te\rxt\n', 'te\u0000xt\n', 'te\ud800xt\n'])('is not signed over the text %j', (text) => {
    expect(() => signNote(text, [keyOf('a', 1)], ed25519)).toThrow('note text');
  });
});

describe('keys', () => {
  it.each<[string, string]>([
    ['', 'verifier key'],
    ['example.com/foo', 'is not <name>'],
    [EXAMPLE_KEY.replace('530d903a', '530D903A'), 'is not <name>'],
    [EXAMPLE_KEY.replace('530d903a', '530d903b'), 'not that of its key'],
    [EXAMPLE_KEY.replace('example.com/foo', 'example.com/bar'), 'not that of its key'],
    [EXAMPLE_KEY.replace('3U2k', '3U2'), 'base64'],
    [`${EXAMPLE_KEY} `, 'is not <name>'],
    [`a b+530d903a+${toBase64(new Uint8Array(33).fill(1))}`, 'key name'],
    [`a+530d903a+${toBase64(new Uint8Array(32).fill(1))}`, '31 bytes'],
    [`a+530d903a+${toBase64(Uint8Array.of(1))}`, 'holds no key'],
    ['x'.repeat(20_000), 'longer than'],
  ])('%j is none', (text, why) => {
    expect(() => parseVerifierKey(text, sha256)).toThrow(why);
  });

  it('of a type that is not understood are read, and verify nothing', () => {
    const publicKey = new Uint8Array(1312).fill(5);
    const key = verifierKeyOf('pq', 0x06, publicKey, sha256);
    expect(parseVerifierKey(writeVerifierKey(key), sha256)).toEqual(key);
    const note = { text: 'text\n', signatures: [{ name: 'pq', keyId: key.keyId, signature: new Uint8Array(2428) }] };
    expect(verifyNote(note, [key], ed25519)).toEqual({ trusted: false, verified: [], failed: [] });
    expect(() => verifierKeyOf('pq', 0x06, new Uint8Array(32), sha256)).toThrow('type 6 has 1312');
  });

  it('have an id of their own for each type, so that one cannot stand for another', () => {
    expect(keyOf('a', 1).keyId).not.toBe(keyOf('a', 1, SIGNATURE_TYPES.cosignatureV1).keyId);
  });

  it('are kept as Go keeps them', () => {
    const key = keyOf('example.com/log', 7);
    const text = writeSigningKey(key);
    expect(text).toMatch(/^PRIVATE\+KEY\+example\.com\/log\+[0-9a-f]{8}\+AQcHBwc/);
    expect(parseSigningKey(text, publicKeyOf, sha256)).toEqual(key);
  });

  it('that cannot be read say nothing of themselves', () => {
    const secret = writeSigningKey(keyOf('example.com/log', 7));
    for (const wrong of [secret.slice(1), secret.replace('+AQ', '+Ag'), `${secret} `, secret.replace(/\+([0-9a-f]{8})\+/, '+00000000+')]) {
      try {
        parseSigningKey(wrong, publicKeyOf, sha256);
        throw new Error('It was taken.');
      } catch (error) {
        expect((error as Error).name).toBe('LogFormatError');
        expect((error as Error).message).not.toContain('BwcHBw');
      }
    }
  });

  it.each([
    ['0'.repeat(64), 'small order'],
    [`01${'0'.repeat(62)}`, 'small order'],
    [`01${'0'.repeat(60)}80`, 'not canonical'],
    [`ed${'f'.repeat(60)}7f`, 'not canonical'],
    ['f'.repeat(64), 'not canonical'],
    [`ec${'f'.repeat(60)}7f`, 'small order'],
    ['00'.repeat(31), '32 bytes'],
  ])('of Ed25519 such as %s are not taken', (hex, why) => {
    expect(weakKeyProblem(Uint8Array.from(Buffer.from(hex, 'hex')))).toContain(why);
    expect(() => verifierKeyOf('a', SIGNATURE_TYPES.ed25519, Uint8Array.from(Buffer.from(hex, 'hex')), sha256)).toThrow('public key');
  });
});

describe('a checkpoint', () => {
  const root = Uint8Array.from(createHash('sha256').update('x').digest());

  it('is three lines', () => {
    const text = checkpointText({ origin: 'example.com/log', size: 5, root });
    expect(text).toBe(`example.com/log\n5\n${Buffer.from(root).toString('base64')}\n`);
    expect(readCheckpointText(text)).toEqual({ origin: 'example.com/log', size: 5, root });
    expect(parseCheckpoint(signNote(text, [keyOf('example.com/log', 1)], ed25519)).checkpoint.size).toBe(5);
  });

  it('may have lines behind them', () => {
    const text = checkpointText({ origin: 'o', size: 0, root, extensions: ['one', 'two'] });
    expect(readCheckpointText(text).extensions).toEqual(['one', 'two']);
  });

  const hash = toBase64(root);
  it.each([
    ['', 'end with a newline'],
    ['o\n5\n', 'checkpoint root'],
    [`\n5\n${hash}\n`, 'origin: is empty'],
    [`o\n05\n${hash}\n`, 'checkpoint size'],
    [`o\n+5\n${hash}\n`, 'checkpoint size'],
    [`o\n5 \n${hash}\n`, 'checkpoint size'],
    [`o\n٥\n${hash}\n`, 'checkpoint size'],
    [`o\n1e3\n${hash}\n`, 'checkpoint size'],
    [`o\n9007199254740992\n${hash}\n`, 'greater than 2^53 - 1'],
    [`o\n${'9'.repeat(400)}\n${hash}\n`, 'greater than 2^53 - 1'],
    [`o\n5\n${hash.slice(0, -4)}\n`, 'bytes, not of 32'],
    [`o\n5\n${hash}\n\n`, 'empty line'],
    [`o\n5\n${hash}`, 'end with a newline'],
  ])('is not %j', (text, why) => {
    expect(() => readCheckpointText(text)).toThrow(why);
  });

  it.each([
    { origin: '' },
    { origin: 'a\nb' },
    { size: -1 },
    { size: 1.5 },
    { size: 2 ** 53 },
    { root: new Uint8Array(31) },
    { extensions: [''] },
  ])('is not written with %j', (change) => {
    expect(() => checkpointText({ origin: 'o', size: 5, root, ...change })).toThrow(expect.objectContaining({ name: 'LogFormatError' }));
  });
});

describe('a cosignature', () => {
  const witness = keyOf('witness.example.com/w1', 3, SIGNATURE_TYPES.cosignatureV1);
  const text = checkpointText({ origin: 'example.com/log', size: 5, root: new Uint8Array(32) });

  it('signs the header line, the time line and the whole text', () => {
    const line = cosign(text, witness, 1679315147, ed25519);
    expect(Buffer.from(line.signature).readBigUInt64BE(0)).toBe(1679315147n);
    const message = Buffer.from(`cosignature/v1\ntime 1679315147\n${text}`);
    expect(ed25519.verify(witness.publicKey, message, line.signature.slice(8))).toBe(true);
    expect(verifyCosignature(text, line, witness, ed25519)).toBe(1679315147);
    expect(parseSignatureLines(signatureLine(line))).toEqual([line]);
  });

  it('does not hold for another text, time, key, name or type', () => {
    const line = cosign(text, witness, 1679315147, ed25519);
    const later = Uint8Array.from(line.signature);
    later[7]! += 1;
    expect(verifyCosignature(text.replace('5', '6'), line, witness, ed25519)).toBeUndefined();
    expect(verifyCosignature(text, { ...line, signature: later }, witness, ed25519)).toBeUndefined();
    expect(verifyCosignature(text, { ...line, signature: line.signature.slice(1) }, witness, ed25519)).toBeUndefined();
    expect(verifyCosignature(text, line, keyOf('witness.example.com/w1', 4, SIGNATURE_TYPES.cosignatureV1), ed25519)).toBeUndefined();
    expect(verifyCosignature(text, line, keyOf('witness.example.com/w1', 3), ed25519)).toBeUndefined();
  });

  it('with a time beyond 2^53 is not believed', () => {
    const signature = new Uint8Array(72).fill(0xff);
    expect(verifyCosignature(text, { name: witness.name, keyId: witness.keyId, signature }, witness, ed25519)).toBeUndefined();
  });

  it('is not made with the key of a log, nor a note with the key of a witness, nor without a time', () => {
    expect(() => cosign(text, keyOf('a', 1), 1, ed25519)).toThrow('type 0x04');
    expect(() => signText(text, witness, ed25519)).toThrow('type 0x01');
    for (const seconds of [0, -1, 1.5, Number.NaN, 2 ** 53]) expect(() => cosign(text, witness, seconds, ed25519)).toThrow('cosignature');
  });
});
